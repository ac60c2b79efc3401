"""Suggestions hold the false discovery rate, find what is strong, and never repeat what is known."""

from __future__ import annotations

import numpy as np

from sightline.model.declarations import Metric, Settings
from sightline.model.model import Model
from sightline.sight.suggestions import suggest
from tests.sight.simulator import history, model_of, remembering

NAMES = ("a", "b", "c", "d", "y")


def grown(seed, *, real=0.0, periods=60, cells=1):
    rng = np.random.default_rng([7, seed])
    values = {name: remembering(rng, (cells, periods), 0.6) for name in NAMES}
    values["y"] = values["y"] + real * np.roll(values["a"], 2, axis=1)
    by = ("region",) if cells > 1 else ()
    model = model_of(())
    return model, {(name, by): history(name, one, model, by=by) for name, one in values.items()}


def test_where_nothing_is_true_hardly_any_world_gets_a_suggestion():
    found = [bool(suggest(*grown(seed)[:1], grown(seed)[1], candidates=NAMES)) for seed in range(40)]
    assert np.mean(found) <= 0.2  # 10 % is promised; of forty worlds, nine would be too many to be chance


def test_a_strong_undeclared_effect_is_suggested_with_its_lag_and_the_pairs_tried():
    model, histories = grown(1, real=1.0)
    first = suggest(model, histories, candidates=NAMES)[0]
    assert (first.driver, first.on, first.lag, first.tried, first.n) == ("a", "y", 2, 20, 56)
    assert first.p <= first.q <= 0.10


def test_a_panel_is_used_where_both_have_the_dimension():
    model, histories = grown(1, real=0.5, periods=40, cells=5)
    first = suggest(model, histories, candidates=NAMES)[0]
    assert (first.driver, first.on, first.lag, first.n) == ("a", "y", 2, 5 * 36)


def test_what_is_declared_is_not_suggested_again():
    _, histories = grown(1, real=1.0)
    declared = model_of(["a"])
    assert all((one.driver, one.on) != ("a", "y") for one in suggest(declared, histories, candidates=NAMES))


def test_metrics_that_a_formula_joins_are_not_paired():
    model, histories = grown(1, real=1.0)
    formula = Metric(title="Y", unit="count", better="higher", formula="a * 2")
    joined = Model(Settings(sightline=1, name="Joined"), metrics={"y": formula})
    found = suggest(joined, histories, candidates=NAMES, rate=1.0)
    assert found
    assert all({one.driver, one.on} != {"a", "y"} for one in found)
    assert model.calendar.grain == joined.calendar.grain


def test_series_that_are_short_constant_or_missing_are_not_tried():
    model, histories = grown(1)
    histories["a", ()] = history("a", np.full(60, 3.0), model)
    histories["b", ()] = history("b", np.arange(30.0), model)
    del histories["c", ()]
    found = suggest(model, histories, candidates=NAMES, rate=1.0)
    assert {frozenset((one.driver, one.on)) for one in found} == {frozenset(("d", "y"))}


def test_the_order_of_candidates_changes_nothing():
    model, histories = grown(2, real=0.8)
    assert suggest(model, histories, candidates=NAMES) == suggest(model, histories, candidates=NAMES[::-1])
