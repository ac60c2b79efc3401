"""Exceptions as only a browser can tell: access, narrow screens, themes, one click and its undo, news while typing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from sightline_web.accounts.acting import actor_of
from sightline_web.exceptions import clock, services, setting
from sightline_web.raised import Threshold
from tests.web import people
from tests.web.browsing import SMALL, violations
from tests.web.exceptions.conftest import DAY, HOUR, LIMIT, NOW, SLOW, dearer, late, offered, one
from tests.web.fakes import good, keeper_of
from tests.web.live import served

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = (
    "/exceptions", "/exceptions?state=resolved", "/exceptions/1", "/exceptions/thresholds?for=operations_manager",
    "/exceptions/thresholds/lead_time?share=12", "/exceptions/judged", "/exceptions/workload",
)  # fmt: skip


def apart(do, *args: object, **more: object):
    """Do something with the records while a browser is open: Playwright runs a loop in the thread of a test."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(do, *args, **more).result()


@pytest.fixture
def address(records, monkeypatch):
    monkeypatch.setattr(clock, "moment", lambda _snapshot: NOW + 2 * HOUR)
    kept = keeper_of(good())
    with served(kept) as base:
        kept.settle()
        yield base


@pytest.fixture
def visit(browser, address):
    contexts = []

    def make(width: int = 1280, theme: str = "light"):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=theme, base_url=address, locale="en",
            storage_state=people.cookies(address),
        )  # fmt: skip
        context.set_default_timeout(8_000)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


def filled() -> None:
    """An exception that was acted upon and came back, some that stand, and a threshold that was changed."""
    who = actor_of(people.account())
    offered(SLOW, at=NOW - 60 * DAY)
    services.act(exception=one().pk, by=who, at=NOW - 59 * DAY, note="A second shift.")
    for back in (40, 30, 20):
        offered(LIMIT, at=NOW - back * DAY)
    apart_from = [replace(late(1), segment=(("region", each),)) for each in ("East", "West")]
    offered(dearer(SLOW, 1.2), LIMIT, *apart_from)
    services.comment(exception=one().pk, by=who, at=NOW + HOUR, text="The carrier stopped the second run.")
    setting.threshold_set(
        subject="lead_time", threshold=Threshold(0.05), by=who, at=NOW - 10 * DAY, reason="Less.", consequence="Fewer."
    )


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "themes"), [(320, ["light"]), (1280, ["light", "dark"])])
def test_no_page_of_exceptions_has_a_fault_of_access_in_either_theme(visit, width, themes):
    apart(filled)
    page, faults = visit(width), []
    page.on("console", lambda message: faults.append(message.text))
    for path in PAGES:
        page.goto(path)
        for each in page.locator("main details").all():
            each.evaluate("it => it.open = true")
        for theme in themes:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            found = violations(page)
            faults += [(path, theme, each["id"], [node["html"][:120] for node in each["nodes"][:2]]) for each in found]
        faults += [(path, each) for each in page.locator("main a, main button, main input").evaluate_all(SMALL)]
        wide = page.locator("html").evaluate("page => page.scrollWidth")
        faults += [(path, "scrolls sideways", wide)] if wide > width else []
    assert faults == []


def test_an_exception_is_acknowledged_and_taken_back_by_the_keyboard_alone(visit):
    apart(offered, SLOW)
    page = visit()
    page.goto("/exceptions")
    page.get_by_role("button", name="Acknowledge: Order lead time in North").focus()
    page.keyboard.press("Enter")
    page.get_by_text("is acknowledged.").wait_for()
    assert page.locator("table .st").first.inner_text() == "acknowledged"
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Acknowledge: Order lead time in North").wait_for()
    assert page.locator("table .st").first.inner_text() == "new"


def test_what_others_do_appears_while_somebody_types_and_takes_nothing_away(visit):
    apart(offered, SLOW)
    page = visit()
    page.goto("/exceptions/1")
    page.get_by_text("Say something").click()
    page.get_by_label("Comment").type("The carrier ")
    apart(services.acknowledge, exception=1, by=apart(lambda: actor_of(people.account("operations_manager"))), at=NOW)
    page.get_by_text("Acknowledged it").wait_for()
    page.keyboard.type("comes twice")
    assert page.get_by_label("Comment").input_value() == "The carrier comes twice"
