import numpy as np
import pytest

from sightline.records import Paths, Shift
from sightline.strategy.scenarios import compare, remarks
from tests.strategy.pasts import history
from tests.strategy.test_outlooks import goal, look, paths, ramp

SHIFT = Shift("m", "add", 5.0, "+5")


def both(future, change):
    one, other = look(goal(), future), look(goal(), future + change)
    return compare([SHIFT], [one], [other], paths(future), paths(future + change)).goals[0]


def test_a_change_is_the_difference_within_a_draw():
    found = both(ramp(), 5.0)
    assert (found.low, found.change, found.high) == pytest.approx((5, 5, 5))
    assert found.after.probability > found.before.probability
    # the two outlooks side by side would say that it may as well be a loss
    assert found.after.low < found.before.high


def test_what_is_not_reached_says_so():
    found = both(ramp(), 0.0)
    assert (found.change, found.low, found.high) == (0, 0, 0)
    assert "Nothing of this reaches the goal" in found.words


def test_rounding_is_no_change():
    assert both(ramp(), 1e-13).change == 0


def test_without_a_forecast_there_is_no_change_to_tell():
    found = both(np.full((10, 6), np.nan), 0.0)
    assert (found.change, found.low, found.high) == (None, None, None)
    assert "data cannot say" in found.words


def test_a_goal_of_the_past_keeps_its_words():
    old = look(goal(by="2026-05-31"), ramp(), how="missed")
    found = compare([SHIFT], [old], [old], paths(ramp()), paths(ramp())).goals[0]
    assert found.change is None
    assert "was missed" in found.words


def test_notes_of_a_goal_and_of_the_whole_are_kept():
    one = look(goal(), ramp())
    found = compare(
        [SHIFT], [one], [one], paths(ramp()), paths(ramp()), words="Held.", notes={"g": "The effect is suggested."}
    )
    assert found.words == "Held."
    assert found.goals[0].words.endswith("The effect is suggested.")


def test_a_level_that_was_never_seen_is_told():
    past = history([90.0, 100.0, 110.0], metric="m")
    after = paths(np.full((10, 6), 150.0))
    named = {"units": {"m": "EUR"}, "titles": {"m": "Margin"}}
    told = remarks([SHIFT], after, {"m": past}, **named)
    assert told == "Margin was never at 150.00 EUR before: its past runs from 90.00 EUR to 110.00 EUR."
    assert remarks([SHIFT], paths(np.full((10, 6), 105.0)), {"m": past}, **named) == ""


def test_a_share_that_is_held_at_its_bound_is_told():
    past = history([0.9, 0.95], metric="m")
    full = Paths(paths(ramp()).periods, 2, {"m": np.ones((10, 8))})
    told = remarks([SHIFT], full, {"m": past}, units={"m": "share"}, titles={"m": "On time"})
    assert told == "On time is held at 100.0 %."


def test_a_metric_without_a_past_is_no_matter():
    assert remarks([SHIFT], paths(ramp()), {}, units={"m": "share"}, titles={"m": "On time"}) == ""
