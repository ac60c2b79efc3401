"""What lies ahead of the small enterprise: plausible effects, lines of sight, outlooks and scenarios, made by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import pairwise

from sightline.strategy.shifts import ShiftError, parse_shift
from sightline_web.ahead import (
    Backtest,
    Calibration,
    CalibrationBin,
    Effect,
    GoalShift,
    Lever,
    Line,
    Link,
    Method,
    Origin,
    Outlook,
    Panel,
    Part,
    Place,
    Shift,
    SightPath,
    Span,
    Suggestion,
    WhatIf,
    Why,
)
from sightline_web.aims import Aim, RoleAims
from sightline_web.snapshot import Fault, Goal, Metric, NotDeclaredError, UnanswerableError, UnderWayError

EFFECTS = (
    Effect("lead_time", "on_time_share", "estimated", 1, -0.034, -0.048, -0.021, 0.99, "supported", "correlational",
           0.12, 0.01, 432, 36, 12, (0, 2), "negative", 0.99, panel=Panel("region", 12, -0.034, -0.048, -0.021)),
    Effect("on_time_share", "revenue", "estimated", 2, 1.25e6, 0.0, 2.9e6, 0.71, "suggested", "correlational",
           0.02, 0.21, 36, 36, 1, (1, 4), "positive", 0.7,
           words="The ridge form puts the effect over two adjacent lags."),
    Effect("order_to_cash.cases", "receivables", "estimated", None, None, None, None, 0.18, "cannot_say",
           "correlational", -0.03, 0.81, 30, 30, 1, (0, 3), None, 0.1, words="Six periods are missing."),
    Effect("market_share", "revenue", "assumed", 1, 4.0e7, 1.0e7, 8.0e7, None, "cannot_say", "assumed",
           window=(1, 3), sign="positive", words="Declared, until the data can say."),
    Effect("revenue", "revenue_12m", "exact", 0, 12.0, 12.0, 12.0, 1.0, "supported", None),
)  # fmt: skip
SUGGESTIONS = (
    Suggestion("order_to_cash.cases", "lead_time", 1, 0.0004, 0.02, 30, 36),
    Suggestion("receivables", "on_time_share", 3, 0.006, 0.09, 30, 36),
)
OTHERS = (
    Origin("order_to_cash.pick", "activity", "Pick", Place("goals.yml", 1)),
    Origin("order_to_cash.ship", "activity", "Ship"),
    Origin("order_to_cash.ship_in_time", "rule", "Ship in time"),
    Origin("packer", "role", "Packer", Place("goals.yml", 2)),
    Origin("planner", "role", "Planner"),
    Origin("night_shift", "initiative", "Night shift"),
)


def _links(*nodes: str) -> tuple[Link, ...]:
    known = {(each.driver, each.on): each for each in EFFECTS}
    found = []
    for driver, on in pairwise(nodes):
        each = known.get((driver, on))
        if each is None:
            found.append(Link(driver, on, "exact", 0, 1.0, 1.0, 1.0, "supported", None))
        else:
            found.append(
                Link(driver, on, each.kind, each.lag, each.per_unit, each.low, each.high, each.support, each.grade)
            )
    return tuple(found)


def _line(goal: str, origin: Origin, unit: str, size: float | None, *ways: tuple[str, ...], **rest: object) -> Line:
    """A line whose strongest way carries most of it; the interval is from a third to twice the size."""
    weights = (0.8, 0.2) if len(ways) > 1 else (1.0,)
    paths = []
    for nodes, weight in zip(ways, weights, strict=False):
        links = _links(*nodes)
        part = None if size is None else size * weight
        paths.append(SightPath(nodes, links, part, sum(each.lag or 0 for each in links)))
    low, high = (None, None) if size is None else sorted((0.3 * size, 2.0 * size))
    if paths and all(link.kind == "exact" for path in paths for link in path.links):
        low = high = size
    gap = {"grow_revenue": 7.5e6, "ship_on_time": None, "deliver_quickly": -0.2, "collect_sooner": -0.85e6}[goal]
    share = None if size is None or gap is None else size / gap
    order = ("cannot_say", "suggested", "supported")
    support = min((link.support for link in paths[0].links), key=order.index) if paths else "cannot_say"
    base = {
        "probability": 0.0 if size is None else {"supported": 0.99, "suggested": 0.71, "cannot_say": 0.4}[support],
        "arrives": paths[0].lag if paths else None,
    }
    return Line(goal, origin.id, origin.kind, origin.title, unit, size, low, high, share, support=support,
                paths=tuple(paths), **(base | rest))  # type: ignore[arg-type]  # fmt: skip  # a dict of mixed values


def lines(origins: Mapping[str, Origin]) -> tuple[Line, ...]:
    """Every line of sight of the small enterprise."""
    long = ("lead_time", "on_time_share", "revenue", "revenue_12m")
    found = [
        _line("grow_revenue", origins["revenue"], "EUR", 12.0, long[2:]),
        _line("grow_revenue", origins["on_time_share"], "share", 1.5e7, long[1:]),
        _line("grow_revenue", origins["lead_time"], "days", -5.1e5, long),
        _line("grow_revenue", origins["market_share"], "share", 4.8e8, ("market_share", "revenue", "revenue_12m")),
        _line("grow_revenue", origins["order_to_cash.pick"], "one day longer", -4.2e5, ("order_to_cash.pick", *long)),
        _line("grow_revenue", origins["order_to_cash.ship_in_time"], "one violation in a hundred more", -2.1e5,
              ("order_to_cash.ship_in_time", "on_time_share", "revenue", "revenue_12m")),
        _line("grow_revenue", origins["packer"], "10 % better", 9.0e4,
              ("packer", "lead_time", "on_time_share", "revenue", "revenue_12m"),
              ("packer", "on_time_share", "revenue", "revenue_12m")),
        _line("grow_revenue", origins["night_shift"], "as declared", 7.7e4, ("night_shift", *long)),
        _line("grow_revenue", origins["receivables"], "EUR", None, words="No path leads from here to the goal."),
        _line("ship_on_time", origins["lead_time"], "days", -0.034, ("lead_time", "on_time_share")),
        _line("ship_on_time", origins["night_shift"], "as declared", 0.005,
              ("night_shift", "lead_time", "on_time_share")),
        _line("deliver_quickly", origins["night_shift"], "as declared", -0.15, ("night_shift", "lead_time")),
        _line("deliver_quickly", origins["planner"], "10 % better", -0.12, ("planner", "lead_time")),
        _line("collect_sooner", origins["order_to_cash.cases"], "count", None,
              ("order_to_cash.cases", "receivables"), words="The data cannot say."),
    ]  # fmt: skip
    return tuple(found)


def _months(count: int) -> tuple[Span, ...]:
    firsts = [date(2026 + (10 + n) // 12, (10 + n) % 12 + 1, 1) for n in range(count + 1)]
    return tuple(Span(f"{a:%Y-%m}", a, b) for a, b in pairwise(firsts))


def _outlook(goal: Goal) -> Outlook:
    rest = (goal.id, goal.metric, goal.unit, goal.target, goal.by, goal.better)
    if goal.value is None:
        return Outlook(*rest, (), {}, None, None, None, None, (), "There are no data to look ahead from.")
    months = (goal.by.year - 2026) * 12 + goal.by.month - 10
    if months <= 0:
        return Outlook(*rest, (), {}, None, None, None, 0.0, (), "The date is past.")
    periods = _months(months)
    drift = (goal.target - goal.value) * 0.8 / months
    spread = abs(goal.target - (goal.baseline or goal.value)) * 0.05 + abs(goal.value) * 0.002
    fan = {
        level: tuple(goal.value + drift * n + z * spread * math.sqrt(n) for n in range(1, months + 1))
        for level, z in ((5, -1.645), (25, -0.674), (50, 0.0), (75, 0.674), (95, 1.645))
    }
    tried = Backtest(24, months, 0.81, 1.0, 0.89)
    way = Method(goal.metric, "AutoETS", 36, tried)
    last = {level: row[-1] for level, row in fan.items()}
    return Outlook(*rest, periods, fan, last[50], last[5], last[95], 0.23 if goal.status == "behind" else 0.74, (way,))


CALIBRATION = Calibration(
    0.16, 0.24,
    (*(CalibrationBin(n / 10, (n + 1) / 10, 40 - n, n / 10 + 0.05, n / 10 + 0.04) for n in range(9)),
     CalibrationBin(0.9, 1.0, 0, None, None)),
    24, 324, 0.89, "Of goals that were given about 80 %, 79 % were reached.",
)  # fmt: skip


AIMS = (
    RoleAims(
        "service_coordinator", "Service coordinator",
        (
            Aim("on_time_share", "Shipped on time", "grow_revenue", "share", 0.7, 0.62, 0.77, "settled", 42,
                "correlational", "supported", 0.901, 0.93, "lead_time", "More on time raises orders, 2 months later."),
        ),
        (
            Aim("lead_time", "Order lead time", "grow_revenue", "days", None, 0.0, 0.4, "undetermined", 42,
                "correlational", "unclear", 3.2, None, None, "The data do not settle it."),
        ),
        (("orders.pick", 0.6), ("orders.call_back", 0.4)), "The split of work is that of the past.",
    ),
    RoleAims("shift_lead", "Shift lead", (), (), (), "Nothing that it holds leads to a goal."),
    RoleAims("head_of_logistics", "Head of logistics", (), (), (), ""),
)  # fmt: skip


class FakeForesight:
    """The part of the fake snapshot that looks ahead; `waiting` names questions that are under way."""

    bare: bool
    waiting: tuple[str, ...]
    refused: tuple[str, ...]
    metrics: Mapping[str, Metric]
    goals: tuple[Goal, ...]

    @cached_property
    def origins(self) -> Mapping[str, Origin]:
        if self.bare:
            return {}
        own = {name: Origin(name, "metric", metric.title, metric.place) for name, metric in self.metrics.items()}
        return own | {each.id: each for each in OTHERS}

    def ready(self, question: str) -> bool:
        return question not in self.waiting

    def estimate(self) -> None: ...

    def stop(self) -> None: ...

    def effects(self) -> tuple[Effect, ...]:
        self._ask("effects")
        return () if self.bare else EFFECTS

    def suggestions(self) -> tuple[Suggestion, ...]:
        self._ask("suggestions")
        return () if self.bare else SUGGESTIONS

    def sight(self, goal: str | None = None, origin: str | None = None, paths: int = 5) -> tuple[Line, ...]:
        if goal is not None and goal not in {each.id for each in self.goals}:
            raise NotDeclaredError("goal", goal)
        if origin is not None and origin not in self.origins:
            raise NotDeclaredError("metric, activity, rule, role or initiative", origin)
        self._ask("sight")
        found = () if self.bare else lines(self.origins)
        return tuple(
            replace(each, paths=each.paths[:paths], more=each.more + max(len(each.paths) - paths, 0))
            for each in found
            if goal in {None, each.goal} and origin in {None, each.origin}
        )

    def outlooks(self) -> Mapping[str, Outlook]:
        self._ask("outlooks")
        return {goal.id: _outlook(goal) for goal in self.goals}

    def calibration(self) -> Calibration:
        self._ask("calibration")
        return CALIBRATION

    def why(self, metric: str, since: str | None = None, until: str | None = None, by: str | None = None) -> Why:
        found = self._metric(metric)
        self._ask("why")
        if metric == "market_share":
            raise UnanswerableError(Fault("market_share has no data in one of the periods.", fix="Choose others."))
        parts = (
            Part("on_time_share", None, None, "effect", -6.0e5, -1.1e6, -1.0e5, 0.6, -0.012, 2, ("revenue",),
                 "suggested", "correlational", "Shipped on time fell, which took 600 thousand."),
            Part(metric, by or "region", "North", "rate", -2.5e5, -2.5e5, -2.5e5, 0.25,
                 words="The rate of North fell."),
            Part(metric, None, None, "residual", -1.5e5, -6.5e5, 3.5e5, 0.15, words="No declared driver explains it."),
        )  # fmt: skip
        return Why(metric, found.unit, since or "2025-10", until or "2026-10", 5.0e7, 4.9e7, -1.0e6, -1.5e5, parts,
                   f"{found.title} fell by 1.0 million, most of it because less was shipped on time.")  # fmt: skip

    def shift(self, text: str) -> Shift:
        try:
            read = parse_shift(text, lambda name: self._metric(name).unit)
        except ShiftError as error:
            raise UnanswerableError(Fault(error.cause, fix=error.fix)) from error
        return Shift(read.metric, read.how, read.amount, read.text)

    def whatif(self, shifts: Sequence[str]) -> WhatIf:
        self._ask("whatif")
        read = [self.shift(text) for text in shifts]
        found = []
        for goal in self.goals:
            before = _outlook(goal)
            moved = 0.0 if before.forecast is None else (before.target - before.forecast) * 0.5 * bool(read)
            after = replace(
                before,
                fan={level: tuple((each or 0.0) + moved for each in row) for level, row in before.fan.items()},
                forecast=None if before.forecast is None else before.forecast + moved,
                low=None if before.low is None else before.low + moved,
                high=None if before.high is None else before.high + moved,
                probability=None if before.probability is None else min(before.probability + 0.2 * bool(read), 1.0),
            )
            change = None if before.forecast is None else moved
            low, high = (None, None) if change is None else sorted((change * 0.3, change * 1.8))
            words = "No path leads there." if goal.id == "win_share" else ""
            found.append(GoalShift(goal.id, goal.unit, before, after, change, low, high, words))
        return WhatIf(tuple(read), tuple(found), "A share was held within 0 and 1." if read else "")

    def role_goals(self) -> tuple[RoleAims, ...]:
        self._ask("role_goals")
        return () if self.bare else AIMS

    def levers(self, goal: str, probability: float = 0.8) -> tuple[Lever, ...]:
        if goal not in {each.id for each in self.goals}:
            raise NotDeclaredError("goal", goal)
        self._ask("levers")
        if goal != "grow_revenue":
            return ()
        return (
            Lever(goal, "on_time_share", "share", 0.041, 0.02, 0.09, 0.901, 0.05, probability, 0.84,
                  "Shipped on time would have to rise by 4.1 points."),
            Lever(goal, "lead_time", "days", None, -2.9, -0.9, 3.2, 0.8, probability, 0.41,
                  "No change of Order lead time that was ever seen suffices."),
        )  # fmt: skip

    def _metric(self, name: str) -> Metric:
        if name not in self.metrics:
            raise NotDeclaredError("metric", name, tuple(self.metrics))
        return self.metrics[name]

    def _ask(self, question: str) -> None:
        if question in self.waiting:
            raise UnderWayError(question)
        if question in self.refused:
            raise UnanswerableError(Fault("The metrics form a cycle without a lag: a > b > a.", fix="Give it a lag."))
