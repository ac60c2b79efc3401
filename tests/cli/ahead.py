"""A reading made by hand over the example's model: effects, lines, changes and scenarios with known numbers."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from sightline.errors import UnknownNameError
from sightline.model import Model, load
from sightline.records import (
    FAN,
    Backtest,
    Calibration,
    CalibrationBin,
    ChangePart,
    EffectRecord,
    Forecast,
    GoalShift,
    GoalStatus,
    Lever,
    LineOfSight,
    Link,
    Outlook,
    PanelEffect,
    SightPath,
    Suggestion,
    WhatIf,
    Why,
)


@lru_cache(maxsize=1)
def model() -> Model:
    folder = resources.files("sightline.example") / "model"
    loaded = load({one.name: one.read_text(encoding="utf-8") for one in folder.iterdir() if one.name.endswith(".yml")})
    assert loaded.model is not None
    return loaded.model


def effect(driver, on, per_unit, low, high, **more) -> EffectRecord:
    given = {
        "kind": "estimated", "lag": 1, "probability": 0.97, "support": "supported", "grade": "correlational",
        "skill": 0.12, "n": 144, "periods": 36, "series": 4, "window": (0, 3), "sign": "positive", "skill_p": 0.01,
        "draws": np.zeros((4, 4)),
    }  # fmt: skip
    return EffectRecord(driver, on, per_unit=per_unit, low=low, high=high, **{**given, **more})


EFFECTS = (
    effect("credit_check_time", "lead_time", 1.02, 0.9, 1.14, lag=0),
    effect("on_time_share", "renewal_rate", 0.7, 0.5, 0.9, lag=2),
    effect(
        "renewal_rate", "service_revenue", 4.4e6, 3.9e6, 4.9e6,
        panel=PanelEffect("region", 4, 1.1e6, 0.97e6, 1.23e6),
    ),
    effect("pipeline", "orders", 0.00018, 0.0001, 0.00026, probability=0.7, support="suggested"),
    effect(
        "portal_share", "renewal_rate", 0.0, -0.01, 0.05, lag=None, probability=0.12, support="cannot_say", skill=-0.02,
        words="The data cannot tell it from none.",
    ),
    effect(
        "outages", "renewal_rate", -0.0002, -0.0005, 0.0, kind="assumed", lag=1, probability=None, support="cannot_say",
        grade="assumed", skill=None, words="Assumed as declared.",
    ),
    effect("first_time_fix", "downtime_hours", -6000.0, -7000.0, -5000.0, expired=True, support="cannot_say"),
    effect(
        "service_revenue", "service_revenue_12m", 12.0, 12.0, 12.0, kind="exact", grade=None, probability=1.0,
        skill=None, skill_p=None, n=0, periods=0, series=0, sign=None, lag=0,
    ),
)  # fmt: skip

SUGGESTIONS = (Suggestion("training_hours", "attrition", 2, 0.0004, 0.08, 812, 144),)


def link(one: EffectRecord) -> Link:
    return Link(
        one.driver, one.on, one.kind, one.lag, one.per_unit or 0.0, one.low or 0.0, one.high or 0.0,
        one.support, one.grade,
    )  # fmt: skip


def line(goal, from_, per_unit, low, high, **more) -> LineOfSight:
    route = [link(EFFECTS[1]), link(EFFECTS[2]), link(EFFECTS[7])]
    path = SightPath(
        ("on_time_share", "renewal_rate", "service_revenue", "service_revenue_12m"), tuple(route), 3.0e7, 3
    )
    given = {
        "origin": "metric", "title": from_, "unit": model().metric(from_).unit if more.get("origin") is None else "",
        "share_of_gap": 9.6, "probability": 0.95, "support": "supported", "arrives": 3, "paths": (path,),
    }  # fmt: skip
    return LineOfSight(goal, from_, per_unit=per_unit, low=low, high=high, **{**given, **more})


LINES = (
    line("grow_service", "on_time_share", 3.0e7, 2.1e7, 3.8e7, more=2),
    line(
        "grow_service", "order_to_cash.check_credit", -2.9e5, -4.1e5, -1.9e5, origin="activity", unit="one day longer",
        share_of_gap=-0.09, title="Credit check",
    ),
    line(
        "grow_service", "portal_share", 0.0, -1.0e5, 2.0e6, support="cannot_say", probability=0.1, share_of_gap=0.0,
        words="The effects behind it are not supported.",
    ),
    line(
        "free_cash", "on_time_share", None, None, None, share_of_gap=None, probability=0.0, support="cannot_say",
        arrives=None, paths=(), words="No path leads there.",
    ),
)  # fmt: skip

WHY = Why(
    "service_revenue_12m", "EUR", "2025-10", "2026-10", 27_100_000.0, 26_400_000.0, -700_000.0, -20_000.0,
    (
        ChangePart(
            "credit_check_time", "region", "North", "rate", -500_000.0, -640_000.0, -370_000.0, 0.714, moved=1.7,
            lag=3, via=("lead_time", "on_time_share"), support="supported", grade="correlational",
            words="Credit checks in North took 1.7 days longer, which took 500,000 EUR off.",
        ),
        ChangePart("downtime_hours", "region", None, "mix", -150_000.0, -150_000.0, -150_000.0, 0.214, moved=40.0),
        ChangePart("outages", None, None, "effect", -30_000.0, -60_000.0, 0.0, 0.043, support="suggested"),
    ),
    "Service revenue, 12 months fell by 700,000 EUR, most of it from credit checks in North.",
    "One region has no data before 2025-03.",
)  # fmt: skip


def outlook(goal: str, forecast, low, high, probability, words: str = "") -> Outlook:
    declared = model().goals[goal]
    metric = model().metric(declared.metric)
    period = model().calendar.period_of(declared.by)
    back = Backtest(4, 6, 0.7, 1.0, 0.9)
    method = Forecast(declared.metric, (), (period,), np.empty((0, 1)), "AutoETS", back, 36)
    fan = np.full((len(FAN), 1), np.nan if forecast is None else forecast)
    return Outlook(
        goal, declared.metric, metric.unit, float(declared.target), declared.by, metric.better, (period,), fan,
        forecast, low, high, probability, {declared.metric: method}, words,
    )  # fmt: skip


OUTLOOKS = (
    outlook("grow_service", 27.9e6, 26.1e6, 29.8e6, 0.034),
    outlook("free_cash", 4.9e6, 4.5e6, 5.3e6, 0.22),
    outlook("gain_share", 0.131, 0.124, 0.138, 0.21),
    outlook("fix_at_once", None, None, None, None, "Too few periods to forecast."),
    outlook("keep_technicians", 0.0172, 0.015, 0.0195, 0.78),
)


def status(one: Outlook) -> GoalStatus:
    declared = model().goals[one.goal]
    return GoalStatus(
        one.goal, declared.statement, one.metric, one.unit, "2026-10", one.target * 0.9, one.target, one.by, None, None,
        "behind", one.target * 0.1, None, declared.owner, one.forecast, one.low, one.high, one.probability,
        datetime(2026, 10, 31, tzinfo=UTC),
    )  # fmt: skip


def scenario(shifts) -> WhatIf:
    first, *others = OUTLOOKS
    better = replace(first, forecast=28.5e6, low=26.6e6, high=30.5e6, probability=0.11)
    moved = GoalShift(first.goal, first.unit, first, better, 6.0e5, 4.2e5, 7.9e5)
    still = [GoalShift(one.goal, one.unit, one, one, 0.0, 0.0, 0.0, "No path leads there.") for one in others]
    return WhatIf(tuple(shifts), (moved, *still), "A share was held within 0 and 1.")


LEVERS = (
    Lever("grow_service", "on_time_share", "share", 0.07, 0.05, 0.1, 0.83, 0.09, 0.8, 0.88, "Within reach."),
    Lever("grow_service", "portal_share", "share", None, None, None, 0.31, 0.06, 0.8, 0.12, "None suffices."),
)

CALIBRATION = Calibration(
    0.14, 0.24,
    tuple(
        CalibrationBin(at / 10, (at + 1) / 10, at * 10, (at + 0.5) / 10 if at else None, at / 10 if at else None)
        for at in range(10)
    ),
    52, 450, 0.91, "Of what was given 80 %, 78 % was reached.",
)  # fmt: skip


@dataclass
class FakeReading:
    """Answers as a reading does; what a test changes, it changes on its own copy."""

    effects_: tuple = EFFECTS
    suggestions_: tuple = SUGGESTIONS
    lines: tuple = LINES
    why_: Why | Exception = WHY
    levers_: tuple = LEVERS
    calibration_: Calibration = CALIBRATION
    outlooks: tuple = OUTLOOKS
    problems: tuple = ()
    model: Model = field(default_factory=model)
    as_of: datetime = datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC)
    asked: list = field(default_factory=list)
    workspace: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(root=Path("nowhere")))

    def effects(self):
        return self.effects_

    def suggestions(self):
        return self.suggestions_

    def goals(self):
        return tuple(status(one) for one in self.outlooks)

    def outlook(self):
        return self.outlooks

    def calibration(self):
        return self.calibration_

    def sight(self, goal=None, from_=None, *, paths=5):
        self.asked.append((goal, from_, paths))
        if from_ is not None and from_ not in {one.from_ for one in self.lines}:
            raise UnknownNameError(
                "metric, activity, rule, role or initiative", from_, [one.from_ for one in self.lines]
            )
        return tuple(one for one in self.lines if goal in (None, one.goal) and from_ in (None, one.from_))

    def why(self, metric, from_=None, to=None, *, by=None):
        self.asked.append((metric, from_, to, by))
        if isinstance(self.why_, Exception):
            raise self.why_
        return self.why_

    def whatif(self, shifts):
        return scenario(shifts)

    def levers(self, goal, *, probability=0.8):
        return tuple(replace(one, goal=goal, probability=probability) for one in self.levers_)


def stand_in(monkeypatch, reading: FakeReading) -> FakeReading:
    """Let every command of this test read `reading`."""

    @contextmanager
    def opened(state):
        yield reading

    monkeypatch.setattr("sightline.cli.state.State.reading", opened)
    return reading
