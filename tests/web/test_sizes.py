"""Sizes of effects are written so that a reader can take them in; graphs lead from left to right."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.graphs import Box, Edge, draw, layers
from sightline_web.shell.intervals import common, interval
from sightline_web.shell.past import usual_move
from sightline_web.shell.sizes import between, delay, likely, part, size, span, step_of
from sightline_web.shell.support import SUPPORTS, support_of
from tests.web.fakes import FakeSnapshot

EN = Formats("en")
MINUS = "\N{MINUS SIGN}"
POINTS = "\N{NO-BREAK SPACE}points"


@pytest.mark.parametrize(
    ("unit", "level", "words", "amount"),
    [
        ("share", 0.9, "+1 point", 0.01),
        ("share", 0.024, "+0.1 points", 0.001),
        ("percent", 90.0, "+1 point", 1.0),
        ("days", 3.2, "+1 day", 1.0),
        ("hours", 0.3, "+0.1 hours", 0.1),
        ("EUR", 4.9e6, "+€100K", 1e5),
        ("EUR", 120.0, "+€1.00", 1.0),
        ("EUR", None, "+€1,000", 1000.0),
        ("count", 1800.0, "+10", 10.0),
        ("count", 6.0, "+1", 1.0),
        ("index", 1.05, "+0.01\N{NO-BREAK SPACE}index", 0.01),
    ],
)
def test_a_step_is_handy(unit, level, words, amount):
    step = step_of(unit, level, EN)
    assert (step.words, step.amount) == (words, pytest.approx(amount))


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (-0.034, "share", f"{MINUS}3.4{POINTS}"),
        (-0.00011, "share", f"{MINUS}0.011{POINTS}"),
        (0.0, "share", f"0.0{POINTS}"),
        (1.25e6, "EUR", "+€1.25M"),
        (17.2, "count", "+17.2"),
        (3.0, "count", "+3"),
        (-56.9, "hours", f"{MINUS}56.9 hours"),
        (None, "share", NONE),
    ],
)
def test_a_size_has_two_figures_and_a_sign(value, unit, text):
    assert size(value, unit, EN) == text


@given(st.floats(1e-4, 1e9), st.sampled_from(["share", "EUR", "days", "count"]))
def test_no_size_that_matters_is_written_as_nothing(value, unit):
    assert re.search(r"[1-9]", size(value, unit, EN))


def test_an_interval_names_its_unit_once():
    assert span(-0.048, -0.021, "share", EN) == f"{MINUS}4.8 to {MINUS}2.1{POINTS}"
    assert span(1.0, 1.2, "days", EN) == "+1.0 to +1.2 days"
    assert span(None, 1.0, "days", EN) == NONE


def test_an_interval_of_millions_says_so_at_both_ends():
    dutch = Formats("nl")
    assert span(1_440_000.0, 9_600_000.0, "EUR", dutch).count("mln") == 2
    assert span(2_000_000.0, 9_600_000.0, "EUR", Formats("de")).count("Mio") == 2


def test_words_for_parts_of_a_gap_for_probabilities_and_for_delays():
    assert [part(each, EN) for each in (0.07, -0.07, 0.0004, -0.0004, None, 0.0)] == [
        "closes 7%", "widens 7%", "closes <1%", "widens <1%", NONE, "0%",
    ]  # fmt: skip
    assert [likely(each, EN) for each in (0.71, 1.0, 0.0, None)] == ["71%", ">99%", "<1%", NONE]
    assert [delay(each, "month") for each in (0, 1, 3, None)] == ["at once", "after 1 month", "after 3 months", NONE]


def test_support_differs_in_word_and_shape_and_not_by_colour_alone():
    assert len({each.word for each in SUPPORTS.values()}) == len({each.shape for each in SUPPORTS.values()}) == 5
    assert support_of("cannot_say").word == "the data cannot say"
    assert support_of("supported", "exact").word == "exact"
    assert {support_of(each, "assumed").word for each in ("supported", "cannot_say")} == {"assumed"}


def test_an_interval_is_drawn_beside_zero_and_dashed_where_the_data_cannot_say():
    drawn = interval(-2.0, 0.0, 1.0, quiet=True)
    zero = float(re.search(r'class="zero" d="M([\d.]+)', drawn)[1])
    low, high = re.search(r'class="range" d="M([\d.]+) [\d.]+H([\d.]+)', drawn).groups()
    assert float(low) < zero < float(high)
    assert "quiet" in drawn
    assert interval(None, None, None) == ""


def test_intervals_above_zero_share_a_scale_that_begins_at_zero():
    assert common([0.3, 2.8, 1.1]) == (0.0, 2.8)
    assert common([-0.5, 2.0]) == (-0.5, 2.0)
    assert common([]) == (0.0, 0.0)
    assert '<path class="zero" d="M5.0' in interval(1.0, 2.0, 3.0, scale=common([1.0, 3.0, 6.0]))


def test_two_sizes_name_their_unit_once_and_millions_twice():
    formats, dutch = Formats(), Formats("nl")
    for each in (formats, dutch):
        low, high = each.change(0.01, "share"), each.change(0.05, "share")
        assert between(low, high, "share", each) == f"{re.split(r'[^+,.0-9]', low)[0]} to {high}"
        low, high = each.value(1_200_000.0, "EUR", brief=True), each.value(2_800_000.0, "EUR", brief=True)
        assert between(low, high, "EUR", each) == f"{low} to {high}"
    assert between("20%", "140%", "share", formats) == "20% to 140%"


def test_what_usually_moves_in_a_year_is_the_median_over_its_past():
    series = FakeSnapshot().series("revenue_12m")
    values = [point.value for point in series.points()]
    moves = sorted(abs(b - a) for a, b in zip(values, values[12:], strict=False))
    assert moves[0] < usual_move(series) < moves[-1]
    assert usual_move(FakeSnapshot().series("revenue")) is None


NAMES = st.integers(0, 7).map(str)


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, max_size=14), st.booleans())
def test_every_edge_leads_to_the_right_where_there_is_no_circle(pairs, leftward):
    edges = [(str(a), str(b)) for a, b in pairs if a < b]
    names = sorted({name for edge in edges for name in edge})
    column = layers(names, edges, leftward=leftward)
    assert all(column[start] < column[end] for start, end in edges)


@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=14, unique=True))
def test_any_graph_is_drawn_with_a_circle_or_without_and_boxes_do_not_overlap(pairs):
    pairs = [pair for pair in pairs if pair[0] != pair[1]]
    names = sorted({name for pair in pairs for name in pair})
    boxes = [Box(name, f"Metric {name}", "+1", f"/{name}", "metric") for name in names]
    svg = draw(boxes, [Edge(a, b, "+1", "at once", 3, "supported") for a, b in pairs], "A graph")
    if not pairs:
        assert svg == ""
        return
    found = re.findall(r'<rect x="(\d+)" y="([\d.-]+)" width="(\d+)" height="(\d+)"', svg)
    spots = [tuple(map(float, each)) for each in found]
    assert len(spots) == len(names)
    for index, (x, y, wide, tall) in enumerate(spots):
        assert y >= 0
        assert all(abs(x - x2) >= wide or abs(y - y2) >= tall for x2, y2, _, _ in spots[index + 1 :])
