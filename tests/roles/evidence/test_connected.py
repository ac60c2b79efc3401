"""Connected sets: teams can be compared where somebody worked in both."""

from __future__ import annotations

import numpy as np

from sightline.roles.evidence.coding import coded
from sightline.roles.evidence.connected import connected
from tests.roles.evidence.support import cases_of


def sets_of(pairs):
    person, team = zip(*pairs, strict=True)
    known = coded(cases_of(np.arange(len(pairs)) + 1.0, range(len(pairs)), person, team))
    return connected(known, np.ones(len(pairs)))


def test_nobody_moves_and_every_team_stands_alone():
    found = sets_of([("a", "T1"), ("b", "T2"), ("c", "T3")])
    assert (found.sets, found.movers) == (3, 0)
    assert "Nobody worked in two teams" in found.words


def test_one_mover_joins_two_teams():
    found = sets_of([("a", "T1"), ("a", "T2"), ("b", "T2"), ("c", "T3")])
    assert (found.sets, found.movers, found.largest) == (2, 1, 0.75)


def test_a_chain_of_movers_joins_all():
    found = sets_of([("a", "T1"), ("a", "T2"), ("b", "T2"), ("b", "T3")])
    assert (found.sets, found.movers) == (1, 2)


def test_one_team_and_none():
    assert sets_of([("a", "T1"), ("b", "T1")]).sets == 1
    assert "No team is known" in sets_of([("a", None), ("b", None)]).words
