"use strict";
// Regions that renew themselves. A stream says what has changed; the page is fetched again, and a region takes over
// what differs from it: elements that stay the same stay, with their focus, selection, scroll, and what was typed.
// A window that nobody sees holds no stream. Without this file every page works, and is as old as its loading.
(() => {
  const regions = () => Array.from(document.querySelectorAll("[data-live]:not([data-live=''])"));
  const first = regions();
  if (first.length === 0 || !window.EventSource) return;

  const topicsOf = (region) => region.dataset.live.split(" ");
  const topics = Array.from(new Set(first.flatMap(topicsOf))).sort();
  const known = Object.fromEntries(topics.map((topic) => [topic, Number(first[0].dataset.liveSince)]));
  const note = document.getElementById("live-note");
  const SETTLE = 100, AT_MOST_EVERY = 1000, QUIET = 40000, TELL_AFTER = 3000; // milliseconds
  let source = null, cut = null, telling = null, again = null, quiet = null, wait = 2000;

  // What is shown when the stream is cut.
  const state = (name) => {
    document.documentElement.dataset.liveState = name;
    if (name === "live") {
      clearTimeout(telling); telling = null; cut = null;
      if (note) { note.hidden = true; note.textContent = ""; }
    } else if (!telling) {
      cut = new Date();
      telling = setTimeout(() => {
        if (!note) return;
        const at = cut.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
        note.textContent = document.querySelector("[data-live-cut]").dataset.liveCut.replace("{at}", at);
        note.hidden = false;
      }, TELL_AFTER);
    }
  };

  // One element becomes as another one is.
  const OWN = new Set(["open", "checked", "selected", "data-live-since"]); // the visitor's, or the page's own
  const attributes = (from, to) => {
    for (const { name } of Array.from(from.attributes)) {
      if (!to.hasAttribute(name) && !OWN.has(name)) from.removeAttribute(name);
    }
    for (const { name, value } of Array.from(to.attributes)) {
      if (from.getAttribute(name) !== value && !OWN.has(name)) from.setAttribute(name, value);
    }
    if ("checked" in from && from.checked === from.defaultChecked) from.checked = from.defaultChecked = to.defaultChecked;
  };
  const keyOf = (node) => node.nodeType === 1 ? (node.id || node.dataset.key || "") : "";
  const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);
  const holdsFocus = (node) => node.contains(document.activeElement);
  const place = (parent, node, before) => {
    if (node.nextSibling === before && node.parentNode === parent) return;
    if (parent.moveBefore && node.isConnected) parent.moveBefore(node, before);
    else parent.insertBefore(node, before);
  };
  const morph = (from, to) => {
    if (from.nodeType !== 1) {
      if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
      return;
    }
    if (from.isEqualNode(to)) return;
    attributes(from, to);
    if (from.nodeName === "TEXTAREA" && from.value !== from.defaultValue) return;
    children(from, to);
  };
  const children = (from, to) => {
    const keyed = new Map(Array.from(from.childNodes).filter(keyOf).map((node) => [keyOf(node), node]));
    let next = from.firstChild;
    for (const wanted of Array.from(to.childNodes)) {
      let found = keyOf(wanted) ? keyed.get(keyOf(wanted)) : null;
      if (found && !alike(found, wanted)) found = null;
      if (!found && next && !keyOf(wanted) && alike(next, wanted)) found = next;
      if (!found) { from.insertBefore(document.importNode(wanted, true), next); continue; }
      if (found === next) next = next.nextSibling;
      else place(from, found, next);
      morph(found, wanted);
    }
    while (next) {
      const gone = next;
      next = next.nextSibling;
      if (!holdsFocus(gone)) gone.remove(); // what has the focus goes once it has lost it
    }
  };
  const renew = (region, fresh) => {
    const active = region.contains(document.activeElement) ? document.activeElement : null;
    const marked = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
    attributes(region, fresh);
    children(region, fresh);
    if (active && active.isConnected && document.activeElement !== active) {
      active.focus({ preventScroll: true });
      if (marked && marked[0] !== null) active.setSelectionRange(marked[0], marked[1]);
    }
    if (window.htmx) window.htmx.process(region);
    region.dispatchEvent(new CustomEvent("sightline:renewed", { bubbles: true }));
  };

  // Fetching: one address at a time, and none more than once a second.
  const jobs = new Map();
  const fetchSoon = (address) => {
    const job = jobs.get(address) || { at: 0, timer: null, busy: false, more: false };
    jobs.set(address, job);
    if (job.busy) { job.more = true; return; }
    if (job.timer) return;
    job.timer = setTimeout(() => fetchNow(address, job), Math.max(SETTLE, job.at + AT_MOST_EVERY - Date.now()));
  };
  const fetchNow = async (address, job) => {
    job.timer = null; job.busy = true; job.more = false; job.at = Date.now();
    try {
      const answer = await fetch(address, { headers: { "Sightline-Unasked": "1" }, credentials: "same-origin" });
      if (answer.redirected && new URL(answer.url).pathname !== new URL(address, location.href).pathname) {
        state("cut"); // the session is over: the page stays as it is
      } else if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const region of regions().filter((each) => addressOf(each) === address)) {
          const fresh = page.getElementById(region.id);
          if (fresh) renew(region, fresh);
        }
      }
    } catch {
      job.more = true; // the line is cut; the stream tells, too
    }
    job.busy = false;
    if (job.more) fetchSoon(address);
  };
  const addressOf = (region) => region.dataset.liveUrl || location.pathname + location.search;
  const changed = (topic, at) => {
    if (known[topic] === at) return;
    known[topic] = at;
    regions().filter((each) => topicsOf(each).includes(topic)).forEach((each) => fetchSoon(addressOf(each)));
  };

  // A link that shows what a region only tells of: the page behind it is fetched, and its parts are renewed in place.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-renews]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const answer = await fetch(location.pathname + location.search, { credentials: "same-origin" }).catch(() => null);
    if (!answer || !answer.ok) { location.reload(); return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    link.blur(); // what has the focus would stay
    for (const id of link.dataset.renews.split(" ")) {
      const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
      if (old && fresh) renew(old, fresh);
    }
    const wanted = document.getElementById(link.hash.slice(1));
    if (wanted) wanted.focus();
  });

  // Listening.
  const heard = () => { // a line may be cut without a word: the stream says something every 15 seconds
    clearTimeout(quiet);
    quiet = setTimeout(() => { state("cut"); close(); open(); }, QUIET);
  };
  const open = () => {
    clearTimeout(again); again = null;
    if (source || document.hidden) return;
    source = new EventSource("/stream?topics=" + topics.join(","));
    heard();
    source.addEventListener("here", heard);
    source.addEventListener("now", (event) => {
      wait = 2000;
      state("live");
      heard();
      for (const [topic, at] of Object.entries(JSON.parse(event.data))) if (at > known[topic]) changed(topic, at);
    });
    for (const topic of topics) {
      source.addEventListener(topic, (event) => { heard(); changed(topic, Number(event.data)); });
    }
    source.onerror = () => {
      state("cut");
      if (source && source.readyState === EventSource.CLOSED) { // refused: the browser gives up, so ask again later
        close();
        again = setTimeout(open, wait);
        wait = Math.min(wait * 2, 60000);
      }
    };
  };
  const close = () => { clearTimeout(quiet); if (source) { source.close(); source = null; } };
  document.addEventListener("visibilitychange", () => { if (document.hidden) close(); else open(); });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => { if (event.persisted) open(); });
  open();
})();
