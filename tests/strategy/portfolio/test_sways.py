"""What a worth hangs on: shares of variance that are known beforehand."""

from __future__ import annotations

import numpy as np
import pytest

from sightline.records.backlog import Candidate
from sightline.strategy.portfolio.stakes import Stakes
from sightline.strategy.portfolio.sways import sways

DRAWS = 4_000


@pytest.fixture(scope="module")
def drawn():
    rng = np.random.default_rng(5)
    return {name: rng.standard_normal(DRAWS) for name in ("change", "effect", "other")}


def made(drawn, changes):
    pulls = {"m": np.ones((DRAWS, 2))}
    return Stakes((Candidate("a", "A"), Candidate("b", "B")), changes, pulls, {}, 1)


def test_variance_is_shared_out_as_it_was_made(drawn):
    worth = 3.0 + 2.0 * drawn["change"] + 1.0 * drawn["effect"]
    stakes = made(drawn, {("a", "m"): worth, ("b", "m"): np.full(DRAWS, 1.0)})
    things = {
        ("change", "a"): drawn["change"],
        ("effect", "d > m"): drawn["effect"],
        ("effect", "x > y"): drawn["other"],
    }
    first, second = sways(stakes, things)
    assert (first.initiative, first.about, first.kind) == ("a", "a", "change")
    assert (second.about, second.kind) == ("d > m", "effect")
    assert first.share == pytest.approx(0.8, abs=0.04)  # bins lose a little of what is within them
    assert second.share == pytest.approx(0.2, abs=0.04)
    assert first.low < 6.0 < first.high
    assert first.high - first.low > second.high - second.low


def test_the_change_of_another_one_sways_nothing_and_few_draws_say_nothing(drawn):
    stakes = made(drawn, {("a", "m"): drawn["effect"], ("b", "m"): drawn["change"]})
    assert [one.initiative for one in sways(stakes, {("change", "b"): drawn["effect"]})] == []
    assert [one.initiative for one in sways(stakes, {("effect", "d > m"): drawn["effect"]})] == ["a"]
    assert sways(stakes, {("change", "gone"): drawn["effect"], ("effect", "flat"): np.ones(DRAWS)}) == ()
    few = Stakes(stakes.candidates, {("a", "m"): np.arange(5.0)}, {"m": np.ones((5, 2))}, {}, 1)
    assert sways(few, {("change", "a"): np.arange(5.0)}) == ()
