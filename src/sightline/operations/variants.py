"""Variants: the orders of activities that cases took."""

from __future__ import annotations

from sightline.operations.own import Ask, OwnEvents, seconds
from sightline.records.processes import Variant

__all__ = ["variants"]


def variants(own: OwnEvents, ask: Ask) -> tuple[Variant, ...]:
    """Return the variants of a process, most frequent first, ties by activities; the shares add up to one.

    The duration of a case is the time from its first event to the one that closes it; of an open case it is not known.
    """
    if not own.activities:
        return ()
    ordered = (
        f'SELECT "case", SL_SEQUENCE("code", "us", "seq") AS "variant", {own.ended} - {own.begun} AS "lasted" '
        'FROM {below} GROUP BY "case"'
    )
    counted = (
        'SELECT "variant", COUNT(*) AS "cases", SL_PERCENTILE("lasted", 0.5) AS "median" FROM {below} '
        'GROUP BY "variant"'
    )
    columns = ["case", "code", "us", "seq", *(["step"] if own.closers else []), *(["begin_us"] if own.starts else [])]
    table = ask(own.query(columns, [ordered, counted]))
    columns_of = (table.column(name).to_pylist() for name in ("variant", "cases", "median"))
    rows = sorted(zip(*columns_of, strict=True), key=lambda row: (-row[1], row[0]))  # codes rise as names do
    whole = sum(count for _, count, _ in rows)
    return tuple(Variant(own.of_codes(one), count, count / whole, seconds(median)) for one, count, median in rows)
