"""Whatever two filters are asked, and whatever is added and subtracted, no group under five stands alone."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.disclosure import Audit, Gate, Group, lattice, release
from sightline.errors import DeclarationError
from tests.disclosure.populations import ATTRIBUTES, any_filter, matching, population

PAIRS = 10_000


def test_ten_thousand_random_pairs_of_filters_never_isolate_a_group_under_five():
    chance = random.Random(11)  # noqa: S311 -- repeatable, not secret
    answered = 0
    for seed in range(4):
        people = population(seed)
        gate = Gate(people, ATTRIBUTES)
        for _ in range(PAIRS // 4):
            one, other = any_filter(chance), any_filter(chance)
            if not (gate.answer(one).shown and gate.answer(other).shown):
                continue
            answered += 1
            first, second = matching(people, one), matching(people, other)
            assert min(len(first), len(second)) >= 5
            assert not 0 < len(first ^ second) < 5
            if first <= second or second <= first:
                assert not 0 < abs(len(first) - len(second)) < 5
    assert answered > PAIRS / 50  # or the test says nothing


def test_a_total_less_all_parts_but_one_tells_of_nobody():
    people = {
        f"P{number}": {"unit": "small" if number < 3 else "large" if number < 20 else "mid"} for number in range(30)
    }
    gate = Gate(people, ["unit"])
    shown = [cell.key for cell in gate.release.cells if cell.shown]
    assert () in shown
    assert (("unit", "small"),) not in shown
    assert len(shown) == 2  # with both other units the total would tell of the small one
    assert gate.answer({"unit": "large"}).shown
    assert gate.answer({"unit": "mid"}).reason == "it would give a smaller group away"


def test_what_is_withheld_says_why_and_not_how_many():
    people = {f"P{number}": {"unit": "small" if number < 3 else "large"} for number in range(30)}
    cell = Gate(people, ["unit"]).answer({"unit": "small"})
    assert (cell.n, cell.reason) == (None, "fewer than 5 people")
    nobody = Gate(people, ["unit"]).answer({"unit": "none"})
    assert nobody.reason == cell.reason  # whether anybody is there is not told


def test_a_filter_finer_than_the_lattice_is_not_answered():
    gate = Gate(population(1), ATTRIBUTES)
    assert not gate.answer({"unit": "sales", "role": "analyst", "region": "North"}).shown


def test_a_group_below_five_cannot_be_asked_for():
    with pytest.raises(DeclarationError, match="3 is too few"):
        Gate(population(1), ATTRIBUTES, k=3)


def test_free_text_wants_ten():
    people = {f"P{number}": {"unit": "seven" if number < 7 else "large"} for number in range(40)}
    assert Gate(people, ["unit"]).answer({"unit": "seven"}).shown
    assert not Gate(people, ["unit"], k=10).answer({"unit": "seven"}).shown


def test_a_sum_that_one_person_makes_most_of_is_withheld():
    members = frozenset("abcdef")
    even = release([Group((), members, amounts=dict.fromkeys(members, 1.0))])
    most = release([Group((), members, amounts=dict.fromkeys(members, 1.0) | {"a": 6.0})])
    assert even.cells[0].shown
    assert most.cells[0].reason == "one person makes more than half of it"


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_share_of_none_or_all_says_the_same_of_each(share):
    cell = release([Group((), frozenset("abcdef"), share=share)]).cells[0]
    assert cell.reason == "it would say the same of every one of them"


@pytest.mark.parametrize(("more", "shown"), [(0, True), (1, False), (4, False), (5, True)])
def test_a_cell_is_given_anew_when_five_have_come_or_left_or_nobody(more, shown):
    old = frozenset(f"P{number}" for number in range(20))
    new = old | {f"N{number}" for number in range(more)}
    before = release([Group((), old)]).published
    assert release([Group((), new)], published=before).cells[0].shown is shown


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_order_of_groups_changes_nothing(seed, chance):
    groups = list(lattice(population(seed, 60), ("unit", "region")))
    expected = {cell.key: cell for cell in release(groups).cells}
    chance.shuffle(groups)
    assert {cell.key: cell for cell in release(groups).cells} == expected


def reduced(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """Return the rows in reduced form over the fractions."""
    found: list[list[Fraction]] = []
    width = len(rows[0])
    todo = [row[:] for row in rows]
    for column in range(width):
        pivot = next((row for row in todo if row[column]), None)
        if pivot is None:
            continue
        todo.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        todo = [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in todo]
        found = [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in found]
        found.append(pivot)
    return found


def told_of(groups: list[frozenset[str]], people: list[str], k: int) -> bool:
    """Return by brute force whether the span over the fractions has the indicator of a group under k."""
    basis = reduced([[Fraction(person in group) for person in people] for group in groups])
    pivots = [next(i for i, value in enumerate(row) if value) for row in basis]
    for many in range(1, k):
        for chosen in combinations(range(len(people)), many):
            left = [Fraction(number in chosen) for number in range(len(people))]
            for pivot, row in zip(pivots, basis, strict=True):
                if left[pivot]:
                    left = [a - left[pivot] * b for a, b in zip(left, row, strict=True)]
            if not any(left):
                return True
    return False


@settings(max_examples=40, deadline=None)
@given(st.lists(st.frozensets(st.sampled_from("abcdefghijklm"), min_size=5), min_size=2, max_size=7))
def test_the_audit_finds_what_exact_arithmetic_finds(groups):
    audit = Audit(groups, k=5)
    known: list[frozenset[str]] = []
    for group in groups:
        expected = told_of([*known, group], list("abcdefghijklm"), 5)
        assert audit.gives_away(group) is expected
        if not expected:
            audit.take(group)
            known.append(group)


@pytest.mark.parametrize("seed", range(3))
def test_all_that_is_given_of_one_population_together_tells_of_no_small_group(seed):
    people = population(seed)
    groups = lattice(people, ATTRIBUTES)
    given_out = release(groups).published
    audit = Audit((group.members for group in groups), k=5)
    for group in given_out:
        audit.take(group.members)
    assert not audit.small_group_found()


def test_most_large_groups_are_given():
    people = population(5)
    groups = lattice(people, ATTRIBUTES)
    large = [group for group in groups if len(group.members) >= 5]
    assert len(release(groups).published) / len(large) > 0.6
