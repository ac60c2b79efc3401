"""The gate: which figures about people may be seen, given what was published before.

First what may not be seen for what it is: too few people, one who makes most, everyone alike, too few who came or
left. Then the rest is let through one by one, the coarsest and largest first, as long as no two differ by too few
people and the exact audit finds nothing given away. What is withheld follows from who is in the groups, not from the
order in which they came; and from figures only where one person makes most or all are alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import combinations

from sightline.disclosure.audit import Audit
from sightline.disclosure.groups import K_FIGURES, Cell, Group, Key, Published, Release, Withheld
from sightline.errors import DeclarationError

__all__ = ["Gate", "lattice", "release"]

_MOST = 0.5  # of a sum may be one person's
_MOST_DIMENSIONS = 2
_TELLING = (Withheld.SMALL, Withheld.DOMINATED, Withheld.ALL_ALIKE)


class Gate:
    """One population behind the gate: only the fixed lattice of its dimensions is answered, always alike.

    Parameters
    ----------
    people : mapping of str to mapping of str to str
        Of each person, the value of each dimension; who has none is in no group of that dimension.
    dimensions : sequence of str
        Those by which figures are published.
    k : int
        The smallest group that is shown.
    published : sequence of Published
        What was published before.

    Raises
    ------
    DeclarationError
        If `k` is below 5.
    """

    def __init__(
        self,
        people: Mapping[str, Mapping[str, str]],
        dimensions: Sequence[str],
        *,
        k: int = K_FIGURES,
        published: Iterable[Published] = (),
    ) -> None:
        self._k = _sound(k)
        self._dimensions = frozenset(dimensions)
        self.release = release(lattice(people, dimensions), k=k, published=published)

    def answer(self, asked: Mapping[str, str]) -> Cell:
        """Return whether the figure of those who have all these values may be seen."""
        key = tuple(sorted(asked.items()))
        found = self._cells.get(key)
        if found is not None:
            return found
        fine = len(key) <= _MOST_DIMENSIONS and set(asked) <= self._dimensions
        reason = Withheld.SMALL if fine else Withheld.OFF_LATTICE
        return Cell(key, None, reason, reason.words(self._k))

    @cached_property
    def _cells(self) -> Mapping[Key, Cell]:
        return {one.key: one for one in self.release.cells}


def lattice(people: Mapping[str, Mapping[str, str]], dimensions: Sequence[str]) -> tuple[Group, ...]:
    """Return all people, and them by one and by two dimensions; groups of nobody are left out."""
    names = sorted(dimensions)
    ways = [way for many in range(_MOST_DIMENSIONS + 1) for way in combinations(names, many)]
    found: dict[Key, set[str]] = {}
    for person, has in people.items():
        for way in ways:
            if all(name in has for name in way):
                found.setdefault(tuple((name, has[name]) for name in way), set()).add(person)
    return tuple(Group(key, frozenset(found[key])) for key in sorted(found))


def release(groups: Iterable[Group], *, k: int = K_FIGURES, published: Iterable[Published] = ()) -> Release:
    """Return which of these figures may be seen.

    Parameters
    ----------
    groups : iterable of Group
        All groups of one measure in one period, each key once.
    k : int
        The smallest group that is shown: 5, or more; 10 for free text and sensitive splits.
    published : iterable of Published
        What was published of this measure before. A group is published anew when nobody, or at least `k` people, have
        come or left since.

    Raises
    ------
    DeclarationError
        If `k` is below 5, or a key comes twice.

    Examples
    --------
    >>> six, one = frozenset("abcdef"), frozenset("a")
    >>> [cell.reason for cell in release([Group((), six), Group((("role", "clerk"),), one)]).cells]
    ['', 'fewer than 5 people']
    """
    asked, before = tuple(groups), {one.key: one for one in published}
    _sound(k)
    if len({one.key for one in asked}) != len(asked):
        raise DeclarationError("Two groups of people have the same key.", fix="Give each breakdown once.")
    reasons = {one.key: _in_itself(one, before.get(one.key), k) for one in asked}
    _let_through(asked, before, reasons, k)
    after = dict(before)
    cells = []
    for one in asked:
        reason = reasons[one.key]
        if reason is not None:
            cells.append(Cell(one.key, None, reason, reason.words(k)))
            continue
        after[one.key] = Published(one.key, one.members)
        cells.append(Cell(one.key, len(one.members)))
    return Release(tuple(cells), tuple(after[key] for key in sorted(after)))


def _sound(k: int) -> int:
    if k < K_FIGURES:
        raise DeclarationError(
            f"Figures about people want groups of {K_FIGURES} or more; {k} is too few.",
            fix=f"Ask for {K_FIGURES}, or for more.",
        )
    return k


def _in_itself(one: Group, before: Published | None, k: int) -> Withheld | None:
    if len(one.members) < k:
        return Withheld.SMALL
    if len(one.key) > _MOST_DIMENSIONS:
        return Withheld.OFF_LATTICE
    if before is not None and 0 < len(before.members ^ one.members) < k:
        return Withheld.FROZEN
    sizes = [abs(amount) for amount in one.amounts.values()]
    if one.share in (0.0, 1.0) or (sizes and not any(sizes)):
        return Withheld.ALL_ALIKE
    if sizes and max(sizes) > _MOST * sum(sizes):
        return Withheld.DOMINATED
    return None


def _let_through(
    groups: Sequence[Group], before: Mapping[Key, Published], reasons: dict[Key, Withheld | None], k: int
) -> None:
    """Withhold what would give away a smaller group, or one that is withheld for what its figure says."""
    audit = Audit([*(one.members for one in groups), *(one.members for one in before.values())], k=k)
    given = [one.members for one in before.values()]
    for members in given:
        audit.take(members)
    hidden = [
        one.members for one in groups if reasons[one.key] in _TELLING and one.members and not audit.follows(one.members)
    ]
    asked = [one for one in groups if reasons[one.key] is None]
    for one in sorted(asked, key=lambda each: (len(each.key), -len(each.members), each.key)):
        close = any(0 < len(one.members ^ other) < k for other in given)
        if close or audit.gives_away(one.members, hidden):
            reasons[one.key] = Withheld.GIVES_AWAY
        else:
            audit.take(one.members)
            given.append(one.members)
