"""Which agreed split holds at the start and now: out of agreements, with all their versions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sightline.records.agreements import Agreement
from sightline.records.alignment import Agreed, Split

__all__ = ["agreed_splits"]


def agreed_splits(agreements: Iterable[Agreement], first: date, last: date) -> Agreed:
    """Return what was agreed for the days from the first to the last.

    At the start: the first version of the agreement that held on the first day, else of the first one that began
    later. Now: the newest version of the last one. Agreements that say no split of work say nothing.

    Parameters
    ----------
    agreements : iterable of Agreement
        In any order, all versions.
    first, last : date
        The days looked at.
    """
    met = [one for one in agreements if one.activities and one.first <= last and first <= one.last]
    met.sort(key=lambda one: (one.first, one.last, one.version))
    start: dict[str, Split] = {}
    now: dict[str, Split] = {}
    persons: dict[tuple[str, str], Split] = {}
    for one in met:
        split = dict(one.activities)
        if one.person is not None:
            persons[one.person, one.role] = split
            continue
        start.setdefault(one.role, split)
        now[one.role] = split
    return Agreed(start, now, persons)
