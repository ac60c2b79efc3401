"""The pages of reviews as only a browser can tell: access, narrow and wide, both themes; and by keyboard alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from sightline_web.keeper import Outcome
from sightline_web.policy.words import Duty
from sightline_web.reviews import queries, services
from sightline_web.reviews.services import Known
from tests.web.browsing import faults_of
from tests.web.fakes import FakeSnapshot, keeper_of
from tests.web.live import served
from tests.web.people import cookies
from tests.web.reviews.support import NOW, actor, opened

pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OFFICE, BOSS = "strategy_office", "executive"
PAGES = ((OFFICE, "/reviews"), (OFFICE, "/reviews/1"), (OFFICE, "/reviews/decisions"), ("plain", "/reviews/1"))


@pytest.fixture
def filled(records):
    with ThreadPoolExecutor(1) as apart:  # Playwright runs a loop in this one
        apart.submit(fill).result()


def fill() -> None:
    one, office = opened(), actor(Duty.STRATEGY_OFFICE)
    services.note_add(by=office, cycle=one.pk, about="goal:grow_revenue", text="It slowed in North.", at=NOW)
    services.status_set(by=office, cycle=one.pk, goal="gain_share", status="behind", reason="Not booked.", at=NOW)
    services.decision_take(
        by=office, cycle=one.pk, title="Hire two", role="shift_lead", due=date(2026, 11, 1), about="goal:grow_revenue",
        known=Known(0.2, None), at=NOW,
    )  # fmt: skip
    connection.close()


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "theme"), [(320, "light"), (1280, "dark")])
def test_no_page_has_an_accessibility_fault_a_complaint_or_a_small_target_or_scrolls_sideways(
    browser, filled, width, theme
):
    with served(keeper_of(Outcome(FakeSnapshot()))) as base:
        faults = faults_of(browser, base, PAGES, width=width, theme=theme)
    assert not faults, "\n".join(map(str, faults))


def test_a_review_is_commented_prepared_and_signed_by_keyboard_alone(browser, filled):
    snapshot = FakeSnapshot()
    with served(keeper_of(Outcome(snapshot))) as base:

        def page_of(who):
            return browser.new_context(base_url=base, locale="en", storage_state=cookies(base, who)).new_page()

        office = page_of(OFFICE)
        office.goto("/reviews/1")
        summary = office.locator("#operations summary").first
        summary.focus()
        office.keyboard.press("Enter")
        office.keyboard.press("Tab")
        office.keyboard.type("Two clerks were ill.")
        office.keyboard.press("Tab")
        office.keyboard.press("Enter")
        office.get_by_text("Two clerks were ill.").first.wait_for()
        office.get_by_role("button", name="It is prepared").focus()
        office.keyboard.press("Enter")
        office.get_by_role("button", name="It is not prepared").wait_for()

        boss = page_of(BOSS)
        boss.goto("/reviews/1")
        boss.get_by_text("Sign it").focus()
        boss.keyboard.press("Enter")
        boss.keyboard.press("Tab")
        boss.keyboard.press("Enter")
        boss.get_by_text("is signed: what you see is its pack, frozen.").wait_for()
        with boss.expect_download() as download:
            boss.get_by_role("link", name="PDF").focus()
            boss.keyboard.press("Enter")
        assert download.value.suggested_filename == "review-2026-10.pdf"
    with ThreadPoolExecutor(1) as apart:
        assert apart.submit(lambda: queries.cycle(1).pack).result() in snapshot.frozen_packs
