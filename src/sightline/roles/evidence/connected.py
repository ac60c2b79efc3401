"""Connected sets: where a team's part and a person's can be told apart at all.

A person who only ever worked in one team is compared with that team. Two teams can be compared, as teams rather than
as the people in them, only where somebody worked in both, or is joined to both by people who did.

Reference: J. M. Abowd, F. Kramarz, D. N. Margolis (1999), High wage workers and high wage firms, Econometrica 67(2).
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from sightline.records.evidence import Connected
from sightline.roles.evidence.coding import Coded, Floats, summed
from sightline.roles.evidence.scales import percent
from sightline.saying import Said, phrase, say

__all__ = ["connected"]


def connected(cases: Coded, weight: Floats) -> Connected:
    """Return the sets of teams joined by people, given the credit of each touch."""
    touches, people, teams = cases.touches, len(cases.people), len(cases.teams)
    known = touches.team >= 0
    if teams < 2 or not known.any():  # noqa: PLR2004 -- one team has nothing to be joined to
        one = phrase("All are in one team: each is compared with it.")
        return Connected(1, 1.0, 0, say(one if teams else phrase("No team is known: all count as one.")))
    pair = np.unique(touches.person[known].astype(np.int64) * teams + touches.team[known])
    person, team = pair // teams, pair % teams
    size = people + teams
    sets, label = connected_components(coo_matrix((np.ones(len(pair)), (person, people + team)), shape=(size, size)))
    del sets
    of_team = label[people:]
    cases_of = summed(touches.team[known], weight[known], teams)
    by_set = np.bincount(of_team, weights=cases_of)
    many, largest = int((by_set > 0).sum()), float(by_set.max() / by_set.sum())
    movers = int((np.bincount(person, minlength=people) > 1).sum())
    return Connected(many, largest, movers, _words(many, largest, movers))


def _words(many: int, largest: float, movers: int) -> Said:
    if many == 1:
        return say(
            "People who worked in several teams join them all: what is a team's is told from what is a person's."
        )
    if not movers:
        return say(
            "Nobody worked in two teams: whether teams differ by how they work or by who is in them cannot be told; "
            "each person is compared with the own team."
        )
    return say(
        "People who moved join teams into {sets} separate sets (the largest has {share} of the cases): whether teams "
        "differ by how they work or by who is in them cannot be told; each person is compared with the own team.",
        sets=many, share=percent(largest),
    )  # fmt: skip
