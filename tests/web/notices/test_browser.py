"""The pages of notices as only a browser can tell: access, narrow screens, both themes, and news while typing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from sightline_web.accounts.acting import actor_of
from sightline_web.keeper import Outcome
from sightline_web.notices import hooks, sending, services
from sightline_web.notices.models import Webhook
from sightline_web.policy.words import Duty
from tests.web import people
from tests.web.browsing import SMALL, violations
from tests.web.fakes import keeper_of
from tests.web.live import served
from tests.web.notices.conftest import NOW, Peopled, Row

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def apart(do):
    """Do something with the records while a browser is open: Playwright runs a loop in the thread of a test."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(do).result()


def full():
    """Some notices of the operations manager, and webhooks of which one is off."""
    boss = actor_of(people.account(Duty.ADMINISTRATOR))
    for number in range(3):
        row = Row(pk=number + 1).now(key=f"rule-{number}", owner="nobody_holds_this")
        services.queue(row, "raised")
    services.queue(row, "interrupted")
    sending.run(NOW)
    events = ["exception.raised", "exception.resolved", "control.failed"]
    made, _ = hooks.make(by=boss, title="Chat of the shift", url="https://hooks.example.org/a", events=events, now=NOW)
    off, _ = hooks.make(by=boss, title="Ticketing", url="https://tickets.example.org/in", events=events[:1], now=NOW)
    Webhook.objects.filter(pk=off.pk).update(
        disabled_at=NOW, disabled_why="Nothing was taken for 3 days. The last time: It answered 500."
    )
    hooks.tried(by=boss, webhook=made.pk, now=NOW)


@pytest.fixture
def address(records):
    kept = keeper_of(Outcome(Peopled()))
    with served(kept) as base:
        kept.settle()
        apart(full)
        yield base


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("page", "who"), [("/notices", Duty.OPERATIONS_MANAGER), ("/webhooks", Duty.ADMINISTRATOR)])
def test_pages_keep_to_the_rules_of_access_and_fit_narrow_screens(browser, address, page, who, theme):
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme=theme, base_url=address, locale="en",
        storage_state=people.cookies(address, who.value),
    )  # fmt: skip
    shown = context.new_page()
    faults: list[str] = []
    shown.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    shown.goto(page)
    found = violations(shown)
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert shown.locator("a, button, input:not([type=hidden]), select, summary").evaluate_all(SMALL) == []
    shown.set_viewport_size({"width": 320, "height": 800})
    assert shown.evaluate("document.documentElement.scrollWidth") <= 320
    assert faults == []
    context.close()


def test_a_notice_that_comes_shows_itself_and_leaves_what_is_being_typed(browser, address):
    context = browser.new_context(
        base_url=address, locale="en", storage_state=people.cookies(address, Duty.OPERATIONS_MANAGER.value)
    )
    shown = context.new_page()
    shown.goto("/notices")
    shown.get_by_label("Time zone").fill("Europe/Li")
    new = Row(pk=9).now(key="new", owner="nobody_holds_this", sentence="Stock of bearings runs out.")
    apart(lambda: services.queue(new, "interrupted"))
    shown.get_by_text("Stock of bearings runs out").first.wait_for(timeout=8_000)
    assert shown.get_by_label("Time zone").input_value() == "Europe/Li"
    assert shown.evaluate("document.activeElement.name") == "zone"
    context.close()
