"""Duties 6, 7, 9, 14, 15, 19 and 20: nothing is computed about persons that nobody allowed or told them about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from sightline_web import rows
from sightline_web.accounts.sealing import sealing
from sightline_web.care.erasure import person_erase
from sightline_web.duties import fairness, queries, services, wording
from sightline_web.duties.models import FairnessTable, PersonNotice, Protected
from sightline_web.duties.protected import declared, protected_set
from sightline_web.duties.queries import NotNoticedError, Place, business_days_after
from sightline_web.duties.services import DutyError
from sightline_web.journal.models import Entry
from sightline_web.languages.spoken import speaking
from sightline_web.policy.actor import Actor
from sightline_web.shell.voices import said
from tests.web.databases import BOTH
from tests.web.house import DAY, NOW, TODAY, actor

BY = Actor(None, "system", origin="tests")
ENTRY = {"purpose": "To talk about it", "legal_basis": "Agreement 2026/3", "data": "Orders"}
HERE = Place("service", "NL")


def enter(metric: str = "speed", *, by: Actor = BY, level: str = "individual", **more: str) -> None:
    services.entry_set(by=by, metric=metric, level=level, at=NOW, **ENTRY | more)


def approve(metric: str = "speed", *, by: Actor = BY, unit: str = "", country: str = "", days: int = 0) -> int:
    made = services.approval_give(
        by=by, metric=metric, agreement="WA 2026/3", unit=unit, country=country, since=TODAY - days * DAY, at=NOW
    )
    return int(made.pk)


def tell(*persons: str, metric: str = "speed") -> None:
    services.notices_make(by=BY, persons=persons, metrics=[metric], at=NOW - 30 * DAY)
    for person in persons:
        for each in queries.notices_of(person):
            services.notice_acknowledge(by=actor(int(person[1:])), notice=each.pk, at=NOW - 20 * DAY)


def test_a_notice_is_kept_as_one_text_and_worded_for_its_reader_while_the_register_says_the_same():
    enter()
    with speaking("nl"):
        services.notices_make(by=BY, persons=["p1"], metrics=["speed"], at=NOW)
    [notice] = queries.notices_of("p1")
    assert "speed: To talk about it. From Orders. Legal basis: Agreement 2026/3." in notice.text
    with speaking("nl"):
        text, language = wording.notice_in_words(notice, {each.metric: each for each in queries.entries()})
    assert ("Grondslag: Agreement 2026/3." in text, language) == (True, "nl")
    enter(purpose="To decide")
    with speaking("nl"):
        shown = wording.notice_in_words(notice, {each.metric: each for each in queries.entries()})
    assert shown == (notice.text, "en")


def approved(unit: str = "service", country: str = "NL") -> frozenset[str]:
    return queries.approved_metrics(unit=unit, country=country, on=TODAY)


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_a_metric_of_single_persons_needs_an_entry_and_an_approval_in_force(records):
    assert approved() == frozenset()
    enter()
    assert approved() == frozenset()
    key = approve(unit="service", country="NL")
    assert (approved(), approved("packing"), approved(country="DE")) == ({"speed"}, frozenset(), frozenset())
    services.approval_revoke(by=BY, approval=key, at=NOW)
    assert approved() == frozenset()


def test_a_metric_of_teams_needs_none_and_gets_none(records):
    enter(level="team")
    with pytest.raises(DutyError, match="needs no approval"):
        approve()
    assert approved() == frozenset()


def test_an_entry_that_is_changed_needs_its_approval_anew(records):
    enter()
    approve()
    enter()
    assert approved() == {"speed"}
    enter(purpose="To pay by it")
    assert approved() == frozenset()


def test_an_approval_counts_from_its_first_day(records):
    enter()
    approve(days=-1)
    assert approved() == frozenset()


def test_who_enters_a_metric_does_not_approve_it(records):
    enter(by=actor(3))
    with pytest.raises(DutyError, match="does not approve"):
        approve(by=actor(3))
    approve(by=actor(9))


@pytest.mark.parametrize("missing", ["purpose", "legal_basis", "data"])
def test_an_entry_says_what_for_on_which_basis_and_from_which_data(records, missing):
    with pytest.raises(DutyError, match=missing.replace("_", " ")):
        enter(**{missing: " "})


PLACES = st.builds(Place, st.sampled_from(["service", "packing", ""]), st.sampled_from(["NL", "DE", ""]))
OFF = st.fixed_dictionaries(
    {
        "unit": st.sampled_from(["", "service", "packing"]), "country": st.sampled_from(["", "NL", "DE"]),
        "metric": st.sampled_from(["", "speed", "care"]),
    }
)  # fmt: skip


@pytest.fixture
def told(records) -> None:
    for metric in ("speed", "care"):
        enter(metric)
        approve(metric)
        tell("p1", "p4", "p5", metric=metric)


def test_of_what_is_switched_off_nothing_is_computed_for_anybody(told):
    @given(off=OFF, place=PLACES, metric=st.sampled_from(["speed", "care"]))
    def law(off, place, metric):
        made = services.switch_off(by=BY, reason="agreed", at=NOW, **off)
        hit = all(
            not wanted or not known or wanted == known
            for wanted, known in ((off["unit"], place.unit), (off["country"], place.country), (off["metric"], metric))
        )
        found = queries.computable(metric, {"p1": place, "p4": place}, since=TODAY - 5 * DAY, on=TODAY)
        assert found.persons == (frozenset() if hit else {"p1", "p4"})
        assert found.withheld == ({"switched off": 2} if hit else {})
        services.switch_on(by=BY, switch=made.pk, at=NOW)
        assert queries.computable(metric, {"p1": place}, since=TODAY - 5 * DAY, on=TODAY).persons == {"p1"}

    law()


def test_a_stopped_model_is_known_at_once(records):
    made = services.switch_off(by=BY, reason="wrong", computation="case_mix", at=NOW)
    assert queries.stopped() == {"case_mix"}
    assert approved() == frozenset()
    services.switch_on(by=BY, switch=made.pk, at=NOW)
    assert queries.stopped() == frozenset()
    assert not services.switch_on(by=BY, switch=made.pk, at=NOW)


def test_nothing_is_switched_off_without_saying_why(records):
    with pytest.raises(DutyError, match="why"):
        services.switch_off(by=BY, reason=" ", at=NOW)


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_before_a_person_was_told_nothing_is_computed_about_them(records):
    enter()
    approve()
    persons = {"p1": HERE, "p4": HERE}
    assert queries.computable("speed", persons, since=TODAY, on=TODAY).withheld == {"not told yet": 2}
    tell("p1")
    found = queries.computable("speed", persons, since=TODAY - 5 * DAY, on=TODAY)
    assert (found.persons, found.withheld) == ({"p1"}, {"not told yet": 1})
    assert queries.computable("speed", {"p1": HERE}, since=TODAY - 21 * DAY, on=TODAY).withheld == {
        "told only later": 1
    }
    with pytest.raises(NotNoticedError, match="told about speed from 2026-11-05 on"):
        queries.require_noticed("p1", metric="speed", since=TODAY - 21 * DAY)
    with pytest.raises(NotNoticedError, match="Nobody has told"):
        queries.require_noticed("p4", metric="speed", since=TODAY)
    queries.require_noticed("p1", metric="speed", since=TODAY)


def test_a_time_in_business_days_may_count_instead(records):
    enter()
    services.notices_make(by=BY, persons=["p1"], metrics=["speed"], at=NOW)
    assert queries.noticed("p1", metric="speed") is None
    services.setting_set(by=BY, name="notice_days", value=10, at=NOW)
    assert queries.noticed("p1", metric="speed") == date(2026, 12, 9)


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(0, 30))
def test_business_days_are_counted_as_one_does_by_hand(day, days):
    found = business_days_after(day, days)
    between = [day + timedelta(days=n) for n in range(1, (found - day).days + 1)]
    assert sum(each.weekday() < 5 for each in between) == days
    assert days == 0 or found.weekday() < 5


def test_a_notice_says_what_for_and_is_said_once_until_it_changes(records):
    enter()
    tell("p1")
    [notice] = queries.notices_of("p1")
    assert all(text in notice.text for text in (*ENTRY.values(), "speed", "single persons"))
    assert services.notices_make(by=BY, persons=["p1"], metrics=["speed"], at=NOW) == 0
    enter(purpose="Something else")
    assert services.notices_make(by=BY, persons=["p1"], metrics=["speed"], at=NOW) == 1


def test_only_the_person_says_that_they_have_read_it(records):
    enter()
    services.notices_make(by=BY, persons=["p1"], metrics=["speed"], at=NOW)
    key = PersonNotice.objects.get().pk
    assert not services.notice_acknowledge(by=actor(2), notice=key, at=NOW)
    assert not services.notice_acknowledge(by=BY, notice=key, at=NOW)
    assert services.notice_acknowledge(by=actor(1), notice=key, at=NOW)
    assert Entry.objects.filter(kind="person_notice", subject="p1").exists()


def test_a_manager_sees_a_figure_once_the_person_has_or_after_five_days(records):
    figure = ("speed", "2026-H1")
    assert queries.opens_to_manager("p1", [figure]) is None
    services.figure_made(person="p1", metric=figure[0], period=figure[1], at=NOW)
    services.figure_made(person="p1", metric=figure[0], period=figure[1], at=NOW + 3 * DAY)
    assert queries.opens_to_manager("p1", [figure]) == NOW + 5 * DAY
    assert services.figure_seen(by=actor(1), metric=figure[0], period=figure[1], at=NOW + DAY)
    assert not services.figure_seen(by=actor(1), metric=figure[0], period=figure[1], at=NOW + 2 * DAY)
    assert queries.opens_to_manager("p1", [figure]) == NOW + DAY


def group(number: int) -> str:
    return "women" if number % 2 else "men"


@pytest.fixture
def groups(records) -> dict[str, float]:
    for number in range(60):
        if number % 10 != 9:
            protected_set(person=f"x{number}", attribute="gender", value=group(number), at=NOW)
    return {f"x{number}": 2.0 + number if number % 2 == 0 else 1.0 for number in range(60)}


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_the_audit_compares_groups_counts_the_unknown_and_names_nobody(groups):
    [table] = fairness.audit(by=actor(3), period="2026-H1", stage="speed", scores=groups, at=NOW, attributes=["gender"])
    found = {each["group"]: (each["n"], each["chosen"], each["flagged"]) for each in table.rows}
    assert found == {"men": (30, 30, False), "women": (24, 0, True)}
    assert (table.known, table.unknown) == (54, 6)
    table.refresh_from_db()
    with speaking("nl"):
        assert said(table.told).startswith("Van women is het percentage minder dan vier vijfde van het hoogste")
    kept = str(list(FairnessTable.objects.values_list()))
    assert not any(person in kept for person in groups if len(person) > 2)
    fairness.audit(by=actor(3), period="2026-H1", stage="speed", scores=groups, at=NOW, attributes=["gender"])
    assert FairnessTable.objects.count() == 1


def test_two_attributes_are_compared_together_too(groups):
    found = fairness.audit(by=BY, period="p", stage="s", scores=groups, at=NOW, attributes=["gender", "origin"])
    assert [each.attribute for each in found] == ["gender", "origin", "gender and origin"]
    assert found[1].words.startswith("The data cannot say")


def test_fewer_than_five_unknown_are_not_counted(groups):
    few = {person: score for person, score in groups.items() if person not in {"x9", "x19", "x29"}}
    [table] = fairness.audit(by=BY, period="p", stage="s", scores=few, at=NOW, attributes=["gender"])
    assert table.unknown is None


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_to_which_group_somebody_belongs_stands_nowhere_readable_and_opens_with_its_own_key_alone(groups):
    for model in apps.get_models(include_auto_created=True):
        for values in models.QuerySet(model).values_list():
            assert "women" not in str(values), model
    row = Protected.objects.first()
    for key in ("seal_key", "session_key", "factor_key"):
        with pytest.raises(Exception):  # noqa: B017, PT011 -- whatever the cipher says
            sealing(key).decrypt(bytes(row.sealed))


@pytest.mark.parametrize("records", ["postgres"], indirect=True)
@pytest.mark.postgres
@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_the_database_shows_groups_of_persons_to_no_request(groups, number):
    protected_set(person="p1", attribute="gender", value="women", at=NOW)
    duties = ("executive", "analyst", "hr_partner", "auditor", "administrator")
    by = actor(number) if number else Actor(1, "a", duties=frozenset(duties), person="p1")
    with rows.acting_as(by):
        assert Protected.objects.count() == 0
        assert declared("gender", ["p1", "x1"]) == {}
    assert Protected.objects.count() == 55


def test_a_group_that_was_moved_to_somebody_else_says_nothing(groups):
    Protected.objects.filter(person="x1").update(person="x9")
    assert declared("gender", ["x9"]) == {}


def test_a_declared_group_is_taken_back_and_goes_with_the_person(records):
    actor(1)
    protected_set(person="p1", attribute="gender", value="women", at=NOW)
    assert declared("gender", ["p1"]) == {"p1": "women"}
    protected_set(person="p1", attribute="gender", value="", at=NOW)
    assert not Protected.objects.exists()
    protected_set(person="p1", attribute="gender", value="women", at=NOW)
    person_erase(person="p1", by=BY, reason="asked", now=NOW)
    assert not Protected.objects.exists()
