"""Skill compares forecasts made from what was known before, and ends an effect only on strong evidence."""

from __future__ import annotations

import numpy as np
import pytest

from sightline.sight.panels import Panel, panel_of
from sightline.sight.skill import _forecasts, skill_of
from tests.sight.simulator import history, model_of, remembering


def panel(x, y) -> Panel:
    model = model_of(["x"])
    by = ("region",) if x.shape[0] > 1 else ()
    return panel_of(history("y", y, model, by=by), {"x": history("x", x, model, by=by)}, model.calendar)


def grown(seed, *, size, cells=1, periods=80):
    rng = np.random.default_rng([11, seed])
    x = remembering(rng, (cells, periods), 0.5)
    return panel(x, size * np.roll(x, 2, axis=1) + remembering(rng, (cells, periods), 0.5))


def test_forecasts_are_refits_on_what_was_known_then():
    rng = np.random.default_rng(1)
    columns, time = rng.standard_normal((60, 3)), np.repeat(np.arange(30), 2)
    y = columns @ np.array([1.0, 2.0, 0.0]) + rng.standard_normal(60)
    found = _forecasts(columns, y, time, 2)
    for row in (30, 47, 59):
        known = time <= time[row] - 2
        size = np.linalg.lstsq(columns[known], y[known], rcond=None)[0]
        assert found[row] == pytest.approx(columns[row] @ size, rel=1e-5)
    assert np.isnan(found[:20]).all()


@pytest.mark.parametrize("cells", [1, 4])
def test_a_driver_that_leads_has_skill_and_one_that_does_not_has_none(cells):
    real, null = (
        skill_of(grown(3, size=size, cells=cells), "x", lags=[2], others={}, season=12) for size in (1.0, 0.0)
    )
    assert real.skill > 0.2
    assert real.p < 0.01
    assert null.skill < 0.05
    assert null.p > 0.05
    assert not real.failed


def test_the_future_does_not_help_a_forecast():
    rng = np.random.default_rng(5)
    x = rng.standard_normal((1, 80))
    ahead = panel(x, np.roll(x, -1, axis=1) + 0.1 * rng.standard_normal((1, 80)))  # the outcome leads the driver
    assert skill_of(ahead, "x", lags=[1], others={}, season=1).skill < 0.1


def test_too_few_periods_have_no_skill():
    found = skill_of(grown(1, size=1.0, periods=6), "x", lags=[2], others={}, season=12)
    assert (found.skill, found.p, found.failed) == (None, None, False)
