"""Duties 4, 7, 9, 10, 12, 19 and 20 at the pages of evidence: who sees what of whom, when, and what it rests on."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from sightline_web.appraisals import services as appraisals
from sightline_web.appraisals.supplied import Criterion
from sightline_web.duties import queries as duties
from sightline_web.duties import services as registers
from sightline_web.duties.models import Seen
from sightline_web.journal.models import Entry
from tests.web import people
from tests.web.evidence.house import BY, FORMS, METRIC, PEOPLE, WHERE, approve, entered, figure, move_in, signed
from tests.web.fakes import FakeSnapshot
from tests.web.house import MANAGER, actor, partner_of, text_of

VALUES = ("4.8", "4.9", "90 cases")  # of p1, as a reader sees them


@pytest.fixture(autouse=True)
def house(records):
    move_in()


def everything(client, where: str = WHERE) -> str:
    every = "".join(client.get(f"{where}{form}").content.decode() for form in FORMS)
    return re.sub(r"T\d\d:\d\d:[\d.]+", "", every)  # the seconds of a moment are no value


def codes(client, where: str = WHERE) -> set[int]:
    return {client.get(f"{where}{form}").status_code for form in FORMS}


# of metrics, for everybody


@pytest.mark.parametrize("who", [people.NOBODY_IN_PARTICULAR, "executive", "works_council", "administrator"])
def test_everybody_sees_how_much_of_a_metric_is_individual_and_nobody_in_it(who):
    page = text_of(people.signed_in(who).get("/roles/evidence"))
    assert "Up to 8% of what differs between cases goes with the person, in each of two metrics." in page
    assert "8.4% (4.3% to 19.5%)" in page
    assert "no entry" in page
    twin = people.signed_in(who).get("/roles/evidence.json")
    row = twin.json()["rows"][0]
    assert row["case_mix"] + row["team"] + row["person"] + row["unexplained"] == pytest.approx(1)
    for text in (page, twin.content.decode()):
        assert not any(f'"{person}"' in text or f" {person} " in text for person in PEOPLE)


def teams(who) -> set[str]:
    return {row["team"] for row in people.signed_in(who).get("/roles/evidence.json").json()["teams"]}


def test_teams_are_shown_to_whom_they_are_and_to_whom_a_duty_opens_roles():
    assert teams(people.NOBODY_IN_PARTICULAR) == set()
    assert teams("works_council") == teams("executive") == teams("analyst") == {"logistics", "service"}
    assert {row["team"] for row in signed(1).get("/roles/evidence.json").json()["teams"]} == {"service"}
    assert {row["team"] for row in signed(3).get("/roles/evidence.json").json()["teams"]} == {"logistics", "service"}


def test_the_register_says_how_far_a_metric_has_come():
    def register() -> str:
        return people.signed_in().get("/roles/evidence.json").json()["rows"][0]["register"]

    entered()
    assert register() == "waits"
    approve()
    assert register() == "approved"
    registers.switch_off(by=BY, reason="wrong", metric=METRIC, at=timezone.now())
    assert register() == "switched off"


def test_a_metric_of_which_nothing_can_be_told_says_what_is_missing():
    assert "Market share : Nothing says whose." in text_of(people.signed_in().get("/roles/evidence"))


def test_while_it_is_estimated_and_where_nothing_is_declared_the_page_says_so():
    move_in(waiting=("evidence",))
    assert "is being estimated" in text_of(people.signed_in().get("/roles/evidence"))
    assert people.signed_in().get("/roles/evidence.json").status_code == 503
    move_in(bare=True)
    assert "a source that says who did what" in text_of(people.signed_in().get("/roles/evidence"))


# of a person


def test_a_person_sees_the_own_figure_with_all_that_explains_it():
    approve()
    page = text_of(signed(1).get(WHERE))
    for text in (
        "Order lead time: your value differs by more than chance and the usual differences explain.", "4.9 days",
        "4.6 days to 5.2 days", "Against the team", "more", "Reliability", "Beyond, above", "evidence 1",
        "Without any action", "Over time, against the own usual spread", "case by case", "Kind, the month",
        "Had the cases been others", "correlational", "Nobody else.", "Work from Jan 2, 2026 on",
    ):  # fmt: skip
        assert text in page, text
    found = signed(1).get(f"{WHERE}.json")
    assert figure(found, "value") == pytest.approx(4.87, abs=0.2)
    assert figure(found, "cases") == 90
    assert len(found.json()["charts"][0]["periods"]) == 10


def test_before_the_register_allows_it_nothing_is_asked_of_the_library():
    assert "The register does not allow this" in text_of(signed(1).get(WHERE))  # the fake fails where it is asked
    entered()
    assert "The register does not allow this" in text_of(signed(1).get(WHERE))
    assert Seen.objects.count() == 0


def test_before_a_person_was_told_nothing_is_computed_of_their_work():
    approve(people=("p2",))
    assert "You were not told about this metric yet" in text_of(signed(1).get(WHERE))
    approve(people=("p1",), told=datetime(2026, 5, 20, tzinfo=UTC))
    assert figure(signed(1).get(f"{WHERE}.json"), "cases") < 60  # of work since then alone
    page = text_of(signed(1).get(f"{WHERE}?period=2026-Q2"))
    assert "Nothing is computed of work from before somebody was told." in page
    assert "You were told of it from May 20, 2026 on." in page
    assert figure(signed(1).get(f"{WHERE}.json?period=2026-Q3"), "cases") < 40


def test_an_approval_for_another_unit_is_none():
    approve(unit="packing")
    assert "The register does not allow this" in text_of(signed(1).get(WHERE))


def test_a_period_that_is_none_is_not_found():
    approve()
    assert signed(1).get(f"{WHERE}?period=yesterday").status_code == 404


@pytest.mark.parametrize(
    "switch", [{"metric": METRIC}, {"unit": "service"}, {}, {"computation": "evidence"}], ids=str
)  # fmt: skip
def test_what_is_switched_off_or_stopped_is_gone_with_the_next_request(switch):
    approve()
    client = signed(1)
    assert figure(client.get(f"{WHERE}.json"), "value") > 4
    made = registers.switch_off(by=BY, reason="wrong", at=timezone.now(), **switch)
    for where in (WHERE, f"{WHERE}/workings"):
        assert not any(text in everything(client, where) for text in VALUES)
        assert client.get(f"{where}.json").json()["rows"] == []
    assert "nothing is computed" in text_of(client.get(WHERE))
    if "computation" in switch:
        assert "is stopped" in text_of(client.get("/roles/evidence"))
        assert client.get("/roles/evidence.json").json()["rows"] == []
    registers.switch_on(by=BY, switch=made.pk, at=timezone.now())
    assert figure(client.get(f"{WHERE}.json"), "value") > 4


def test_with_few_cases_there_is_the_teams_value_or_none_and_never_an_own_one():
    approve()
    few = signed(4).get("/roles/people/p4/evidence/lead_time.json").json()
    assert few["state"] == "team_only"
    assert {row["figure"] for row in few["rows"]} == {"value", "team_value", "cases"}
    assert {row["value"] for row in few["rows"] if row["figure"] != "cases"} == {few["rows"][0]["value"]}
    assert "too few cases for a value of one person" in text_of(signed(4).get("/roles/people/p4/evidence/lead_time"))
    nothing = signed(5).get("/roles/people/p5/evidence/lead_time.json").json()
    assert (nothing["state"], nothing["rows"]) == ("nothing", [])
    assert "5 cases: fewer than 10 say nothing about one person." in text_of(
        signed(5).get("/roles/people/p5/evidence/lead_time")
    )
    assert not duties.shown_first("p5")  # there is no figure
    assert signed(5).get("/roles/people/p5/evidence/lead_time/workings.json").json()["rows"] == []


def test_where_the_data_do_not_hold_it_is_withheld_and_not_nought(monkeypatch):
    approve()
    monkeypatch.setattr(FakeSnapshot, "nobody_said", True)
    page = text_of(signed(1).get(WHERE))
    assert "withheld, because the data do not hold" in page
    assert "cases say who did them (25 %)" in page
    assert signed(1).get(f"{WHERE}.json").json()["rows"] == []


def test_shared_credit_is_told_under_both_rules_only_where_cases_are_shared():
    approve()
    assert "credited in two ways" not in text_of(signed(1).get(WHERE))


# who else, and when


def test_a_manager_sees_it_after_the_person_and_the_person_sees_that():
    approve()
    boss, mine = signed(2), signed(1)
    assert codes(boss) == {404}
    assert not any(text in everything(boss) for text in VALUES)
    about = text_of(boss.get("/roles/people/p1/evidence"))
    assert "They see it first. It opens once they have, or on" in about
    assert codes(boss) == {404}
    mine.get(WHERE)
    assert "It is open to you." in text_of(boss.get("/roles/people/p1/evidence"))
    for form in FORMS:
        assert boss.get(f"{WHERE}{form}").status_code == 200
    entries = Entry.objects.filter(subject="p1", kind="person_metric", action="view")
    assert [each.key for each in entries.exclude(key="which there are")] == [f"{METRIC} since 2026-01-02"] * 3
    assert "Person 2" in text_of(mine.get(WHERE))
    assert "what was computed about you" in text_of(mine.get("/roles/me"))
    assert "Who has looked" not in text_of(boss.get(WHERE))


def test_or_after_five_days_of_the_moment_it_was_there():
    approve()
    boss = signed(2)
    boss.get("/roles/people/p1/evidence")
    row = Seen.objects.get(person="p1")
    assert row.seen_at is None
    Seen.objects.filter(pk=row.pk).update(since=timezone.now() - timedelta(days=4, hours=23))
    assert codes(boss) == {404}
    Seen.objects.filter(pk=row.pk).update(since=timezone.now() - timedelta(days=5))
    assert codes(boss) == {200}


def test_a_figure_of_other_days_opens_by_itself():
    approve()
    signed(1).get(f"{WHERE}?period=2026-Q3")
    assert signed(2).get(f"{WHERE}?period=2026-Q3").status_code == 200
    assert signed(2).get(WHERE).status_code == 404
    assert signed(2).get(f"{WHERE}?period=2026-Q2").status_code == 404


def test_a_glance_at_the_head_alone_is_no_look_of_the_person():
    approve()
    signed(1).head(WHERE)
    assert signed(2).get(WHERE).status_code == 404


@pytest.mark.parametrize("number", [3, 4, 5, 6, 9])
def test_nobody_else_sees_it_nor_that_there_is_something(number):
    approve()
    signed(1).get(WHERE)
    for where in (WHERE, f"{WHERE}/workings", "/roles/people/p1/evidence"):
        assert codes(signed(number), where) == {404}


@pytest.mark.parametrize(
    "who", ["executive", "analyst", "works_council", "administrator", "auditor", "operations_manager"]
)
def test_no_duty_opens_it_and_analysts_see_no_figure_whose_person_the_address_names(who):
    approve()
    signed(1).get(WHERE)
    for where in (WHERE, f"{WHERE}/workings", "/roles/people/p1/evidence"):
        assert codes(people.signed_in(who), where) == {404}


def test_hr_sees_it_while_an_objection_to_it_is_open():
    approve()
    signed(1).get(f"{WHERE}?period=2026-Q3")
    partner = people.signed_in(partner_of("service"))
    assert codes(partner, f"{WHERE}") == {404}
    key = shared_appraisal()
    assert partner.get(f"{WHERE}?period=2026-Q3").status_code == 404
    made = appraisals.objection_make(
        by=actor(1), standing=frozenset({"self"}), appraisal=key, about=METRIC, text="The hard ones", at=timezone.now(),
        today=timezone.now().date(),
    )  # fmt: skip
    assert partner.get(f"{WHERE}?period=2026-Q3").status_code == 200
    assert partner.get(f"{WHERE}?period=2026-Q2").status_code == 404
    appraisals.objection_answer(by=actor(2), standing=MANAGER, objection=made.pk, text="We looked", at=timezone.now())
    assert partner.get(f"{WHERE}?period=2026-Q3").status_code == 404


def opened_appraisal() -> int:
    made = appraisals.appraisal_open(
        by=actor(2), standing=MANAGER, person="p1", unit="service", period="2026-Q3",
        criteria=(Criterion(METRIC, "Order lead time", "days"),), at=timezone.now(),
    )  # fmt: skip
    return int(made.pk)


def shared_appraisal() -> int:
    key, now = opened_appraisal(), timezone.now()
    act = {"by": actor(2), "standing": MANAGER, "appraisal": key, "at": now}
    appraisals.judge(**act, values={METRIC: 4.0}, text="Fine")
    appraisals.evidence_open(**act, items=(), place=duties.Place("service"), since=now.date(), today=now.date())
    appraisals.decide(**act, values={METRIC: 4.0}, reason="Fine")
    appraisals.share(**act)
    return key


def test_while_a_manager_has_to_judge_the_figure_is_closed_to_them():
    approve()
    signed(1).get(WHERE)
    boss = signed(2)
    assert codes(boss) == {200}
    key = opened_appraisal()
    assert codes(boss) == {404}
    assert "You judge first" in text_of(boss.get("/roles/people/p1/evidence"))
    assert codes(signed(1)) == {200}
    appraisals.judge(by=actor(2), standing=MANAGER, appraisal=key, values={METRIC: 4.0}, text="Fine", at=timezone.now())
    assert codes(boss) == {200}


def test_a_look_that_cannot_be_written_down_shows_nothing(monkeypatch):
    from sightline_web import store
    from sightline_web.journal import services
    from sightline_web.snapshot import Fault

    approve()
    signed(1).get(WHERE)
    boss = signed(2)

    def refuse(**_more: object) -> None:
        raise store.StoreError(Fault("The disk is full."))

    monkeypatch.setattr(services, "record", refuse)
    for where in (WHERE, f"{WHERE}/workings"):
        text = everything(boss, where)
        assert not any(each in text for each in VALUES)


def test_cases_are_linked_for_whoever_may_see_cases_alone():
    approve()
    assert "/operations/order_to_cash/cases/" not in signed(1).get(WHERE).content.decode()
    assert signed(1).get(f"{WHERE}.json").json()["cases"] is None
    boss = person_with_duty(2, "operations_manager")
    signed(1).get(WHERE)
    page = boss.get(WHERE).content.decode()
    assert page.count("/operations/order_to_cash/cases/C") == 30
    assert len(boss.get(f"{WHERE}.json").json()["cases"]) == 90


def person_with_duty(number: int, duty: str):
    from tests.web.house import person_of

    account = person_of(number)
    account.duties = [duty]
    account.save()
    return people.signed_in(account)


def test_the_own_list_says_what_there_is_without_a_value():
    approve()
    approve("on_time_share", people=("p2",))
    page = text_of(signed(1).get("/roles/people/p1/evidence"))
    assert "You have not opened it yet." in page
    assert "You were not told about this metric yet" in page
    assert not any(text in everything(signed(1), "/roles/people/p1/evidence") for text in VALUES)
    signed(1).get(WHERE)
    assert "You saw it on" in text_of(signed(1).get("/roles/people/p1/evidence"))


def test_without_an_entry_the_list_says_how_one_comes_about():
    assert "Nothing is computed about your work" in text_of(signed(1).get("/roles/people/p1/evidence"))
