"""Drawings on a page: all that they show is there, and nothing else gets in with them."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from sightline.reviews.figures import goal_figure
from sightline_web.reviews.drawn import drawn
from tests.reviews.support import GROW


def shape(text):
    """Return the parts of a drawing with their attributes and texts."""
    return [(each.tag.rpartition("}")[2], dict(each.attrib), each.text or "") for each in ET.fromstring(text).iter()]  # noqa: S314 -- likewise


def test_a_drawing_of_the_library_is_there_whole():
    assert shape(str(drawn(goal_figure(GROW)))) == shape(goal_figure(GROW))


@pytest.mark.parametrize(
    "inside", ["<script>alert(1)</script>", '<image href="//elsewhere"/>', '<circle onload="alert(1)" r="3"/>',
               "<text>&lt;script&gt;</text>", '<circle style="fill:red"/>'],
)  # fmt: skip
def test_nothing_else_gets_in(inside):
    made = str(drawn(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'))
    for strange in ("<script", "image", "onload", "style"):
        assert strange not in made


def test_what_is_no_drawing_shows_nothing():
    assert drawn("<svg") == ""
