"""The discussion as only a browser can tell: access, and that what others say takes nothing from who writes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from sightline_web.comments import services
from tests.web import people
from tests.web.browsing import faults_of
from tests.web.comments.test_services import say, who
from tests.web.fakes import good, keeper_of
from tests.web.live import served
from tests.web.subscriptions.test_digests import follow

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GOAL = "/goals/grow_revenue"
PAGES = tuple(
    (people.BUSINESS, page)
    for page in (GOAL, "/discussions", "/mentions", "/comments/1/history", "/following", "/following/digest/weekly")
)


def apart(do) -> object:
    """Do something with the records while a browser is open: Playwright runs a loop in the thread of a test."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(do).result()


def full() -> None:
    first = say(people.BUSINESS, "Why does this fall?\n\nSee /metrics/lead_time.", about="metric:revenue_12m@2026-09")
    say("analyst", "The South ships late, @business.", thread=first)
    settled = say("auditor", "Is the target agreed upon?")
    follow(people.BUSINESS, cadence="weekly")
    follow(people.BUSINESS, on=("metric", "lead_time"), cadence="weekly", query="by=region")
    services.thread_resolve(by=who(people.BUSINESS), comment=settled.pk, at=settled.written_at)


@pytest.fixture
def base(records) -> Iterator[str]:
    kept = keeper_of(good())
    with served(kept) as address:
        kept.settle()
        apart(full)
        yield address


def test_pages_keep_to_the_rules_of_access_and_fit_narrow_screens(browser, base):
    faults = [
        fault
        for width, theme in ((320, "light"), (1280, "dark"))
        for fault in faults_of(browser, base, PAGES, width=width, theme=theme)
    ]
    assert not faults, "\n".join(map(str, faults))


def test_what_others_say_is_told_and_takes_neither_text_nor_focus(browser, base):
    context = browser.new_context(base_url=base, storage_state=people.cookies(base), locale="en")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(GOAL)
    playwright.expect(page.locator("html")).to_have_attribute("data-live-state", "live")
    page.locator("#to-1 summary").click()
    page.locator("#answer-1").fill("half an answer")
    field = page.locator("#say-text")
    field.focus()
    page.keyboard.type("I ask @ana")
    offered = page.locator("#offers [role=option]")
    playwright.expect(offered).to_have_text(["Analyst @analyst"])
    playwright.expect(field).to_have_attribute("aria-activedescendant", "offer-0")
    page.keyboard.press("Enter")
    playwright.expect(field).to_have_value("I ask @analyst ")
    apart(lambda: say("auditor", "Something new."))
    page.keyboard.type("about the South")
    playwright.expect(page.locator("#live-talk")).to_contain_text("1 new comment")
    playwright.expect(field).to_be_focused()
    assert field.input_value() == "I ask @analyst about the South"
    assert page.locator("#comment-4").count() == 0
    page.locator("#live-talk a").click()
    playwright.expect(page.locator("#comment-4")).to_be_focused()
    playwright.expect(page.locator("#live-talk")).not_to_contain_text("new comment")
    assert page.locator("#answer-1").input_value() == "half an answer"
    page.locator("#write button").click()
    playwright.expect(page.locator("#comment-5")).to_be_focused()
    playwright.expect(page.locator("#comment-5 .asked")).to_have_text("@Analyst")
    playwright.expect(field).to_have_value("")
    page.locator("#comment-5").get_by_role("button", name="Delete").click()
    playwright.expect(page.locator("#comment-5")).to_have_count(0)
    page.locator("#said").get_by_role("button", name="Undo").click()
    playwright.expect(page.locator("#comment-5 .spoken")).to_contain_text("about the South")
    assert complaints == []
    context.close()
