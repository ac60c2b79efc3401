"""The figure of a goal: valid SVG, with words that say the same, whatever the values are."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sightline.reviews.figures import figure_words, goal_figure
from tests.reviews.support import GROW, KEEP

NUMBERS = st.floats(-1e9, 1e9, allow_nan=False)


def drawn(goal):
    return ET.fromstring(goal_figure(goal))  # noqa: S314 -- likewise


def test_it_shows_the_past_the_fan_and_the_target():
    kinds = [one.tag.rpartition("}")[2] for one in drawn(GROW)]
    assert kinds.count("polygon") == 2
    assert kinds.count("circle") == 1
    assert "target" in [one.text for one in drawn(GROW)]


def test_a_gap_in_the_past_is_not_bridged():
    lines = [one for one in drawn(GROW) if one.tag.endswith("polyline")]
    assert len(lines) == 1  # the median alone: each run of the past is one point long


def test_its_name_says_what_it_shows():
    assert drawn(GROW).get("aria-label") == figure_words(GROW) == (
        "Sales: 48.0 M EUR in 2026-08, 50.0 M EUR in 2026-10; forecast 57.0 M EUR by 2028-03-31, 90 % interval "
        "54.0 M EUR to 59.5 M EUR; target 60.0 M EUR."
    )  # fmt: skip


def test_a_goal_without_a_value_has_no_figure():
    assert goal_figure(replace(GROW, history=(("2026-10", None),))) == ""


def test_names_are_never_markup():
    assert drawn(replace(GROW, title='<script>"&')).get("aria-label", "").startswith('<script>"&: ')


def test_no_style_stands_in_it():
    assert "style" not in goal_figure(GROW)


@given(values=st.lists(st.none() | NUMBERS, min_size=1, max_size=20), target=NUMBERS)
def test_everything_is_drawn_inside(values, target):
    goal = replace(KEEP, history=tuple((f"p{at}", value) for at, value in enumerate(values)), target=target)
    if all(value is None for value in values):
        assert goal_figure(goal) == ""
        return
    for one in drawn(goal):
        for pair in one.get("points", "").split():
            x, y = (float(part) for part in pair.split(","))
            assert 0 <= x <= 640
            assert 0 <= y <= 220
