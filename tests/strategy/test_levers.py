import numpy as np
import pytest
from scipy.stats import norm

from sightline.records import Outlook
from sightline.strategy.levers import Candidate, reach_of, seek
from tests.strategy.test_outlooks import goal, look

SPREAD = 10.0
DRAWS = np.random.default_rng(0).normal(100, SPREAD, 20_000)


def toward(target, *, better="higher") -> Outlook:
    """Return the outlook of a goal whose value at its date is normal around 100."""
    future = np.column_stack([DRAWS] * 6)
    return look(goal(target=target), future, better=better)


def linear(slope, target, *, better="higher"):
    """Return the probability under a shift of a metric that moves the goal by `slope` per unit."""
    sign = 1 if better == "higher" else -1

    def run(shifts):
        (shift,) = shifts
        return float(np.mean((DRAWS + slope * shift.amount - target) * sign >= 0))

    return run


def lever(metric="m", *, slope=2.0, reach=50.0, line=None, **more):
    return Candidate(metric, "EUR", 100.0, reach, np.full(100, slope) if line is None else line, **more)


@pytest.mark.parametrize("probability", [0.6, 0.8, 0.95])
@pytest.mark.parametrize(
    ("slope", "better", "target"), [(2.0, "higher", 115), (-0.5, "higher", 108), (2.0, "lower", 90)]
)
def test_the_smallest_change_is_the_closed_form_of_a_linear_goal(slope, better, target, probability):
    (found,) = seek(
        "g", toward(target, better=better), [lever(slope=slope, reach=100.0)], linear(slope, target, better=better),
        probability=probability,
    )  # fmt: skip
    sign = 1 if better == "higher" else -1
    exact = (target + sign * SPREAD * norm.ppf(probability) - 100) / slope
    assert found.needed == pytest.approx(exact, abs=1.5 / abs(slope))
    assert linear(slope, target, better=better)([_Amount(found.needed)]) >= probability
    assert f"reaches the goal with {probability:.0%}" in found.words


class _Amount:
    def __init__(self, amount):
        self.amount = amount


def test_few_questions_are_asked_of_the_graph():
    asked = []
    run = linear(2.0, 115)

    def counted(shifts):
        asked.append(shifts)
        return run(shifts)

    seek("g", toward(115), [lever(reach=1_000.0)], counted, probability=0.8)
    assert len(asked) <= 13


def test_the_interval_closes_the_gap_of_the_median():
    line = np.random.default_rng(1).normal(2, 0.1, 4_000)
    (found,) = seek("g", toward(115), [lever(line=line)], linear(2.0, 115), probability=0.8)
    assert found.low == pytest.approx(15 / 2.165, rel=0.03)
    assert found.high == pytest.approx(15 / 1.835, rel=0.03)


def test_an_effect_that_may_not_be_there_leaves_the_interval_open():
    line = np.where(np.arange(100) < 30, 0.0, 2.0)
    (found,) = seek("g", toward(115), [lever(line=line)], linear(2.0, 115), probability=0.8)
    assert found.low == pytest.approx(7.5, abs=0.5)
    assert found.high is None


def test_what_does_not_suffice_says_how_far_it_comes():
    (found,) = seek("g", toward(150), [lever(reach=5.0)], linear(2.0, 150), probability=0.8)
    assert found.needed is None
    assert found.best == pytest.approx(0.0, abs=0.01)
    assert "Not enough alone" in found.words


def test_a_bound_ends_the_reach():
    (found,) = seek("g", toward(115), [lever(high=101.0)], linear(2.0, 115), probability=0.8)
    assert found.needed is None
    assert "+1.00 EUR" in found.words


@pytest.mark.parametrize(
    ("candidate", "words"),
    [
        (Candidate("m", "EUR", 1.0, 5.0), "No line of sight"),
        (lever(line=np.zeros(10)), "No line of sight"),
        (lever(reach=0.0), "no plausible change"),
    ],
)
def test_what_cannot_help_says_why(candidate, words):
    def never(shifts):
        raise AssertionError(shifts)

    (found,) = seek("g", toward(115), [candidate], never, probability=0.8)
    assert (found.needed, found.best) == (None, None)
    assert words in found.words


def test_nothing_is_needed_where_the_goal_is_likely_already():
    (found,) = seek("g", toward(50), [lever()], linear(2.0, 50), probability=0.8)
    assert found.needed == 0
    assert "Nothing is needed" in found.words


def test_a_goal_that_the_data_cannot_foresee_has_no_levers():
    unknown = look(goal(), np.full((10, 6), np.nan))
    (found,) = seek("g", unknown, [lever()], linear(2.0, 120), probability=0.8)
    assert found.needed is None
    assert "data cannot say" in found.words


def test_the_least_effort_comes_first_and_what_does_not_suffice_last():
    three = [lever("weak", slope=0.01), lever("hard", slope=0.6), lever("easy", slope=5.0)]
    slopes = {"weak": 0.01, "hard": 0.6, "easy": 5.0}

    def run(shifts):
        return linear(slopes[shifts[0].metric], 115)(shifts)

    found = seek("g", toward(115), three, run, probability=0.8)
    assert [one.metric for one in found] == ["easy", "hard", "weak"]


def test_the_reach_is_the_largest_change_over_a_year():
    assert reach_of(np.array([1.0, 9.0, 4.0, 3.0]), 2) == 6.0
    assert reach_of(np.array([1.0, np.nan, 4.0, 3.0]), 2) == 3.0
    assert reach_of(np.array([1.0, 3.0]), 12) == 2.0
    assert reach_of(np.full(5, np.nan), 2) == 0.0


def test_what_is_known_of_the_line_of_sight_follows_the_sentence():
    (found,) = seek("g", toward(115), [lever(note="The effect is suggested.")], linear(2.0, 115), probability=0.8)
    assert found.words.endswith("with 80%. The effect is suggested.")
