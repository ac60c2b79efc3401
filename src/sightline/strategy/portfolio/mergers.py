"""Initiatives that might be one: those that would change just the same metrics in the same direction."""

from __future__ import annotations

from collections.abc import Sequence

from sightline.records.backlog import Candidate
from sightline.records.portfolio import Merger

__all__ = ["mergers"]


def mergers(candidates: Sequence[Candidate]) -> tuple[Merger, ...]:
    """Return what is proposed for merging.

    Parameters
    ----------
    candidates : sequence of Candidate
        The backlog, requests and fixes together. Those that exclude each other are known to be alternatives.
    """
    groups: dict[tuple[tuple[str, bool], ...], list[Candidate]] = {}
    for one in candidates:
        if one.changes:
            key = tuple(sorted((metric, change[1] > 0) for metric, change in one.changes.items()))
            groups.setdefault(key, []).append(one)
    found = []
    for key, members in groups.items():
        names = tuple(one.id for one in members)
        rivals = len(members) > 1 and all(
            set(names) - {one.id} <= {*one.excludes, *(o.id for o in members if one.id in o.excludes)}
            for one in members
        )
        if len(members) > 1 and not rivals:
            found.append(Merger(names, tuple(metric for metric, _ in key), _words(names, key)))
    return tuple(found)


def _words(names: Sequence[str], key: Sequence[tuple[str, bool]]) -> str:
    metrics = " and ".join(metric for metric, _ in key)
    return f"{', '.join(names[:-1])} and {names[-1]} move {metrics} the same way: are they one?"
