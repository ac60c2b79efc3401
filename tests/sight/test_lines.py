"""Lines of sight by hand: traps with the answer worked out."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from sightline.errors import UnknownNameError
from sightline.model.declarations import Goal
from sightline.records import EffectRecord, LineOfSight, Paths
from sightline.sight.graph import metric_graph
from sightline.sight.lines import exact_effects, lines_of_sight
from sightline.sight.propagate import fill
from tests.sight.worlds import effect, history, metric, model, panel, paths, status, world

PLAIN = {"a": metric(), "b": metric(), "goal": metric()}


def one(
    effects: list[EffectRecord], origin: str = "a", *, by: str = "2026-12-31", gap: float = 10.0, **more: Any
) -> LineOfSight:
    metrics = more.pop("metrics", PLAIN)
    declared, graph, base = world(metrics, effects, {"g": ("goal", by)}, **more)
    return lines_of_sight(declared, graph, base, [status("g", "goal", gap)], goal="g", from_=origin)[0]


def test_a_sum_of_twelve_months_counts_the_months_that_are_left() -> None:
    metrics = {"a": metric(), "x": metric(), "goal": metric(cumulative={"of": "x", "over": "12 months"})}
    late = effect("a", "x", {2: 5.0})
    assert one([late], metrics=metrics, by="2026-12-31").per_unit == pytest.approx(10 * 5.0)
    assert one([late], metrics=metrics, by="2026-04-30").per_unit == pytest.approx(2 * 5.0)
    assert one([late], metrics=metrics, by="2027-12-31", ahead=24).per_unit == pytest.approx(12 * 5.0)


def test_a_circle_with_a_lag_unrolls_in_time() -> None:
    around = [effect("a", "goal", {0: 1.0}), effect("goal", "a", {1: 0.5})]
    found = one(around, by="2026-03-31")
    assert found.per_unit == pytest.approx(1 + 0.5 + 0.25)  # January, February and March each feed the next
    assert found.paths[0].per_unit == 1.0
    assert "goes round" in found.words


def test_an_effect_that_arrives_too_late_moves_nothing_and_says_so() -> None:
    found = one([effect("a", "goal", {6: 2.0})], by="2026-06-30")
    assert (found.per_unit, found.probability, found.arrives) == (0.0, 0.0, 6)
    assert found.words == "It arrives after 6 periods, and the goal's date is 6 periods away."
    assert one([effect("a", "goal", {5: 2.0})], by="2026-06-30").per_unit == 2.0


def test_a_goal_whose_date_is_past_cannot_be_moved() -> None:
    found = one([effect("a", "goal", {0: 2.0})], by="2025-06-30")
    assert found.per_unit is None
    assert found.share_of_gap is None
    assert found.words == "The goal's date is past: nothing moves it any more."


def test_a_goal_beyond_the_forecast_is_seen_as_far_as_it_goes() -> None:
    found = one([effect("a", "goal", {0: 2.0})], by="2031-06-30")
    assert found.per_unit == 2.0
    assert "Seen up to 2026-12" in found.words


def test_what_closes_the_gap_has_a_positive_share_of_it() -> None:
    assert one([effect("a", "goal", {0: 2.0})], gap=10.0).share_of_gap == pytest.approx(0.2)
    lower = {**PLAIN, "goal": metric(better="lower")}
    assert one([effect("a", "goal", {0: 2.0})], gap=10.0, metrics=lower).share_of_gap == pytest.approx(-0.2)
    assert one([effect("a", "goal", {0: 2.0})], gap=-1.0).share_of_gap is None


def test_the_interval_and_the_probability_come_from_the_draws() -> None:
    sizes = np.where(np.arange(1000) < 300, 0.0, np.linspace(1, 2, 1000))
    found = one([effect("a", "goal", {1: sizes}, draws=1000, support="suggested", probability=0.7)], draws=1000)
    assert found.probability == 0.7
    assert (found.low, found.per_unit, found.high) == pytest.approx(np.quantile(sizes, (0.05, 0.5, 0.95)))
    assert found.support == "suggested"
    assert found.words == "The data suggest, and no more, that T moves T."


def test_support_is_that_of_the_weakest_link_of_the_strongest_path() -> None:
    strong = [effect("a", "b", {0: 3.0}), effect("b", "goal", {0: 3.0}, support="suggested")]
    weak = [effect("a", "goal", {0: 0.1}, support="cannot_say")]
    found = one([*strong, *weak])
    assert found.support == "suggested"
    assert [path.nodes for path in found.paths] == [("a", "b", "goal"), ("a", "goal")]


def test_the_goals_own_metric_moves_it_one_to_one() -> None:
    found = one([effect("a", "goal", {0: 2.0})], "goal")
    assert (found.per_unit, found.arrives, found.path) == (1.0, 0, "goal")


def test_a_missing_forecast_on_the_way_cannot_be_said() -> None:
    metrics = {"a": metric(title="Orders"), "b": metric(title="Price"), "goal": metric(formula="a * b")}
    declared = model(metrics, {"g": ("goal", "2026-12-31")})
    graph = metric_graph(declared, [], {}, draws=8)
    base = fill(graph, paths({"a": 3.0}))
    found = {line.from_: line for line in lines_of_sight(declared, graph, base, [], goal="g")}
    assert found["a"].per_unit is None
    assert "no value is known ahead of Price" in found["a"].words
    assert found["b"].per_unit == pytest.approx(3.0, rel=0.05)  # how far it moves does not depend on where it is


def test_only_so_many_paths_are_shown_and_the_others_are_counted() -> None:
    names = [f"m{at}" for at in range(7)]
    metrics = {name: metric() for name in ("a", "goal", *names)}
    effects = [effect("a", name, {0: 1.0}) for name in names]
    effects += [effect(name, "goal", {0: float(at)}) for at, name in enumerate(names)]
    declared, graph, base = world(metrics, effects, {"g": ("goal", "2026-12-31")})
    (found,) = lines_of_sight(declared, graph, base, [], goal="g", from_="a", paths=3)
    assert [path.nodes[1] for path in found.paths] == ["m6", "m5", "m4"]
    assert found.more == 4
    assert found.per_unit == pytest.approx(21.0)


def test_a_dense_graph_is_searched_within_bounds() -> None:
    names = [f"m{at:02}" for at in range(40)]
    rng = np.random.default_rng(3)
    effects = [
        effect(one_, other, {0: float(rng.uniform(-1, 1))}, draws=2)
        for at, one_ in enumerate(names)
        for other in names[at + 1 :]
    ]
    metrics = {name: metric() for name in names}
    declared, graph, base = world(metrics, effects, {"g": (names[-1], "2026-12-31")}, draws=2)
    (found,) = lines_of_sight(declared, graph, base, [], goal="g", from_=names[0])
    assert found.more == 2**38 - 5
    assert len(found.paths) == 5


def test_without_a_goal_all_metrics_are_shown_with_all_goals() -> None:
    goals = {"g": ("goal", "2026-12-31"), "h": ("b", "2026-12-31")}
    declared, graph, base = world(PLAIN, [effect("a", "goal", {0: 2.0})], goals)
    found = lines_of_sight(declared, graph, base, [])
    assert {(line.goal, line.from_) for line in found} == {("g", "a"), ("g", "goal"), ("h", "b")}


def test_from_somewhere_every_goal_is_shown() -> None:
    goals = {"g": ("goal", "2026-12-31"), "h": ("b", "2026-12-31")}
    declared, graph, base = world(PLAIN, [effect("a", "goal", {0: 2.0})], goals)
    found = lines_of_sight(declared, graph, base, [], from_="a")
    assert [(line.goal, line.per_unit) for line in found] == [("g", 2.0), ("h", 0.0)]
    assert found[1].words == "No declared path leads from T to T."


def test_the_line_that_moves_most_comes_first() -> None:
    histories = {"a": history("a", [1.0, 2.0] * 6), "b": history("b", [1.0, 101.0] * 6)}
    declared = model(PLAIN, {"g": ("goal", "2026-12-31")})
    effects = [effect("a", "goal", {0: 5.0}), effect("b", "goal", {0: 1.0})]
    graph = metric_graph(declared, effects, histories, draws=8)
    base = fill(graph, paths(dict.fromkeys(PLAIN, 10.0)))
    assert [line.from_ for line in lines_of_sight(declared, graph, base, [], goal="g")][:2] == ["b", "a"]


def test_a_goal_for_one_segment_sees_effects_of_that_size() -> None:
    goal = Goal(
        statement="s", metric="goal", target=1.0, by=date(2026, 12, 31), where={"region": "North"}
    )  # fmt: skip
    declared = model(PLAIN)
    object.__setattr__(declared, "goals", {"g": goal})
    effects = [effect("a", "goal", {0: 4.0}, panel=panel("region", 1.0)), effect("b", "goal", {0: 4.0})]
    graph = metric_graph(declared, effects, {}, draws=8)
    base = fill(graph, paths(dict.fromkeys(PLAIN, 10.0)))
    found = {line.from_: line for line in lines_of_sight(declared, graph, base, [], goal="g")}
    assert found["a"].per_unit == pytest.approx(1.0)
    assert found["a"].words == ""
    assert found["b"].per_unit == pytest.approx(4.0)
    assert "enterprise as a whole" in found["b"].words


def test_unknown_names_are_refused() -> None:
    declared, graph, base = world(PLAIN, [], {"g": ("goal", "2026-12-31")})
    with pytest.raises(UnknownNameError, match="no goal is called 'h'"):
        lines_of_sight(declared, graph, base, [], goal="h")
    with pytest.raises(UnknownNameError, match="Did you mean 'goal'"):
        lines_of_sight(declared, graph, base, [], from_="goals")


def test_formulas_and_windows_have_exact_effects() -> None:
    metrics = {
        "a": metric(), "b": metric(), "c": metric(formula="a * b + lag(b, 2)"),
        "total": metric(cumulative={"of": "c", "over": "3 months"}),
    }  # fmt: skip
    past = {"a": history("a", [2.0] * 6), "b": history("b", [5.0, 5.0, 5.0, 5.0, 5.0, 7.0])}
    graph = metric_graph(model(metrics), [], past)
    found = {(record.driver, record.on): record for record in exact_effects(graph)}
    assert found["a", "c"].per_unit == 7.0
    assert found["b", "c"].per_unit == 3.0
    assert (found["b", "c"].lag, found["b", "c"].window) == (0, (0, 2))
    assert found["c", "total"].per_unit == 3.0
    assert found["c", "total"].window == (0, 2)
    assert all(r.kind == "exact" and r.grade is None and r.probability == 1 for r in found.values())
    assert all((r.low, r.high) == (r.per_unit, r.per_unit) for r in found.values())


def test_an_exact_effect_without_values_is_missing_not_zero() -> None:
    metrics = {"a": metric(), "b": metric(), "c": metric(formula="a / b")}
    graph = metric_graph(model(metrics), [], {"a": history("a", [1.0])})
    assert all(record.per_unit is None and record.words for record in exact_effects(graph))
    assert all(record.per_unit is None for record in exact_effects(metric_graph(model(metrics), [], {})))


def test_no_periods_ahead_leave_every_goal_past() -> None:
    declared, graph, _ = world(PLAIN, [effect("a", "goal", {0: 2.0})], {"g": ("goal", "2026-12-31")})
    known = paths(dict.fromkeys(PLAIN, 1.0), ahead=0)
    base = Paths(known.periods, known.now, known.values)
    (found,) = lines_of_sight(declared, graph, base, [], goal="g", from_="a")
    assert found.per_unit is None
