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

  const themed = (spec) => {
    const roles = { ink: colour("ink"), dim: colour("dim"), line: colour("line") };
    const filled = JSON.parse(JSON.stringify(spec), (key, value) => (key === "color" && roles[value]) || value);
    filled.background = null;
    filled.config = {
      font: getComputedStyle(document.body).fontFamily,
      view: { stroke: null },
      axis: { labelColor: roles.dim, gridColor: roles.line, domainColor: roles.line, tickColor: roles.line, labelFontSize: 12 },
      axisX: { grid: false },
      legend: { labelColor: roles.ink, labelFontSize: 12 },
      line: { color: roles.ink, strokeWidth: 1.6 },
      point: { color: roles.ink, filled: true },
      range: { category: [0, 1, 2, 3, 4, 5].map((index) => colour("s" + index)) },
    };
    return filled;
  };

  const draw = async (spec) => {
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
    const answer = await fetch(figure.dataset.figure);
    if (!answer.ok) return;
    const spec = await answer.json();
    await draw(spec);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(spec));
  };
  if (window.vegaEmbed) start();
  else script.addEventListener("load", start);
})();
