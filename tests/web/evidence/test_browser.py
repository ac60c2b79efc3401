"""The pages of evidence as only a browser can tell: access, narrow and wide screens, both themes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from sightline_web.accounts.models import Account
from sightline_web.keeper import Outcome
from tests.web import people
from tests.web.browsing import faults_of
from tests.web.evidence.house import WHERE, approve
from tests.web.fakes import keeper_of
from tests.web.house import Peopled
from tests.web.live import served

pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OWN, FEW, BOSS = "strategy_office", "portfolio_board", "hr_partner"  # whose sessions there are: p1, p4 and p2
PAGES = (
    (BOSS, "/roles/evidence"), (OWN, "/roles/people/p1/evidence"), (BOSS, "/roles/people/p4/evidence"), (OWN, WHERE),
    (BOSS, WHERE), (OWN, "/roles/people/p1/evidence/on_time_share"), (OWN, f"{WHERE}?period=2025-Q1"),
    (OWN, f"{WHERE}/workings"), (FEW, "/roles/people/p4/evidence/lead_time"), (OWN, "/roles/me"),
)  # fmt: skip


@pytest.fixture
def filled(records):
    with ThreadPoolExecutor(1) as apart:  # Playwright runs a loop in this one
        apart.submit(fill).result()


def fill() -> None:
    for who, person in ((OWN, "p1"), (FEW, "p4"), (BOSS, "p2")):
        Account.objects.filter(email=people.address(who)).update(person=person, name=f"Person {person[1:]}")
    for metric in ("lead_time", "on_time_share"):
        approve(metric)
    connection.close()


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "theme"), [(320, "light"), (1280, "dark")])
def test_no_page_has_an_accessibility_fault_a_complaint_or_a_small_target_or_scrolls_sideways(
    browser, filled, width, theme
):
    with served(keeper_of(Outcome(Peopled()))) as base:
        faults = faults_of(browser, base, PAGES, width=width, theme=theme)
    assert not faults, "\n".join(map(str, faults))
