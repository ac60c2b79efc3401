/* Starts allauth's passkey forms, and says what went wrong where one sees it. */
"use strict";

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const said = document.getElementById("passkey-said");
  const bare = /^[\d.]+$|^\[/.test(location.hostname);
  said.textContent = bare ? said.dataset.nameless : said.dataset.unused;
});

document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-passkey]")) {
    const kind = button.dataset.passkey;
    const ids = { [kind]: button.id, credential: "passkey-credential" };
    if (document.getElementById("passkey-data")) ids.data = "passkey-data";
    if (kind === "add") ids.passwordless = "passkey-passwordless";
    window.allauth.webauthn.forms[`${kind}Form`]({ ids });
  }
});
