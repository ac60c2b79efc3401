"""The backlog of the small enterprise: four candidates and a fix, made by hand; `asked` notes what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property

from sightline_web.choosable import ANYTHING
from sightline_web.portfolios import (
    BestSet,
    Candidate,
    Comparison,
    Difference,
    GoalWorth,
    HangsOn,
    Lesson,
    Limits,
    Merger,
    Portfolio,
    Price,
    SetMove,
    Sway,
)
from sightline_web.snapshot import Fault, NotDeclaredError, UnanswerableError, UnderWayError

PERIODS = ("2026-11", "2026-12", "2027-01", "2027-02")


def _worth(goal: str, unit: str, worth: float, **rest: object) -> GoalWorth:
    base = {"low": 0.5 * worth, "high": 1.5 * worth, "before": 0.2, "after": 0.35, "per_cost": worth / 480_000}
    return GoalWorth(goal, unit, worth, **(base | rest))  # type: ignore[arg-type]  # mixed


def _candidate(name: str, title: str, points: float, **rest: object) -> Candidate:
    base = {
        "origin": "backlog", "kind": None, "asked_by": "planner", "asked_on": date(2025, 5, 19), "age_days": 530,
        "rank": None, "cost": 480_000.0, "changes": (("lead_time", -0.25, -0.15, -0.05),),
        "effort": (("planner", 14.0),), "takes": 2, "needs": (), "excludes": (), "must": "", "must_by": None,
        "low": 0.6 * points, "high": 1.4 * points, "per_cost": points / 480_000, "in_best_set": False, "start": None,
        "delay": 0.0, "goal": None, "sighted": True, "notes": (), "words": "", "worths": (), "sways": (),
    }  # fmt: skip
    return Candidate(name, title, points=points, **(base | rest))  # type: ignore[arg-type]  # mixed


CANDIDATES = (
    _candidate(
        "fix_ship", "Bring region North to the level of the others", 13.0, origin="fix", kind="operations", cost=None,
        per_cost=None, asked_by="head_of_logistics", asked_on=None, age_days=None, effort=(), takes=0,
        goal="grow_revenue", worths=(_worth("grow_revenue", "EUR", 1.0e6, per_cost=None),),
        notes=("Nobody has said what it costs; until then no set holds it.",),
    ),
    _candidate(
        "night_shift", "Night shift", 25.2, in_best_set=True, start="2026-12", delay=2.3, needs=("lamps",), rank=3,
        goal="grow_revenue", words="Most for “Grow revenue”: +2.0 M EUR.",
        worths=(_worth("grow_revenue", "EUR", 2.0e6), _worth("ship_on_time", "share", 0.004),
                GoalWorth("win_share", "share", None, None, None, None, None, None, "No path leads there.")),
        sways=(Sway("lead_time > on_time_share", "effect", 16.7, 34.0, 0.72),
               Sway("night_shift", "change", 21.9, 28.0, 0.08)),
    ),
    _candidate("lamps", "Brighter lamps", 0.0, changes=(), sighted=False, cost=60_000.0, in_best_set=True,
               start="2026-11", takes=1,
               notes=("By itself it changes no metric; Night shift needs it.",)),
    _candidate("portal", "New portal", 1.8, low=0.0, cost=650_000.0, rank=1, excludes=("night_shift",), kind="it",
               asked_by="packer", goal="grow_revenue",
               worths=(_worth("grow_revenue", "EUR", 1.4e5, low=0.0, before=0.2, after=0.202),),
               notes=("The data cannot say whether Order lead time moves Shipped on time.",)),
    _candidate("campaign", "Spring <campaign>", 0.0, changes=(("receivables", 1.0, 2.0, 3.0),), sighted=False,
               cost=140_000.0, unsighted="No line of sight yet: nothing leads from Receivables to a goal."),
)  # fmt: skip
BEST = BestSet(
    {"lamps": 0, "night_shift": 1}, 25.2, 16.4, 35.1, 0.0, 540_000.0, {"planner": 28.0},
    (SetMove("grow_revenue", "EUR", 2.0e6, 1.3e6, 2.8e6, 0.2, 0.35),
     SetMove("ship_on_time", "share", 0.0, 0.0, 0.0, 0.9, 0.9)),
    "No other set within the limits brings more.",
)  # fmt: skip
COMMITTEE = Comparison(
    "the committee", {"portal": 0}, 1.8, 0.0, 10.4, 23.4, 12.0, 33.0, 650_000.0,
    (Difference("portal", 1, ranked=True, best=False, why="What it takes brings more elsewhere."),
     Difference("night_shift", 3, ranked=False, best=True, why="It brings more; lamps come with Night shift.")),
    (), "In the order of the committee, one fits.",
)  # fmt: skip
HANGS_ON = HangsOn(
    (Price("budget", "budget", "100,000 EUR more", 2.9, True, "It would pay for New portal.", 100_000.0),
     Price("planner", "role", "one more planner", 0.0, True, "One more planner adds nothing.")),
    (Lesson("lead_time > on_time_share", "effect", 0.6, 0.17,
            "Knowing how strongly Order lead time moves Shipped on time would change the set in 17 of 100 cases."),
     Lesson("portal", "change", 0.0001, 0.0, "Knowing New portal changes nothing.")),
)  # fmt: skip
FOUND = Portfolio(
    "points", ANYTHING, PERIODS, CANDIDATES, BEST, comparisons=(COMMITTEE,),
    mergers=(Merger(("night_shift", "fix_ship"), ("lead_time",)),),
    words=("The date of “Bring receivables down” is past.",),
    must={"lamps": "The law asks for it."},
)  # fmt: skip


class FakeBacklog:
    """The part of the fake snapshot that knows the backlog."""

    bare: bool
    waiting: tuple[str, ...]
    refused: tuple[str, ...]

    @cached_property
    def asked_limits(self) -> list[Limits]:
        return []

    def portfolio(self, limits: Limits = ANYTHING) -> Portfolio:
        self._answers_portfolio("portfolio")
        self.asked_limits.append(limits)
        if limits.goal == "nowhere":
            raise NotDeclaredError("goal", "nowhere")
        if self.bare:
            return Portfolio("points", limits, PERIODS, (), None)
        if limits.budget is not None and limits.budget < 60_000:
            kept = tuple(replace(each, in_best_set=False, start=None) for each in CANDIDATES)
            return replace(
                FOUND, limits=limits, candidates=kept, best=None, comparisons=(),
                conflict=("Brighter lamps must be done: The law asks for it.", "The budget is 100 EUR."),
                relaxations=("Raise the budget by 59,900 EUR, to 60,000.",),
            )  # fmt: skip
        return replace(FOUND, limits=limits, unit="points" if limits.goal is None else "EUR")

    def chances(self, limits: Limits = ANYTHING) -> Mapping[str, float]:  # noqa: ARG002 -- as asked
        self._answers_portfolio("chances")
        return {} if self.bare else {"night_shift": 0.997, "lamps": 1.0, "portal": 0.142, "campaign": 0.0}

    def hangs_on(self, limits: Limits = ANYTHING) -> HangsOn:  # noqa: ARG002 -- as asked
        self._answers_portfolio("hangs_on")
        return HANGS_ON

    def compared(self, limits: Limits, name: str, text: str) -> Portfolio:
        self._answers_portfolio("compared")
        if "initiative" not in text:
            raise UnanswerableError(
                Fault("no column says which initiative a line is about.", name, "Name one of them.")
            )
        own = replace(COMMITTEE, name=f"{name} (rank)", unknown=("old idea",))
        return replace(FOUND, limits=limits, comparisons=(COMMITTEE, own))

    def _answers_portfolio(self, question: str) -> None:
        if question in self.waiting:
            raise UnderWayError(question)
        if question in self.refused:
            raise UnanswerableError(Fault("The cost of New portal is in USD, and there is no rate.", fix="Give one."))
