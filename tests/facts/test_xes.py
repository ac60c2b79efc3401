"""XES as it is met: nested, mixed, broken and hostile; and the two ways to read it agree."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sightline.errors import SourceError
from sightline.facts.bytestream import pieces
from sightline.facts.logs import xes
from sightline.facts.logs.xes import by_expat, read_xes
from sightline.facts.logs.xes_expat import Position
from sightline.facts.logs.xes_fast import plain_part
from sightline.model.declarations import LogMapping
from tests.facts.samples import landed_log, reject_rows, request, rows

EVENT = (
    '<event><string key="concept:name" value="{}"/>'
    '<date key="time:timestamp" value="2026-01-0{}T10:00:00+01:00"/>{}</event>'
)
NAME = '<string key="concept:name" value="c1"/>'


def log_of(*parts: str, head: str = "", tail: str = "") -> str:
    traces = "".join(f"<trace>{part}</trace>\n" for part in parts)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n{head}{traces}{tail}</log>\n'


def event(label="a", day=1, more=""):
    return EVENT.format(label, day, more)


def landed(tmp_path, text, **options):
    file = tmp_path / "log.xes"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return landed_log(file, tmp_path / "facts", **options)


def test_attributes_of_traces_are_columns_named_case(tmp_path):
    found = rows(landed(tmp_path, log_of(NAME + '<int key="amount" value="5"/>' + event() + event("b", 2))))
    assert [(row["case"], row["activity"], row["case:amount"]) for row in found] == [("c1", "a", 5), ("c1", "b", 5)]
    assert found[0]["time"] == datetime(2026, 1, 1, 9, tzinfo=UTC)
    assert found[0]["offset_min"] == 60


def test_an_attribute_inside_another_is_parent_slash_child(tmp_path):
    nested = (
        '<string key="unit" value="sales"><int key="floor" value="3"><boolean key="old" value="true"/></int></string>'
    )
    row = rows(landed(tmp_path, log_of(NAME + event(more=nested))))[0]
    assert (row["unit"], row["unit/floor"], row["unit/floor/old"]) == ("sales", 3, True)


def test_a_list_is_kept_whole_as_json(tmp_path):
    inner = '<string key="i" value="x"/><int key="j" value="2"><id key="k" value="z"/></int>'
    items = f'<list key="items"><values>{inner}</values></list>'
    row = rows(landed(tmp_path, log_of(NAME + event(more=items))))[0]
    assert json.loads(row["items"]) == [
        {"type": "string", "key": "i", "value": "x"},
        {"type": "int", "key": "j", "value": "2", "children": [{"type": "id", "key": "k", "value": "z"}]},
    ]


def test_types_that_clash_become_text_and_are_told(tmp_path):
    mixed = (event(more='<int key="x" value="07"/>'), event("b", 2, '<string key="x" value="seven"/>'))
    result = landed(tmp_path, log_of(NAME + "".join(mixed)))
    assert [row["x"] for row in rows(result)] == ["07", "seven"]
    assert result.notes == ("column 'x' mixes types (integer, text) and is kept as text.",)


def test_whole_and_broken_numbers_join_as_numbers(tmp_path):
    mixed = (event(more='<int key="x" value="7"/>'), event("b", 2, '<float key="x" value="7.5"/>'))
    assert [row["x"] for row in rows(landed(tmp_path, log_of(NAME + "".join(mixed))))] == [7.0, 7.5]


def test_a_value_that_is_not_of_its_type_keeps_the_column_as_text(tmp_path):
    result = landed(tmp_path, log_of(NAME + event(more='<int key="x" value="7 apples"/>')))
    assert rows(result)[0]["x"] == "7 apples"
    assert "'x' is kept as text" in result.notes[0]


def test_a_number_that_is_not_finite_is_empty_and_told(tmp_path):
    more = '<float key="x" value="{}"/>'
    result = landed(tmp_path, log_of(NAME + event(more=more.format("NaN")) + event("b", 2, more.format("1E300"))))
    assert [row["x"] for row in rows(result)] == [None, 1e300]
    assert reject_rows(result) == [(1, "x is not a finite number", "NaN")]
    assert (result.rejects.rows, result.rejects.values) == (0, 1)


def test_defaults_of_globals_are_described_and_never_filled_in(tmp_path):
    head = '<extension name="Time" prefix="time" uri="u"/>'
    head += '<global scope="event"><string key="org:resource" value="resource"/></global>'
    head += '<classifier name="Step" keys="concept:name"/><string key="creator" value="tool"/>'
    result = landed(tmp_path, log_of(NAME + event(), head=head))
    assert rows(result)[0]["performer"] is None
    assert result.about["global"] == [{"scope": "event", "type": "string", "key": "org:resource", "value": "resource"}]
    assert result.about["classifier"] == [{"name": "Step", "keys": "concept:name"}]
    assert result.about["attributes"] == {"creator": "tool"}


def test_traces_without_a_name_are_called_by_their_place(tmp_path):
    result = landed(tmp_path, log_of(NAME + event(), event("b", 2), event("c", 3)))
    assert [row["case"] for row in rows(result)] == ["c1", "trace 2", "trace 3"]
    assert "2 traces have no concept:name" in result.notes[0]


def test_traces_without_an_event_leave_no_row_and_are_told(tmp_path):
    result = landed(tmp_path, log_of(NAME + '<int key="lonely" value="1"/>', NAME + event()))
    assert "case:lonely" not in result.columns
    assert result.notes == ("log.xes: 1 traces have no event and leave no row.",)


def test_events_without_case_activity_or_time_are_rejected_with_their_number(tmp_path):
    bare = '<event><string key="concept:name" value="a"/></event>'
    nameless = '<event><date key="time:timestamp" value="2026-01-01T10:00:00Z"/></event>'
    odd = '<event><string key="concept:name" value="a"/><date key="time:timestamp" value="soon"/></event>'
    result = landed(tmp_path, log_of(NAME + bare + nameless + odd + event(), tail=event("stray", 9)))
    assert [row["seq"] for row in rows(result)] == [4]
    assert [(number, reason) for number, reason, _ in reject_rows(result)] == [
        (1, "no time"), (2, "no activity"), (3, "time not readable"), (5, "no case"),
    ]  # fmt: skip
    assert "stray" in reject_rows(result)[3][2]
    assert result.rejects.by_reason == {"no activity": 1, "no case": 1, "no time": 1, "time not readable": 1}


def test_a_key_that_an_event_repeats_is_numbered(tmp_path):
    more = '<string key="x" value="1"/><string key="x" value="2"/><string key="x" value="3"/>'
    row = rows(landed(tmp_path, log_of(NAME + event(more=more))))[0]
    assert (row["x"], row["x#2"], row["x#3"]) == ("1", "2", "3")


def test_names_that_differ_by_case_alone_or_are_taken_get_a_number(tmp_path):
    more = '<string key="Activity" value="A"/><string key="x" value="1"/><string key="X" value="2"/>'
    result = landed(tmp_path, log_of(NAME + event(more=more)))
    row = rows(result)[0]
    assert (row["activity"], row["Activity_2"], row["x"], row["X_2"]) == ("a", "A", "1", "2")
    assert result.renamed["Activity"] == "Activity_2"


def test_an_event_attribute_that_looks_like_a_trace_attribute_is_told_apart(tmp_path):
    row = rows(landed(tmp_path, log_of(NAME + event(more='<string key="case:concept:name" value="other"/>'))))[0]
    assert (row["case"], row["event:case:concept:name"]) == ("c1", "other")


def test_an_empty_log_gives_an_empty_relation(tmp_path):
    result = landed(tmp_path, '<log xes.version="1.0"></log>')
    assert (result.rows, result.fresh_at, rows(result)) == (0, None, [])
    assert result.columns["time"] == "timestamptz"


def test_times_without_an_offset_are_read_in_the_zone(tmp_path):
    text = log_of(NAME + event()).replace("+01:00", "")
    row = rows(landed(tmp_path, text, zone="America/New_York"))[0]
    assert row["time"] == datetime(2026, 1, 1, 15, tzinfo=UTC)
    assert row["offset_min"] is None


BOMB = '<!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "place", "cause"),
    [
        (log_of(NAME + event()).replace("<log", BOMB + "<log"), ":2:", "declares a document type"),
        (log_of(NAME + event()).replace("</log>\n", ""), ":4:1", "not well-formed XML: no element found"),
        (log_of(NAME + event())[:-20], ":3:", "not well-formed XML: unclosed token"),
        (log_of(NAME + event()).replace("</event>", "</evnt>"), ":3:", "mismatched tag"),
        (log_of(NAME + event(label="a & b")), ":3:", "not well-formed"),
        (log_of(NAME + event(label="a\x01b")), ":3:", "not well-formed"),
        (log_of(NAME + event(label="a < b")), ":3:", "not well-formed"),
        (log_of(NAME + event(more='<string value="x"/>')), ":3:", "a <string> has no key"),
        (log_of(NAME + event(more='<string key="x" key="y" value="x"/>')), ":3:", "duplicate attribute"),
        ("<html></html>", ":1:1", "the root element is <html>, not <log>"),
        ("", "log.xes", "the file is empty"),
        (" \n", "log.xes", "the file is empty"),
        (log_of(NAME + event()) + "<log/>", ":5:1", "junk after document element"),
        (log_of(NAME + "<string key='d' value='1'>" * 70), ":3:", "nested more than 64 deep"),
    ],
)
def test_a_broken_log_is_refused_with_place_cause_and_fix(text, place, cause, tmp_path):
    with pytest.raises(SourceError) as caught:
        landed(tmp_path, text)
    assert place in caught.value.place
    assert cause in caught.value.cause
    assert caught.value.fix
    assert not (tmp_path / "facts").exists() or not list((tmp_path / "facts").iterdir())


def test_the_place_of_a_fault_is_right_behind_many_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(xes, "_PART_BYTES", 1)
    monkeypatch.setattr("sightline.facts.bytestream._PIECE", 500)
    good = log_of(*[f'<string key="concept:name" value="c{n}"/>' + event() for n in range(50)])
    bad = good.replace('value="c40"', 'valeu="c40" "')
    line = bad[: bad.index("valeu")].count("\n") + 1
    with pytest.raises(SourceError) as caught:
        landed(tmp_path, bad)
    assert f"log.xes:{line}:" in caught.value.place


def test_a_gzip_that_was_cut_off_is_refused(tmp_path):
    file = tmp_path / "log.xes.gz"
    whole = gzip.compress(log_of(NAME + event() * 200).encode())
    for length in (len(whole) // 2, len(whole) - 1, 12):
        file.write_bytes(whole[:length])
        with pytest.raises(SourceError, match="gzip stream ends too early"):
            landed_log(file, tmp_path / "facts")


def test_a_damaged_gzip_is_refused(tmp_path):
    file = tmp_path / "log.xes.gz"
    whole = bytearray(gzip.compress(log_of(NAME + event() * 200).encode()))
    whole[-6] ^= 0xFF  # the check sum
    file.write_bytes(whole)
    with pytest.raises(SourceError, match="gzip stream is damaged"):
        landed_log(file, tmp_path / "facts")


def test_a_gzip_of_several_members_and_padding_is_read_whole(tmp_path):
    text = log_of(NAME + event() + event("b", 2)).encode()
    file = tmp_path / "log.xes.gz"
    file.write_bytes(gzip.compress(text[:90]) + gzip.compress(text[90:]) + b"\0" * 20)
    assert landed_log(file, tmp_path / "facts").rows == 2


def test_a_gzip_bomb_is_refused_before_it_unfolds(tmp_path, monkeypatch):
    monkeypatch.setattr("sightline.facts.bytestream._RATIO_FROM", 1 << 20)
    file = tmp_path / "log.xes.gz"
    file.write_bytes(gzip.compress(b"<log>" + b" " * (8 << 20)))
    with pytest.raises(SourceError, match="looks like a bomb"):
        landed_log(file, tmp_path / "facts")


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252", "utf-8-sig"])
def test_a_log_says_its_own_encoding(encoding, tmp_path):
    said = encoding.removesuffix("-sig")
    text = log_of(NAME + event(label="café")).replace("UTF-8", said)
    assert rows(landed(tmp_path, text.encode(encoding)))[0]["activity"] == "café"


# -- the two ways to read agree -----------------------------------------------------------------------------------


def both(text: str, tmp_path, parts: int = 1 << 20, pieces_of: int = 1 << 20):
    """Return what the reader and what expat alone make of a text: a table, or the fault."""
    file = tmp_path / "both.xes"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    answers = []
    for way in ("reader", "expat"):
        asked = request(file, tmp_path)
        position = Position()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(xes, "_PART_BYTES", parts)
            patch.setattr("sightline.facts.bytestream._PIECE", pieces_of)
            source = read_xes(asked) if way == "reader" else by_expat(asked, position, pieces(file, asked.progress))
            try:
                batches = [pa.table(batch) for batch in source if batch.num_rows]
                table = pa.concat_tables(batches, promote_options="default").to_pylist() if batches else []
                kinds = {}
                for batch in batches:
                    for field in batch.schema:
                        kinds.setdefault(field.name, set()).update(
                            (field.metadata or {}).get(b"sightline:kind", b"").split(b",")
                        )
                names = sorted(kinds)
                answers.append(([{name: row.get(name) for name in names} for row in table], kinds, asked.about))
            except SourceError as fault:
                answers.append((fault.cause, fault.place))
    return answers


TEXTS = st.text(st.sampled_from("ab<>&\"' \t\n\r€\x00\x01\ufffe𝄞/="), max_size=6)
PLAIN = st.sampled_from(
    ["", "a", "é€", "x > y", "&amp;", "&#233;", "&#xe9;", "&lt;b&gt;", "it's", "&#10;", "&#0;", "&bogus;", "a&b"]
)


@st.composite
def attributes(draw):
    tag = draw(st.sampled_from(["string", "int", "date", "float", "boolean", "id", "list", "other"]))
    key = draw(st.sampled_from(["k", "concept:name", "l", "case:z", "k&amp;"]))
    value = draw(PLAIN) if draw(st.booleans()) else draw(TEXTS)
    space = draw(st.sampled_from(["", " ", "\n\t", "\r\n"]))
    shape = draw(st.sampled_from(['<{t} key="{k}" value="{v}"/>'] * 8 + [
        "<{t} key='{k}' value=\"{v}\"/>", '<{t} value="{v}" key="{k}"/>', '<{t} key="{k}" value="{v}"></{t}>',
        '<{t} key="{k}"/>', '<{t} key = "{k}"\n value="{v}" />', '<{t} key="{k}" value="{v}" extra="1"/>',
        '<!-- <trace> " -->', "<![CDATA[ </trace> ]]>", "stray",
        '<{t} key="{k}" value="{v}"><int key="in" value="1"/></{t}>',
    ]))  # fmt: skip
    return space + shape.format(t=tag, k=key, v=value)


@st.composite
def documents(draw):
    some = st.lists(attributes(), max_size=3).map("".join)
    events = st.lists(some.map("<event>{}</event>".format), max_size=3).map("".join)
    body = draw(st.lists(st.tuples(some, events, st.just("")).map("".join).map("<trace>{}</trace>".format), max_size=5))
    return log_of("", head=draw(some), tail="".join(body)).replace(
        "<trace></trace>\n", draw(st.sampled_from(["", "<trace></trace>"]))
    )


@settings(deadline=None)
@example(text=log_of('<string key="k" value="&#0;"/>'), parts=1, pieces_of=7)  # a fault that no row would show
@example(text=log_of(NAME, '<int key="k" value="\r"/>', "<"), parts=1, pieces_of=7)  # a lone return ends a line
@given(text=documents(), parts=st.sampled_from([1, 100, 1 << 20]), pieces_of=st.sampled_from([7, 64, 1 << 20]))
def test_reading_by_columns_is_reading_by_expat(text, parts, pieces_of, tmp_path_factory):
    fast, slow = both(text, tmp_path_factory.mktemp("both"), parts, pieces_of)
    assert fast == slow


@settings(deadline=None)
@given(data=st.data())
def test_a_plain_log_with_a_few_changed_characters_reads_the_same_both_ways(data, tmp_path_factory):
    text = log_of(*[f'<string key="concept:name" value="c{n}"/>' + event("é", 1) + event("b", 2) for n in range(4)])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text) - 1))
        text = (
            text[:at]
            + data.draw(st.sampled_from([*"\"'<>/& =\nx\x02", "", "<!--", "-->", "]]>", "&#x41;"]))
            + text[at + 1 :]
        )
    fast, slow = both(text, tmp_path_factory.mktemp("both"), 300, 100)
    assert fast == slow


def test_plain_logs_are_truly_read_by_columns():
    part = f"<trace>{NAME}{event()}</trace>".encode()
    batch = plain_part(part, Position(), name_traces=True)
    assert batch is not None
    assert batch.column("concept:name").to_pylist() == ["a"]
    position = Position(events=5)
    before = replace(position)
    assert plain_part(part.replace(b"<event>", b"<!-- --><event>"), position, name_traces=True) is None
    assert position == before


def test_a_trace_too_long_to_wait_for_is_read_in_bounded_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(xes, "_PART_BYTES", 1)
    monkeypatch.setattr(xes, "_LONGEST_TRACE_BYTES", 2_000)
    monkeypatch.setattr("sightline.facts.bytestream._PIECE", 500)
    monkeypatch.setattr("sightline.facts.logs.xes_expat._MOST_IN_ONE", 10)
    text = log_of(NAME + '<int key="n" value="1"/>' + "".join(event("a", 1 + n % 9) for n in range(95)))
    file = tmp_path / "long.xes"
    file.write_text(text)
    sizes = [batch.num_rows for batch in read_xes(request(file, tmp_path))]
    assert sizes == [10] * 9 + [5]
    result = landed_log(file, tmp_path / "facts")
    assert {(row["case"], row["case:n"]) for row in rows(result)} == {("c1", 1)}
    late = text.replace("</trace>", '<int key="late" value="1"/></trace>')
    file.write_text(late)
    with pytest.raises(SourceError, match="Write the attributes of a trace before its events"):
        landed_log(file, tmp_path / "facts", LogMapping())
