"""How a snapshot asks the library about the backlog: mirrored, at once or behind, each question once."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from sightline.errors import DeclarationError
from sightline.records import backlog, portfolio
from sightline_web.engine.choosing import FIXES, Choosing
from sightline_web.engine.readings import ReadSnapshot
from sightline_web.portfolios import Limits
from sightline_web.snapshot import UnderWayError

LIMITS = Limits(100.0, (("engineer", (2.0,)),), ("a",), ("b",), "grow", 3, (("fix", 9.0),), discount=True)
FIX = backlog.Candidate("fix", "Fix", cost=None, origin="fix")


def found(choice) -> portfolio.Portfolio:
    one = backlog.Candidate("a", "A", {"speed": (1.0, 2.0, 3.0)}, 50.0, {"engineer": 3.0}, 2, asked_on=date(2026, 1, 1))
    standing = portfolio.Standing(one, 5.0, 1.0, float("nan"), 0.1, True, "2026-11", 0.9 if choice.chances else None,
                                  30, 0.5, "Because.", "grow", True, ("Because.",))  # fmt: skip
    best = portfolio.BestSet({"a": 0}, 5.0, 1.0, 9.0, 5.0, 0.0, 50.0, {"engineer": 3.0},
                             (portfolio.SetMove("grow", "EUR", 5.0, 1.0, 9.0, 0.1, None),))  # fmt: skip
    return portfolio.Portfolio(
        "points", backlog.Limits(3, must={"a": "asked"}), ("2026-11",), (standing,),
        (portfolio.Worth("a", "grow", "EUR", None, None, None),), best,
        prices=(portfolio.Price("budget", "budget", "more", 1.0, solved=True, words=""),) if choice.prices else (),
        lessons=(portfolio.Lesson("a", "change", 1.0, 0.5, ""),) if choice.lessons else (),
        comparisons=tuple(
            portfolio.Comparison(name, {}, 0.0, 0.0, 0.0, 5.0, 1.0, 9.0, 0.0, ()) for name in choice.rankings
        ),
        mergers=(portfolio.Merger(("a", "fix"), ("speed",), ""),),
        sways=(portfolio.Sway("a", "x > y", "effect", 1.0, 2.0, 0.5),),
    )  # fmt: skip


class Reading:
    def __init__(self) -> None:
        self.choices, self.go, self.unreadable = [], threading.Event(), False
        self.go.set()

    def portfolio(self, choice):
        self.choices.append(choice)
        if choice.chances:
            self.go.wait(5)
        return found(choice)

    def fixes(self):
        if self.unreadable:
            raise DeclarationError("no log.", fix="")
        return (FIX,)

    def kept_of_promises(self):
        return {"a": 0.8}


class Snap(Choosing):
    def __init__(self) -> None:
        super().__init__()
        self._reading = Reading()
        self._answers = dict.fromkeys(("effects", "sight", "outlooks"))

    def _guarded(self, ask):
        return ask()


def answered(ask):
    while True:
        try:
            return ask()
        except UnderWayError:
            threading.Event().wait(0.005)


def test_the_library_is_asked_what_the_page_asks_with_fixes_and_without_what_takes_long():
    snap = Snap()
    one = snap.portfolio(LIMITS)
    (choice,) = snap._reading.choices
    assert (choice.budget, choice.capacity, choice.must, choice.without) == (
        100.0,
        {"engineer": (2.0,)},
        ("a",),
        ("b",),
    )
    assert (choice.goal, choice.periods, choice.costs, choice.factors) == ("grow", 3, {"fix": 9.0}, {"a": 0.8})
    assert choice.fixes == (FIX,)
    assert (choice.chances, choice.prices, choice.lessons) == (False, False, False)
    assert snap.portfolio(LIMITS) is one  # asked once
    assert len(snap._reading.choices) == 1


def test_what_comes_is_mirrored_and_what_is_no_number_is_nothing():
    one = Snap().portfolio().find("a")
    assert (one.changes, one.effort, one.worths[0].worth) == ((("speed", 1.0, 2.0, 3.0),), (("engineer", 3.0),), None)
    assert (one.goal, one.notes, one.sways[0].about) == ("grow", ("Because.",), "x > y")
    assert Snap().portfolio().best.moves[0].after is None
    assert Snap().portfolio().find("nothing") is None


def test_a_new_budget_does_not_wait_for_chances_of_an_old_one():
    snap = Snap()
    snap._reading.go.clear()
    with pytest.raises(UnderWayError):
        snap.chances(LIMITS)
    assert not snap.ready("chances")
    assert snap.portfolio(Limits(7.0)).best is not None
    assert snap.ready("portfolio")
    snap._reading.go.set()
    assert answered(lambda: snap.chances(LIMITS)) == {"a": 0.9}
    hangs = answered(snap.hangs_on)
    assert (len(hangs.prices), len(hangs.lessons)) == (1, 1)


def test_nothing_is_asked_before_effects_and_forecasts_are_there():
    snap = Snap()
    snap._answers = {"effects": None}
    assert not snap.ready("portfolio")
    for ask in (snap.portfolio, snap.chances, snap.hangs_on, lambda: snap.compared(Limits(), "x", "y")):
        with pytest.raises(UnderWayError):
            ask()
    assert snap._reading.choices == []


def test_a_ranking_is_handed_over_and_not_kept():
    snap = Snap()
    assert [snap.compared(Limits(), "ours", "id\na\n").comparisons[0].name for _ in range(2)] == ["ours", "ours"]
    assert [choice.rankings for choice in snap._reading.choices] == [{"ours": "id\na\n"}] * 2


def test_logs_that_cannot_be_read_leave_the_backlog_without_fixes():
    snap = Snap()
    snap._reading.unreadable = True
    assert snap.portfolio().best is not None
    assert snap._reading.choices[0].fixes == ()


def test_fixes_are_found_once_with_what_takes_long_before_anybody_looks():
    snap = Snap()
    snap.slow = (FIXES,)
    found = []
    snap._reading.fixes = lambda: (found.append("asked"), FIX)[1:]
    snap.estimate()
    assert (snap.ready(FIXES), found) == (True, ["asked"])
    snap.portfolio()
    assert (snap._reading.choices[0].fixes, found) == ((FIX,), ["asked"])
    assert FIXES in ReadSnapshot.slow
    assert ReadSnapshot.slow.index(FIXES) > ReadSnapshot.slow.index("deviations")


def test_other_questions_go_on_to_the_rest_of_the_snapshot():
    snap = Snap()
    assert snap.ready("effects")
    assert not snap.ready("calibration")
    snap.stop()
    assert snap._stopped.is_set()
