"""What only a browser can tell of outlooks: parts that fill themselves, levers that come by themselves, folds."""

from __future__ import annotations

import pytest

from sightline_web.keeper import Outcome
from tests.web.fakes import FakeSnapshot, keeper_of
from tests.web.live import served
from tests.web.people import cookies

playwright = pytest.importorskip("playwright.sync_api")

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def under_way(browser):
    """A page of a workspace whose questions are under way, and the list of these questions; complaints end it."""
    waiting = ["outlooks", "effects", "sight", "levers"]
    kept = keeper_of(Outcome(FakeSnapshot(waiting=waiting)))  # type: ignore[arg-type]  # a list, to be emptied later
    with served(kept) as base:
        kept.settle()
        context = browser.new_context(
            base_url=base, locale="en", storage_state=cookies(base), viewport={"width": 1280, "height": 900}
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page, waiting
        context.close()
        assert complaints == []


def test_the_goals_table_fills_itself_and_the_focus_stays(under_way):
    page, waiting = under_way
    page.goto("/")
    playwright.expect(page.locator("#ahead-grow_revenue")).to_contain_text("being estimated")
    link = page.get_by_role("link", name="Ship nine in ten orders on time")
    link.focus()
    waiting.clear()
    playwright.expect(page.locator("#chance-grow_revenue")).to_contain_text("23%")
    playwright.expect(page.locator("h1")).to_contain_text("23% likely to reach")
    playwright.expect(page.locator("#figure-grow_revenue .band").first).to_be_attached()
    playwright.expect(link).to_be_focused()
    assert page.locator("[id^=awaits-]").count() == 0


def test_each_part_of_a_goal_fills_itself_when_it_is_ready(under_way):
    page, waiting = under_way
    page.goto("/goals/grow_revenue")
    playwright.expect(page.locator("#awaits-sight")).to_be_visible()
    waiting.remove("outlooks")
    playwright.expect(page.locator("#plot .median").first).to_be_attached()
    playwright.expect(page.locator("#ahead caption")).to_have_text("The way ahead")
    playwright.expect(page.locator("#awaits-sight")).to_be_visible()
    waiting.clear()
    playwright.expect(page.locator("#drives tbody tr")).to_have_count(3)
    playwright.expect(page.locator("#ways")).to_contain_text("supported")
    playwright.expect(page.locator("#reach tbody tr")).to_have_count(2)
    assert "What would it take" not in page.title()  # what came by itself did not rename the page
    assert page.locator("h1").count() == 1
    assert page.locator("[id^=awaits-]").count() == 0


def test_a_goal_is_whole_without_scripts(under_way, browser):
    page, waiting = under_way
    waiting.clear()
    page.goto("/goals/grow_revenue")
    plain = browser.new_context(
        java_script_enabled=False, locale="en", storage_state=page.context.storage_state()
    ).new_page()
    plain.goto(page.url)
    playwright.expect(plain.locator("#plot svg.chart.wide")).to_be_visible()
    plain.get_by_role("link", name="The change of each metric that would make it likely").click()
    playwright.expect(plain.locator("#reach tbody tr")).to_have_count(2)
    plain.context.close()
