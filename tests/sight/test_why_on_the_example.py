"""The story of the example enterprise: the slow credit check in North is the first line of every answer it reaches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pytest

from sightline.example.planted import EFFECTS, Slowdown
from sightline.example.world import REGIONS, SLOW_FROM, month_label
from sightline.measures import dimensions_of_metric
from sightline.model.model import Model
from sightline.reading import read
from sightline.records import EffectRecord, History, PanelEffect, Why, histories
from sightline.sight import effects
from sightline.sight.why import asked_for, explain
from sightline.workspace import Workspace
from tests.halden import copy_of_halden
from tests.sight.changes import assert_adds_up

pytestmark = pytest.mark.xdist_group("why-example")  # what it asks of the example is asked once

ASKED = ("service_revenue_12m", "revenue_fiscal_year", "trade_working_capital", "order_intake", "market_share")
YIELDED = "order_to_cash.cases"  # that nothing in the model refers to
CHAIN = ("service_revenue", "renewal_rate", "on_time_share", "lead_time")


@dataclass(frozen=True)
class Example:
    model: Model
    histories: dict[tuple[str, tuple[str, ...]], History]
    estimated: tuple[EffectRecord, ...]

    def why(self, metric: str, from_: str, to: str, records=None, *, by=None) -> Why:
        parse = self.model.calendar.parse
        return explain(
            self.model, metric, parse(from_), parse(to), self.histories, self.estimated if records is None else records,
            by=by, dimensions_of=partial(dimensions_of_metric, self.model),
        )  # fmt: skip


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    folder = copy_of_halden(tmp_path_factory, tmp_path_factory.mktemp("why") / "halden-parts")
    with read(Workspace(folder)) as reading:
        model = reading.model
        dimensions_of = partial(dimensions_of_metric, model)
        asks = dict.fromkeys(effects.asked(model, dimensions_of))
        for metric in (*ASKED, *CHAIN, YIELDED):
            asks |= dict.fromkeys(asked_for(model, metric, by=None, dimensions_of=dimensions_of))
        found = {}
        for by in dict.fromkeys(by for _, by in asks):
            values = reading.measure([metric for metric, one in asks if one == by], by=by)
            known = histories(values, model.calendar, reading.as_of.date())
            found |= {(metric, by): history for metric, history in known.items()}
    return Example(model, found, effects.estimate(model, found, dimensions_of=dimensions_of))


@pytest.fixture(scope="module")
def planted() -> tuple[EffectRecord, ...]:
    """The effects as they truly are, in one region and for the enterprise as a whole."""
    return tuple(
        EffectRecord(
            edge.driver, edge.on, "assumed", edge.lag,
            edge.per_unit * {(False, True): len(REGIONS), (True, False): 1 / len(REGIONS)}.get(edge.extensive, 1),
            None, None, 1.0, "supported", "assumed", None, None, 0, 0, 0, (edge.lag, edge.lag),
            panel=PanelEffect("region", len(REGIONS), edge.per_unit, edge.per_unit, edge.per_unit),
        )
        for edge in EFFECTS if edge.per_unit
    )  # fmt: skip


def top(why: Why):
    return next(part for part in why.parts if part.part != "residual")


@pytest.mark.parametrize("known", ["estimated", "planted"])
@pytest.mark.parametrize("metric", ["service_revenue_12m", *CHAIN])
def test_the_storys_cause_is_the_top_line(example, planted, metric, known):
    slow = Slowdown()
    why = example.why(metric, "2025-10", "2026-10", planted if known == "planted" else None)
    first = top(why)
    assert (first.metric, first.dimension, first.segment) == ("credit_check_time", "region", REGIONS[slow.region])
    assert first.part == "effect"
    assert first.words.startswith("Receipt to credit check in North rose by ")
    assert first.contribution * (1 if metric == "lead_time" else -1) > 0
    assert_adds_up(why)


def test_the_way_from_the_cause_is_told_from_end_to_end(example):
    first = top(example.why("service_revenue_12m", "2025-10", "2026-10"))
    assert first.via == CHAIN[::-1]
    assert first.lag == 3
    assert (first.support, first.grade) == ("supported", "correlational")
    assert first.low < first.contribution < first.high < 0
    assert "through order lead time, shipped on time, contracts renewed and service revenue, 3 months" in first.words


def test_the_cause_is_as_large_as_it_was_planted(example, planted):
    """One more day of checking in one region is 77,000 EUR less a month, three months later."""
    slow = Slowdown()
    assert month_label(SLOW_FROM) == "2026-05"
    truly = 1.0 * -0.10 * 0.70 * 1_100_000
    exact = top(example.why("service_revenue", "2025-10", "2026-10", planted))
    assert exact.moved == pytest.approx(slow.after_days - slow.before_days, abs=0.35)
    assert exact.contribution == pytest.approx(truly * exact.moved, rel=1e-9)
    found = top(example.why("service_revenue", "2025-10", "2026-10"))
    assert found.low < truly * found.moved < found.high


def test_before_the_slow_step_it_is_not_the_cause(example):
    first = top(example.why("on_time_share", "2025-03", "2026-03"))
    assert (first.metric, first.segment) != ("credit_check_time", "North")


@pytest.mark.parametrize("metric", ASKED)
def test_every_change_of_the_example_adds_up(example, metric):
    for from_, to in (("2025-10", "2026-10"), ("2026-09", "2026-10"), ("2025-12", "2026-03")):
        assert_adds_up(example.why(metric, from_, to))


def test_formulas_over_segments_leave_nothing_unexplained(example):
    why = example.why("order_intake", "2025-10", "2026-10", ())
    assert why.residual == 0.0
    assert {(part.metric, part.part) for part in why.parts} == {
        ("orders", "value"), ("order_value", "rate"), ("order_value", "mix"),
    }  # fmt: skip


def test_a_metric_that_a_process_yields_and_nothing_refers_to_is_explained(example):
    why = example.why(YIELDED, "2025-10", "2026-10")
    assert {(part.dimension, part.segment) for part in why.parts} == {("region", region) for region in REGIONS}
    assert why.residual == 0.0
    assert_adds_up(why)
