"""Where lines begin: activities, rules, roles and initiatives reach goals through their metrics, each once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from sightline.model import Model
from sightline.model.declarations import Initiative, Metric, Process, Role
from sightline.records import EffectRecord, LineOfSight
from sightline.sight.graph import metric_graph
from sightline.sight.lines import lines_of_sight
from sightline.sight.origins import named
from sightline.sight.propagate import fill
from sightline.sight.ranges import best_year, typical_move
from tests.sight.worlds import effect, history, metric, model, paths

DRAWS = 400
GOALS = {"g": ("goal", "2026-12-31")}
PROCESS = Process.model_validate({
    "log": "l",
    "activities": {"receive": {}, "check": {"title": "Check credit"}, "pick": {}, "ship": {}, "bill": {}},
    "chain": ("receive", "check", "pick", "ship", "bill"),
    "rules": {
        "check_in_time": {"deadline": {"from": "receive", "to": "check", "within": "2 days"}},
        "bill_follows": {"response": ("ship", "bill"), "within": "4 days"},
        "check_first": {"precedence": ("check", "ship")},
        "pay_in_time": {"deadline": {"from": "ship", "to": "receive", "within": "2 days"}},
    },
})  # fmt: skip


def duration(first: str, last: str, unit: str = "days", stat: str = "mean") -> Metric:
    return metric(unit=unit, better="lower", duration={"process": "o2c", "from": first, "to": last, "stat": stat})


METRICS = {
    "goal": metric(), "check_time": duration("receive", "check"), "lead_time": duration("receive", "ship"),
    "bill_hours": duration("ship", "bill", "hours"), "lead_time_p90": duration("receive", "ship", stat="p90"),
}  # fmt: skip
EFFECTS = [
    effect("check_time", "lead_time", {0: 1.0}), effect("lead_time", "goal", {1: -10.0}),
    effect("bill_hours", "goal", {0: -1.0}), effect("lead_time_p90", "goal", {0: -100.0}),
]  # fmt: skip


def enterprise(**more: Any) -> Model:
    metrics: Mapping[str, Metric] = more.pop("metrics", METRICS)
    return model(metrics, GOALS, processes={"o2c": PROCESS}, **more)


def line(origin: str, effects: Sequence[EffectRecord] = EFFECTS, **more: Any) -> LineOfSight:
    histories = more.pop("histories", {})
    declared = enterprise(**more)
    graph = metric_graph(declared, effects, histories, draws=DRAWS)
    base = fill(graph, paths({name: 100.0 for name, node in graph.nodes.items() if node.measured}, draws=DRAWS))
    (found,) = lines_of_sight(declared, graph, base, (), from_=origin)
    return found


def test_a_day_in_an_activity_counts_once_along_the_nearest_duration() -> None:
    found = line("o2c.check")
    assert found.per_unit == pytest.approx(-10.0)
    assert [path.nodes for path in found.paths] == [("o2c.check", "check_time", "lead_time", "goal")]
    assert (found.origin, found.title, found.unit, found.arrives) == ("activity", "Check credit", "one day longer", 1)


def test_an_activity_outside_the_shorter_duration_reaches_the_longer_one() -> None:
    assert line("o2c.pick").path == "o2c.pick > lead_time > goal"


def test_a_day_is_so_many_hours() -> None:
    assert line("o2c.bill").per_unit == pytest.approx(-24.0)


def test_a_duration_begins_after_its_first_activity() -> None:
    """A day more in `ship` ships a day later and bills a day later: the time between the two stays."""
    assert [path.nodes[1] for path in line("o2c.ship").paths] == ["lead_time"]
    found = line("o2c.receive")
    assert (found.per_unit, found.paths) == (0.0, ())
    assert found.words == "No metric in use is a duration that Receive is part of."


def test_a_percentile_is_not_moved_by_a_day_for_all() -> None:
    assert all("lead_time_p90" not in path.nodes for path in line("o2c.pick").paths)


def test_an_activity_reaches_goals_through_its_own_waiting_where_something_uses_it() -> None:
    assert line("o2c.pick", [effect("o2c.pick.waiting", "goal", {0: -2.0})]).per_unit == pytest.approx(-48.0)


def test_an_activity_that_is_only_counted_is_done_once_more() -> None:
    found = line("o2c.receive", [effect("o2c.receive.count", "goal", {0: 3.0})])
    assert (found.per_unit, found.unit) == (3.0, "done once more")


def test_a_deadline_acts_through_the_time_between_its_ends() -> None:
    found = line("o2c.check_in_time")
    assert found.per_unit == pytest.approx(-10.0)
    assert found.unit == "one day longer between Receive and Check credit"
    assert found.path == "o2c.check_in_time > check_time > lead_time > goal"


def test_a_rule_acts_through_its_violations_where_something_uses_them() -> None:
    found = line("o2c.check_first", [effect("o2c.check_first.violations", "goal", {0: -7.0})])
    assert (found.per_unit, found.unit) == (-7.0, "one more case that violates it")


def test_a_rule_without_a_metric_has_no_line_of_sight_and_says_why() -> None:
    assert "not about time" in line("o2c.check_first").words
    found = line("o2c.pay_in_time")
    assert found.per_unit == 0.0
    assert found.words == "No metric in use is a duration that holds the time from Ship to Receive."


def test_a_role_moves_its_metrics_as_far_as_in_their_best_year_by_its_share() -> None:
    role = Role(title="Clerk", accountable={"lead_time": 0.5, "bill_hours": 0.25})
    falling = [20.0 - at for at in range(24)]
    histories = {"lead_time": history("lead_time", falling), "bill_hours": history("bill_hours", [8.0] * 24)}
    found = line("clerk", roles={"clerk": role}, histories=histories)
    assert found.per_unit == pytest.approx(0.5 * -12.0 * -10.0)
    assert {path.nodes for path in found.paths} == {("clerk", "lead_time", "goal"), ("clerk", "bill_hours", "goal")}
    assert found.paths[0].nodes[1] == "lead_time"
    assert found.origin == "role"


def test_what_a_role_answers_for_is_not_counted_again_through_what_it_performs() -> None:
    falling = {"check_time": history("check_time", [20.0 - at for at in range(24)])}
    once = Role(title="Analyst", accountable={"check_time": 0.8})
    both = Role(title="Analyst", accountable={"check_time": 0.8}, performs={"o2c.check": 1.0})
    sizes = [line("r", roles={"r": role}, histories=falling).per_unit for role in (once, both)]
    assert sizes[0] == sizes[1] == pytest.approx(0.8 * 120)


def test_a_role_that_only_performs_has_an_equal_part_of_the_stretch() -> None:
    falling = {"lead_time": history("lead_time", [20.0 - at for at in range(24)])}
    role = Role(title="Picker", performs={"o2c.pick": 1.0})
    assert line("r", roles={"r": role}, histories=falling).per_unit == pytest.approx(120 / 3)


def test_an_initiative_moves_goals_as_declared_once_it_is_delivered() -> None:
    changes = {"lead_time": {"by": (-3.0, -2.0, -1.0)}}
    initiative = Initiative.model_validate({"title": "Robot", "changes": changes, "takes": 2})
    found = line("robot", initiatives={"robot": initiative})
    assert found.per_unit == pytest.approx(20.0, abs=1.0)
    assert found.low is not None
    assert found.high is not None
    assert 10 < found.low < found.high < 30
    assert found.arrives == 3
    assert found.paths[0].links[0].kind == "assumed"
    late = Initiative.model_validate({"title": "Robot", "changes": changes, "takes": 11})
    arrives_late = line("robot", initiatives={"robot": late})
    assert arrives_late.per_unit == 0.0
    assert "arrives after 12 periods" in arrives_late.words


def test_an_initiative_through_a_sum_counts_the_months_after_its_delivery() -> None:
    metrics = {"x": metric(), "goal": metric(cumulative={"of": "x", "over": "12 months"})}
    initiative = Initiative.model_validate({"title": "Robot", "changes": {"x": {"by": (5, 5, 5)}}, "takes": 4})
    found = line("robot", [], metrics=metrics, initiatives={"robot": initiative})
    assert found.per_unit == pytest.approx(8 * 5.0)


def test_an_initiative_without_changes_says_so() -> None:
    found = line("api", initiatives={"api": Initiative(title="Interface")})
    assert (found.per_unit, found.words) == (0.0, "It changes no metric by itself.")


def test_all_kinds_of_origins_reach_a_goal_in_one_listing() -> None:
    role = Role(title="Clerk", accountable={"lead_time": 0.5})
    initiative = Initiative.model_validate({"title": "Robot", "changes": {"lead_time": {"by": (-3, -2, -1)}}})
    declared = enterprise(roles={"clerk": role}, initiatives={"robot": initiative})
    graph = metric_graph(declared, EFFECTS, {}, draws=DRAWS)
    base = fill(graph, paths(dict.fromkeys(METRICS, 100.0), draws=DRAWS))
    found = lines_of_sight(declared, graph, base, (), goal="g")
    assert {one.origin for one in found} == {"metric", "activity", "rule", "role", "initiative"}
    assert "o2c.receive" not in {one.from_ for one in found}


def test_a_metric_that_nothing_uses_can_still_be_asked() -> None:
    declared = enterprise()
    graph = metric_graph(declared, EFFECTS, {}, draws=4)
    assert named(declared, graph, "o2c.rework").words == "Nothing that is declared uses it."


@pytest.mark.parametrize(("better", "expected"), [("higher", 12.0), ("lower", -1.0)])
def test_the_best_year_is_in_the_better_direction(better: str, expected: float) -> None:
    rising = history("m", [float(at) for at in range(36)])
    falls_back = typical_move(rising)
    assert best_year(rising, better) == pytest.approx(expected if better == "higher" else -falls_back)


def test_a_short_history_gives_its_usual_move() -> None:
    short = history("m", [1.0, 3.0, 2.0, np.nan, 5.0])
    assert best_year(short, "higher") == pytest.approx(np.std([2.0, -1.0]))
    assert best_year(None, "higher") == 0.0
