"""Twins: what a value is written as, whatever kind it is of."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from types import MappingProxyType

from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from sightline_web.languages.marks import later
from sightline_web.shell.twins import Records, csv_text, json_twin


def test_a_text_is_a_text_however_it_was_marked():
    row = {"safe": mark_safe("<b>"), "later": later("Goals")}
    told = json.loads(json_twin({"fix": later("Goals"), "rows": [row]}).content)
    assert told == {"fix": "Goals", "rows": [{"safe": "<b>", "later": "Goals"}]}
    assert csv_text([row]) == "safe,later\r\n<b>,Goals\r\n"


def test_a_key_and_a_row_have_a_line_of_their_own():
    text = json_twin({"n": None, "rows": [{"a": 1.0, "b": float("nan")}, {}], "none": []}).content.decode()
    assert text == '{\n "n": null,\n "rows": [\n  {"a":1.0,"b":null},\n  {}\n ],\n "none": []\n}\n'


def test_moments_are_the_same_in_both_twins_whatever_their_zone_and_fraction():
    moments = [
        datetime(2026, 9, 1, 8, 30, tzinfo=UTC), None, datetime(2026, 9, 1, 8, 30, 0, 250_000, tzinfo=UTC),
        datetime(2026, 9, 1, 8, 30, tzinfo=timezone(timedelta(hours=2))), datetime(2026, 9, 1, 8, 30),  # noqa: DTZ001 -- one without a zone
    ]  # fmt: skip
    written = [
        "2026-09-01T08:30:00Z", None, "2026-09-01T08:30:00.250000Z", "2026-09-01T08:30:00+02:00", "2026-09-01T08:30:00",
    ]  # fmt: skip
    rows = [{"at": each} for each in moments]
    assert [row["at"] for row in json.loads(json_twin({"rows": rows}).content)["rows"]] == written
    assert csv_text(rows).split("\r\n")[1:-1] == [each or '""' for each in written]
    assert [datetime.fromisoformat(each) for each in written if each] == [each for each in moments if each]


def test_numbers_that_are_not_finite_are_no_numbers_in_either():
    rows = [{"x": 1.5}, {"x": math.inf}, {"x": None}, {"x": 3}]
    assert [row["x"] for row in json.loads(json_twin({"rows": rows}).content)["rows"]] == [1.5, None, None, 3]
    assert csv_text(rows) == 'x\r\n1.5\r\n""\r\n""\r\n3\r\n'


def test_lists_and_mappings_are_one_cell():
    row = {"cases": ("a", 1), "segment": MappingProxyType({"region": "North"}), "set": {2}, "day": date(2026, 9, 1)}
    assert csv_text([row]) == 'cases,segment,set,day\r\na; 1,"{""region"": ""North""}",2,2026-09-01\r\n'
    told = json.loads(json_twin({"rows": [row]}).content)["rows"]
    assert told == [{"cases": ["a", 1], "segment": {"region": "North"}, "set": [2], "day": "2026-09-01"}]


CELLS = st.one_of(
    st.none(), st.text(), st.integers(), st.floats(), st.booleans(), st.sampled_from(["a,b", 'say "so"', "\x1f=1", ""]),
    st.datetimes(timezones=st.none() | st.just(UTC)),
)  # fmt: skip
ALIKE = st.sampled_from([st.text(), st.integers() | st.none(), st.floats(), st.text() | st.none()]).flatmap(st.lists)


@given(st.lists(st.dictionaries(st.sampled_from(["a", "b, c", "=d"]), CELLS, min_size=1), max_size=6))
def test_a_table_reads_as_a_writer_of_the_library_writes_it(rows):
    assert csv_text(rows) == written_by_the_library(rows)


@given(ALIKE)
def test_a_column_of_one_kind_does_so_too(values):
    rows = [{"a": each, "b": "x"} for each in values]
    assert csv_text(rows) == written_by_the_library(rows)


@dataclass(frozen=True, slots=True)
class Kept:
    a: str | None
    b: float


def test_records_are_rows_with_their_attributes_as_columns():
    rows = Records([Kept("x", 1.5), Kept(None, 2)], Kept)
    assert list(rows) == [{"a": "x", "b": 1.5}, {"a": None, "b": 2}] == [rows[0], rows[1]]
    assert json_twin({"rows": rows}).content == json_twin({"rows": list(rows)}).content
    assert json_twin({"rows": rows[:0]}).content == json_twin({"rows": []}).content
    assert (len(rows), list(rows[1:]), list(rows[:0])) == (2, [{"a": None, "b": 2}], [])
    assert csv_text(rows) == csv_text(list(rows)) == "a,b\r\nx,1.5\r\n,2\r\n"
    assert csv_text(rows[:0]) == "a,b\r\n"


def written_by_the_library(rows):
    heads = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(
        [[guarded(head) for head in heads], *([cell(row.get(head)) for head in heads] for row in rows)]
    )
    return out.getvalue()


def cell(value):
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return json.loads(json_twin({"at": value}).content)["at"]
    return guarded(value) if isinstance(value, str) else value


def guarded(text):
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0", "|", "%")) else text
