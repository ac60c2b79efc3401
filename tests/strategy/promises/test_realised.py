"""What came of promises: intervals that cover, controls that show what would have been, and honest silence."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sightline.periods import Calendar
from sightline.records import History
from sightline.records.promises import Promise, Realised
from sightline.strategy.promises.keeping import factors, kept_of
from sightline.strategy.promises.realised import Delivery, realised
from sightline.strategy.promises.steps import step_in
from tests.strategy.portfolio.test_answers import GOOD

CALENDAR = Calendar()
PROMISED = (1.0, 2.0, 3.0)


def noise(rng, count, rho):
    shocks = rng.normal(size=count + 30)
    for at in range(1, len(shocks)):
        shocks[at] += rho * shocks[at - 1]
    return shocks[30:]


def history(values, segments=(("North",), ("South",)), by=("region",)):
    values = np.atleast_2d(np.asarray(values, float))
    periods = tuple(CALENDAR.between(CALENDAR.parse("2024-01"), CALENDAR.parse("2026-12"))[: values.shape[1]])
    return History("m", by, segments, periods, values, np.full(values.shape, 50.0))


def asked(values, *, on=date(2025, 7, 1), where=None, others=(), promised=PROMISED, **more):
    where = {"region": ("North",)} if where is None else where
    delivery = Delivery("it", on, where)
    return realised(delivery, "m", "EUR", promised, history(values, **more), others, season=12)


@pytest.mark.parametrize(("rho", "least"), [(0.0, 0.85), (0.6, 0.83)])
def test_nine_of_ten_intervals_hold_the_true_step(rho, least):
    rng, held, count = np.random.default_rng(5), 0, 150
    step = (np.arange(36) >= 18).astype(float)
    for _ in range(count):
        found = step_in(noise(rng, 36, rho) + 2 * step, np.ones((36, 1)), step)
        held += found.quantile(0.05) <= 2.0 <= found.quantile(0.95)
    assert least <= held / count <= 0.97


def test_independent_errors_give_the_answer_of_a_t_test():
    rng = np.random.default_rng(0)
    step = (np.arange(2000) >= 1000).astype(float)
    series = rng.normal(size=2000) + step
    found = step_in(series, np.ones((2000, 1)), step)
    assert found.mean == pytest.approx(series[1000:].mean() - series[:1000].mean(), abs=0.01)
    width = found.quantile(0.95) - found.quantile(0.05)
    assert width == pytest.approx(2 * 1.645 * np.sqrt(2 / 1000), rel=0.08)


def test_what_happened_everywhere_is_not_taken_for_the_initiative():
    rng = np.random.default_rng(2)
    common = 5.0 * (np.arange(36) >= 20) + noise(rng, 36, 0.8)
    own = rng.normal(0, 0.3, (2, 36))
    own[0, 18:] += 2.0
    found = asked(common + own)
    assert found.low <= 2.0 <= found.high
    assert (found.outcome, found.grade, found.controls) == ("as promised", "quasi-experimental", 1)
    assert (found.before, found.after) == (18, 18)
    alone = asked((common + own)[:1], where={}, segments=((),), by=())
    assert alone.grade == "correlational"
    assert "its own trend and season" in alone.words


@pytest.mark.parametrize(("step", "outcome"), [(0.1, "less"), (2.0, "as promised"), (6.0, "more")])
@pytest.mark.parametrize("sign", [1, -1])
def test_the_outcome_is_judged_in_the_direction_that_was_promised(step, outcome, sign):
    values = np.random.default_rng(1).normal(0, 0.2, (2, 36))
    values[0, 18:] += sign * step
    promised = PROMISED if sign > 0 else (-3.0, -2.0, -1.0)
    assert asked(values, promised=promised).outcome == outcome


def test_a_month_in_which_it_came_half_way_counts_on_neither_side():
    found = asked(np.random.default_rng(1).normal(size=(2, 36)), on=date(2025, 7, 15))
    assert (found.before, found.after) == (18, 17)


def test_segments_that_got_something_else_are_no_controls():
    values = np.random.default_rng(1).normal(0, 0.2, (3, 36))
    values[0, 18:] += 2.0
    values[1, 20:] += 9.0
    other = Delivery("other", date(2025, 9, 1), {"region": ("South",)})
    found = asked(values, others=(other,), segments=(("North",), ("South",), ("West",)))
    assert found.controls == 1
    assert found.low <= 2.0 <= found.high


def test_another_initiative_in_the_same_segment_has_a_step_of_its_own():
    values = np.random.default_rng(1).normal(0, 0.2, (2, 36))
    values[0, 18:] += 2.0
    values[0, 27:] += 5.0
    other = Delivery("other", date(2026, 4, 1), {"region": ("North",)})
    assert asked(values, others=(other,)).low <= 2.0 <= asked(values, others=(other,)).high
    same = Delivery("same", date(2025, 7, 1), {"region": ("North",)})
    assert asked(values, others=(same,)).value is not None  # no column that says the same twice


def test_segments_that_drifted_apart_before_are_warned_of():
    values = np.random.default_rng(1).normal(0, 0.1, (2, 36))
    values[0] += 0.2 * np.arange(36)
    assert "drifted apart before it" in asked(values).words


@pytest.mark.parametrize(
    ("change", "outcome", "said"),
    [
        ({"on": None}, "not delivered", "not delivered yet"),
        ({"on": date(2026, 10, 1)}, "too early", "3 periods after it are too few"),
        ({"on": date(2024, 5, 1)}, "cannot say", "4 periods before it are too few"),
        ({"where": {"team": ("x",)}}, "cannot say", "cannot be cut by team"),
        ({"where": {"region": ("Est",)}}, "cannot say", "No values of m are from where"),
    ],
)
def test_where_nothing_can_be_said_it_is_said_why(change, outcome, said):
    found = asked(np.random.default_rng(1).normal(size=(2, 36)), **change)
    assert (found.outcome, found.value, found.share) == (outcome, None, None)
    assert said in found.words


def came(name, share, error=0.05):
    return Realised(name, "m", "EUR", (1.0, 2.0, 3.0), date(2025, 1, 1), (), 2 * share, 2 * (share - error),
                    2 * (share + error), share, "less", "quasi-experimental", 20, 20, 2, "")  # fmt: skip


def test_one_broken_promise_does_not_condemn_a_kind_and_many_do():
    one = kept_of([Promise("a", "A", kind="it")], [came("a", 0.1)])
    many = kept_of([Promise(f"p{at}", "", kind="it") for at in range(12)], [came(f"p{at}", 0.1) for at in range(12)])
    assert 0.3 < one[0].share < 0.6
    assert many[0].share < 0.2
    assert [(kept.by, kept.name, kept.n) for kept in many] == [("all", "", 12), ("kind", "it", 12)]


def test_of_those_that_one_role_asked_for_nothing_is_said_below_three():
    promises = [Promise(f"p{at}", "", asked_by="chief") for at in range(3)]
    found = [came(f"p{at}", 0.5) for at in range(3)]
    assert [one.by for one in kept_of(promises, found[:2])] == ["all"]
    assert [one.by for one in kept_of(promises, found)] == ["all", "asker"]


def test_factors_discount_what_is_promised_and_are_never_negative():
    kept = kept_of([Promise("a", "A")], [came("a", 0.2)])
    draws = {"good": np.random.default_rng(0).standard_normal(4000)}
    found = factors([GOOD], kept, draws)["good"]
    assert (found >= 0).all()
    assert found.mean() == pytest.approx(kept[0].share, abs=0.05)
    assert factors([GOOD], (), draws) == {}


def test_its_periods_stand_beside_what_would_have_been():
    steps = np.where(np.arange(36) >= 18, 5.0, 0.0)
    shared = np.random.default_rng(2).normal(100, 4, 36)
    found = asked([shared + 10 + steps, shared], on=date(2025, 7, 1))
    assert [one.label for one in found.path][17:19] == ["2025-06", "2025-07"]
    assert [one.after for one in found.path] == [False] * 18 + [True] * 18
    after = [one for one in found.path if one.after]
    assert np.mean([one.came - one.without for one in after]) == pytest.approx(found.value, abs=0.05)
    for one in found.path:
        assert one.came == pytest.approx(one.without + (found.value if one.after else 0.0), abs=0.2)
    assert after[0].low <= after[0].without <= after[0].high
    assert after[0].high - after[0].low == pytest.approx(found.high - found.low)
    assert found.path[0].low is None


def test_what_cannot_be_said_has_no_periods():
    assert asked(np.full((2, 36), np.nan)).path == ()
