"""How somebody stands to a person follows from the directory of that day alone, whatever was or will be."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sightline_web.directory import Directory, Person
from sightline_web.policy.actor import NOBODY, Actor
from sightline_web.policy.relations import owns, relations
from sightline_web.policy.words import Relation

DAY = date(2026, 3, 1)
TODAY = DAY + timedelta(days=10)
LONG_AGO = date(2020, 1, 1)


def actor(person: str, *units: str) -> Actor:
    return Actor(1, f"{person}@example.org", person=person, units=frozenset(units))


HOUSE = Directory.of([
    Person("boss", "head", "office", None, LONG_AGO),
    Person("lead", "lead", "packing", "boss", LONG_AGO),
    Person("old_lead", "lead", "packing", "boss", LONG_AGO),
    Person("worker", "packer", "packing", "old_lead", LONG_AGO, DAY),
    Person("worker", "packer", "packing", "lead", DAY),
    Person("loner", "packer", None, None, LONG_AGO),
])  # fmt: skip


def test_a_manager_and_theirs_stand_above_a_person_and_a_peer_does_not():
    assert relations(actor("lead"), "worker", HOUSE, TODAY) == {Relation.MANAGER}
    assert relations(actor("boss"), "worker", HOUSE, TODAY) == {Relation.SKIP_LEVEL}
    assert relations(actor("loner"), "worker", HOUSE, TODAY) == frozenset()
    assert relations(actor("worker"), "lead", HOUSE, TODAY) == frozenset()


def test_a_former_manager_is_none_from_the_day_of_the_change():
    assert relations(actor("old_lead"), "worker", HOUSE, DAY - timedelta(days=1)) == {Relation.MANAGER}
    assert relations(actor("old_lead"), "worker", HOUSE, DAY) == frozenset()
    assert relations(actor("lead"), "worker", HOUSE, DAY - timedelta(days=1)) == frozenset()


def test_an_hr_partner_stands_to_their_units_alone():
    assert relations(actor("hr", "packing"), "worker", HOUSE, TODAY) == {Relation.HR_PARTNER_OF}
    assert relations(actor("hr", "office"), "worker", HOUSE, TODAY) == frozenset()
    assert relations(actor("hr", ""), "loner", HOUSE, TODAY) == frozenset()


def test_whoever_has_left_manages_nobody():
    left = Directory.of([Person("lead", "lead", "a", None, LONG_AGO, DAY), Person("w", "r", "a", "lead", LONG_AGO)])
    assert relations(actor("lead"), "w", left, DAY) == frozenset()


def test_nobody_stands_in_no_relation_and_an_unknown_person_has_none():
    assert relations(NOBODY, "", HOUSE, TODAY) == frozenset()
    assert relations(actor("boss", "packing"), "ghost", HOUSE, TODAY) == frozenset()
    assert relations(Actor(1, "a"), "worker", HOUSE, TODAY) == frozenset()


def test_who_holds_the_role_owns_what_the_role_owns_that_day():
    moved = Directory.of([Person("a", "buyer", until=DAY), Person("b", "buyer", since=DAY)])
    assert owns(actor("a"), "buyer", moved, DAY - timedelta(days=1)) == {Relation.OWNER}
    assert owns(actor("a"), "buyer", moved, DAY) == frozenset()
    assert owns(actor("b"), "buyer", moved, DAY) == {Relation.OWNER}
    assert owns(actor("b"), None, moved, DAY) == frozenset()


NAMES = st.sampled_from("abcde")
DAYS = st.integers(0, 12).map(lambda n: DAY + timedelta(days=n))
ASSIGNMENTS = st.builds(
    Person,
    NAMES,
    st.sampled_from(["r", "s"]),
    st.sampled_from([None, "u", "v"]),
    st.none() | NAMES,
    st.none() | DAYS,
    st.none() | DAYS,
)


@given(walk=st.lists(ASSIGNMENTS, max_size=12), who=NAMES, whom=NAMES, on=DAYS)
def test_after_any_reorganisation_relations_are_those_a_plain_search_finds(walk, who, whom, on):
    now = [
        each for each in walk if (each.since is None or each.since <= on) and (each.until is None or on < each.until)
    ]
    here = {each.id for each in now}

    def above(person: str) -> set[str]:
        return {each.manager for each in now if each.id == person and each.manager and each.manager != person}

    wanted = set()
    if who == whom:
        wanted = {Relation.SELF}
    elif whom in here:
        if who in here and who in above(whom):
            wanted.add(Relation.MANAGER)
        elif who in here and any(who in above(one) for one in above(whom) if one in here):
            wanted.add(Relation.SKIP_LEVEL)
        if any(each.id == whom and each.unit == "u" for each in now):
            wanted.add(Relation.HR_PARTNER_OF)
    assert relations(actor(who, "u"), whom, Directory.of(walk), on) == wanted


@given(walk=st.lists(ASSIGNMENTS, max_size=10), who=NAMES, whom=NAMES, on=DAYS, later=ASSIGNMENTS)
def test_what_begins_later_changes_nothing_today(walk, who, whom, on, later):
    future = Person(later.id, later.role, later.unit, later.manager, on + timedelta(days=1), None)
    before = relations(actor(who, "u"), whom, Directory.of(walk), on)
    assert relations(actor(who, "u"), whom, Directory.of([*walk, future]), on) == before
