"""CSV as it is met: every delimiter, every encoding, every kind of bad row."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.errors import SourceError
from sightline.facts.tables import csv as reader
from tests.facts.samples import MAPPING, landed_log, landed_table, reject_rows, rows


def landed(tmp_path, text, name="table.csv", **declared):
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return landed_table(file, tmp_path / "facts", **declared)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter, tmp_path):
    text = "a,b c\n1,x\n2,y\n".replace(",", delimiter)
    assert rows(landed(tmp_path, text)) == [{"a": 1, "b c": "x"}, {"a": 2, "b c": "y"}]


def test_a_wrong_delimiter_is_told_with_the_right_one(tmp_path):
    with pytest.raises(SourceError) as caught:
        landed(tmp_path, "a;b\n1;2\n", delimiter=",")
    assert "semicolon (';') seems to be the right one" in caught.value.cause
    assert caught.value.place.endswith("table.csv:1")
    assert caught.value.fix == "Declare `delimiter: ';'`."


def test_rows_of_the_wrong_width_are_rejected_with_number_and_text(tmp_path):
    result = landed(tmp_path, 'a;b\n1;2\n3\n"x\ny";4\n\n5;6;7\n8;9\n')
    assert rows(result) == [{"a": "1", "b": 2}, {"a": "x\ny", "b": 4}, {"a": "8", "b": 9}]
    assert reject_rows(result) == [
        (3, "1 value where the header has 2", "3"),
        (5, "3 values where the header has 2", "5;6;7"),
    ]
    assert (result.rejects.count, result.rejects.rows, result.rejects.values) == (2, 2, 0)


@pytest.mark.parametrize(
    ("text", "line"),
    [('a,b\n1,"open\n2,3\n', 2), ('a,b\n1,2\n"x""y",2\n3,"\n\n4,5', 4), ('a,b\n1,"\n' + "2,3\n" * 5, 2)],
)
def test_a_quote_that_is_never_closed_is_told_with_its_line(text, line, tmp_path):
    with pytest.raises(SourceError, match="never closed") as caught:
        landed(tmp_path, text)
    assert caught.value.place.endswith(f"table.csv:{line}")


def test_a_quote_within_a_value_is_no_fault(tmp_path):
    assert rows(landed(tmp_path, 'a,b\n5" pipe,2\n')) == [{"a": '5" pipe', "b": 2}]


def test_an_unclosed_quote_before_much_text_is_told_with_its_line(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "_BLOCK_BYTES", 4_096)
    with pytest.raises(SourceError, match="never closed") as caught:
        landed(tmp_path, 'a,b\n1,2\n1,"2\n' + "1,2\n" * 20_000)
    assert caught.value.place.endswith("table.csv:3")


def test_a_byte_that_is_no_text_is_told_with_its_line(tmp_path):
    text = ("a,b\n" + "1,x\n" * 300_000).encode() + b"2,caf\xe9\n"
    with pytest.raises(SourceError) as caught:
        landed(tmp_path, text)
    assert caught.value.cause == "byte 0xe9 is not utf-8 text."
    assert caught.value.place.endswith("table.csv:300002")
    assert "windows-1252" in caught.value.fix


@pytest.mark.parametrize(
    ("written", "declared"), [("utf-8-sig", "utf-8"), ("windows-1252", "windows-1252"), ("utf-16", "utf-16")]
)
def test_an_encoding_can_be_declared(written, declared, tmp_path):
    result = landed(tmp_path, "é,b\ncafé,1\n".encode(written), encoding=declared)
    assert rows(result) == [{"é": "café", "b": 1}]


def test_utf_16_that_is_not_declared_is_told(tmp_path):
    with pytest.raises(SourceError, match="starts like UTF-16") as caught:
        landed(tmp_path, "a,b\n1,2\n".encode("utf-16"))
    assert caught.value.fix == "Declare `encoding: utf-16`."


def test_an_encoding_that_does_not_exist_is_told(tmp_path):
    for name in ("utf-9", "hex"):
        with pytest.raises(SourceError, match=f"no text encoding is called '{name}'"):
            landed(tmp_path, "a\n", encoding=name)


@pytest.mark.parametrize("text", ["a,b\n", "a,b", "a,b\r\n\r\n"])
def test_a_header_without_rows_is_an_empty_table(text, tmp_path):
    result = landed(tmp_path, text)
    assert (result.rows, dict(result.columns), rows(result)) == (0, {"a": "text", "b": "text"}, [])


@pytest.mark.parametrize("text", ["", "\n", "\ufeff", "  \n\n"])
def test_a_file_without_a_header_is_refused(text, tmp_path):
    with pytest.raises(SourceError, match="the file is empty: it has no header"):
        landed(tmp_path, text)


def test_names_that_repeat_or_lack_are_made_distinct_and_told(tmp_path):
    result = landed(tmp_path, "a,a,,A,a_2\n1,2,3,4,5\n")
    assert rows(result) == [{"a": 1, "a_3": 2, "column_3": 3, "A_4": 4, "a_2": 5}]
    assert result.notes == (
        "table.csv: column 2 is named 'a' like another and is called 'a_3'.",
        "table.csv: column 3 has no name and is called 'column_3'.",
        "table.csv: column 4 is named 'A' like another and is called 'A_4'.",
    )


def test_values_decide_what_a_column_is(tmp_path):
    text = (
        "id,whole,number,day,clock,moment,flag,words,long,none\n"
        "007,1,1.5,2026-07-01,2026-07-01 10:00,2026-07-01T10:00+02:00,true,x,12345678901234567890,\n"
        '008,NA,1e300,,,2026-07-01 10:00,FALSE,"",1,NULL\n'
    )
    result = landed(tmp_path, text, zone="Europe/Amsterdam")
    moment, clock = datetime(2026, 7, 1, 8, tzinfo=UTC), datetime(2026, 7, 1, 10)  # noqa: DTZ001 -- a wall clock
    assert rows(result) == [
        {"id": "007", "whole": 1, "number": 1.5, "day": date(2026, 7, 1), "clock": clock, "moment": moment,
         "flag": True, "words": "x", "long": "12345678901234567890", "none": None},
        {"id": "008", "whole": None, "number": 1e300, "day": None, "clock": None, "moment": moment,
         "flag": False, "words": "", "long": "1", "none": "NULL"},
    ]  # fmt: skip
    assert list(result.columns.values()) == [
        "text", "number", "number", "date", "timestamp", "timestamptz", "boolean", "text", "text", "text",
    ]  # fmt: skip


def test_the_last_row_counts_as_much_as_the_first(tmp_path):
    result = landed(tmp_path, "a\n" + "1\n" * 400_000 + "x\n")
    assert result.columns["a"] == "text"


def test_wall_clock_times_of_another_zone_become_moments(tmp_path):
    result = landed(tmp_path, "t\n2026-07-01 10:00\n", zone="Europe/Amsterdam", timezone="Asia/Tokyo")
    assert rows(result) == [{"t": datetime(2026, 7, 1, 1, tzinfo=UTC)}]


def test_numbers_that_are_not_finite_are_empty_and_told(tmp_path):
    result = landed(tmp_path, "k,x\na,1.5\nb,NaN\nc,-inf\nd,1e400\ne,1e300\n")
    assert [row["x"] for row in rows(result)] == [1.5, None, None, None, 1e300]
    assert reject_rows(result) == [
        (n, "x is not a finite number", raw) for n, raw in [(3, "NaN"), (4, "-inf"), (5, "1e400")]
    ]
    assert (result.rejects.rows, result.rejects.values) == (0, 3)


def test_a_decimal_comma_can_be_declared(tmp_path):
    result = landed(tmp_path, "x;y\n1.234,56;1.5\n-7;2\n,5;3\n", decimal=",")
    assert [row["x"] for row in rows(result)] == [1234.56, -7.0, 0.5]
    assert [row["y"] for row in rows(result)] == ["1.5", "2", "3"]  # a point that parts no thousands


def test_a_tab_file_in_gzip_is_read(tmp_path):
    import gzip

    assert rows(landed(tmp_path, gzip.compress(b"a\tb\n1\t2\n"), "table.tsv.gz")) == [{"a": 1, "b": 2}]


def test_a_log_numbers_its_events_by_row_and_rejects_by_reason(tmp_path):
    file = tmp_path / "log.csv"
    good = "1,b,2026-01-01T10:00Z,x\n", "1,a,2026-01-01T10:00Z,y\n"
    bad = "1,a\n", ",a,2026-01-01,x\n", "2,,2026-01-01,x\n", "2,x,nope,\n"
    file.write_text("".join(["order,step,at,who\n", good[0], *bad, good[1]]))
    result = landed_log(file, tmp_path / "facts", MAPPING)
    assert [(row["activity"], row["seq"]) for row in rows(result)] == [("b", 2), ("a", 7)]
    assert sorted((number, reason) for number, reason, _ in reject_rows(result)) == [
        (3, "2 values where the header has 4"), (4, "no case"), (5, "no activity"), (6, "time not readable"),
    ]  # fmt: skip


CELLS = st.text(st.sampled_from('ab1,;"\n\r \u00e9\U0001d11e'), max_size=5)


@settings(max_examples=60, deadline=None)
@given(
    data=st.lists(st.lists(CELLS.map("t".__add__), min_size=1, max_size=4), max_size=8),
    width=st.integers(1, 4),
    block=st.sampled_from([64, 1 << 20]),
)
def test_any_table_of_text_reads_back_and_bad_rows_keep_their_numbers(data, width, block, tmp_path_factory):
    folder = tmp_path_factory.mktemp("csv")
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow([f"c{n}" for n in range(width)])
    writer.writerows(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "_BLOCK_BYTES", block)
        result = landed(folder, out.getvalue(), delimiter=",")
    good = [row for row in data if len(row) == width]
    assert [list(row.values()) for row in rows(result)] == good
    assert [number for number, _, _ in reject_rows(result)] == [n for n, row in enumerate(data, 2) if len(row) != width]
