"""What is withheld for what its figure says does not follow from the others either, nor from what was given before."""

from __future__ import annotations

import random

import pytest

from sightline.disclosure import Audit, Gate, Group, lattice, release
from tests.disclosure.populations import ATTRIBUTES, population

EVERYONE = frozenset(f"P{number:02}" for number in range(36))
SALES = frozenset(sorted(EVERYONE)[:12])
SERVICE = frozenset(sorted(EVERYONE)[12:24])
FINANCE = EVERYONE - SALES - SERVICE


def unit(name: str, members: frozenset[str], **figure) -> Group:
    return Group((("unit", name),), members, **figure)


def shown(groups, **more) -> set[str]:
    return {dict(cell.key).get("unit", "all") for cell in release(groups, **more).cells if cell.shown}


@pytest.mark.parametrize(
    "figure", [{"share": 0.0}, {"share": 1.0}, {"amounts": dict.fromkeys(SALES, 1.0) | {"P00": 12.0}}]
)
def test_a_large_group_withheld_for_its_figure_is_not_the_total_less_the_others(figure):
    groups = [Group((), EVERYONE), unit("sales", SALES, **figure), unit("service", SERVICE), unit("finance", FINANCE)]
    given = shown(groups)
    assert "sales" not in given
    assert {"all", "service", "finance"} - given  # the three together would tell


def test_what_was_given_before_and_what_is_given_now_tell_of_nobody_together():
    """Two cells that stay as they were, and a total that two people joined."""
    newcomers = frozenset({"N1", "N2"})
    first = release([unit("sales", SALES), unit("service", SERVICE)])
    second = [Group((), SALES | SERVICE | newcomers), unit("sales", SALES), unit("service", SERVICE)]
    assert shown(second, published=first.published) == {"sales", "service"}


def test_over_twelve_periods_with_leavers_no_small_group_follows_from_all_that_was_given():
    chance = random.Random(3)  # noqa: S311 -- made-up people
    people = population(3, 120)
    published = ()
    for month in range(12):
        for gone in chance.sample(sorted(people), 2):
            del people[gone]
        people[f"N{month}"] = population(100 + month, 1)["P000"]
        gate = Gate(people, ATTRIBUTES[:3], published=published)
        published = gate.release.published
        audit = Audit([one.members for one in published], k=5)
        for one in published:
            audit.take(one.members)
        assert not audit.small_group_found()


def test_a_rule_that_looks_at_pairs_alone_gives_people_away_where_the_audit_does_not():
    groups = lattice(population(0), ATTRIBUTES)
    by_pairs: list[frozenset[str]] = []
    for group in sorted(groups, key=lambda each: (len(each.key), -len(each.members), each.key)):
        if len(group.members) >= 5 and not any(0 < len(group.members ^ other) < 5 for other in by_pairs):
            by_pairs.append(group.members)
    audit = Audit([group.members for group in groups], k=5)
    for members in by_pairs:
        audit.take(members)
    assert audit.small_group_found()


def test_four_fifths_of_the_large_groups_are_given():
    for seed in range(3):
        groups = lattice(population(seed), ATTRIBUTES)
        large = sum(len(group.members) >= 5 for group in groups)
        assert len(release(groups).published) > 0.75 * large
