"""OCEL 2.0 as it is met: dangling, cut off, out of order and hostile."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pyarrow.parquet as pq
import pytest

from sightline.errors import SourceError
from sightline.model.declarations import LogMapping
from tests.facts.ocel_writers import (
    ORDERS,
    at,
    event,
    log_of,
    thing,
    write_document,
    written,
    xml_text,
)
from tests.facts.samples import landed_log, reject_rows, rows


def test_an_event_without_an_object_of_the_type_is_counted_not_rejected(landed):
    things = [thing("o1"), thing("i1", "items")]
    events = [event("e1", "place", at(8), "o1"), event("e2", "ship", at(9)), event("e3", "ship", at(9), "i1")]
    result = landed(things, events)
    assert (result.rows, result.rejects.count) == (1, 0)
    assert "2 of 3 events touch no object of the type 'orders' and leave no row." in result.notes[-1]
    assert result.about["events"] == 3


def test_a_link_to_an_object_that_is_not_there_is_told(landed):
    result = landed([thing("o1")], [event("e1", "place", at(8), "o1", "ghost")])
    assert result.rows == 1
    assert reject_rows(result) == [(1, "link to an object that is not there", "ghost")]
    assert (result.rejects.rows, result.rejects.values) == (0, 1)


@pytest.mark.parametrize("suffix", [".json", ".xml"])
def test_a_second_event_with_the_same_id_is_rejected_whole(suffix, tmp_path):
    events = [
        event("e1", "place", at(8), "o1", "o2"),
        event("e1", "ship", at(9), "o1"),
        event("e2", "ship", at(9), "o1"),
    ]
    file = write_document(tmp_path / f"log{suffix}", log_of([thing("o1"), thing("o2")], events))
    result = landed_log(file, tmp_path / "facts", ORDERS)
    assert [(row["case"], row["activity"]) for row in rows(result)] == [
        ("o1", "place"),
        ("o1", "ship"),
        ("o2", "place"),
    ]
    assert [row[:2] for row in reject_rows(result)] == [(2, "duplicate id")]


def test_an_event_whose_time_cannot_be_read_is_rejected_by_its_place(tmp_path):
    events = [event("e1", "place", at(8), "o1"), event("e2", "place", at(8), "o1") | {"time": "yesterday"}]
    result = landed_log(
        write_document(tmp_path / "log.json", log_of([thing("o1")], events)), tmp_path / "facts", ORDERS
    )
    assert [row[:2] for row in reject_rows(result)] == [(2, "time not readable")]


def test_an_object_that_stands_twice_is_one(landed):
    result = landed([thing("o1"), thing("o1", "items")], [event("e1", "place", at(8), "o1")])
    assert (result.rows, result.about["objects"]) == (1, 1)
    assert any("1 objects have the id of an earlier one" in note for note in result.notes)


def test_times_without_an_offset_are_read_in_the_zone_and_offsets_are_kept(tmp_path):
    log = log_of([thing("o1", state=[("2026-07-01T10:00:00", "new")])], [event("e1", "place", at(8), "o1")])
    log["events"].append(event("e2", "ship", at(9), "o1") | {"time": "2026-07-01T11:00:00"})
    log["events"].append(event("e3", "ship", at(9), "o1") | {"time": "2026-07-01T13:00:00+03:00"})
    found = rows(
        landed_log(write_document(tmp_path / "log.json", log), tmp_path / "facts", ORDERS, zone="Europe/Paris")
    )
    assert [row["time"] for row in found] == [at(8), at(9), at(10)]
    assert [row["offset_min"] for row in found] == [0, None, 180]
    assert [row["case:state"] for row in found] == ["new"] * 3


@pytest.mark.parametrize("suffix", [".json", ".xml"])
def test_events_may_stand_before_the_objects(suffix, tmp_path):
    log = log_of([thing("o1", price=3.0, links=[("o1", "self")])], [event("e1", "place", at(8), "o1")])
    first = {key: log[key] for key in ("objectTypes", "eventTypes", "events", "objects")}
    text = json.dumps(first) if suffix == ".json" else _events_first(xml_text(log))
    result = landed_log(written(tmp_path, text, f"log{suffix}"), tmp_path / "facts", ORDERS)
    assert [(row["case"], row["case:price"]) for row in rows(result)] == [("o1", 3.0)]
    assert (result.about["objects"], result.about["object_links"]) == (1, 1)


def _events_first(text):
    start, end = text.index("<objects>\n<object "), text.index("<events>")
    return text[:start] + text[end:].replace("</log>", text[start:end] + "</log>")


def test_objects_on_both_sides_of_the_events_are_refused(tmp_path):
    objects, events = json.dumps([thing("o1")]), json.dumps([event("e1", "place", at(8), "o1")])
    text = f'{{"objects": {objects}, "events": {events}, "objects": {objects}}}'
    with pytest.raises(SourceError, match="both before and after the events"):
        landed_log(written(tmp_path, text), tmp_path / "facts", ORDERS)


BROKEN = {
    "": "the file is empty",
    "  \n": "the file is empty",
    "hello": "neither JSON nor XML nor SQLite",
    "[]": "neither JSON nor XML nor SQLite",
    "{}": "neither objects nor events",
    '{"a": 1}': "neither objects nor events",
    '{"objects": [': "ends too early",
    '{"objects": [{"id": "o1", "type": "t"}': "ends too early",
    '{"objects": [{"id": "o1" "type": "t"}]}': "not well-formed JSON: Expecting ',' delimiter",
    '{"objects": [{"id": "o1", "type": "t"}] "events": []}': "expected ','",
    '{"objects": [], 7: []}': "a name in quotation marks is missing",
    '{"objects": []} {}': "text stands behind the end",
    '{"objects": [3]}': "a member of 'objects' is no JSON object",
    '{"objects": [{"type": "t"}]}': "an object has no 'id'",
    '{"objects": [{"id": "o"}]}': "an object has no 'type'",
    '{"objects": [{"id": "o", "type": "t", "attributes": "x"}]}': "'attributes' is no list of JSON objects",
    '{"events": [{"relationships": [{"qualifier": "x"}]}]}': "a relationship has no 'objectId'",
    '{"ocel:global-log": {}, "ocel:events": {}}': "OCEL 1.0",
    '{"objects": [' + "[" * 100_000: "a value cannot be read",
    '{"objects": [' + "9" * 10_000 + "]}": "a value cannot be read",
    "<log>": "not well-formed XML",
    "<log><objects></log>": "not well-formed XML",
    "<dog/>": "the root element is <dog>",
    "<log><trace/></log>": "it is XES",
    "<log><global scope='log'/></log>": "OCEL 1.0",
    "<log><objects><object type='t'/></objects></log>": "a <object> has no id",
    '<!DOCTYPE log [<!ENTITY a "b">]><log/>': "declares a document type",
}


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: text[:30])
def test_a_broken_file_says_what_is_wrong(text, tmp_path):
    with pytest.raises(SourceError, match=BROKEN[text]) as caught:
        landed_log(written(tmp_path, text), tmp_path / "facts", LogMapping())
    assert caught.value.fix
    assert not list((tmp_path / "facts").iterdir())


def test_a_fault_in_json_has_its_line_and_column(tmp_path):
    text = '{"objects": [\n{"id": "o1", "type": "t"},\n  {"id": }]}'
    with pytest.raises(SourceError) as caught:
        landed_log(written(tmp_path, text), tmp_path / "facts", LogMapping())
    assert caught.value.place.endswith("log.json:3:10")


def test_what_is_no_part_of_the_format_is_left_out_with_a_note(tmp_path):
    extra = "<objects><thing/><object id='o1' type='orders'><note>x</note></object></objects>"
    result = landed_log(written(tmp_path, f"<log><more/>{extra}</log>", "log.xml"), tmp_path / "facts", ORDERS)
    assert result.about["objects"] == 1
    assert [note.partition(": ")[2].partition(" is no")[0] for note in result.notes] == [
        "<more> in <log>", "<thing> in <objects>", "<note> in <object>"
    ]  # fmt: skip


def test_half_a_surrogate_pair_becomes_a_mark_of_replacement(tmp_path):
    text = json.dumps(log_of([thing("o1")], [event("e1", "place", at(8), "o1", by="x\ud800")]))
    assert rows(landed_log(written(tmp_path, text), tmp_path / "facts", ORDERS))[0]["by"].startswith("x\ufffd")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_json_is_read_in_the_encodings_of_its_standard(encoding, tmp_path):
    log = log_of([thing("Bjørn")], [event("e1", "place", at(8), "Bjørn")])
    file = written(tmp_path, json.dumps(log, ensure_ascii=False).encode(encoding))
    assert rows(landed_log(file, tmp_path / "facts", ORDERS))[0]["case"] == "Bjørn"


# -- SQLite -----------------------------------------------------------------------------------------------------------


def changed(tmp_path, *statements):
    log = log_of([thing("o1", price=2.0)], [event("e1", "place", at(8), "o1"), event("e2", "ship", at(9), "o1")])
    file = write_document(tmp_path / "log.sqlite", log)
    with closing(sqlite3.connect(file)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
    return file


def test_a_table_that_the_types_name_and_that_is_missing_leaves_its_events_without_a_time(tmp_path):
    result = landed_log(changed(tmp_path, "drop table event_T1"), tmp_path / "facts", ORDERS)
    assert [row["activity"] for row in rows(result)] == ["place"]
    assert [row[:2] for row in reject_rows(result)] == [(2, "no time")]
    assert any("the table of the event type 'ship' is missing" in note for note in result.notes)


def test_an_event_whose_type_no_table_names_is_rejected_with_its_place(tmp_path):
    file = changed(tmp_path, "delete from event_map_type where ocel_type = 'place'")
    result = landed_log(file, tmp_path / "facts", ORDERS)
    assert [row[:2] for row in reject_rows(result)] == [(1, "no time")]
    assert [row["seq"] for row in rows(result)] == [2]


def test_an_event_with_two_rows_of_values_counts_once(tmp_path):
    file = changed(tmp_path, "insert into event_T0 (ocel_id, ocel_time, by) values ('e1', '2026-07-09', 'x')")
    result = landed_log(file, tmp_path / "facts", ORDERS)
    assert [(row["event_id"], row["by"]) for row in rows(result)] == [("e1", None), ("e2", None)]
    assert any("of which the first counts" in note for note in result.notes)


def test_ids_that_are_numbers_in_one_table_and_text_in_another_are_the_same(tmp_path):
    log = log_of([thing("17", price=2.0)], [event("3", "place", at(8), "17")])
    file = write_document(tmp_path / "log.sqlite", log)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "create table t as select cast(ocel_id as integer) as ocel_id, ocel_time, price from object_T0"
        )
        connection.execute("drop table object_T0")
        connection.execute("alter table t rename to object_T0")
        connection.execute("create table u as select cast(ocel_id as integer) as ocel_id, ocel_type from event")
        connection.execute("drop table event")
        connection.execute("alter table u rename to event")
    row = rows(landed_log(file, tmp_path / "facts", ORDERS))[0]
    assert (row["case"], row["event_id"], row["case:price"], row["time"]) == ("17", "3", 2.0, at(8))


def test_hostile_names_are_names_only(tmp_path):
    name = 'a" as t; drop table event; --'
    log = log_of([thing("o1")], [event("e1", "place", at(8), "o1")])
    file = write_document(tmp_path / "log.sqlite", log)
    with closing(sqlite3.connect(file)) as connection, connection:
        quoted = '"event_' + name.replace('"', '""') + '"'
        connection.execute(f"alter table event_T0 rename to {quoted}")
        connection.execute("update event_map_type set ocel_type_map = ? where ocel_type = 'place'", (name,))
        connection.execute(f'alter table {quoted} add column "x""; drop" text default \'v\'')
    before = file.read_bytes()
    row = rows(landed_log(file, tmp_path / "facts", ORDERS))[0]
    assert (row["time"], row['x"; drop']) == (at(8), "v")
    assert file.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir() if entry.name != "facts"] == ["log.sqlite"]


def test_a_view_is_no_table_of_a_log(tmp_path):
    endless = (
        "with recursive n(i) as (select 1 union all select i + 1 from n) select i as ocel_id, 'x' as ocel_type from n"
    )
    file = changed(tmp_path, "drop table event", f"create view event as {endless}")
    with pytest.raises(SourceError, match="no table 'event'"):
        landed_log(file, tmp_path / "facts", ORDERS)


@pytest.mark.parametrize("statement", ["drop table event_map_type", "alter table event drop column ocel_type"])
def test_a_database_that_is_no_log_says_so(statement, tmp_path):
    with pytest.raises(SourceError, match=r"no table 'event_map_type'|no such column: e\.ocel_type") as caught:
        landed_log(changed(tmp_path, statement), tmp_path / "facts", ORDERS)
    assert caught.value.fix


@pytest.mark.parametrize("how", ["(ocel_id text primary key, ocel_type) without rowid", "(ocel_id, ocel_type, rowid)"])
def test_events_without_places_are_ordered_by_their_ids(how, tmp_path):
    copied = "insert into event (ocel_id, ocel_type) select ocel_id, ocel_type from old order by ocel_id desc"
    file = changed(tmp_path, "alter table event rename to old", f"create table event {how}", copied)
    found = rows(landed_log(file, tmp_path / "facts", ORDERS))
    assert [(row["event_id"], row["seq"]) for row in found] == [("e1", 1), ("e2", 2)]


def test_a_log_without_links_between_objects_has_an_empty_table_of_them(tmp_path):
    result = landed_log(changed(tmp_path, "drop table object_object"), tmp_path / "facts", ORDERS)
    assert pq.read_table(result.beside["object_links"]).num_rows == 0


def test_a_truncated_database_is_refused(tmp_path):
    file = changed(tmp_path)
    file.write_bytes(file.read_bytes()[:-5_000])
    with pytest.raises(SourceError, match=r"damaged|cannot be read"):
        landed_log(file, tmp_path / "facts", ORDERS)


def test_a_database_with_a_write_ahead_log_is_read_and_gets_no_company(tmp_path):
    file = changed(tmp_path)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("pragma journal_mode = wal")
    assert landed_log(file, tmp_path / "facts", ORDERS).rows == 2
    assert [entry.name for entry in tmp_path.iterdir() if entry.name != "facts"] == ["log.sqlite"]


@pytest.mark.parametrize(("key", "column"), [("", "unnamed"), ("x\x00", "x\ufffd"), ("case", "case_2"), ("BY", "BY_2")])
def test_a_name_that_no_query_could_write_is_changed_and_told(key, column, tmp_path):
    log = log_of([thing("o1")], [event("e1", "place", at(8), "o1", **{key: "v", "by": "w"})])
    result = landed_log(write_document(tmp_path / "log.json", log), tmp_path / "facts", ORDERS)
    assert (rows(result)[0][column], result.renamed[key]) == ("v", column)


def test_start_and_complete_pair_up_in_each_case_that_they_touch(tmp_path):
    steps = [event(f"e{n}", "place", at(8 + n), "o1", "o2", by=by) for n, by in enumerate(("start", "complete"))]
    mapping = LogMapping(object_type="orders", transition="by", lifecycle="pair")
    result = landed_log(
        write_document(tmp_path / "log.json", log_of([thing("o1"), thing("o2")], steps)), tmp_path / "facts", mapping
    )
    assert [(row["case"], row["start"], row["time"]) for row in rows(result)] == [
        ("o1", at(8), at(9)),
        ("o2", at(8), at(9)),
    ]
