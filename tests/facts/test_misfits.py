"""Columns that are text for the sake of a few values: never in silence, and never a note too many."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.facts import land
from sightline.facts.tables import csv as reader
from sightline.model.declarations import Source
from tests.facts.samples import MAPPING, landed_log, landed_table, rows


def of_values(folder, values, **declared):
    file = folder / "table.csv"
    file.write_text("v;k\n" + "".join(f"{value};x\n" for value in values))
    return landed_table(file, folder / "facts", delimiter=";", **declared)


def of_files(folder, **texts):
    files = [folder / f"{name}.csv" for name in texts]
    for file, text in zip(files, texts.values(), strict=True):
        file.write_text(text)
    return land("table", Source(file="*.csv"), files, into=folder / "facts", timezone="UTC")


def test_one_bad_value_among_numbers_is_told_with_its_row(tmp_path):
    values = [str(n) for n in range(21_309)]
    values[15] = "n/a?"
    result = of_values(tmp_path, values)
    assert result.columns["v"] == "text"
    assert [row["v"] for row in rows(result)] == values
    assert result.notes == ("column 'v' is text: 1 of 21,309 values is no number, first in row 17: 'n/a?'.",)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (["1.5", "12,5 EUR", "2", "", "-", "3"], "2 of 5 values are no numbers, first in row 3: '12,5 EUR'"),
        (["2026-07-01", "2026-07-02", "2026-02-30"], "1 of 3 values is no date, first in row 4: '2026-02-30'"),
        (["soon", "2026-07-02", "2026-07-03 10:00"], "1 of 3 values is no time, first in row 2: 'soon'"),
        (["2026-07-02T10:00Z", "2026-07-03T24:61Z"], "1 of 2 values is no time, first in row 3: '2026-07-03T24:61Z'"),
        (["true", "FALSE", "maybe"], "1 of 3 values is neither true nor false, first in row 4: 'maybe'"),
        (["1", "2026-07-01", "2"], "1 of 3 values is no number, first in row 3: '2026-07-01'"),
        (["1", "2026-07-01", "x", "1.5"], "2 of 4 values are no numbers, first in row 3: '2026-07-01'"),
        (["0.5", "007", "1"], "1 of 3 values is no number, first in row 3: '007'"),
        (["1", "NA", " ", "NULL", " what? ", "2"], "1 of 3 values is no number, first in row 6: 'what?'"),
        (["1", "2", "x\x1b[31m" + "y" * 80], "1 of 3 values is no number, first in row 4: 'x?[31m" + "y" * 54 + "'…"),
    ],
)
def test_what_most_values_are_decides_what_is_told(values, told, tmp_path):
    result = of_values(tmp_path, values)
    assert result.columns["v"] == "text"
    assert result.notes == (f"column 'v' is text: {told}.",)


def test_a_decimal_comma_counts_where_it_is_declared(tmp_path):
    result = of_values(tmp_path, ["1,5", ",5", "1.234,5", "1.5"], decimal=",")
    assert result.notes == ("column 'v' is text: 1 of 4 values is no number, first in row 5: '1.5'.",)


@pytest.mark.parametrize(
    "values",
    [
        ["007", "123", "456", "789"],  # identifiers
        ["007", "123", "456", "n/a?"],
        ["12345678901234567890", "1", "2"],
        ["12345678901234567890", "1", "2", "x"],
        ["north", "south", "3", "true", "nan", "-", "12 Main St"],
        ["1", "x", "y"],  # fewer than half
        ["2026-07-01", "x", "y"],
        ["nan", "nan", "NaN", "x"],  # words, as no number stands beside them
        ["", "", "NA"],
        ["1", "2", "NA", "n/a", "\\N"],
        ["1", "2.5", "NaN"],
        ["2026-07-01", "2026-07-01 10:00", "2026-07-01T10:00Z"],
    ],
)
def test_a_column_that_is_what_it_seems_gets_no_note(values, tmp_path):
    assert of_values(tmp_path, values).notes == ()


def test_half_of_the_values_are_enough(tmp_path):
    result = of_values(tmp_path, ["a", "1", "b", "2"])
    assert result.notes == ("column 'v' is text: 2 of 4 values are no numbers, first in row 2: 'a'.",)


def test_a_row_of_the_wrong_width_does_not_shift_the_row_that_is_told(tmp_path):
    (tmp_path / "table.csv").write_text('v,k\n1,x\n2\n"3\n",x\n\nbad,x\n')
    result = landed_table(tmp_path / "table.csv", tmp_path / "facts")
    assert result.notes == ("column 'v' is text: 1 of 3 values is no number, first in row 5: 'bad'.",)


def test_the_note_is_there_again_when_nothing_is_read_again(tmp_path):
    assert of_values(tmp_path, ["1", "2", "x"]).notes == of_values(tmp_path, ["1", "2", "x"]).notes != ()


def test_an_attribute_of_a_log_is_told_too_but_no_part_of_its_events(tmp_path):
    (tmp_path / "log.csv").write_text(
        "order,step,at,who,cost\n1,2,2026-01-01,3,5\n2,3,2026-01-02,x,6.5\nz,z,2026-01-03,y,free\n"
    )
    result = landed_log(tmp_path / "log.csv", tmp_path / "facts", MAPPING)
    assert result.notes == ("column 'cost' is text: 1 of 3 values is no number, first in row 4: 'free'.",)


@pytest.mark.parametrize("first", ["jan", "feb"])
def test_numbers_in_one_file_and_words_in_another_name_both(first, tmp_path):
    texts = {"jan": "amount\n1\n2\n", "feb": "amount\nmuch\n3\nmore\nmost\nlots\n"}
    result = of_files(tmp_path, **(texts if first == "jan" else dict(reversed(texts.items()))))
    assert result.notes == (
        "column 'amount' is text: 4 of 7 values are no numbers, first in feb.csv, row 2: 'much'; all in jan.csv are.",
    )


def test_of_several_files_the_one_with_the_first_bad_value_is_named(tmp_path):
    result = of_files(tmp_path, jan="a\n1\nx\n", feb="a\n2026-01-01\ny\n3\n", mar="a\n4\n5\nz\n")
    assert result.notes == ("column 'a' is text: 4 of 8 values are no numbers, first in jan.csv, row 3: 'x'.",)


def test_a_file_without_values_is_not_the_one_that_is_all_numbers(tmp_path):
    result = of_files(tmp_path, jan="a,b\n,1\n", feb="a,b\nx,1\ny,2\n1,3\n")
    assert result.notes == ()


NUMBER = re.compile(r"[+-]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)|nan")
CELLS = ["1", "2.5", ".5", "-3", " 4 ", "x", "Nord", "true", "5 EUR", "nan", "", "NA", "2026-07-01"]


@settings(max_examples=80, deadline=None)
@given(
    values=st.lists(st.sampled_from(CELLS), max_size=60),
    start=st.lists(st.sampled_from(["7.5", "x"]), min_size=1, max_size=20),
    block=st.sampled_from([64, 1 << 20]),
)
def test_counts_and_row_are_those_of_a_plain_loop_wherever_the_file_is_cut(values, start, block, tmp_path_factory):
    written = start + values
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "_BLOCK_BYTES", block)
        result = of_values(tmp_path_factory.mktemp("misfits"), written)
    present = [(row, text.strip()) for row, text in enumerate(written, 2) if text.strip() not in ("", "NA")]
    wrong = [(row, text) for row, text in present if not NUMBER.fullmatch(text)]
    dates = sum(text.startswith("2026") for _, text in present)
    flags = sum(text == "true" for _, text in present)
    numbers = len(present) - len(wrong)
    finite = any(text != "nan" for _, text in present if NUMBER.fullmatch(text))
    notes = [note for note in result.notes if "is no number" in note or "are no numbers" in note]
    if not wrong or not finite or max(dates, flags) > numbers or 2 * (numbers + dates + flags) < len(present):
        assert notes == []
        return
    is_no = "is no number" if len(wrong) == 1 else "are no numbers"
    row, text = wrong[0]
    assert notes == [
        f"column 'v' is text: {len(wrong)} of {len(present)} values {is_no}, first in row {row}: '{text}'."
    ]
