"""In worlds whose truth is known, intervals cover it, null effects are not called supported, and lags are found.

The promises are those of `docs/explanation/effects.md`, where the table over more worlds stands.
"""

from __future__ import annotations

import pytest

from sightline.sight.effects import estimate
from tests.sight.simulator import Score, judged, world

pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("recovery")]  # its worlds are made once

WORLDS = 180


def scored(seeds, **kinds) -> Score:
    rows = []
    for seed in seeds:
        grown = world(seed, **kinds)
        rows += judged(grown, estimate(grown.model, grown.histories, dimensions_of=grown.dimensions_of))
    return Score(rows)


@pytest.fixture(scope="module")
def sixty() -> Score:
    """Sixty periods, a third of the worlds each with effects over one, two and three lags; some declare signs."""
    return Score(
        [
            row
            for smeared in (1, 2, 3)
            for signs in (False, True)
            for row in scored(range(WORLDS // 6), smeared=smeared, signs=signs).rows
        ]
    )


@pytest.fixture(scope="module")
def panel() -> Score:
    return scored(range(60), cells=12, periods=36)


@pytest.fixture(scope="module")
def series() -> Score:
    return scored(range(60), periods=120)


def test_at_sixty_periods_intervals_cover_as_often_as_they_say(sixty):
    assert 0.85 <= sixty.cover <= 0.95


def test_at_sixty_periods_null_effects_are_hardly_ever_supported(sixty):
    assert sixty.false <= 0.03


def test_at_sixty_periods_supported_effects_have_the_right_lag(sixty):
    assert sixty.lag >= 0.85


def test_at_sixty_periods_most_real_effects_are_at_least_suggested(sixty):
    assert sixty.hinted >= 0.6


def test_a_panel_of_twelve_short_series_knows_more_than_one_long_series(panel, series):
    assert panel.power > series.power
    assert panel.hinted >= series.hinted
    assert panel.lag >= series.lag
    assert panel.false <= max(series.false, 0.03)
    assert abs(panel.cover_real - 0.9) <= abs(series.cover_real - 0.9) + 0.04  # one effect in thirty is chance


def test_what_is_hidden_from_the_model_fools_it_less_than_a_third_of_the_time():
    hidden = scored(range(15), hidden=0.8)
    assert hidden.false <= 0.3  # and no better: this is why such effects are graded correlational
