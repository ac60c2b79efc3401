"""The gate: which figures about people may be seen, given what was published before.

First what may not be seen for what it is: too few people, one who makes up most, everyone alike, too few joined or
left. Then the rest is let through one by one, the coarsest and largest first, as long as the exact audit finds nothing
given away. Which cells are withheld follows from who is in them, not from their figures, but for the dominated ones and
those in which all are alike; and not from the order in which they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sightline.disclosure.audit import Audit
from sightline.disclosure.groups import K_FIGURES, Cell, Group, Key, Published, Release, Withheld

__all__ = ["release"]

_MOST = 0.5  # of a sum may be one person's
_MOST_DIMENSIONS = 2


def release(
    groups: Sequence[Group], *, k: int = K_FIGURES, period: str = "", published: Iterable[Published] = ()
) -> Release:
    """Return which of these figures may be seen.

    Parameters
    ----------
    groups : sequence of Group
        All groups of one measure in one period, each key once.
    k : int
        The smallest group that is shown: 5, or more; 10 for free text and sensitive splits.
    period : str
        Which period the figures are of. What was published of it stays as it was until `k` people joined or left.
    published : iterable of Published
        What was published of this measure before, oldest first.

    Returns
    -------
    Release
        A cell for each group in the order given, and the last publication of each key to hand in next time.

    Raises
    ------
    ValueError
        If `k` is below 5, or a key comes twice.

    Examples
    --------
    >>> team = frozenset({"P1", "P2", "P3", "P4", "P5", "P6"})
    >>> [cell.reason for cell in release([Group((), team, 3.0), Group((("role", "clerk"),), frozenset({"P1"}), 4.0)]).cells]
    ['', 'fewer than 5 people']
    """
    if k < K_FIGURES:
        raise ValueError(f"Groups of {k} people are too small: ask for {K_FIGURES} or more.")
    if len({one.key for one in groups}) != len(groups):
        raise ValueError("Two groups have the same key: give each breakdown once.")
    before = {one.key: one for one in published}
    reasons = {one.key: _in_itself(one, before.get(one.key), period, k) for one in groups}
    _let_through(groups, before, reasons, k)
    after = dict(before)
    cells = []
    for one in groups:
        reason = reasons[one.key]
        if reason is not None:
            cells.append(Cell(one.key, None, None, reason, reason.words(k)))
            continue
        shown = _to_publish(one, before.get(one.key), period, k)
        after[one.key] = shown
        cells.append(Cell(one.key, shown.value, len(shown.members)))
    return Release(tuple(cells), tuple(after[key] for key in sorted(after)))


def _in_itself(one: Group, before: Published | None, period: str, k: int) -> Withheld | None:
    if len(one.members) < k:
        return Withheld.SMALL
    if len(one.key) > _MOST_DIMENSIONS:
        return Withheld.OFF_LATTICE
    if before is not None and before.period != period and 0 < len(before.members ^ one.members) < k:
        return Withheld.FROZEN
    sizes = [abs(part) for part in one.parts.values()]
    if _all_alike(one, sizes):
        return Withheld.ALL_ALIKE
    if sizes and max(sizes) > _MOST * sum(sizes):
        return Withheld.DOMINATED
    return None


def _all_alike(one: Group, sizes: Sequence[float]) -> bool:
    if one.kind == "share":
        return one.value in (0.0, 1.0)
    return bool(sizes) and not any(sizes)


def _let_through(
    groups: Sequence[Group], before: Mapping[Key, Published], reasons: dict[Key, Withheld | None], k: int
) -> None:
    """Withhold what would give away a smaller group, or one that is withheld for what it is."""
    audit = Audit([*(one.members for one in groups), *(one.members for one in before.values())], k)
    for one in before.values():
        audit.publish(one.members)
    hidden = [
        one.members for one in groups
        if reasons[one.key] in (Withheld.SMALL, Withheld.DOMINATED, Withheld.ALL_ALIKE)
        and one.members and not audit.knows(one.members)
    ]  # fmt: skip
    asked = [one for one in groups if reasons[one.key] is None]
    for one in sorted(asked, key=lambda each: (len(each.key), -len(each.members), each.key)):
        earlier = before.get(one.key)
        if earlier is not None and earlier.members == one.members:
            continue
        if audit.would_expose(one.members, hidden):
            reasons[one.key] = Withheld.GIVES_AWAY
        else:
            audit.publish(one.members)


def _to_publish(one: Group, before: Published | None, period: str, k: int) -> Published:
    """Return the cell as it is to be seen: within one period as before, until `k` people joined or left."""
    if before is not None and before.period == period and len(before.members ^ one.members) < k:
        return before
    return Published(one.key, one.members, one.value, period)
