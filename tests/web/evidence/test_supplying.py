"""Duties 1, 3 and 9 with what evidence offers to appraisals: nothing before the judgement, nothing after a stop."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from sightline_web import keeper
from sightline_web.appraisals import supplied
from sightline_web.appraisals.models import Appraisal, Decision
from sightline_web.duties import services as registers
from sightline_web.duties.models import Seen
from sightline_web.evidence import supplying
from tests.web.evidence.house import BY, FORMS, METRIC, PEOPLE, approve, figure, move_in, signed
from tests.web.fakes_agreed import AIM, LATE, agreed
from tests.web.house import Peopled, text_of

PERIOD = "2026"
WHERE = f"/roles/people/p1/evidence/{METRIC}?period={PERIOD}"
BEFORE = datetime(2025, 12, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def house(records):
    move_in()
    agreed_upon(keeper.current().state().snapshot)


def agreed_upon(snapshot):
    """Put agreements of 2026 into a snapshot."""
    days, late, share = (
        {"period": PERIOD, "first": date(2026, 1, 1), "last": date(2026, 12, 31)}, LATE,
        replace(AIM, metric="on_time_share", title="Shipped on time", unit="share"),
    )  # fmt: skip
    for role, person, goals in (
        ("service_coordinator", None, (late, share)), ("picker", None, (late,)), ("packer", None, (late,)),
        ("packer", "p5", (share,)),
    ):  # fmt: skip
        snapshot.frozen.append(agreed(role, person, goals=goals, **days))
    return snapshot


def everything(client, key: int) -> str:
    """All forms of the page of an appraisal, of the list, and of the page of the figure itself."""
    places = [f"/appraisals/{key}{form}" for form in FORMS] + [f"/appraisals{form}" for form in FORMS]
    places += [f"/roles/people/p1/evidence/{METRIC}{form}?period={PERIOD}" for form in FORMS]
    places += [f"/roles/people/p1/evidence/{METRIC}/workings{form}?period={PERIOD}" for form in FORMS]
    return "".join(client.get(each).content.decode() for each in places)


def computed() -> tuple[str, ...]:
    """The value of p1 as it would stand in a page, in a twin, and in words."""
    value = figure(signed(1).get(f"/roles/people/p1/evidence/{METRIC}.json?period={PERIOD}"), "value")
    return repr(value)[:8], f"{value:.1f} days", "An average case"


def test_the_app_offers_what_was_agreed_and_computed_as_it_starts():
    assert supplied._offered == [(supplying.criteria, supplying.evidence, supplying.begins)]


def test_criteria_are_the_goals_of_the_own_agreement_else_of_the_roles_held_in_the_period():
    snapshot = agreed_upon(Peopled())

    def of(person: str, period: str = PERIOD) -> list[str]:
        return [each.id for each in supplied.criteria(snapshot, person, period)]

    assert of("p1") == ["lead_time", "on_time_share"]
    assert of("p4") == ["lead_time"]  # a picker
    assert of("p5") == ["on_time_share"]  # the own one, not that of the packers
    assert of("p2") == []
    assert of("p1", "2023") == []
    assert of("p1", "a good year") == []
    assert [(each.title, each.unit) for each in supplied.criteria(snapshot, "p4", PERIOD)] == [
        ("Order lead time", "days")
    ]


def test_a_period_begins_by_the_calendar_of_the_model():
    assert supplied.begins(Peopled(), "2026-Q3") == date(2026, 7, 1)
    assert supplied.begins(Peopled(), "a good year") is None


def test_items_are_what_the_register_allows_and_others_come_without_a_value():
    approve(told=BEFORE)
    approve("on_time_share", unit="packing", told=BEFORE)
    mine, other = supplied.evidence(agreed_upon(Peopled()), "p1", PERIOD)
    assert (mine.metric, mine.criterion, mine.n, mine.computation) == (METRIC, METRIC, 90, "evidence")
    assert mine.low < mine.value < mine.high
    assert mine.link == WHERE
    assert (other.metric, other.n, other.value, other.words) == ("on_time_share", 0, None, "")
    few = supplied.evidence(Peopled(), "p4", PERIOD)[0]
    assert (few.n, few.value) == (12, None)
    assert supplied.evidence(Peopled(), "p5", PERIOD)[0].n == 0
    assert supplied.evidence(Peopled(), "p1", "a good year") == ()


def test_of_work_from_before_the_notice_there_is_no_item():
    approve()  # told on 2 January
    assert [each.n for each in supplied.evidence(Peopled(), "p1", PERIOD)] == [0]
    assert [each.n for each in supplied.evidence(Peopled(), "p1", "2026-Q3")] != [0]


def opened(client) -> int:
    answer = client.post("/appraisals/of/p1/open", {"period": PERIOD, "criteria": "Care for customers"})
    return int(answer["Location"].rsplit("/", 1)[1])


def test_the_value_is_nowhere_before_the_judgement_and_then_it_is_compared():
    approve(told=BEFORE)
    approve("on_time_share", unit="packing", told=BEFORE)
    boss = signed(2)
    texts = computed()  # the person has seen it
    key = opened(boss)
    where = f"/appraisals/{key}"
    assert [each["id"] for each in Appraisal.objects.get().criteria] == ["lead_time", "on_time_share", "own_1"]
    assert not any(text in everything(boss, key) for text in texts)
    assert boss.post(f"{where}/evidence").status_code == 422
    assert not any(text in everything(boss, key) for text in texts)
    typed = {"value-lead_time": "4", "value-on_time_share": "80", "value-own_1": "3", "text": "My own view"}
    assert boss.post(f"{where}/judge", typed).status_code == 302
    appraisal = "".join(boss.get(f"{where}{form}").content.decode() for form in FORMS)
    assert not any(text in appraisal for text in texts)
    assert boss.post(f"{where}/evidence").status_code == 302
    page = text_of(boss.get(where))
    assert texts[2] in page
    assert "90 cases" in page
    assert "the register does not allow it for single persons" in page
    assert WHERE.replace("&", "&amp;") in boss.get(where).content.decode()
    assert boss.get(WHERE).status_code == 200
    decision = Decision.objects.get(criterion=METRIC)
    assert decision.judged == 4.0
    assert decision.computed == pytest.approx(float(texts[0]), rel=1e-3)
    assert not any(text in signed(1).get(where).content.decode() for text in texts)  # it is not shared yet


def test_what_nobody_has_seen_yet_waits_and_its_time_begins():
    approve(told=BEFORE)
    boss = signed(2)
    key = opened(boss)
    boss.post(f"/appraisals/{key}/judge", {"value-lead_time": "4", "text": "My own view"})
    answer = boss.post(f"/appraisals/{key}/evidence")
    assert answer.status_code == 422
    assert "sees these figures first" in answer.content.decode()
    assert Seen.objects.get(person="p1").period == PERIOD
    assert "You have not opened it yet." in text_of(signed(1).get(f"/roles/people/p1/evidence?period={PERIOD}"))


def test_after_a_stop_items_are_gone_with_the_next_request():
    approve(told=BEFORE)
    boss, texts = signed(2), computed()
    key = opened(boss)
    boss.post(f"/appraisals/{key}/judge", {"value-lead_time": "4", "text": "My own view"})
    boss.post(f"/appraisals/{key}/evidence")
    assert any(text in everything(boss, key) for text in texts)
    made = registers.switch_off(by=BY, reason="wrong", computation="evidence", at=timezone.now())
    assert not any(text in everything(boss, key) for text in texts)
    registers.switch_on(by=BY, switch=made.pk, at=timezone.now())
    assert any(text in everything(boss, key) for text in texts)


def test_while_it_is_worked_out_an_appraisal_says_so_and_keeps_nothing():
    approve(told=BEFORE)
    boss = signed(2)
    computed()
    key = opened(boss)
    boss.post(f"/appraisals/{key}/judge", {"value-lead_time": "4", "text": "My own view"})
    move_in(waiting=("person_evidence",))
    answer = boss.post(f"/appraisals/{key}/evidence")
    assert answer.status_code == 503
    assert "Try again in a moment" in answer.content.decode()
    assert Appraisal.objects.get().evidence == ""


def test_no_page_of_evidence_names_a_place_among_people():
    approve(told=BEFORE)
    texts = [
        signed(1).get(f"{where}{form}").content.decode()
        for where in ("/roles/evidence", f"/roles/people/p1/evidence/{METRIC}", "/roles/people/p1/evidence")
        for form in FORMS
    ]
    for text in texts:
        assert not re.search(r"percentile|\brank|quartile|decile|better than|worse than", text, re.IGNORECASE)
        assert not any(f'"{person}"' in text for person in PEOPLE[1:])
