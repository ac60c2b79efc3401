"""What the pages are told of work, people and roles: mirrors of the library's answers, found behind their back."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from sightline_web.behind import Behind
from sightline_web.engine import open_workspace
from sightline_web.snapshot import NotDeclaredError, UnderWayError
from tests.measures.support import make
from tests.test_assigning import LEVELS, LOG, MODEL, STAFF, TICKETS


def test_an_answer_that_is_there_soon_comes_at_once_and_is_found_once():
    calls = []
    behind = Behind()
    assert [behind.ask(("a", 1), lambda: calls.append(1) or 7) for _ in range(3)] == [7, 7, 7]
    assert calls == [1]


def test_one_that_takes_long_asks_the_visitor_to_come_again():
    go = threading.Event()
    behind = Behind(patience=0.01)

    def slow() -> str:
        go.wait(5)
        return "there"

    with pytest.raises(UnderWayError):
        behind.ask(("slow",), slow)
    assert behind.busy("slow")
    assert not behind.busy("other")
    go.set()
    while behind.busy("slow"):
        threading.Event().wait(0.01)
    assert behind.ask(("slow",), slow) == "there"


def test_a_fault_is_told_to_each_who_asks():
    behind = Behind()

    def fail() -> None:
        raise LookupError("nobody")

    for _ in range(2):
        with pytest.raises(LookupError, match="nobody"):
            behind.ask(("who",), fail)


def test_no_more_answers_are_kept_than_may_be():
    behind = Behind(kept=2)
    calls: list[int] = []
    for number in (1, 2, 3, 1):
        behind.ask(("n", number), lambda number=number: calls.append(number))
    assert calls == [1, 2, 3, 1]


@pytest.mark.parametrize(("newest_first", "order"), [(False, [0, 1, 2, 3]), (True, [0, 3, 2, 1])])
def test_the_line_is_answered_from_its_beginning_or_the_newest_first(newest_first, order):
    go, begun, done = threading.Event(), threading.Event(), []
    behind = Behind(patience=0.01, newest_first=newest_first)

    def found(number: int) -> None:
        begun.set()
        go.wait(5)
        done.append(number)

    for number in range(4):
        with pytest.raises(UnderWayError):
            behind.ask(("n", number), lambda number=number: found(number))
        begun.wait(5)
    go.set()
    while behind.busy("n"):
        threading.Event().wait(0.01)
    assert done == order


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    workspace = make(tmp_path_factory.mktemp("staffed"), MODEL, {"staff": STAFF, "tickets": TICKETS, "log": LOG})
    (workspace.root / "data" / "levels.csv").write_text(LEVELS, encoding="utf-8")
    kept = open_workspace(workspace.root)
    found = kept.settle().snapshot
    while not found.ready("calibration"):
        threading.Event().wait(0.02)
    yield found
    kept.close()


def answered(ask):
    while True:
        try:
            return ask()
        except UnderWayError:
            threading.Event().wait(0.05)


def test_the_periods_are_those_that_are_over_from_a_day_on(snapshot):
    whole = snapshot.aligned_since()
    assert whole.end <= date(2026, 7, 1)
    later = snapshot.aligned_since(date.fromisoformat(f"{whole.until}-01"))
    assert (later.since, later.until) == (whole.until, whole.until)
    assert snapshot.aligned_since(whole.end) is None


def test_groups_hold_no_person_and_a_person_is_asked_for_alone(snapshot):
    found = answered(snapshot.alignment)
    assert found.persons == ()
    assert {each.kind for each in (*found.roles, *found.units)} <= {"role", "unit"}
    assert {each.name for each in answered(lambda: snapshot.alignment_of("a", found.since))} <= {"a"}
    with pytest.raises(NotDeclaredError):
        answered(lambda: snapshot.alignment_of("nobody", found.since))


def test_levels_count_of_those_who_are_named_alone(snapshot):
    def reason(*persons: str) -> str:
        rows = answered(lambda: snapshot.proposals(levels_of=persons)).rows
        return next(each.reason for each in rows if each.item == "t3")

    assert "has no level noted down" in reason()
    assert snapshot.proposals().rows[0].open_reason
    assert all("level" not in each.open_reason for each in snapshot.proposals(levels_of=("a", "b")).rows)


def test_a_wish_that_was_handed_in_stands_in_the_reason_of_that_person_alone(snapshot):
    capability = next(iter(snapshot.capability_titles))
    plain = answered(snapshot.proposals).rows
    wanted = answered(
        lambda: snapshot.proposals(wishes=[(each.person, capability) for each in plain if each.person])
    ).rows
    assert any("wishes to learn" in each.reason for each in wanted)
    assert not any("wishes" in each.open_reason for each in wanted)
    assert not any("wishes" in each.reason for each in plain)


def test_capabilities_are_mirrored(snapshot):
    assert snapshot.capability_titles
    by = {each.activity: each for each in answered(snapshot.coverage).activities}
    assert (by["filing"].roles, by["filing"].exposure) == (("clerk",), "one")
    assert [(way.start, way.to) for way in answered(snapshot.ways)] == [("clerk", "lead")]
    assert all(not each.points for each in answered(lambda: snapshot.stays("role")))  # fewer than ten people
    assert answered(lambda: snapshot.development_of("a")).gaps[0][0] == "clerk"
