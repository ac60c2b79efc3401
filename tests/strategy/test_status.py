"""The status of a goal: rule by rule, worked by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sightline.model.declarations import Goal, Metric
from sightline.periods import Calendar
from sightline.records import GoalStatus
from sightline.strategy.status import Observed, status_of

CALENDAR = Calendar()


def _status(
    values: dict[str, float | None], *, as_of: str = "2026-06-30", better: str = "higher", **goal: Any
) -> GoalStatus:
    declared = Goal.model_validate(
        {"statement": "S", "metric": "m", "target": 120, "by": "2026-12-31", **goal}, strict=False
    )
    metric = Metric.model_validate(
        {"title": "M", "unit": "EUR", "better": better, "typed": {"entries": []}}, strict=False
    )
    observed = [Observed(CALENDAR.parse(label), value, None) for label, value in values.items()]
    return status_of("g", declared, metric, observed, calendar=CALENDAR, as_of=date.fromisoformat(as_of))


HALF_WAY = {"2025-12": 100.0, "2026-05": 108.0, "2026-06": 110.0}


def test_a_value_on_the_straight_path_is_on_course():
    found = _status(HALF_WAY, baseline={"period": "2025-12", "value": 100})
    assert found.status == "on course"
    assert found.expected == pytest.approx(100 + 20 * 181 / 365)
    assert (found.gap, found.share_done, found.baseline) == (10, 0.5, 100)


def test_a_value_short_of_the_path_is_behind_and_within_the_tolerance_it_is_not():
    late = {**HALF_WAY, "2026-06": 105.0}
    assert _status(late, baseline={"period": "2025-12", "value": 100}).status == "behind"
    tolerated = _status(late, baseline={"period": "2025-12", "value": 100}, tolerance={"below": 5})
    assert tolerated.status == "on course"
    assert "within the tolerance" in tolerated.reason


def test_where_lower_is_better_all_is_mirrored():
    down = {"2025-12": 100.0, "2026-06": 92.0}
    goal = {"target": 80, "baseline": {"period": "2025-12"}, "better": "lower"}
    found = _status(down, **goal)
    assert (found.status, found.gap, found.baseline) == ("behind", 12, 100)
    assert _status(down, **goal, tolerance={"above": 3}).status == "on course"
    assert _status({**down, "2026-06": 79.0}, **goal).status == "reached"


def test_a_declared_path_replaces_the_straight_line():
    path = [{"period": "2026-06", "value": 102}]
    found = _status({**HALF_WAY, "2026-06": 103.0}, baseline={"period": "2025-12", "value": 100}, path=path)
    assert (found.status, found.expected) == ("on course", 102)


def test_the_target_is_reached_before_its_date():
    assert _status({**HALF_WAY, "2026-06": 121.0}).status == "reached"


def test_after_the_date_the_period_of_the_date_decides():
    year = {"2026-11": 119.0, "2026-12": 118.0, "2027-01": 130.0}
    assert _status(year, as_of="2027-02-28").status == "missed"
    assert _status({**year, "2026-12": 120.0}, as_of="2027-02-28").status == "reached"
    assert _status(year, as_of="2027-02-28").period == "2026-12"


def test_a_period_that_is_not_over_does_not_count():
    found = _status({**HALF_WAY, "2026-07": 1.0}, as_of="2026-07-10")
    assert found.period == "2026-06"


def test_a_value_that_is_late_is_stood_in_for_and_one_that_is_long_gone_is_not():
    late = {"2026-03": 104.0, "2026-04": None, "2026-05": None, "2026-06": None}
    assert _status(late).period == "2026-03"
    gone = _status({**late, "2026-07": None}, as_of="2026-07-31")
    assert (gone.status, gone.value, gone.gap, gone.share_done) == ("no data", None, None, None)
    assert _status({}).status == "no data"


def test_without_a_declared_start_the_path_starts_at_the_first_value():
    assert _status(HALF_WAY).baseline == 100


def test_a_value_equal_to_the_target_but_for_binary_fractions_is_reached():
    assert _status({"2026-06": 0.1 + 0.2}, target=0.3).status == "reached"
