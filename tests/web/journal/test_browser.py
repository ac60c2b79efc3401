"""The journal, a scenario's history and persons' records as only a browser can tell: access, screens, both themes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from sightline_web.accounts.acting import actor_of
from sightline_web.accounts.models import Account
from sightline_web.journal.services import looked, record
from sightline_web.keeper import Outcome
from sightline_web.scenarios import services
from tests.web import people
from tests.web.browsing import RULES, faults_of
from tests.web.fakes import keeper_of
from tests.web.live import served
from tests.web.roles.test_pages import Peopled

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
PAGES = (
    ("auditor", "/journal?verify=yes"),
    ("auditor", "/journal?actor=nobody+of+that+name&since=2026-01-01"),
    ("strategy_office", "/scenarios/1/history"),
    ("strategy_office", "/roles"),
    ("strategy_office", "/roles/alignment"),
    ("operations_manager", "/roles/assign"),
    ("strategy_office", "/roles/capabilities"),
    ("strategy_office", "/portfolio?budget=800k"),
    ("strategy_office", "/portfolio/night_shift"),
    ("strategy_office", "/portfolio/best?budget=800k&must=lamps"),
    ("strategy_office", "/portfolio/compare"),
    ("strategy_office", "/roles/me"),
    ("strategy_office", "/roles/people/p1"),
)


@pytest.fixture
def filled(records):
    with ThreadPoolExecutor(1) as apart:  # Playwright runs a loop in this one
        apart.submit(fill).result()


def fill() -> None:
    Account.objects.filter(email=people.address("strategy_office")).update(person="p2")
    by = actor_of(people.account("strategy_office"), origin="2001:db8::17, token “nightly build of the review pack”")
    made = services.scenario_create(by=by, name="W" * 80, shifts=["lead_time=-10%"], note="Why", created_at=NOW)
    services.scenario_update(
        by=by, scenario=made.pk, revision=1, name="Brief", shifts=["lead_time=-1"], note="x" * 400, updated_at=NOW
    )
    with transaction.atomic():
        record(by=by, action="edit", kind="account", key="3", subject="p2", after={"duties": []}, reason="r" * 200)
    looked(by=actor_of(people.account("hr_partner")), kind="person", key="p2", subject="p2")
    connection.close()


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "theme"), [(320, "light"), (1280, "dark")])
def test_no_page_has_an_accessibility_fault_a_complaint_or_a_small_target_or_scrolls_sideways(
    browser, filled, width, theme
):
    with served(keeper_of(Outcome(Peopled()))) as base:
        faults = faults_of(browser, base, PAGES, width=width, theme=theme, rules=RULES)
    assert faults == []
