"""Sources: what a log mapping may say of which file."""

from __future__ import annotations

import pytest

from sightline.facts import FORMATS
from sightline.model import load

MODEL = """\
sightline: 1
name: Halden Parts
sources:
  order_log: {{{source}}}
"""


def found(source):
    findings = load({"sightline.yml": MODEL.format(source=source)}).findings
    return [(one.code, one.line, one.column) for one in findings if not one.code.startswith("SL5")]


@pytest.mark.parametrize("suffix", [suffix for entry in FORMATS.values() for suffix in entry.suffixes])
def test_the_name_of_every_file_that_can_be_read_tells_its_format(suffix):
    mapping = "case: a, activity: b, time: c"
    assert found(f"file: data/ORDERS{suffix.upper()}, log: {{{mapping}}}") == []


@pytest.mark.parametrize("source", ["file: a.sqlite", "file: a.json.gz", "file: a.log, format: ocel", "file: a.xml"])
def test_an_object_centric_log_may_name_a_type_of_object_or_leave_it_to_the_file(source):
    assert found(f"{source}, log: {{object_type: orders}}") == []
    assert found(f"{source}, log: {{}}") == []


@pytest.mark.parametrize("source", ["file: a.xes", "file: a.xes.gz", "file: a.json, format: xes"])
def test_a_type_of_object_beside_a_log_of_cases_says_nothing(source):
    line = f"{source}, log: {{object_type: orders}}"
    assert found(line) == [("SL418", 4, len("  order_log: {") + line.index("object_type") + 1)]


def test_a_type_of_object_does_not_replace_the_columns_of_a_table():
    assert [code for code, _, _ in found("file: a.csv, log: {object_type: orders}")] == ["SL418", "SL418"]


@pytest.mark.parametrize(
    "source", ["live: true, log: {}", "file: a.xes, live: true, log: {}", "live: false, file: a.csv"]
)
def test_a_log_may_be_live_with_a_file_and_without(source):
    assert found(source) == []


def test_what_is_live_is_a_log():
    assert found("file: a.csv, live: true") == [("SL442", 4, len("  order_log: {file: a.csv, ") + 1)]
    mapped = "log: {case: a, activity: b, time: c}"
    assert [code for code, _, _ in found(f"table: a.b, live: true, {mapped}")] == ["SL442"]
    assert [code for code, _, _ in found("live: false, log: {}")] == ["SL215"]
    assert "SL215" in [code for code, _, _ in found("live: true, file: a.xes, table: b, log: {}")]
