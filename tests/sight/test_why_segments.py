from __future__ import annotations

import math

import numpy as np
import pytest

from sightline.sight.why_segments import ABSENT, OUTSIDE, Past, cut
from tests.sight.changes import Story


def pasts(story, metric):
    return (Past(story.histories[metric, ()], 0), Past(story.histories[metric, ("region",)], 0))


def at(*places):
    return np.array(places)


def test_against_nothing_all_of_a_rate_is_new():
    story = Story()
    story.ratio("on_time", {"North": [(8, 10)], "South": [(27, 30)]})
    found = cut(*pasts(story, "on_time"), at(ABSENT), at(0))
    assert found.own[:, 0] == pytest.approx([0.25 * 0.8, 0.75 * 0.9])
    assert found.mix[:, 0].tolist() == [0.0, 0.0]
    assert np.isnan(found.moved).all()


def test_outside_the_data_nothing_is_known():
    story = Story()
    story.amount("revenue", {"North": [1, 2], "South": [3, 4]})
    total, past = pasts(story, "revenue")
    assert math.isnan(total.total(at(OUTSIDE))[0])
    assert past.values(at(1, ABSENT, 5))[0].tolist()[:2] == [2.0, 0.0]
    assert math.isnan(past.values(at(5))[0, 0])


def test_rate_and_mix_are_what_the_textbook_says():
    """Weights go from 1/2 and 1/2 to 3/4 and 1/4, rates from 0.8 and 0.4 to 0.9 and 0.5; the whole from 0.6 to 0.8."""
    story = Story()
    story.ratio("on_time", {"North": [(40, 50), (135, 150)], "South": [(20, 50), (25, 50)]})
    found = cut(*pasts(story, "on_time"), at(0), at(1))
    assert found.own[:, 0] == pytest.approx([0.625 * 0.1, 0.375 * 0.1])
    assert found.mix[:, 0] == pytest.approx([(0.85 - 0.7) * 0.25, (0.45 - 0.7) * -0.25])
    assert found.unit[:, 0] == pytest.approx([0.625, 0.375])
    assert float(found.own.sum() + found.mix.sum()) == pytest.approx(0.2)


def test_a_zero_denominator_in_a_segment_is_no_division():
    story = Story()
    story.ratio("on_time", {"North": [(40, 50), (45, 50)], "South": [(0, 0), (0, 0)]})
    found = cut(*pasts(story, "on_time"), at(0), at(1))
    assert found.own[:, 0] == pytest.approx([0.1, 0.0])
    assert found.mix[:, 0].tolist() == [0.0, 0.0]


def test_what_does_not_add_up_is_not_cut():
    story = Story()
    story.amount("customers", {"North": [10, 12], "South": [10, 12]}, unit="count")
    story.put("customers", [[15, 17]])
    assert cut(*pasts(story, "customers"), at(0), at(1)) is None


def test_a_cut_among_more_labels_has_nothing_where_there_is_no_segment():
    story = Story()
    story.amount("revenue", {"South": [3, 5], "North": [1, 2]})
    found = cut(*pasts(story, "revenue"), at(0), at(1)).among((None, "East", "North", "South"))
    assert found.own[:, 0].tolist() == [0.0, 0.0, 1.0, 2.0]
    assert found.there.tolist() == [[False, False, True, True]] * 2
    assert math.isnan(found.moved[1, 0])
