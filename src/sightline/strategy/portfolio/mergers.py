"""Initiatives that might be one: those that would mostly change the same metrics in the same direction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sightline.records.backlog import Candidate
from sightline.records.portfolio import Merger
from sightline.saying import Said, listed, say

__all__ = ["mergers"]

_Moves = frozenset[tuple[str, bool]]  # metrics, and whether they go up
_ALIKE = 0.5  # of all metrics that a group and another one touch: from there on they might be one


def mergers(candidates: Sequence[Candidate], called: Mapping[str, str]) -> tuple[Merger, ...]:
    """Return what is proposed for merging.

    Parameters
    ----------
    candidates : sequence of Candidate
        The backlog, requests and fixes together. Those that exclude each other are known to be alternatives.
    called : mapping of str to str
        How candidates and metrics are called.
    """
    groups: list[tuple[_Moves, list[Candidate]]] = []
    for one in sorted(candidates, key=lambda one: len(one.changes)):  # stable: those of few metrics gather the rest
        moves = frozenset((metric, change[1] > 0) for metric, change in one.changes.items())
        if moves:
            alike = [len(moves & shared) / len(moves | shared) for shared, _ in groups]
            at = max(range(len(groups)), key=alike.__getitem__, default=-1)
            if at >= 0 and alike[at] >= _ALIKE:
                groups[at] = (groups[at][0] & moves, [*groups[at][1], one])
            else:
                groups.append((moves, [one]))
    places = {one.id: at for at, one in enumerate(candidates)}
    found = []
    for shared, members in groups:
        names = tuple(sorted((one.id for one in members), key=places.__getitem__))
        if len(members) > 1 and not _rivals(members):
            metrics = tuple(sorted(metric for metric, _ in shared))
            found.append(Merger(names, metrics, _words(names, metrics, called)))
    return tuple(sorted(found, key=lambda one: places[one.initiatives[0]]))


def _rivals(members: Sequence[Candidate]) -> bool:
    """Return whether each rules out every other one."""
    names = {one.id for one in members}
    return all(names - {one.id} <= {*one.excludes, *(o.id for o in members if one.id in o.excludes)} for one in members)


def _words(names: Sequence[str], metrics: Sequence[str], called: Mapping[str, str]) -> Said:
    initiatives, shared = (listed([called.get(each, each) for each in those], len(those)) for those in (names, metrics))
    return say("{initiatives} move {metrics} the same way: are they one?", initiatives=initiatives, metrics=shared)
