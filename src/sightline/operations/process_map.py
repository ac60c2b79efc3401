"""The directly-follows map: which activity comes right after which, how often, and after how long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pyarrow as pa

from sightline.operations.own import STEP, Ask, OwnEvents, seconds
from sightline.records.processes import MapEdge, MapNode, ProcessMap

__all__ = ["process_map"]

_BITS = 60  # activities that one whole number can mark


def process_map(own: OwnEvents, ask: Ask, *, cases: bool = False) -> ProcessMap:
    """Return the map of a process: nodes and edges, most frequent first, ties by name.

    In how many cases each stands is counted where `cases` is asked for: to tell cases apart takes as long as all else.

    A wait runs from the end of the one activity to the start of the next (to its time, where no start is known);
    activities that overlap wait for nothing. Percentiles are interpolated (Hyndman and Fan's type 7).
    """
    if not own.activities:
        return ProcessMap(own.steps.name, (), (), 0, 0)
    rows = _pairs(own, ask, cases=cases).to_pylist()
    in_cases: Mapping[int, int] = _in_cases(own, ask) if cases else {}
    done, after, ends = Counter[int](), Counter[int](), Counter[int]()
    edges = []
    for row in rows:
        step, following, count = row["step"], row["next"], row["times"]
        done[step] += count
        if following is None:
            ends[step] = count
            continue
        after[following] += count
        names = (own.activities[step], own.activities[following])
        edges.append(MapEdge(*names, count, row.get("cases"), seconds(row["median"]), seconds(row["p90"])))
    nodes = [
        # what nothing comes before begins a case
        MapNode(own.activities[step], done[step], in_cases.get(step), done[step] - after[step], ends[step])
        for step in done
    ]
    return ProcessMap(
        own.steps.name,
        tuple(sorted(nodes, key=lambda one: (-one.count, one.activity))),
        tuple(sorted(edges, key=lambda one: (-one.count, one.from_, one.to))),
        sum(done.values()),
        sum(ends.values()),  # each case ends once
    )


def _pairs(own: OwnEvents, ask: Ask, *, cases: bool) -> pa.Table:
    since = f'{own.following(own.begin)} - "us"'
    wait = f"GREATEST({since}, 0)" if own.starts else since
    apart = ('"case", ', 'COUNT(DISTINCT "case") AS "cases", ') if cases else ("", "")
    followed = f'SELECT {apart[0]}"step", {own.following(STEP)} AS "next", {wait} AS "wait" FROM {{below}}'
    counted = (
        f'SELECT "step", "next", COUNT(*) AS "times", {apart[1]}'
        'SL_PERCENTILE("wait", 0.5) AS "median", SL_PERCENTILE("wait", 0.9) AS "p90" '
        'FROM {below} GROUP BY "step", "next"'
    )
    columns = ["case", "step", "us", "seq", *(["begin_us"] if own.starts else [])]
    return ask(own.query(columns, [followed, counted], ordered=True))


def _in_cases(own: OwnEvents, ask: Ask) -> Counter[int]:
    """Return in how many cases each activity was done.

    Each case marks its activities as bits: far fewer marks than cases remain to be counted apart.
    """
    words = range(0, len(own.activities), _BITS)
    marks = [
        f'SL_BITS({_bit(own, range(first, min(first + _BITS, len(own.activities))))}) AS "w{first // _BITS}"'
        for first in words
    ]
    names = ", ".join(f'"w{first // _BITS}"' for first in words)
    marked = f'SELECT "case", {", ".join(marks)} FROM {{below}} GROUP BY "case"'
    counted = f'SELECT {names}, COUNT(*) AS "cases" FROM {{below}} GROUP BY {names}'
    found = Counter[int]()
    for row in ask(own.query(["case", "activity"], [marked, counted])).to_pylist():
        for first in words:
            for step in _steps(row[f"w{first // _BITS}"], first):
                found[step] += row["cases"]
    return found


def _bit(own: OwnEvents, steps: Sequence[int]) -> str:
    return own.stands(lambda number: str(1 << (number - steps[0])) if number in steps else "0")


def _steps(mark: int, first: int) -> list[int]:
    return [first + bit for bit in range(_BITS) if mark >> bit & 1]
