"use strict";
// The palette, and nothing that a page needs to be read: without this file every page works.
(() => {
  const palette = document.getElementById("palette");
  const input = document.getElementById("palette-input");
  const results = document.getElementById("palette-results");
  if (!palette || !input || !results) return;

  const options = () => Array.from(results.querySelectorAll("[role=option]"));
  let chosen = 0;

  const mark = (index) => {
    const all = options();
    if (all.length === 0) { input.removeAttribute("aria-activedescendant"); return; }
    chosen = (index + all.length) % all.length;
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    input.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  };

  const open = () => {
    if (palette.open) { palette.close(); return; }
    palette.showModal();
    input.select();
    if (options().length === 0) input.dispatchEvent(new Event("search-now"));
    mark(0);
  };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
    // Single keys, which the visitor can turn off; never while something is typed or open.
    if (event.ctrlKey || event.metaKey || event.altKey || document.documentElement.dataset.keys === "off") return;
    if (document.querySelector("dialog[open]") || event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (event.key === "/") { event.preventDefault(); open(); }
    if (event.key === "?") window.location.assign(palette.dataset.help);
  });
  document.querySelectorAll("[data-opens=palette]").forEach((link) => {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open();
    });
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); mark(chosen + 1); }
    if (event.key === "ArrowUp") { event.preventDefault(); mark(chosen - 1); }
    if (event.key === "Enter" && !event.isComposing) {
      const option = options()[chosen];
      if (option) { event.preventDefault(); window.location.assign(option.dataset.href); }
    }
  });
  results.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) window.location.assign(option.dataset.href);
  });
  results.addEventListener("htmx:afterSwap", () => mark(0));
  palette.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });
})();
