"""Charts of the example enterprise: the planted slowdown is seen at once, and little else is."""

from datetime import date

import numpy as np
import pytest

from sightline.model import load
from sightline.reading import read
from sightline.workspace import Workspace
from tests.halden import copy_of_halden

pytestmark = pytest.mark.xdist_group("charts-example")  # what it asks of the example is asked once

SLOWED = {("credit_check_time", "North"), ("lead_time", "North"), ("on_time_share", "North")}
DECLARED = """
charts:
  checks:
    metric: credit_check_time
    by: [region]
    grain: week
    baseline: {from: 2024-01, to: 2025-06, decided_by: operations_manager, decided_on: 2025-07-15, reason: Calm}
  orders_as_a_whole: {metric: orders}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return copy_of_halden(tmp_path_factory, tmp_path_factory.mktemp("charts") / "halden-parts")


def fresh(charts):
    """Return what signals in the newest period."""
    newest = max(chart.periods[-1].start for chart in charts)
    return {
        (chart.metric, *(value for _, value in chart.segment)): chart.signals[0]
        for chart in charts
        if chart.signals and chart.periods[-1].start == newest and chart.signals[0].period == chart.periods[-1].label
    }


@pytest.mark.parametrize("day", [date(2026, 5, 10), date(2026, 5, 17)])
def test_the_planted_slowdown_signals_within_two_weeks_and_little_else_does(folder, day):
    with read(Workspace(folder), as_of=day) as reading:
        found = fresh(reading.charts("week"))
    assert ("credit_check_time", "North") in found
    assert found["credit_check_time", "North"].low > 0
    assert len(found.keys() - SLOWED) <= 2


def test_months_see_the_slowdown_in_its_first_month(folder):
    with read(Workspace(folder), as_of=date(2026, 5, 31)) as reading:
        charts = reading.charts()
    assert ("credit_check_time", "North") in fresh(charts)
    assert len(fresh(charts).keys() - SLOWED) <= 2
    assert {chart.periods[-1].label for chart in charts} == {"2026-05"}
    assert sum(chart.false_alarms for chart in charts) == pytest.approx(1)
    assert all(chart.baseline.provisional for chart in charts)


def test_the_chart_goes_on_signalling_with_the_size_of_what_was_planted(folder):
    with read(Workspace(folder)) as reading:
        (chart,) = [
            one for one in reading.charts() if (one.metric, *one.segment) == ("credit_check_time", ("region", "North"))
        ]
    assert len(chart.signals) >= 3
    newest = chart.signals[0]
    assert newest.low < 2.9 - 1.2 < newest.high
    assert np.nanmean(chart.values[-5:] - chart.centre[-5:]) == pytest.approx(1.7, abs=0.5)


def test_a_declared_baseline_judges_and_a_declared_grain_is_kept(folder):
    workspace = Workspace(folder)
    loaded = load({**workspace.model().files, "charts.yml": DECLARED})
    assert loaded.model is not None, loaded.errors
    with read(workspace, model=loaded.model) as reading:
        charts = reading.charts()
        by_week = reading.charts("week")
    weekly = [one for one in charts if "W" in one.periods[0].label]
    assert {one.metric for one in weekly} == {"credit_check_time"}
    assert {one.baseline.decided_by for one in weekly} == {"operations_manager"}
    assert not any(one.baseline.provisional for one in weekly)
    assert {(one.baseline.since, one.baseline.until) for one in weekly} == {("2024-W01", "2025-W26")}
    assert sum(one.false_alarms for one in weekly) == pytest.approx(0.2)  # four charts, one in twenty at most
    assert any(one.metric == "orders" and one.segment == () for one in charts)
    assert len(by_week) > len(weekly)
    (monthly,) = [one for one in charts if one.metric == "credit_check_time" and one.segment == (("region", "North"),)
                  and "W" not in one.periods[0].label]  # fmt: skip
    assert monthly.baseline.decided_by == "operations_manager"
