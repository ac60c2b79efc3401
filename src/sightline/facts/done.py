"""Work that was done, out of answers that an engine has added up: rows per performer, activity and period.

Ten million events come out of the engine as some rows per person; here they get the names that the model gives to
activities, and performers whom nobody knows are counted by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sightline.periods import Period
from sightline.records.people import Assignments
from sightline.records.work import DONE, Done, Measured
from sightline.saying import joined, say_many

__all__ = ["Added", "done_of", "texts"]


@dataclass(frozen=True, slots=True, eq=False)
class Added:
    """What an engine added up over one source.

    Parameters
    ----------
    rows : pa.Table
        `performer` (missing: nobody is named), `activity` as the source calls it, `place` of the period, `amount`
        (missing: not known) and `items`.
    names : mapping of str to sequence of str, optional
        What the model calls an activity of the source: more than one name where processes share it; those that are
        not there are left out. Left out: as the source calls it.
    nameless : str
        What work is called of which the source says no activity.
    """

    rows: pa.Table
    names: Mapping[str, Sequence[str]] | None = None
    nameless: str = ""


@dataclass(slots=True)
class _Codes:
    """Whole numbers for texts, in the order in which they came."""

    numbers: dict[str, int]

    def of(self, values: pa.ChunkedArray, *, missing: str | None = None) -> np.ndarray:
        """Return a number for each text, blanks around it aside; -1 where there is none and `missing` says none."""
        encoded = texts(values).combine_chunks().dictionary_encode()
        known = [(one or "").strip() or missing for one in encoded.dictionary.to_pylist()]
        table = [-1 if one is None else self.numbers.setdefault(one, len(self.numbers)) for one in known]
        nothing = -1 if missing is None else self.numbers.setdefault(missing, len(self.numbers))
        places: np.ndarray = pc.fill_null(encoded.indices, len(table)).to_numpy(zero_copy_only=False)
        return np.array([*table, nothing], np.int64).take(places)


def texts(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return ids as texts: 7 and 7.0 are both '7'."""
    if pa.types.is_floating(values.type) and pc.all(pc.equal(pc.floor(values), values)).as_py() is not False:
        values = values.cast(pa.int64())
    return values if pa.types.is_string(values.type) else values.cast(pa.string())


def done_of(
    added: Sequence[Added],
    periods: Sequence[Period],
    people: Assignments,
    measured: Measured,
    words: Sequence[str] = (),
) -> Done:
    """Return the work done, in the order of person, activity and period.

    Parameters
    ----------
    added : sequence of Added
        The answers, one per source.
    periods : sequence of Period
        Those that `place` counts.
    people : Assignments
        Who is known.
    measured : str
        What `amount` counts.
    words : sequence of str
        What a reader should know already.
    """
    persons, activities = _Codes({}), _Codes({})
    unnamed, per_person = 0, np.zeros(0, np.int64)
    parts = []
    for one in added:
        who = persons.of(one.rows.column("performer"))
        items = one.rows.column("items").to_numpy()
        unnamed += int(items[who < 0].sum())
        per_person = _sum(per_person, who[who >= 0], items[who >= 0], len(persons.numbers))
        parts += _named(one, who, activities)
    totals = _totals(parts, len(activities.numbers), len(periods))
    names = np.array(list(persons.numbers), object)
    unknown = [(str(name), int(count)) for name, count in zip(names, per_person, strict=True) if not people.of(name)]
    told = [*words, *_idle(totals, names, periods, people)]
    table = _table(totals, names, np.array(list(activities.numbers), object), periods)
    unmatched = tuple(sorted(unknown, key=lambda one: (-one[1], one[0])))
    return Done(table, measured, unmatched, unnamed, joined(" ", told))


def _sum(sums: np.ndarray, codes: np.ndarray, items: np.ndarray, size: int) -> np.ndarray:
    found = np.bincount(codes, weights=items, minlength=size).astype(np.int64)
    found[: len(sums)] += sums
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows in numbers."""

    person: np.ndarray
    activity: np.ndarray
    place: np.ndarray
    amount: np.ndarray
    items: np.ndarray


def _named(one: Added, who: np.ndarray, activities: _Codes) -> list[_Part]:
    """Return the rows of an answer by the model's names: once more for each further name of an activity."""
    labels = _Codes({})
    said = labels.of(one.rows.column("activity"), missing=one.nameless or None)
    place = one.rows.column("place").to_numpy()
    amount = pc.fill_null(one.rows.column("amount").cast(pa.float64()), 0.0).to_numpy()
    items = one.rows.column("items").to_numpy()
    names = [[label] if one.names is None else list(one.names.get(label, ())) for label in labels.numbers]
    parts = []
    for number in range(max(map(len, names), default=0)):
        codes = [
            activities.numbers.setdefault(each[number], len(activities.numbers)) if number < len(each) else -1
            for each in names
        ]
        activity = np.array([*codes, -1], np.int64)[said]
        rows = (who >= 0) & (activity >= 0)
        parts.append(_Part(who[rows], activity[rows], place[rows], amount[rows], items[rows]))
    return parts


def _totals(parts: Sequence[_Part], activities: int, periods: int) -> _Part:
    """Return one row per person, activity and period, in the order of their numbers."""
    person, activity, place, amount, items = (
        np.concatenate([getattr(part, name) for part in parts]) if parts else np.zeros(0, np.int64)
        for name in ("person", "activity", "place", "amount", "items")
    )
    key = (person * max(activities, 1) + activity) * max(periods, 1) + place
    order = np.argsort(key, kind="stable")
    key = key[order]
    firsts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if len(key) else np.zeros(0, np.int64)
    if not len(key):
        return _Part(person, activity, place, amount.astype(float), items)
    first = order[firsts]
    return _Part(
        person[first],
        activity[first],
        place[first],
        np.add.reduceat(amount[order], firsts),
        np.add.reduceat(items[order], firsts),
    )


def _table(totals: _Part, persons: np.ndarray, activities: np.ndarray, periods: Sequence[Period]) -> pa.Table:
    ranks = [np.argsort(np.argsort(names)) if len(names) else np.zeros(0, np.int64) for names in (persons, activities)]
    order = np.lexsort((totals.place, ranks[1][totals.activity], ranks[0][totals.person]))
    labels = [one.label for one in periods]
    columns = [
        _text(totals.person[order], list(persons)),
        _text(totals.activity[order], list(activities)),
        _text(totals.place[order], labels),
        pa.array(totals.amount[order], pa.float64()),
        pa.array(totals.items[order], pa.int64()),
    ]
    return pa.Table.from_arrays(columns, schema=DONE)


def _text(codes: np.ndarray, names: list[str]) -> pa.Array:
    encoded = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(names, pa.string()))
    return encoded.cast(pa.string())


def _idle(totals: _Part, persons: np.ndarray, periods: Sequence[Period], people: Assignments) -> list[str]:
    """Say how much was done by people who are known, but held no role in that period."""
    size = max(len(persons), 1)
    items = np.bincount(totals.place * size + totals.person, weights=totals.items, minlength=size * len(periods))
    known = np.array([bool(people.of(name)) for name in persons], bool)
    lost, who = 0, set[str]()
    for place, period in enumerate(periods):
        held = {one.person for one in people.within(period.start, period.end - timedelta(days=1))}
        here = items[place * size : place * size + len(persons)]
        idle = known & (here > 0) & np.array([name not in held for name in persons], bool)
        lost += int(here[idle].sum())
        who |= set(persons[idle])
    if not lost:
        return []
    people_of = say_many("{count} person", "{count:,} people", len(who))
    return [
        say_many(
            "{count:,} item is of {people} without a role at that time.",
            "{count:,} items are of {people} without a role at that time.",
            lost, people=people_of,
        )
    ]  # fmt: skip
