"""Figures and the sentences beside them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline_web.shell.figures import Line, Plot, chart, in_words, layout, sparkline, unfinished
from sightline_web.shell.formats import Formats
from sightline_web.shell.scales import Scale, nice_ticks, polylines
from sightline_web.snapshot import Mark, Point
from sightline_web.strategy.standing import expected_at, standing
from sightline_web.strategy.vega import specification
from tests.web.fakes import FakeSnapshot

EN = Formats("en")
POINTS = FakeSnapshot().series("lead_time").points()
PLOT = Plot("Order lead time", "days", (Line("", POINTS),), 3.0)


@given(st.floats(-1e12, 1e12), st.floats(1e-9, 1e12))
def test_ticks_enclose_what_they_measure(low, width):
    ticks = nice_ticks(low, low + width)
    assert ticks[0] <= low + 1e-6 * width
    assert ticks[-1] >= low + width - 1e-6 * width
    assert 2 <= len(ticks) <= 9


def test_ticks_of_one_value_lie_around_it():
    assert nice_ticks(5.0, 5.0)[0] < 5.0 < nice_ticks(5.0, 5.0)[-1]
    assert nice_ticks(0.0, 0.0)[0] < 0.0 < nice_ticks(0.0, 0.0)[-1]


def test_a_gap_in_the_data_is_a_gap_in_the_line():
    assert polylines([(0, 1.0), (1, None), (2, 3.0), (3, 4.0)]) == ["0.0,1.0", "2.0,3.0 3.0,4.0"]
    assert str(sparkline(PLOT, EN)).count('<polyline class="line"') == 2


def test_a_value_between_gaps_is_a_dot_in_both_renderers():
    lone = tuple(replace(point, value=point.value if index % 3 == 0 else None) for index, point in enumerate(POINTS))
    plot = replace(PLOT, lines=(Line("", lone),))
    there = sum(point.value is not None for point in lone)
    assert str(sparkline(plot, EN)).count("<circle") == there + 1
    assert sum(row["alone"] for row in specification(plot, EN)["data"]["values"]) == there


def test_the_way_to_a_period_that_has_not_ended_is_dashed_in_both_renderers():
    *_earlier, before, last = POINTS
    assert (before.partial, last.partial, PLOT.unfinished) == (False, True, True)
    assert unfinished(POINTS) == [before, last]
    assert unfinished(POINTS[:-1]) == unfinished([before, replace(last, value=None)]) == []
    for svg in (str(sparkline(PLOT, EN)), str(chart(PLOT, EN))):
        lines = re.findall(r'<polyline class="line( partial)?" points="([^"]+)"', svg)
        dashed = [places.split() for partial, places in lines if partial]
        whole = [places.split() for partial, places in lines if not partial]
        assert {len(places) for places in dashed} == {2}
        assert {places[0] for places in dashed} <= {places[-1] for places in whole}
        assert not {places[1] for places in dashed} & {place for places in whole for place in places}
    layers = specification(PLOT, EN)["layer"]
    ended, still = [each for each in layers if each["mark"]["type"] == "line"][-2:]
    assert ended["transform"] == [{"filter": "!datum.partial"}]
    assert [row["value"] for row in still["data"]["values"]] == [before.value, last.value]
    assert "data" not in specification(replace(PLOT, lines=(Line("", POINTS[:-1]),)), EN)["layer"][-3]


def test_a_sparkline_says_in_words_what_it_shows():
    svg = str(sparkline(PLOT, EN))
    name = re.search(r'aria-label="([^"]+)"', svg)[1]
    assert name == "Order lead time: up from 2.1 days in Nov 2023 to 3.3 days in Sep 2026; target 3.0 days"
    assert 'role="img"' in svg


def test_nothing_measured_is_a_dash_and_no_empty_frame():
    empty = Plot("x", "days", (Line("", tuple(replace(point, value=None) for point in POINTS)),))
    assert "<svg" not in sparkline(empty, EN)
    assert chart(empty, EN) == ""
    assert in_words(empty.lines[0].points, "days", EN) == "no data"


def test_a_figure_is_drawn_for_wide_and_for_narrow_and_hidden_from_readers_of_its_table():
    svg = str(chart(PLOT, EN))
    assert svg.count("<svg") == svg.count('aria-hidden="true"') == 2
    assert "style=" not in svg


def test_markup_in_a_name_stays_text():
    plot = replace(PLOT, title='<b>"x"', lines=(Line("<i>", POINTS), Line("b", POINTS)))
    assert "<i>" not in str(chart(plot, EN))
    assert "<b>" not in str(sparkline(plot, EN))


def test_both_renderers_show_the_same_ticks_and_values():
    plan, spec = layout(PLOT, EN), specification(PLOT, EN)
    labels = {param["name"]: param["value"] for param in spec["params"]}
    assert labels["ylabels"] == [text for _, text in plan.y_ticks]
    assert all(f">{text}</text>" in str(chart(PLOT, EN)) for text in labels["xlabels"])
    assert [row["value"] for row in spec["data"]["values"]] == [point.value for point in POINTS]


def test_the_path_is_straight_between_its_marks_and_ends_at_the_target():
    path = (Mark("a", date(2026, 1, 1), 10.0), Mark("b", date(2026, 1, 11), 20.0))
    assert expected_at(path, date(2026, 1, 6)) == pytest.approx(15)
    assert expected_at(path, date(2025, 12, 31)) is None
    assert expected_at(path, date(2027, 1, 1)) == 20.0
    assert expected_at((), date(2026, 1, 1)) is None


def test_now_is_the_last_whole_period_and_a_year_before_is_the_same_month():
    found = standing(FakeSnapshot().metrics["lead_time"], FakeSnapshot().series("lead_time"))
    assert (found.now.label, found.before.label) == ("2026-09", "2025-09")
    assert found.change == pytest.approx(found.now.value - found.before.value)


def test_a_series_shorter_than_a_year_has_no_change():
    short = replace(
        FakeSnapshot().series("lead_time"),
        segments=(replace(FakeSnapshot().series("lead_time").segments[0], points=POINTS[-6:]),),
    )
    assert standing(FakeSnapshot().metrics["lead_time"], short).change is None


def test_a_point_of_one_value_is_told_once():
    point = Point("2026-07", date(2026, 7, 1), date(2026, 8, 1), 3.0)
    assert in_words((point,), "days", EN) == "3.0 days in Jul 2026"


def test_a_scale_without_width_answers_its_middle():
    assert Scale(2, 2, 0, 10)(2) == 5


def test_long_names_of_ticks_have_room_beside_the_figure():
    plot = replace(PLOT, unit="EUR", target=None, lines=(Line("", FakeSnapshot().series("revenue_12m").points()),))
    svg = str(chart(plot, Formats("de")))
    ticks = re.findall(r'class="tick" x="(\d+)" y="[\d.]+" dy=".32em" text-anchor="end">([^<]+)<', svg)
    assert len(ticks) > 6
    assert all(int(right) >= 6.5 * len(text) for right, text in ticks)
