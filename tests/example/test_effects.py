"""The planted effects can be found in the files, with their size and delay, and the null ones cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sightline.model import load
from tests.example.estimate import Estimate, best_fit
from tests.example.panel import Tables


@pytest.fixture(scope="module")
def panels(tables: Tables) -> dict[str, np.ndarray]:
    return tables.panels()


@pytest.fixture(scope="module")
def declared(halden: Path) -> list[dict[str, Any]]:
    loaded = load({path.name: path.read_text(encoding="utf-8") for path in halden.glob("*.yml")})
    assert loaded.model is not None
    return [edge.model_dump() for edge in loaded.model.effects]


@pytest.fixture(scope="module")
def found(panels, declared) -> dict[tuple[str, str], Estimate]:
    windows: dict[str, dict[str, tuple[int, int]]] = {}
    for edge in declared:
        windows.setdefault(edge["on"], {})[edge["driver"]] = tuple(edge["lag"])
    return {(one.driver, on): one for on, drivers in windows.items() for one in best_fit(panels, on, drivers)}


def test_every_declared_effect_has_its_truth_and_the_other_way_round(declared, truth):
    told = {(edge["driver"], edge["on"]) for edge in declared}
    assert told == {(edge["driver"], edge["on"]) for edge in truth["effects"]}
    assert sum(edge["null"] for edge in truth["effects"]) == 4


def test_the_true_delay_lies_within_the_declared_window(declared, truth):
    delays = {(edge["driver"], edge["on"]): edge["lag"] for edge in truth["effects"]}
    for edge in declared:
        low, high = edge["lag"]
        assert low <= delays[edge["driver"], edge["on"]] <= high


def test_every_metric_is_there_for_every_region_and_month(panels):
    for metric, grid in panels.items():
        assert np.isfinite(grid).all(), metric


def test_planted_effects_are_recovered_with_sign_size_and_delay(found, truth):
    for edge in (edge for edge in truth["effects"] if not edge["null"]):
        estimate = found[edge["driver"], edge["on"]]
        assert estimate.lag == edge["lag"], edge
        assert abs(estimate.t) > 5, (edge, estimate)
        assert abs(estimate.size - edge["per_unit"]) < 1.9 * estimate.error, (edge, estimate)
        assert abs(estimate.size / edge["per_unit"] - 1) < 0.25, (edge, estimate)


def test_null_effects_do_not_stand_out(found, truth):
    for edge in (edge for edge in truth["effects"] if edge["null"]):
        assert abs(found[edge["driver"], edge["on"]].t) < 2.5, edge  # the strongest of up to four delays


def test_the_confounded_driver_looks_real_until_its_partner_is_known(panels, found):
    (alone,) = best_fit(panels, "renewal_rate", {"outages": (1, 1)})
    assert alone.t < -2.5
    assert abs(found["outages", "renewal_rate"].t) < 2.5


def test_noise_is_as_large_as_it_is_said_to_be(panels, truth):
    market = panels["market_share"]
    gap = panels["price_gap"]
    rest = market[:, 1:] + 0.35 * gap[:, :-1]
    rest = rest - rest.mean(axis=0) - rest.mean(axis=1, keepdims=True) + rest.mean()
    level = truth["noise"]["market_share"]
    expected = level["innovation"] / np.sqrt(1 - level["memory"] ** 2) * np.sqrt(3 / 4)
    assert rest.std() == pytest.approx(expected, rel=0.3)
