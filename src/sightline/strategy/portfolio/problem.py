"""What a set of initiatives must keep to, as rows of a linear programme over "has begun by period p".

For each candidate and planned period a variable is 1 where it has begun by then; it never goes back. Money is spent
once. Person-weeks are counted cumulatively: what is to be delivered by the end of a period must fit into all that a
role has until then, for work may be done ahead in weeks that are free. By the theorem of earliest due dates this is
exactly what can be worked off when work may be split, and it makes each limit a knapsack, for which solvers have cuts.
What another one needs must be delivered before that other begins.

Reference: W. A. Horn (1974), Some Simple Scheduling Algorithms, Naval Research Logistics Quarterly 21(1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from sightline.errors import UnknownNameError
from sightline.records.backlog import Candidate, Limits

__all__ = ["Key", "Problem", "problem_of"]

Floats = NDArray[np.float64]
Key = tuple[str, ...]
_BOTH = 2  # initiatives of an exclusion


@dataclass(frozen=True, eq=False)
class Problem:
    """The limits of a set as rows: `rows @ begun <= most`, besides bounds.

    Parameters
    ----------
    candidates : tuple of Candidate
        What could be done.
    periods : int
        How many periods are planned; variable i * periods + p says that candidate i has begun by period p.
    rows : sparse array
        One row per limit.
    most : array
        What each row may come to at most.
    keys : tuple of Key
        What each row stands for: `("order",)`, `("budget",)`, `("role", ROLE)`, `("needs", ONE, OTHER)`,
        `("excludes", ONE, OTHER)`.
    low, high : array
        Bounds of the variables.
    fixed : mapping of Key to (array, float)
        Which variables a `("must", ONE)` or `("without", ONE)` fixes, and at what.
    """

    candidates: tuple[Candidate, ...]
    periods: int
    rows: csr_array = field(repr=False)
    most: Floats = field(repr=False)
    keys: tuple[Key, ...] = field(repr=False)
    fixed: Mapping[Key, tuple[NDArray[np.int64], float]] = field(repr=False)

    @property
    def size(self) -> int:
        """How many variables there are."""
        return len(self.candidates) * self.periods

    def bounds(self, leave: Iterable[Key] = ()) -> tuple[Floats, Floats]:
        """Return the bounds of the variables, with what must and must not be done, but for the limits `leave`."""
        low, high = np.zeros(self.size), np.ones(self.size)
        left = set(leave)
        for key, (which, value) in self.fixed.items():
            if key in left:
                continue
            if value:
                low[which] = 1.0
            else:
                high[which] = 0.0
        return low, high

    def held(self, leave: Iterable[Key] = ()) -> tuple[csr_array, Floats]:
        """Return the rows and what they may come to, but for the limits `leave`."""
        left = set(leave)
        kept = np.array([key not in left for key in self.keys], dtype=bool)
        return (self.rows, self.most) if kept.all() else (self.rows[kept], self.most[kept])

    def limits(self) -> tuple[Key, ...]:
        """Return every limit once: what must and must not be done, then money, people, order and exclusion."""
        return tuple(dict.fromkeys((*self.fixed, *(key for key in self.keys if key != ("order",)))))

    def starts(self, begun: Floats) -> dict[str, int]:
        """Return what begins when, out of the values of the variables."""
        table = begun[: self.size].reshape(len(self.candidates), self.periods) > 0.5  # noqa: PLR2004 -- between 0 and 1
        return {one.id: int(np.argmax(row)) for one, row in zip(self.candidates, table, strict=True) if row[-1]}

    def begun(self, starts: Mapping[str, int]) -> Floats:
        """Return the values of the variables for a set."""
        found = np.zeros((len(self.candidates), self.periods))
        for at, one in enumerate(self.candidates):
            if one.id in starts:
                found[at, starts[one.id] :] = 1.0
        return found.ravel()

    def keeps(self, starts: Mapping[str, int]) -> bool:
        """Return whether a set keeps to every limit."""
        values = self.begun(starts)
        low, high = self.bounds()
        slack = 1e-9 * np.maximum(1.0, np.abs(self.most))
        return bool(
            (self.rows @ values <= self.most + slack).all() and (values >= low).all() and (values <= high).all()
        )


def due(one: Candidate, start: int, periods: int) -> int:
    """Return the period by whose end the work on a candidate is done; the last one planned at the latest."""
    return min(start + max(one.takes, 1) - 1, periods - 1)


class _Rows:
    def __init__(self, periods: int) -> None:
        self.periods = periods
        self.entries: list[tuple[int, int, float]] = []
        self.most: list[float] = []
        self.keys: list[Key] = []

    def add(self, key: Key, terms: Iterable[tuple[int, int, float]], most: float) -> None:
        """Add a row over (candidate, period, factor)."""
        row = len(self.most)
        self.entries.extend((row, at * self.periods + period, factor) for at, period, factor in terms)
        self.most.append(most)
        self.keys.append(key)

    def table(self, columns: int) -> csr_array:
        row, column, factor = zip(*self.entries, strict=True) if self.entries else ((), (), ())
        shape = (len(self.most), columns)
        return csr_array(coo_array((np.array(factor, float), (np.array(row, int), np.array(column, int))), shape=shape))


def problem_of(candidates: Sequence[Candidate], limits: Limits, *, done: Iterable[str] = ()) -> Problem:
    """Return the limits of a set.

    Parameters
    ----------
    candidates : sequence of Candidate
        What could be done. One whose cost nobody knows is never chosen, unless it must be done.
    limits : Limits
        What has to be kept to.
    done : iterable of str
        What has been delivered: whoever needs it waits for nothing.

    Raises
    ------
    UnknownNameError
        If a limit names an initiative that is no candidate, or a role for which nobody asks.
    """
    place = {one.id: at for at, one in enumerate(candidates)}
    _known("initiative", (*limits.must, *limits.without), place)
    rows = _Rows(limits.periods)
    for at in range(len(candidates)):
        for period in range(limits.periods - 1):
            rows.add(("order",), [(at, period, 1.0), (at, period + 1, -1.0)], 0.0)
    if limits.budget is not None:
        last = limits.periods - 1
        costs = [(at, last, float(one.cost)) for at, one in enumerate(candidates) if one.cost]
        rows.add(("budget",), costs, limits.budget)
    _people(rows, candidates, limits)
    _order(rows, candidates, place, set(done))
    return Problem(
        tuple(candidates), limits.periods, rows.table(len(candidates) * limits.periods), np.array(rows.most),
        tuple(rows.keys), _fixed(candidates, place, limits, set(done)),
    )  # fmt: skip


def _known(kind: str, names: Iterable[str], known: Mapping[str, object]) -> None:
    for name in names:
        if name not in known:
            raise UnknownNameError(kind, name, known)


def _people(rows: _Rows, candidates: Sequence[Candidate], limits: Limits) -> None:
    asked = {role for one in candidates for role in one.effort}
    _known("role", limits.capacity, dict.fromkeys(asked))
    for role, weeks in limits.capacity.items():
        until = np.cumsum(weeks)
        mine = [(at, one) for at, one in enumerate(candidates) if one.effort.get(role)]
        for period in range(limits.periods):
            starts = [(at, _latest(one, period, limits.periods), one.effort[role]) for at, one in mine]
            rows.add(("role", role), [term for term in starts if term[1] >= 0], float(until[period]))


def _latest(one: Candidate, period: int, periods: int) -> int:
    """Return the last start from which the work on a candidate is due by the end of a period; below 0 for none."""
    return next((start for start in range(periods - 1, -1, -1) if due(one, start, periods) <= period), -1)


def _order(rows: _Rows, candidates: Sequence[Candidate], place: Mapping[str, int], done: set[str]) -> None:
    pairs = set()
    for at, one in enumerate(candidates):
        for other in one.needs:
            if other in place and other not in done:
                before = candidates[place[other]]
                for period in range(rows.periods):
                    ready = period - max(before.takes, 1)
                    terms = [(at, period, 1.0), *([(place[other], ready, -1.0)] if ready >= 0 else [])]
                    rows.add(("needs", one.id, other), terms, 0.0)
        pairs |= {tuple(sorted((one.id, other))) for other in one.excludes if other in place}
    for pair in sorted(pairs):
        last = rows.periods - 1
        rows.add(("excludes", *pair), [(place[name], last, 1.0) for name in pair], 1.0)


def _fixed(
    candidates: Sequence[Candidate], place: Mapping[str, int], limits: Limits, done: set[str]
) -> dict[Key, tuple[NDArray[np.int64], float]]:
    def all_of(at: int) -> NDArray[np.int64]:
        return np.arange(at * limits.periods, (at + 1) * limits.periods)

    found: dict[Key, tuple[NDArray[np.int64], float]] = {}
    for name in limits.must:
        last = limits.due.get(name, limits.periods + candidates[place[name]].takes) - candidates[place[name]].takes
        found["must", name] = (all_of(place[name])[min(max(last, 0), limits.periods - 1) :], 1.0)
    for name in limits.without:
        found["without", name] = (all_of(place[name]), 0.0)
    for at, one in enumerate(candidates):
        if one.cost is None and one.id not in limits.must:
            found["unknown cost", one.id] = (all_of(at), 0.0)
        for other in one.needs:
            if other not in place and other not in done:
                found["needs", one.id, other] = (all_of(at), 0.0)
    return found
