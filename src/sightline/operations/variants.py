"""Variants: the orders of activities that cases took.

Where the engine reads a log in its order, a case needs no sorting: the events of a case have numbers in a row, and each
marks the bits of its place in a ring of two whole numbers with its activity. The ring is turned to where the case
begins, so that equal orders are equal numbers. Only cases that are too long for it are sorted.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sightline.operations.own import Ask, OwnEvents, seconds
from sightline.records.processes import Variant

__all__ = ["variants"]

_BITS = 60  # that one whole number holds
Found = tuple[tuple[str, ...], int, float | None]


def variants(own: OwnEvents, ask: Ask) -> tuple[Variant, ...]:
    """Return the variants of a process, most frequent first, ties by activities; the shares add up to one.

    The duration of a case is the time from its first event to the one that closes it; of an open case it is not known.
    """
    if not own.activities:
        return ()
    found = list(_marked(own, ask) if own.in_order else _sorted(own, ask))
    found.sort(key=lambda one: (-one[1], one[0]))
    whole = sum(count for _, count, _ in found)
    return tuple(Variant(one, count, count / whole, seconds(median)) for one, count, median in found)


def _lasted(own: OwnEvents) -> str:
    return f'{own.ended} - {own.begun} AS "lasted"'


def _columns(own: OwnEvents) -> list[str]:
    return ["us", *(["begin_us"] if own.starts else [])]


def _sorted(own: OwnEvents, ask: Ask, *, longer: int = 0) -> Iterator[Found]:
    """Yield variants with their cases and median duration; of cases with more than `longer` events alone."""
    cases = f'SELECT "case" FROM {{below}} GROUP BY "case" HAVING COUNT(*) > {longer}'
    kept = f'SELECT * FROM {{below}} WHERE "case" IN ({cases})'
    ordered = (
        f'SELECT "case", SL_SEQUENCE("code", "us", "seq") AS "variant", {_lasted(own)} FROM {{below}} GROUP BY "case"'
    )
    counted = (
        'SELECT "variant", COUNT(*) AS "cases", SL_PERCENTILE("lasted", 0.5) AS "median" FROM {below} '
        'GROUP BY "variant"'
    )
    columns = ["case", "code", "seq", *_columns(own), *(["step"] if own.closers else [])]
    table = ask(own.query(columns, [*([kept] if longer else []), ordered, counted]))
    texts, *others = (table.column(name).to_pylist() for name in ("variant", "cases", "median"))
    yield from zip(map(own.of_codes, texts), *others, strict=True)


def _marked(own: OwnEvents, ask: Ask) -> Iterator[Found]:
    """Yield the same over a log that is read in its order."""
    bits = max((len(own.activities) - 1).bit_length(), 1)
    half = _BITS // bits  # places in each of the two numbers
    columns = ", ".join(f'"{one}"' for one in ("case", "step", *_columns(own)))
    numbered = f'SELECT {columns}, ROW_NUMBER() OVER () AS "row" FROM {{below}}'
    mark = f'CAST("step" AS BIGINT) << ({bits} * ("row" % {half}))'
    marked = (
        f'SELECT SL_BITS(CASE WHEN "row" % {2 * half} < {half} THEN {mark} ELSE 0 END) AS "low", '
        f'SL_BITS(CASE WHEN "row" % {2 * half} < {half} THEN 0 ELSE {mark} END) AS "high", '
        f'MIN("row") % {2 * half} AS "begins", COUNT(*) AS "events", {_lasted(own)} FROM {{below}} GROUP BY "case"'
    )
    begun = (
        f'SELECT CASE WHEN "begins" < {half} THEN "low" ELSE "high" END AS "one", '
        f'CASE WHEN "begins" < {half} THEN "high" ELSE "low" END AS "other", '
        f'{bits} * ("begins" % {half}) AS "off", '
        f'CASE WHEN "events" <= {2 * half} THEN "events" END AS "events", "lasted" FROM {{below}}'
    )
    halves = [_turned("one", "other", bits * half), _turned("other", "one", bits * half)]
    turned = f'SELECT {", ".join(halves)}, "events", "lasted" FROM {{below}}'
    counted = (
        'SELECT "one", "other", "events", COUNT(*) AS "cases", SL_PERCENTILE("lasted", 0.5) AS "median" FROM {below} '
        'GROUP BY "one", "other", "events"'
    )
    levels = [numbered, marked, begun, turned, counted]
    columns_read = ["case", "step", *_columns(own)]
    table = ask(own.query(columns_read, levels, ordered=True))
    short = table.filter(pc.is_valid(table.column("events")))
    yield from _read(own, short, bits=bits, half=half)
    if len(short) < len(table):
        yield from _sorted(own, ask, longer=2 * half)


def _turned(one: str, other: str, width: int) -> str:
    """Return the half of the ring that begins `off` bits into `one`; NULL where the case is longer than the ring."""
    rest = f'("{other}" & ((CAST(1 AS BIGINT) << "off") - 1)) << ({width} - "off")'
    return f'CASE WHEN "events" IS NOT NULL THEN ("{one}" >> "off") | ({rest}) END AS "{one}"'


def _read(own: OwnEvents, table: pa.Table, *, bits: int, half: int) -> Iterator[Found]:
    """Yield what marked numbers say."""
    places = np.arange(half) * bits
    marks = [table.column(name).to_numpy()[:, np.newaxis] >> places for name in ("one", "other")]
    numbers = np.concatenate(marks, axis=1) & ((1 << bits) - 1)
    names = np.array(own.activities, dtype=object)
    lengths, cases, medians = (table.column(name).to_pylist() for name in ("events", "cases", "median"))
    for row, length, count, median in zip(numbers, lengths, cases, medians, strict=True):
        yield tuple(names[row[:length]].tolist()), count, median
