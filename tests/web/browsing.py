"""What every page is held to in a browser."""

from __future__ import annotations

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SMALL = """all => all.filter(e => {
  const box = e.getBoundingClientRect();
  const inline = e.closest("p, h1, figcaption") && getComputedStyle(e).display === "inline";
  return box.width && !inline && (box.width < 23.9 || box.height < 23.9);
}).map(e => e.outerHTML.slice(0, 120))"""
