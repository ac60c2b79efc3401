"""The numbers of this surface that can be talked about: forecasts, parts of a change, what it takes, calibration."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import QueryDict
from django.utils.translation import gettext as _

from sightline_web.anchors import Anchor, Kind
from sightline_web.languages.marks import noted
from sightline_web.numbered import CHANCE, Number
from sightline_web.policy.words import Record
from sightline_web.shell.formats import Formats
from sightline_web.snapshot import Snapshot
from sightline_web.strategy.asked import goal_of
from sightline_web.strategy.reach import asked_chance
from sightline_web.strategy.why import asked_why, dimensions_of, told_change, whose

__all__ = ["KINDS", "of_calibration", "of_change", "of_goal", "of_levers"]

REACHED = noted("The chance to reach it")
FORECAST = noted("The forecast at its date")
NEEDED = noted("How far {metric} alone would have to move")
MOST = noted("The best chance that {metric} alone can bring")
BRIER = noted("How far off probabilities were (Brier, 0 is perfect)")
COVERAGE = noted("The share of values inside 90% intervals")
CHANGE = noted("The whole change")
PARTS = {
    "value": noted("What {part} adds to the change"),
    "effect": noted("What {part} adds to the change"),
    "rate": noted("What the rate of {part} adds to the change"),
    "mix": noted("What the mix of {part} adds to the change"),
    "entered": noted("What {part} adds to the change by entering"),
    "left": noted("What {part} adds to the change by leaving"),
    "residual": noted("What of the change is not explained"),
}


KINDS = (
    Kind("explanation", "why", ("metric",), Record.METRIC,
         lambda snapshot, parts: _("Why {metric} changed").format(metric=snapshot.metrics[parts[0]].title),
         lambda snapshot, parts: snapshot.metrics[parts[0]].owner, followed=False),
    Kind("way-to-a-goal", "levers", ("goal",), Record.GOAL,
         lambda snapshot, parts: _("What would it take: {goal}").format(goal=goal_of(snapshot, parts[0]).statement),
         lambda snapshot, parts: goal_of(snapshot, parts[0]).owner, followed=False, views=("chance",)),
    Kind("calibration", "calibration", (), Record.GOAL,
         lambda _snapshot, _parts: _("How probabilities did"), followed=False),
)  # fmt: skip


def of_goal(snapshot: Snapshot, anchor: Anchor, _view: QueryDict, _formats: Formats) -> Iterator[Number]:
    """Yield the chance of a goal, and where it is heading."""
    [goal] = anchor.parts
    ahead = snapshot.outlooks()[goal]
    yield Number(f"chance:{goal}", "chance", REACHED, ahead.probability, CHANCE, metric=ahead.metric)
    yield Number(
        "forecast", "forecast", FORECAST, ahead.forecast, ahead.unit, metric=ahead.metric, low=ahead.low,
        high=ahead.high,
    )  # fmt: skip


def of_change(snapshot: Snapshot, anchor: Anchor, view: QueryDict, _formats: Formats) -> Iterator[Number]:
    """Yield how far a metric changed between the two periods of a view, and the parts of that."""
    metric = snapshot.metrics[anchor.parts[0]]
    series = snapshot.series(metric.id)
    asked = asked_why(view, series.points(), series.grain, dimensions_of(snapshot, metric))
    told, _fault = told_change(snapshot, metric.id, asked)
    if told is None:
        return
    yield Number(
        "change", "contribution", CHANGE, told.total, told.unit, metric=metric.id, period=told.until, moves=True
    )
    for each in told.parts:
        names = {"part": ", ".join(whose(each, snapshot, metric.id))}
        where = [each.metric, each.dimension or "", each.segment or "", each.part, str(each.lag)]
        yield Number(
            "part:" + ":".join(where), "contribution", PARTS[each.part], each.contribution, told.unit,
            names, metric.id, told.until, each.low, each.high, moves=True,
        )  # fmt: skip


def of_levers(snapshot: Snapshot, anchor: Anchor, view: QueryDict, _formats: Formats) -> Iterator[Number]:
    """Yield what it would take of each metric alone to reach a goal with the chance of a view."""
    for each in snapshot.levers(anchor.parts[0], asked_chance(view)):
        names = {"metric": snapshot.metrics[each.metric].title}
        yield Number(
            f"lever:{each.metric}", "lever", NEEDED, each.needed, each.unit, names, each.metric,
            low=each.low, high=each.high, moves=True,
        )  # fmt: skip
        yield Number(f"most:{each.metric}", "lever", MOST, each.best, CHANCE, names, each.metric)


def of_calibration(snapshot: Snapshot, _anchor: Anchor, _view: QueryDict, _formats: Formats) -> Iterator[Number]:
    """Yield how probabilities and intervals did on the past of this workspace."""
    found = snapshot.calibration()
    yield Number("brier", "calibration", BRIER, found.brier, "1")
    yield Number("coverage", "calibration", COVERAGE, found.coverage, "share")
