"""A refusal and the pages around it as only a browser can tell: access, narrow screens, both themes."""

from __future__ import annotations

import pytest

from tests.web import people
from tests.web.browsing import SMALL, violations
from tests.web.fakes import good, keeper_of
from tests.web.live import served

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = (("/journal", 403), ("/roles/people/p1", 404), ("/", 200))


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "theme"), [(320, "light"), (1280, "dark")])
def test_a_refusal_can_be_read_and_left_on_every_screen(records, browser, width, theme):
    faults = []
    with served(keeper_of(good())) as base:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=theme, base_url=base, locale="en",
            storage_state=people.cookies(base, "plain"),
        )  # fmt: skip
        page = context.new_page()
        for path, status in PAGES:
            answer = page.goto(path)
            faults += [(path, each["id"]) for each in violations(page)]
            faults += [(path, each) for each in page.locator("main a, main button, nav a").evaluate_all(SMALL)]
            wide = page.locator("html").evaluate("page => page.scrollWidth")
            faults += [(path, "scrolls sideways", wide)] if wide > width else []
            faults += [(path, answer.status)] if answer.status != status else []
        context.close()
    assert faults == []
