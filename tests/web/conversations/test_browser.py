"""Conversations, appraisals, the register and more as only a browser can tell: access, screens, both themes.

One file for the five surfaces, because a browser is slow to begin with.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from sightline_web.accounts.models import Account
from sightline_web.appraisals.models import Appraisal, Decision
from sightline_web.conversations import services as conversations
from sightline_web.development import services as development
from sightline_web.duties import fairness
from sightline_web.duties import services as registers
from sightline_web.duties.protected import protected_set
from sightline_web.feedback import services as feedback
from sightline_web.keeper import Outcome
from tests.web import people
from tests.web.appraisals import house
from tests.web.browsing import faults_of
from tests.web.fakes import keeper_of
from tests.web.house import DAY, MANAGER, NOW, SELF, TODAY, Peopled, actor
from tests.web.live import served

pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BOSS, OWN = "hr_partner", "strategy_office"  # whose sessions there are: they become p2 and p1
PAGES = (
    (BOSS, "/conversations"), (BOSS, "/conversations/p1"), (OWN, "/conversations/p1"), (BOSS, "/conversations/p4"),
    (BOSS, "/appraisals"), (BOSS, "/appraisals/1"), (OWN, "/appraisals/1"), (BOSS, "/appraisals/2"),
    (BOSS, "/appraisals/objections"), (BOSS, "/appraisals/decisions"), (BOSS, "/appraisals/calibrations"),
    (BOSS, "/register"), (OWN, "/roles/computed"), (BOSS, "/fairness"), (OWN, "/register/impact"),
    (OWN, "/roles/development"), (OWN, "/feedback"), (OWN, "/feedback/1"), (OWN, "/roles/me"),
)  # fmt: skip


@pytest.fixture
def filled(records):
    with ThreadPoolExecutor(1) as apart:  # Playwright runs a loop in this one
        apart.submit(fill).result()


def fill() -> None:
    Account.objects.filter(email=people.address(OWN)).update(person="p1", name="Ann Marker")
    Account.objects.filter(email=people.address(BOSS)).update(person="p2", name="Bo Chief", units=["service"])
    house.approve()
    house.seen()
    seed = conversations.Seed(
        "change", "Waiting for credit checks rose by a day in the North; that is more than noise.", "/metrics/lead_time"
    )
    for day in (TODAY - 30 * DAY, TODAY + 400 * DAY):
        made = conversations.check_in_plan(by=actor(2), person="p1", manager="p2", day=day, at=NOW, seeds=[seed])
        conversations.agenda_add(by=actor(1), standing=SELF, check_in=made, words="My shifts in spring", at=NOW)
        conversations.note_add(by=actor(2), standing=MANAGER, check_in=made, words="We agree " + "x" * 90, at=NOW)
        conversations.step_add(
            by=actor(1), standing=SELF, check_in=made, words="Ask the planner", side="manager", due=day, at=NOW
        )
    conversations.private_add(by=actor(2), person="p1", words="For myself", at=NOW)
    key = house.shared()
    house.objected(key)
    house.judged(house.opened(person="p4"))
    registers.switch_off(by=house.BY, reason="Until the works agreement of March", metric="speed", at=NOW)
    registers.notices_make(by=house.BY, persons=["p1"], metrics=["on_time_share"], at=NOW)
    development.aspiration_add(by=actor(1), text="Lead a shift", role="shift_lead", at=NOW)
    development.learning_add(by=actor(1), text="Negotiate", capability="negotiation", level=3, due=TODAY, at=NOW)
    feedback.round_open(
        by=actor(1), standing=SELF, person="p1", questions=["Keeps promises"], today=TODAY,
        asked={f"p{number}": "peers" for number in range(20, 29)}, closes_on=TODAY + timedelta(days=400),
    )  # fmt: skip
    for number in range(60):
        protected_set(person=f"x{number}", attribute="gender", value="women" if number % 3 else "men", at=NOW)
        done = Appraisal.objects.create(
            person=f"x{number}", manager="p2", period="2025-H2", state="finalised", criteria=[], opened_at=NOW
        )
        Decision.objects.create(
            appraisal=done, person=f"x{number}", manager="p2", criterion="care", decided=number % 5, computed=number % 5
        )
    scores = {f"x{number}": float(number % 5) for number in range(60)}
    fairness.audit(by=house.BY, period="2025-H2", stage="care", scores=scores, at=NOW)
    connection.close()


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "theme"), [(320, "light"), (1280, "dark")])
def test_no_page_has_an_accessibility_fault_a_complaint_or_a_small_target_or_scrolls_sideways(
    browser, filled, width, theme
):
    with served(keeper_of(Outcome(Peopled()))) as base:
        faults = faults_of(browser, base, PAGES, width=width, theme=theme)
    assert not faults, "\n".join(map(str, faults))
