"""What may be told: groups of fewer than five people are withheld, also where they would follow from others.

Roles are let through before all people and before units: what a unit is less its roles may be one manager, and roles
say more.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sightline.disclosure.gate import release
from sightline.disclosure.groups import K_FIGURES, Group, Published
from sightline.roles.alignment.ledger import Ledger
from sightline.roles.alignment.thin import thin_units
from sightline.roles.alignment.worked import OUTSIDE
from sightline.saying import say

__all__ = ["WHOLE", "told_apart", "withheld"]


WHOLE = ("whole", "")


def withheld(ledger: Ledger) -> Mapping[tuple[str, str], str]:
    """Return why figures of a role, of a unit, or of all (`WHOLE`) are withheld: a reason for each that is."""
    work = ledger.work
    roles = [_group("role", name, ledger.people_now(role=at)) for at, name in enumerate(work.roles)]
    units = [_group("unit", name, ledger.people_now(unit=at)) for at, name in enumerate(work.units)]
    found: dict[tuple[str, str], str] = {}
    published: tuple[Published, ...] = ()
    for groups in (roles, [_group(*WHOLE, ledger.people_now())], units):
        after = release([one for one in groups if one.members], published=published)
        published = after.published
        found |= {cell.key[0]: cell.reason for cell in after.cells if not cell.shown}
    for name in thin_units(work, ledger.before):
        found.setdefault(("unit", name), say("fewer than {k} people in one of the periods", k=K_FIGURES))
    return found


def told_apart(ledger: Ledger, activity: int, hidden: Mapping[tuple[str, str], str]) -> bool:
    """Return whether the amount of an activity may be told, although the amounts of roles that are shown are known."""
    work = ledger.work
    here = (work.period >= ledger.before) & (work.role != OUTSIDE) & (ledger.activity == activity)
    concealed = np.array([("role", name) in hidden for name in work.roles])
    rest = here & concealed[work.role] if len(concealed) else here
    concealed_people = len(np.unique(work.performer[rest]))
    enough = concealed_people == 0 or concealed_people >= K_FIGURES
    return enough and len(np.unique(work.performer[here])) >= K_FIGURES


def _group(dimension: str, name: str, people: Mapping[str, float]) -> Group:
    return Group(((dimension, name),), frozenset(people), people)
