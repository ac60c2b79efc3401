"""What may be told: groups of fewer than five people are withheld, also where they would follow from others.

Roles are let through before units: what a unit is less its roles may be one manager, and roles say more.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sightline.disclosure.gate import release
from sightline.disclosure.groups import K_FIGURES, Group
from sightline.roles.alignment.ledger import Ledger
from sightline.roles.alignment.worked import OUTSIDE

__all__ = ["told_apart", "withheld"]


def withheld(ledger: Ledger) -> Mapping[tuple[str, str], str]:
    """Return why figures of a role, unit or activity are withheld: a reason for each that is."""
    work = ledger.work
    everybody = ledger.people_now()
    roles = [_group("role", name, ledger.people_now(role=at)) for at, name in enumerate(work.roles)]
    units = [_group("unit", name, ledger.people_now(unit=at)) for at, name in enumerate(work.units)]
    whole = [Group((), frozenset(everybody))] if everybody else []
    first = release([*whole, *(one for one in roles if one.members)])
    then = release([one for one in units if one.members], published=first.published)
    return {cell.key[0]: cell.reason for cell in (*first.cells, *then.cells) if cell.key and not cell.shown}


def told_apart(ledger: Ledger, activity: int, hidden: Mapping[tuple[str, str], str]) -> bool:
    """Return whether the amount of an activity may be told, although the amounts of roles that are shown are known."""
    work = ledger.work
    here = (work.period >= ledger.before) & (work.role != OUTSIDE) & (ledger.activity == activity)
    concealed = np.array([("role", name) in hidden for name in work.roles])
    rest = here & concealed[work.role] if len(concealed) else here
    return len(np.unique(work.performer[rest])) in {0, *range(K_FIGURES, len(work.performers) + 1)} and (
        len(np.unique(work.performer[here])) >= K_FIGURES
    )


def _group(dimension: str, name: str, people: Mapping[str, float]) -> Group:
    return Group(((dimension, name),), frozenset(people), people)
