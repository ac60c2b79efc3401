"""The page of live events in a browser: at 320 pixels and wide, light and dark, and without a barrier."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import sync_playwright

from sightline_web.live.models import LogState
from tests.web import people
from tests.web.fakes import good, keeper_of
from tests.web.landing.sending import BATCH, event
from tests.web.live import served

pytestmark = pytest.mark.browser


@pytest.fixture
def address(door):
    """A server on a workspace into which one program has sent events, some of which were refused."""
    door.post([event(str(number)) for number in range(1_204)], BATCH)
    door.post([event("a", time="2026-03-31T13:05:00"), event("b", type="orders.shp"), event("3", subject="x")], BATCH)
    door.post(event("a"), authorization="Bearer nobody")
    door.app.events.flush()
    late = timezone.now() - timedelta(minutes=4)
    LogState.objects.create(log="order_log", events=1_204, newest_at=late, received_at=late)
    kept = keeper_of(good())
    kept.settle()
    with served(kept) as base:
        yield base


def test_the_page_has_no_barrier_and_fits_any_width(address, chromium):
    kept = people.cookies(address, "operations_manager")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium)
        for width, scheme in ((1280, "light"), (320, "dark")):
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, storage_state=kept
            )
            page = context.new_page()
            page.goto(f"{address}/events")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert Axe().run(page).response["violations"] == []
            assert "What to mend" in page.locator("main").inner_text()
        browser.close()
