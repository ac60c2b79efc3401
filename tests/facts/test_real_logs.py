"""The three reference logs: every event, every attribute, every order."""

from __future__ import annotations

import gzip
from collections import Counter, defaultdict
from datetime import UTC, datetime
from functools import cache

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sightline.model.declarations import LogMapping
from tests.facts.samples import landed_log, naive_events, rows
from tests.support import shared_log

# events, cases, activities, performers; in BPI 2012 one of the 69 performers is "nobody": 18,010 events name none
COUNTS = {
    "env_permit.xes.gz": (8_577, 1_434, 27, 48, 0),
    "Helpdesk.xes.gz": (21_348, 4_580, 14, 22, 0),
    "BPI_Challenge_2012.xes.gz": (262_200, 13_087, 24, 68, 18_010),
}
LAID_OUT = {
    "concept:name": "activity",
    "case:concept:name": "case",
    "org:resource": "performer",
    "time:timestamp": "time",
}


@pytest.mark.parametrize("name", COUNTS)
def test_a_reference_log_gives_its_published_counts(name, tmp_path):
    landed = landed_log(shared_log(name), tmp_path)
    table = pq.read_table(landed.files[0])
    distinct = [len(set(table[part].to_pylist()) - {None}) for part in ("case", "activity", "performer")]
    assert (table.num_rows, *distinct, table["performer"].null_count) == COUNTS[name]
    assert landed.rows == table.num_rows
    assert landed.rejects.count == 0


@cache
def _value(tag: str, text: str | None) -> object:
    if text is None:
        return None
    if tag == "date":
        return datetime.fromisoformat(text).astimezone(UTC).timestamp()
    return {"int": int, "float": float, "boolean": lambda t: t == "true"}.get(tag, str)(text)


def _plain(column):
    """Return Python values; moments as seconds, which are quicker to compare than aware times."""
    if not pa.types.is_timestamp(column.type):
        return column.to_pylist()
    micros = column.cast(pa.int64()).to_pylist()
    return [None if value is None else value / 1_000_000 for value in micros]


@pytest.mark.thorough
@pytest.mark.parametrize("name", COUNTS)
def test_every_event_and_attribute_of_a_reference_log_is_kept(name, tmp_path):
    file = shared_log(name)
    naive = naive_events(gzip.decompress(file.read_bytes()))
    landed = landed_log(file, tmp_path)
    table = pq.read_table(landed.files[0]).sort_by("seq")
    assert table["seq"].to_pylist() == list(range(1, len(naive) + 1))
    columns = {name: _plain(column) for name, column in zip(table.column_names, table.columns, strict=True)}
    seen = set()
    for key in {key for event in naive for key in event}:
        column = landed.renamed.get(key, key)
        seen.add(column)
        expected = [_value(*event.get(key, ("string", None))) for event in naive]
        assert columns[column] == expected, key
    offsets = [datetime.fromisoformat(str(event["time:timestamp"][1])).utcoffset() for event in naive]
    assert columns["offset_min"] == [offset.total_seconds() / 60 for offset in offsets]
    assert set(columns) - seen == {"start", "offset_min", "seq", "event_id"}


@pytest.mark.parametrize(("name", "variants"), [("env_permit.xes.gz", 116), ("Helpdesk.xes.gz", 226)])
def test_variants_follow_the_order_of_the_document_where_times_tie(name, variants, tmp_path):
    file = shared_log(name)
    by_case = defaultdict(list)
    for number, event in enumerate(naive_events(gzip.decompress(file.read_bytes()))):
        moment = datetime.fromisoformat(str(event["time:timestamp"][1]))
        by_case[event["case:concept:name"][1]].append((moment, number, event["concept:name"][1]))
    expected = Counter(tuple(step for _, _, step in sorted(events)) for events in by_case.values())
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows(landed_log(file, tmp_path)):  # in the order in which the file is laid out
        found[row["case"]].append(row["activity"])
    assert Counter(map(tuple, found.values())) == expected
    assert len(expected) == variants


def _column(landed, name):
    return pq.read_table(landed.files[0], columns=[name])[name].to_pylist()


def test_pairs_of_a_reference_log_add_up(tmp_path):
    file = shared_log("BPI_Challenge_2012.xes.gz")
    steps = Counter(_column(landed_log(file, tmp_path), "lifecycle:transition"))
    paired = landed_log(file, tmp_path, LogMapping(lifecycle="pair"))
    starts, ends = _column(paired, "start"), _column(paired, "time")
    pairs = sum(start is not None for start in starts)
    alone = Counter(
        step for step, start in zip(_column(paired, "lifecycle:transition"), starts, strict=True) if start is None
    )
    assert pairs + alone["START"] == steps["START"]
    assert pairs + alone["COMPLETE"] == steps["COMPLETE"]
    assert paired.left_out == {"transition schedule": steps["SCHEDULE"]}
    assert all(start <= end for start, end in zip(starts, ends, strict=True) if start is not None)
    completes = landed_log(file, tmp_path, LogMapping(lifecycle="complete"))
    assert completes.rows == steps["COMPLETE"]
