"""In the example enterprise every planted effect lies inside its interval, and no null effect is supported."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sightline.measures import dimensions_of_metric
from sightline.reading import read
from sightline.records import EffectRecord, histories
from sightline.sight.effects import asked, estimate
from sightline.sight.suggestions import suggest
from sightline.workspace import Workspace
from tests.halden import copy_of_halden

pytestmark = pytest.mark.xdist_group("effects-example")  # what it asks of the example is asked once


@pytest.fixture(scope="module")
def halden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_halden(tmp_path_factory, tmp_path_factory.mktemp("effects") / "halden-parts")


@pytest.fixture(scope="module")
def known(halden):
    """The model, its dimensions, and all histories that estimating asks for."""
    with read(Workspace(halden)) as reading:
        dimensions = partial(dimensions_of_metric, reading.model)
        groups: dict[tuple[str, ...], list[str]] = {}
        for metric, by in asked(reading.model, dimensions):
            groups.setdefault(by, []).append(metric)
        found = {
            (metric, by): one
            for by, metrics in groups.items()
            for metric, one in histories(
                reading.measure(metrics, by=by), reading.model.calendar, reading.as_of.date()
            ).items()
        }
        return reading.model, dimensions, found


@pytest.fixture(scope="module")
def effects(known) -> dict[tuple[str, str], EffectRecord]:
    model, dimensions, found = known
    return {(one.driver, one.on): one for one in estimate(model, found, dimensions_of=dimensions)}


@pytest.fixture(scope="module")
def truth(halden) -> list[dict[str, Any]]:
    return json.loads((halden / "truth.json").read_text(encoding="utf-8"))["effects"]


def test_every_planted_effect_lies_in_its_interval_for_a_region_and_for_the_enterprise(effects, truth):
    for edge in truth:
        found = effects[edge["driver"], edge["on"]]
        assert found.panel.by == "region"
        assert found.panel.low <= edge["per_unit"] <= found.panel.high, edge
        assert found.low <= edge["per_unit_company"] <= found.high, edge


def test_no_null_effect_is_supported_and_every_real_one_is_with_its_lag(effects, truth):
    for edge in truth:
        found = effects[edge["driver"], edge["on"]]
        assert (found.support == "supported") == (not edge["null"]), found
        assert found.lag == edge["lag"] or edge["null"], found
        assert not found.expired


def test_real_effects_have_skill_and_their_direction_shows_without_being_declared(effects, truth):
    for edge in (edge for edge in truth if not edge["null"]):
        found = effects[edge["driver"], edge["on"]]
        assert found.skill > 0.1, found
        assert found.skill_p < 0.05, found
        assert found.two_sided > 0.99, found


def test_the_confounded_driver_is_not_blamed_for_its_partner(effects):
    assert effects["downtime_hours", "renewal_rate"].probability > 0.99
    assert effects["outages", "renewal_rate"].probability < 0.9


def test_suggestions_never_repeat_what_is_declared(known):
    model, _, found = known
    declared = {(effect.driver, effect.on) for effect in model.effects}
    names = sorted({metric for metric, _ in found})[:8]
    for one in suggest(model, found, candidates=names):
        assert (one.driver, one.on) not in declared
        assert one.p <= one.q <= 0.10
        assert one.tried > 30
