"use strict";
// Makes a figure live: values can be pointed at. The figure drawn on the server stays where this cannot run.
(() => {
  const figure = document.querySelector("figure[data-figure]");
  if (!figure || !window.fetch) return;
  const plot = figure.querySelector(".plot");
  const script = document.querySelector("script[data-vega]");
  if (!plot || !script) return;

  const probe = document.createElement("i");
  probe.hidden = true;
  figure.append(probe);
  const colour = (name) => {
    probe.className = "probe-" + name;
    return getComputedStyle(probe).color;
  };
  let shown = null;

  // Roles in the specification become the page's own colours.
  const names = ["ink", "dim", "line", "accent", "s0", "s1", "s2", "s3", "s4", "s5"];
  const themed = (spec) => {
    const colours = Object.fromEntries(names.map((name) => [name, colour(name)]));
    const filled = JSON.parse(JSON.stringify(spec), (key, value) => {
      if (key === "color" && typeof value === "string") return colours[value] || value;
      if (key === "range" && Array.isArray(value)) return value.map((item) => colours[item] || item);
      return value;
    });
    filled.background = null;
    const axis = { labelColor: colours.dim, gridColor: colours.line, labelFontSize: 12 };
    filled.config = { ...filled.config, font: getComputedStyle(document.body).fontFamily, axis };
    return filled;
  };

  const draw = async (spec) => {
    const room = plot.offsetHeight;
    if (room > 120 && !shown) { plot.style.minHeight = room + "px"; spec.height = room - 34; }
    const target = document.createElement("div");
    target.className = "live-figure";
    plot.append(target);
    const options = { actions: false, renderer: "svg", ast: true, defaultStyle: false, tooltip: { disableDefaultStyle: true } };
    const result = await window.vegaEmbed(target, themed(spec), options);
    if (shown) { shown.view.finalize(); shown.target.remove(); }
    shown = { view: result.view, target };
    target.setAttribute("aria-hidden", "true");
    plot.classList.add("live");
  };

  const start = async () => {
    const narrow = window.matchMedia("(max-width: 720px)").matches ? "narrow=1" : "";
    const address = figure.dataset.figure;
    const answer = await fetch(address + (narrow && (address.includes("?") ? "&" : "?") + narrow));
    if (!answer.ok) return;
    const spec = await answer.json();
    await draw(spec);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(spec));
  };
  if (window.vegaEmbed) start();
  else script.addEventListener("load", start);
})();
