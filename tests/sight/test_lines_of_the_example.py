"""Lines of sight in the example's model, with the effects that are planted there: the figures of its truth come out."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import numpy as np
import pytest

from sightline.example.planted import EFFECTS, Effect
from sightline.example.truth import sensitivity
from sightline.example.world import REGIONS
from sightline.model import Model, load
from sightline.periods import Calendar
from sightline.records import EffectRecord, LineOfSight, Paths
from sightline.sight.graph import MetricGraph, measured, metric_graph
from sightline.sight.lines import lines_of_sight
from sightline.sight.propagate import fill
from tests.sight.worlds import effect

DRAWS, PAST = 20, 36
MOVERS = ("credit_check_time", "lead_time", "on_time_share", "renewal_rate", "first_time_fix", "attrition")
World = tuple[Model, MetricGraph, Paths]


def planted(edge: Effect) -> EffectRecord:
    """Return an effect as it truly is for the company: totals add over regions."""
    driver_adds, on_adds = edge.extensive
    scale = (len(REGIONS) if on_adds and not driver_adds else 1) / (len(REGIONS) if driver_adds and not on_adds else 1)
    support = "supported" if edge.per_unit else "cannot_say"
    return effect(edge.driver, edge.on, {edge.lag: edge.per_unit * scale}, draws=DRAWS, support=support)


@pytest.fixture(scope="module")
def halden() -> World:
    folder = files("sightline.example") / "model"
    found = load({one.name: one.read_text(encoding="utf-8") for one in folder.iterdir() if one.name.endswith(".yml")})
    assert found.model is not None
    graph = metric_graph(found.model, [planted(edge) for edge in EFFECTS], {}, draws=DRAWS)
    calendar: Calendar = found.model.calendar
    first = calendar.period_of(date(2023, 11, 1))
    months = tuple(calendar.between(first, calendar.shift(first, PAST + 16)))
    known = {name: np.full((DRAWS, len(months)), 0.5) for name in measured(found.model, graph)}
    return found.model, graph, fill(graph, Paths(months, PAST, known))


def lines(world: World, **asked: str) -> dict[tuple[str, str], LineOfSight]:
    return {(line.goal, line.from_): line for line in lines_of_sight(*world, (), **asked)}  # type: ignore[arg-type]  # only names


@pytest.mark.parametrize("driver", MOVERS)
def test_a_year_of_service_revenue_moves_by_twelve_months_of_the_truth(halden: World, driver: str) -> None:
    assert lines(halden, goal="grow_service")["grow_service", driver].per_unit == pytest.approx(
        12 * sensitivity(driver)
    )


@pytest.mark.parametrize("driver", ["portal_share", "training_hours", "outages"])
def test_what_moves_nothing_has_a_path_and_no_figure(halden: World, driver: str) -> None:
    found = lines(halden, goal="grow_service")["grow_service", driver]
    assert (found.per_unit, found.low, found.high, found.probability) == (0.0, 0.0, 0.0, 0.0)
    assert found.paths
    assert "cannot say" in found.words


def test_the_credit_check_reaches_revenue_along_the_story(halden: World) -> None:
    found = lines(halden, goal="grow_service")["grow_service", "order_to_cash.check_credit"]
    assert found.path == (
        "order_to_cash.check_credit > credit_check_time > lead_time > on_time_share > renewal_rate > service_revenue"
        " > service_revenue_12m"
    )
    assert len(found.paths) == 1
    assert found.arrives == 3
    assert found.per_unit == pytest.approx(12 * sensitivity("credit_check_time"))


def test_everything_that_is_declared_can_be_asked(halden: World) -> None:
    model = halden[0]
    origins = [*model.metrics, *model.roles, *model.initiatives]
    origins += [f"{name}.{one}" for name, process in model.processes.items() for one in process.activities]
    origins += [f"{name}.{one}" for name, process in model.processes.items() for one in process.rules]
    for origin in origins:
        found = lines(halden, from_=origin)
        assert len(found) == len(model.goals)
        assert all(line.paths or line.words for line in found.values())
