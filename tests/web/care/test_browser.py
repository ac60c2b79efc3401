"""The page of care in a browser: by keyboard, at 320 pixels, light and dark, and without a barrier."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from sightline_web.care.backup import backup
from sightline_web.care.models import LegalHold
from sightline_web.keeper import Keeper
from tests.web import people
from tests.web.care.conftest import BY, NOW
from tests.web.fakes import good, keeper_of
from tests.web.live import served

pytestmark = pytest.mark.browser


@pytest.fixture
def kept() -> Keeper:
    kept = keeper_of(good())
    kept.settle()
    return kept


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_an_administrator_keeps_times_and_holds(workspace, kept, tmp_path, chromium, width, scheme):
    backup(workspace, tmp_path / "one.zip", by=BY, now=NOW)
    LegalHold.objects.create(person="E001", reason="case 7", since=NOW)
    with served(kept) as base, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            storage_state=people.cookies(base, "administrator"),
        )
        page = context.new_page()
        told: list[str] = []
        page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
        page.goto(f"{base}/care")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert Axe().run(page).response["violations"] == []
        page.locator("details", has=page.get_by_label("Change how long Tokens that ended are kept")).locator(
            "summary"
        ).click()
        assert Axe().run(page).response["violations"] == []
        page.locator("#days-tokens").fill("45")
        page.locator("#why-tokens").fill("works agreement")
        page.locator("#why-tokens").press("Enter")
        page.wait_for_url("**/care?done=rule")
        assert "45 days" in page.locator("table.kept").inner_text()
        page.get_by_role("button", name="Lift the hold of E001").click()
        page.wait_for_url("**/care?done=lift")
        assert "There is none." in page.locator("main").inner_text()
        assert told == []
        browser.close()
