"""Rates between groups: the examples that New York City published, laws, and Fisher's test counted out by hand."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.roles.fairness import choices_compared, scores_compared

SEX = {"Male": (1390, 667, 0.48, 1.00), "Female": (1181, 555, 0.47, 0.979)}
RACE = {
    "Hispanic or Latino": (408, 204, 0.50, 0.97), "White": (797, 412, 0.52, 1.00), "Black": (390, 170, 0.44, 0.84),
    "Pacific Islander": (119, 52, 0.44, 0.85), "Asian": (616, 302, 0.49, 0.95), "Native American": (41, 18, 0.44, 0.85),
    "Two or more": (213, 96, 0.45, 0.87),
}  # fmt: skip
BOTH = {
    "Hispanic male": (205, 90, 0.439, 0.841), "Hispanic female": (190, 82, 0.432, 0.827),
    "White male": (412, 215, 0.522, 1.000), "Black male": (226, 95, 0.420, 0.806),
    "Pacific male": (87, 37, 0.425, 0.815), "Asian male": (321, 167, 0.520, 0.997),
    "Native male": (24, 11, 0.458, 0.878), "Two male": (115, 52, 0.452, 0.866),
    "White female": (385, 197, 0.512, 0.981), "Black female": (164, 75, 0.457, 0.876),
    "Pacific female": (32, 15, 0.469, 0.898), "Asian female": (295, 135, 0.458, 0.877),
    "Native female": (17, 7, 0.412, 0.789), "Two female": (98, 44, 0.449, 0.860),
}  # fmt: skip


def decimals(value: float) -> int:
    return len(str(value).partition(".")[2])


@pytest.mark.parametrize("published", [SEX, RACE, BOTH], ids=["sex", "race", "both"])
def test_the_published_example_of_selection_is_reproduced(published):
    """6 RCNY 5-301 (b): 2,571 applicants, and 250 whose group is not known."""
    found = choices_compared({name: each[:2] for name, each in published.items()}, unknown=250, smallest_share=0.0)
    assert (found.known, found.unknown) == (sum(each[0] for each in published.values()), 250)
    for row in found.groups:
        n, chosen, rate, ratio = published[row.group]
        assert (row.n, row.chosen) == (n, chosen)
        assert row.rate == pytest.approx(rate, abs=0.51 * 10 ** -max(decimals(rate), 2))
        assert row.impact_ratio == pytest.approx(ratio, abs=0.51 * 10 ** -max(decimals(ratio), 2))


def test_the_published_example_of_scores_is_reproduced():
    """6 RCNY 5-301 (c): of 92 men 50 score above the median, of 76 women 34."""
    scores = [2.0] * 50 + [0.0] * 42 + [2.0] * 34 + [0.0] * 42
    groups = ["Male"] * 92 + ["Female"] * 76
    found = scores_compared([*scores, *[1.0] * 15], [*groups, *[None] * 15])
    assert (found.median, found.known, found.unknown) == (1.0, 168, 15)
    rows = {each.group: (round(each.rate, 3), round(each.impact_ratio, 2)) for each in found.groups}
    assert rows == {"Male": (0.543, 1.0), "Female": (0.447, 0.82)}


def test_groups_under_two_in_a_hundred_have_a_rate_and_no_ratio():
    found = choices_compared({name: each[:2] for name, each in BOTH.items()})
    small = {each.group for each in found.groups if each.state == "small_share"}
    assert small == {"Native male", "Native female", "Pacific female"}
    assert all(each.rate > 0 and each.impact_ratio is None and each.p is None for each in found.groups
               if each.group in small)  # fmt: skip


def test_a_group_of_two_per_cent_with_the_highest_rate_is_not_what_others_are_held_against():
    found = choices_compared({"few": (10, 10), "many": (990, 500), "more": (900, 450)})
    assert {each.group: each.state for each in found.groups} == {
        "few": "small_share", "many": "highest", "more": "compared",
    }  # fmt: skip


def fisher(a: int, n: int, b: int, m: int) -> float:
    """Two-sided, by summing all tables that are as unlikely."""
    total = n + m

    def chance(x: int) -> float:
        return comb(n, x) * comb(m, a + b - x) / comb(total, a + b)

    there = chance(a)
    return sum(chance(x) for x in range(max(0, a + b - m), min(n, a + b) + 1) if chance(x) <= there * (1 + 1e-9))


@given(st.integers(5, 30), st.integers(5, 30), st.data())
def test_p_is_fishers(n, m, data):
    a, b = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    found = choices_compared({"a": (n, a), "b": (m, b)}, smallest_share=0.0)
    for row in found.groups:
        if row.state == "compared":
            assert row.p == pytest.approx(fisher(a, n, b, m), abs=1e-9)
            assert row.flagged == (row.impact_ratio < 0.8 and row.p < 0.05)


COUNTS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.integers(0, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
    max_size=6,
)


@given(COUNTS, st.integers(0, 9))
def test_numbers_reconcile_nobody_is_alone_and_intervals_hold_what_they_are_about(counts, unknown):
    found = choices_compared(counts, unknown=unknown)
    assert found.unknown == unknown
    total = sum(n for n, _ in counts.values())
    assert found.known == (total if total >= 5 else 0)
    assert found.words
    for row in found.groups:
        assert row.n >= 5
        assert 0 <= row.low <= row.rate <= row.high <= 1
        if row.impact_ratio is not None:
            assert 0 <= row.impact_ratio <= 1
            assert row.ratio_low <= row.impact_ratio <= row.ratio_high + 1e-12
    if found.groups:
        assert sum(each.n for each in found.groups) == found.known
        assert sum(each.chosen for each in found.groups) == sum(chosen for _, chosen in counts.values())


@given(COUNTS)
def test_the_order_of_groups_does_not_matter(counts):
    assert choices_compared(counts) == choices_compared(dict(reversed(list(counts.items()))))


@given(st.lists(st.tuples(st.integers(-50, 50), st.sampled_from(["a", "b", None])), max_size=60), st.integers(1, 9))
def test_the_unit_of_a_score_does_not_matter(rows, factor):
    scores, groups = [each for each, _ in rows], [group for _, group in rows]
    assert scores_compared(scores, groups).groups == scores_compared([factor * e for e in scores], groups).groups


def test_who_has_no_score_is_left_out_altogether():
    found = scores_compared([1.0, 2.0, float("nan")], ["a", "b", None])
    assert (found.known, found.unknown) == (0, 0)


def test_small_groups_are_put_together_and_named():
    found = choices_compared({"a": (40, 20), "b": (30, 9), "c": (3, 1), "d": (2, 1)}, smallest_share=0.0)
    assert [(each.group, each.n, each.chosen) for each in found.groups] == [
        ("a", 40, 20), ("b", 30, 9), ("c, d", 5, 2),
    ]  # fmt: skip


def test_a_single_small_group_takes_the_next_one_along():
    found = choices_compared({"a": (40, 20), "b": (30, 9), "c": (1, 1)}, smallest_share=0.0)
    assert [each.group for each in found.groups] == ["a", "b, c"]


@pytest.mark.parametrize("counts", [{}, {"a": (50, 3)}, {"a": (50, 3), "b": (2, 1)}, {"a": (9, 0), "b": (9, 0)}])
def test_where_nothing_can_be_compared_it_is_said(counts):
    found = choices_compared(counts)
    assert found.groups == ()
    assert found.words.startswith("The data cannot say")


def test_few_people_are_not_flagged_and_many_are():
    few = choices_compared({"a": (10, 8), "b": (10, 5)})
    many = choices_compared({"a": (100, 80), "b": (100, 50)})
    assert [each.group for each in few.flagged] == []
    assert "chance explains it" in few.words
    assert [each.group for each in many.flagged] == ["b"]
    assert "Of b fewer than four fifths" in many.words


def test_more_chosen_than_there_are_is_refused():
    with pytest.raises(ValueError, match="of group 'a', 3 are chosen out of 2"):
        choices_compared({"a": (2, 3)})
