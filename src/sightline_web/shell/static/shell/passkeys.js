/* Starts allauth's passkey forms, and says what went wrong where one sees it. */
"use strict";

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const said = document.getElementById("passkey-said");
  const named = /^[\d.]+$|^\[/.test(location.hostname);
  said.textContent = named
    ? "A passkey belongs to a name: open this page at localhost, or at the workspace's own address."
    : "No passkey was used. Try again, or sign in another way.";
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
