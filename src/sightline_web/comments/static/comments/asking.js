"use strict";
// While somebody writes @ and a few letters in a comment, those whom it may mean are offered below the field: arrows
// choose, Enter or Tab takes, Escape closes. Without this file a handle is typed whole, or chosen in the field below.
(() => {
  const WAIT = 120; // milliseconds
  const box = document.createElement("ul");
  box.className = "offers";
  box.id = "offers";
  box.setAttribute("role", "listbox");
  box.hidden = true;
  const count = document.createElement("p");
  count.className = "unseen";
  count.setAttribute("role", "status");
  let field = null, timer = null, chosen = 0, turn = 0;

  const typed = () => /(?:^|[\s(])@([\w.+-]*)$/.exec(field.value.slice(0, field.selectionStart));
  const options = () => Array.from(box.children);
  const close = () => {
    turn += 1;
    box.hidden = true;
    box.replaceChildren();
    count.textContent = "";
    if (field) for (const name of ["aria-controls", "aria-activedescendant"]) field.removeAttribute(name);
  };
  const mark = (index) => {
    const all = options();
    chosen = (index + all.length) % all.length;
    all.forEach((each, at) => each.setAttribute("aria-selected", String(at === chosen)));
    field.setAttribute("aria-activedescendant", all[chosen].id);
  };
  const take = (option) => {
    const found = typed();
    if (!found) { close(); return; }
    const from = field.selectionStart - found[1].length - 1;
    field.setRangeText(option.dataset.handle + " ", from, field.selectionStart, "end");
    close();
  };
  const offer = async () => {
    const found = typed();
    if (!found) { close(); return; }
    const mine = turn += 1;
    const answer = await fetch(`${field.dataset.asks}?ask=${encodeURIComponent(found[1])}`, { credentials: "same-origin" })
      .catch(() => null);
    if (!answer || !answer.ok || mine !== turn) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const people = Array.from(page.querySelectorAll("option"));
    if (mine !== turn || people.length === 0) { close(); return; }
    box.replaceChildren(...people.map((each, at) => {
      const option = document.createElement("li");
      option.id = `offer-${at}`;
      option.setAttribute("role", "option");
      option.dataset.handle = each.value;
      option.textContent = `${each.textContent} ${each.value}`;
      return option;
    }));
    const words = field.closest("[data-whom]").dataset;  // in the reader's language
    box.setAttribute("aria-label", words.whom);
    field.after(box, count);
    box.hidden = false;
    field.setAttribute("aria-controls", box.id);
    count.textContent = words.offered.replace("{count}", people.length);
    mark(0);
  };

  document.addEventListener("input", (event) => {
    if (!event.target.matches("textarea[data-asks]")) return;
    field = event.target;
    clearTimeout(timer);
    timer = setTimeout(offer, WAIT);
  });
  document.addEventListener("keydown", (event) => {
    if (box.hidden || event.target !== field || event.isComposing) return;
    if (event.key === "ArrowDown") mark(chosen + 1);
    else if (event.key === "ArrowUp") mark(chosen - 1);
    else if (event.key === "Enter" || event.key === "Tab") take(options()[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  box.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) { event.preventDefault(); take(option); }
  });
  document.addEventListener("focusout", (event) => { if (event.target === field) close(); });
})();
