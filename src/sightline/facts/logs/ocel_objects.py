"""The objects of an object-centric log: of which type each is, and what the case's attributes were at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sightline.errors import SourceError, nearest
from sightline.facts.instants import to_instants
from sightline.facts.kinds import Kind, marked
from sightline.facts.logs.ocel_parts import Object, Value
from sightline.facts.rejects import Reject
from sightline.facts.request import Request

__all__ = ["Objects", "case_column"]

_ALWAYS = np.iinfo(np.int64).min
_SHOWN_TYPES = 12


def case_column(key: str) -> str:
    """Return the column of an attribute of the case's object."""
    return f"case:{key}"


@dataclass(slots=True)
class _History:
    """The values of one attribute, of all objects."""

    owners: list[int] = field(default_factory=list)
    times: list[str | None] = field(default_factory=list)
    values: list[str | None] = field(default_factory=list)
    kinds: set[Kind] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Timeline:
    """The values of one attribute, sorted by object and time."""

    field: pa.Field
    owners: npt.NDArray[np.int64]
    moments: npt.NDArray[np.int64]  # the distinct times, ascending
    places: npt.NDArray[np.int64]  # owner and rank of the time in one ascending number
    values: pa.Array

    def at(self, owners: npt.NDArray[np.int64], times: npt.NDArray[np.int64]) -> pa.Array:
        """Return for each object the last value not after its time; NULL where there is none."""
        if not len(self.owners):
            return pa.nulls(len(owners), pa.string())
        wide = len(self.moments) + 1
        wanted = owners * wide + np.searchsorted(self.moments, times, "right")
        found = np.searchsorted(self.places, wanted, "right") - 1
        other = (found < 0) | (self.owners[found] != owners)
        return self.values.take(pa.array(np.where(other, 0, found), mask=other))


class Objects:
    """Collects the objects of a log; after `close`, answers.

    Parameters
    ----------
    request : Request
        The file; what cannot be used is told to its rejects and notes.
    case_type : str or None
        The type that is the case; None where the log is to have one type only.
    """

    def __init__(self, request: Request, case_type: str | None) -> None:
        self._request = request
        self._wanted = case_type
        self.case_type = case_type or ""
        self.counts: Counter[str] = Counter()
        self._declared: dict[str, dict[str, Kind]] = {}
        self._types: dict[str, str] = {}
        self._numbers: dict[str, int] = {}  # of the objects that are cases
        self._histories: dict[str, _History] = {}
        self._timelines: list[_Timeline] = []
        self._twice = self._ownerless = 0

    @property
    def known(self) -> bool:
        """Whether any object was seen."""
        return bool(self._types)

    def declare(self, name: str, attributes: Mapping[str, Kind]) -> None:
        """Take in a type that the log declares."""
        self._declared.setdefault(name, {}).update(attributes)

    def declared(self) -> Iterator[pa.Field]:
        """Yield the columns of the attributes that the log declares for the case's type."""
        for key, kind in self._declared.get(self.case_type, {}).items():
            yield marked(case_column(key), kind)

    def add(self, part: Object | Value) -> None:
        """Take in an object or a value of one."""
        if isinstance(part, Value):
            self._value(part)
        elif part.id in self._types:
            self._twice += 1
        else:
            kind = self._types[part.id] = part.type
            self.counts[kind] += 1
            if not self.case_type:
                self.case_type = kind  # of several types none is taken, which `close` will say
            if kind == self.case_type:
                self._numbers[part.id] = len(self._numbers)

    def close(self) -> Objects:
        """Settle which type is the case, and sort the histories.

        Raises
        ------
        SourceError
            If the type is unknown, or none is named and there are several.
        """
        self._settle()
        self._timelines = [self._timeline(key, history) for key, history in self._histories.items()]
        self._histories.clear()
        place, notes = self._request.place, self._request.notes
        if self._twice:
            notes.add(f"{place}: {self._twice:,} objects have the id of an earlier one and are taken for it.")
        if self._ownerless:
            notes.add(f"{place}: {self._ownerless:,} values belong to an object that is not there and are left out.")
        return self

    def type_of(self, name: str) -> str | None:
        """Return the type of an object; None where there is no such object."""
        return self._types.get(name)

    def number(self, name: str) -> int:
        """Return the number of an object that is a case."""
        return self._numbers[name]

    @property
    def types(self) -> list[str]:
        """Return all types, declared or met, in that order."""
        return list(dict.fromkeys((*self._declared, *self.counts)))

    def at(self, owners: list[int], times: pa.Array) -> Iterator[tuple[pa.Field, pa.Array]]:
        """Yield the attributes of cases as they were.

        Parameters
        ----------
        owners : list of int
            Numbers of objects.
        times : Array of timestamp
            When, in UTC; NULL where nobody knows.
        """
        asked = np.array(owners, np.int64)
        moments = pc.fill_null(times.cast(pa.int64()), _ALWAYS).to_numpy(zero_copy_only=False)
        for line in self._timelines:
            yield line.field, line.at(asked, moments)

    def _value(self, part: Value) -> None:
        number = self._numbers.get(part.object)
        if number is None:
            self._ownerless += part.object not in self._types
            return
        key, kind, text = part.attribute
        history = self._histories.setdefault(key, _History())
        history.owners.append(number)
        history.times.append(part.time)
        history.values.append(text)
        history.kinds.add(kind)

    def _settle(self) -> None:
        if self._wanted is None:
            met = list(self.counts) or list(self._declared)
            if len(met) > 1:
                raise SourceError(
                    "the log has objects of several types, and nothing says which one is the case.",
                    place=self._request.place,
                    fix=f"Write `log: {{object_type: TYPE}}`. Types: {self._listed()}.",
                )
            self.case_type = met[0] if met else ""
        elif self._wanted not in self.types:
            close = nearest(self._wanted, self.types)
            hint = f"Did you mean '{close}'? " if close else ""
            raise SourceError(
                f"the log has no type of object '{self._wanted}'.",
                place=self._request.place,
                fix=f"{hint}Types: {self._listed() or 'none'}.",
            )

    def _listed(self) -> str:
        names = self.types
        rest = f" and {len(names) - _SHOWN_TYPES} more" if len(names) > _SHOWN_TYPES else ""
        return ", ".join(f"{name} ({self.counts[name]:,})" for name in names[:_SHOWN_TYPES]) + rest

    def _timeline(self, key: str, history: _History) -> _Timeline:
        texts = pa.array(history.times, pa.string())
        known = to_instants(texts, self._request.timezone).times
        unreadable = pc.and_(pc.is_valid(texts), pc.is_null(known)).to_numpy(zero_copy_only=False)
        self._reject_values(key, history, np.flatnonzero(unreadable))
        times = pc.fill_null(known.cast(pa.int64()), _ALWAYS).to_numpy(zero_copy_only=False)
        owners = np.array(history.owners, np.int64)
        order = np.lexsort((times, owners))  # stable: of two values at one time the later in the file holds
        order = order[~unreadable[order]]
        moments, ranks = np.unique(times[order], return_inverse=True)
        places = owners[order] * (len(moments) + 1) + ranks + 1
        kinds = ",".join(sorted(history.kinds))
        values = pa.array(history.values, pa.string()).take(pa.array(order))
        return _Timeline(marked(case_column(key), kinds), owners[order], moments, places, values)

    def _reject_values(self, key: str, history: _History, bad: npt.NDArray[np.int64]) -> None:
        if not len(bad):
            return
        names, reason = list(self._numbers), f"time of {case_column(key)} not readable"
        told = [(history.owners[n], history.times[n]) for n in bad.tolist()]
        rejects = [Reject(owner + 1, reason, f"{names[owner]}: {time}", whole_row=False) for owner, time in told]
        self._request.rejects.add(self._request.place, rejects)
