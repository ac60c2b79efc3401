"""What every page is held to in a browser."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.web import people

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

CONTRAST = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast"]}}
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
SMALL = """all => all.filter(e => {
  const box = e.getBoundingClientRect();
  const inline = e.closest("p, h1, figcaption") && getComputedStyle(e).display === "inline";
  return box.width && !inline && (box.width < 23.9 || box.height < 23.9);
}).map(e => e.outerHTML.slice(0, 120))"""


def violations(page: Page, rules: dict[str, Any] = RULES) -> list[dict[str, Any]]:
    """The faults of access that axe finds in a page as it is now; its program is read in once for each page shown."""
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(f"axe.run({json.dumps(rules)}).then(all => all.violations)")
    return found


def faults_of(
    browser: Browser, base: str, pages: Iterable[tuple[str, str]], *, width: int, theme: str, rules: object = None
) -> list[object]:
    """What is wrong with pages, each with whose session it is looked at in: access, the console, targets, width.

    Dark pages are asked for contrast alone, unless for other `rules`: it is all that a theme can change. Each session
    keeps to one tab, since a tab for each page costs more than all that is asked of it.

    With the variable SIGHTLINE_SHOTS set, a picture of each is kept in that folder.
    """
    faults: list[object] = []
    tabs = {}
    asked = rules or (RULES if theme == "light" else CONTRAST)

    def complain(message: ConsoleMessage) -> None:
        faults.append(message.text)

    for who, path in pages:
        if who not in tabs:
            tabs[who] = browser.new_context(
                viewport={"width": width, "height": 800}, color_scheme=theme, base_url=base, locale="en",
                storage_state=people.cookies(base, who),
            ).new_page()  # fmt: skip
            tabs[who].on("console", complain)
        page = tabs[who]
        answer = page.goto(path)
        page.locator("main details").evaluate_all("all => all.forEach(e => e.setAttribute('open', ''))")
        if shots := os.environ.get("SIGHTLINE_SHOTS"):
            page.screenshot(path=Path(shots) / f"{width}{path.replace('/', '-')}-{who}.png", full_page=True)
        faults += [
            (path, fault["id"], [node["html"][:160] for node in fault["nodes"][:3]])
            for fault in violations(page, asked)
        ]
        faults += [(path, each) for each in page.locator("a, button, input, select, summary").evaluate_all(SMALL)]
        wide = page.locator("html").evaluate("page => page.scrollWidth")
        faults += [(path, "scrolls sideways", wide)] if wide > width else []
        faults += [(path, answer.status)] if answer.status != 200 else []
    for page in tabs.values():
        page.context.close()
    return faults
