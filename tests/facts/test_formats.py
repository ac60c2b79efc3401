"""The shared suite: whatever stands in the table of formats reads the same log the same way."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.errors import SightlineError, SourceError
from sightline.facts import FORMATS, format_of
from sightline.model.declarations import Source
from tests.facts.samples import WRITERS, landed_log, rows
from tests.support import ROOT

CEST = timezone(timedelta(hours=2))
EVENTS = [
    {"case": "b", "activity": "open", "time": datetime(2026, 7, 1, 10, tzinfo=CEST), "performer": "ann", "cost": 1.5},
    {"case": "b", "activity": "work", "time": datetime(2026, 7, 1, 10, tzinfo=CEST), "performer": None, "cost": None},
    {"case": "b", "activity": "done", "time": datetime(2026, 7, 1, 9, tzinfo=CEST), "performer": "bob", "cost": 2.0},
    {
        "case": "a",
        "activity": "open",
        "time": datetime(2026, 7, 2, 9, 0, 0, 5, tzinfo=UTC),
        "performer": "ann",
        "cost": -0.25,
    },
]


def test_every_format_has_a_writer_here_and_a_place_in_the_reference():
    assert set(WRITERS) == set(FORMATS)
    page = (ROOT / "docs" / "reference" / "formats.md").read_text("utf-8")
    for entry in FORMATS.values():
        assert f"## {entry.title}" in page
        assert all(f"`{suffix}`" in page for suffix in entry.suffixes)


@pytest.mark.parametrize("suffix", [suffix for entry in FORMATS.values() for suffix in entry.suffixes])
def test_the_end_of_a_name_tells_the_format(suffix, tmp_path):
    found = format_of(Source(file="x"), tmp_path / f"FILE{suffix.upper()}", place="source 'x'")
    assert suffix in found.suffixes


def test_a_name_that_tells_nothing_asks_for_the_format(tmp_path):
    with pytest.raises(SourceError, match="does not tell its format") as caught:
        format_of(Source(file="x"), tmp_path / "data.bin", place="source 'x'")
    assert "Declare `format:`" in caught.value.fix
    assert format_of(Source(file="x", format="csv"), tmp_path / "data.bin", place="").name == "csv"


@pytest.mark.parametrize("name", FORMATS)
def test_a_log_is_sorted_by_case_and_time_and_ties_keep_their_order(name, tmp_path):
    file = tmp_path / f"log{FORMATS[name].suffixes[0]}"
    mapping = WRITERS[name](file, EVENTS)
    found = rows(landed_log(file, tmp_path / "facts", mapping))
    assert [(row["case"], row["activity"]) for row in found] == [
        ("a", "open"),
        ("b", "done"),
        ("b", "open"),
        ("b", "work"),
    ]
    assert [row["time"] for row in found][1:3] == [
        datetime(2026, 7, 1, 7, tzinfo=UTC),
        datetime(2026, 7, 1, 8, tzinfo=UTC),
    ]
    assert [row["performer"] for row in found] == ["ann", "bob", "ann", None]
    assert [row["cost"] for row in found] == [-0.25, 2.0, 1.5, None]
    seq = [row["seq"] for row in found]
    assert seq[1] > seq[2] < seq[3] < seq[0]


@pytest.mark.parametrize("name", FORMATS)
def test_a_log_without_events_gives_a_relation_without_rows(name, tmp_path):
    file = tmp_path / f"log{FORMATS[name].suffixes[0]}"
    mapping = WRITERS[name](file, [])
    landed = landed_log(file, tmp_path / "facts", mapping)
    assert (landed.rows, rows(landed)) == (0, [])
    assert {"case", "activity", "time", "seq"} <= set(landed.columns)


SAME = (".tsv", ".tsv.gz", ".pq", ".jsonocel", ".xmlocel", ".json.gz", ".xml.gz", ".db")
WAYS = [(name, suffix) for name in FORMATS for suffix in FORMATS[name].suffixes if suffix not in SAME]
LABELS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=8
).filter(lambda text: text.strip() and not any(math.inf for c in text if ord(c) & 0xFFFE == 0xFFFE))
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.sampled_from([UTC, CEST]))  # noqa: DTZ001 -- bounds


@st.composite
def logs(draw):
    kinds = {"cost": st.floats(-1e300, 1e300), "words": LABELS.map("w".__add__), "done": st.booleans()}
    present = draw(st.sets(st.sampled_from(sorted(kinds))))
    events = []
    for case in draw(st.lists(LABELS, unique=True, max_size=4)):
        for _ in range(draw(st.integers(1, 4))):
            event = {
                "case": case,
                "activity": draw(LABELS),
                "time": draw(MOMENTS),
                "performer": draw(st.none() | LABELS),
            }
            for key in present:
                event[key] = draw(st.none() | kinds[key])
            events.append(event)
    return events


@pytest.mark.parametrize(("name", "suffix"), WAYS)
@settings(max_examples=25, deadline=None)
@given(events=logs())
def test_any_log_reads_back_as_it_was_written(name, suffix, events, tmp_path_factory):
    folder = tmp_path_factory.mktemp("round")
    file = folder / f"log{suffix}"
    landed = landed_log(file, folder / "facts", WRITERS[name](file, events))
    expected = sorted(events, key=lambda event: (event["case"].encode(), event["time"]))  # Python's sort keeps ties
    found = rows(landed)
    keys = {key for event in events for key in event if any(e.get(key) is not None for e in events)}
    for key in keys:
        assert [row[key] for row in found] == [event.get(key) for event in expected], key
    assert landed.rejects.count == 0


def damaged(data: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    for at, length, new in cuts:
        at %= len(data) + 1  # noqa: PLW2901 -- wraps round
        data = data[:at] + new + data[at + length :]
    return data


CUTS = st.lists(
    st.tuples(
        st.integers(0, 100_000),
        st.integers(0, 40),
        st.binary(max_size=6)
        | st.sampled_from(
            [b'"', b"\n", b"<", b"&#x0;", b"\xff\xfe", b"\x00", b"]]>", b"<!DOCTYPE x>", b"1e999", b"PAR1"]
        ),
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.parametrize(("name", "suffix"), WAYS)
@settings(max_examples=30, deadline=None)
@given(cuts=CUTS)
def test_a_damaged_file_gives_facts_or_one_clear_error_and_leaves_nothing_behind(name, suffix, cuts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz")
    file = folder / f"log{suffix}"
    mapping = WRITERS[name](file, EVENTS * 3)
    file.write_bytes(damaged(file.read_bytes(), cuts))
    facts = folder / "facts"
    fault = None
    try:
        landed = landed_log(file, facts, mapping)
    except SightlineError as caught:
        fault = caught
    if fault is not None:
        assert fault.cause
        assert fault.fix
        assert not facts.exists() or not list(facts.iterdir())
    else:
        assert len(rows(landed)) == landed.rows
        assert sorted(entry.name for entry in facts.iterdir()) == [landed.files[0].parent.name]
