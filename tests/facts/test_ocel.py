"""OCEL 2.0: flattened without double counting, in its three formats alike."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.errors import SightlineError, SourceError
from sightline.facts import land_log
from sightline.facts.logs import ocel_json, ocel_rows
from sightline.model.declarations import LogMapping, Source
from tests.facts.ocel_writers import (
    BEGIN,
    ORDERS,
    SUFFIXES,
    at,
    event,
    log_of,
    thing,
    write_document,
    written,
)
from tests.facts.samples import landed_log, landed_table, reject_rows, rows
from tests.support import shared_log


def test_an_event_that_touches_two_orders_stands_in_both_and_keeps_its_one_id(landed):
    found = landed(
        [thing("o1"), thing("o2")],
        [event("e1", "place", at(8), "o1"), event("e2", "place", at(9), "o2"), event("e3", "ship", at(10), "o2", "o1")],
    )
    assert [(row["case"], row["activity"], row["event_id"], row["seq"]) for row in rows(found)] == [
        ("o1", "place", "e1", 1),
        ("o1", "ship", "e3", 3),
        ("o2", "place", "e2", 2),
        ("o2", "ship", "e3", 3),
    ]
    assert len({row["event_id"] for row in rows(found)}) == 3
    assert found.rejects.count == 0


def test_an_object_linked_twice_under_two_qualifiers_counts_once(landed):
    twice = ({"objectId": "o1", "qualifier": "paid"}, {"objectId": "o1", "qualifier": "checked"})
    found = rows(landed([thing("o1")], [event("e1", "place", at(8), *twice)]))
    assert [(row["case"], row["ocel:qualifier"]) for row in found] == [("o1", "checked, paid")]


def test_the_attribute_of_an_object_is_the_value_valid_at_the_time_of_the_event(landed):
    price = [(BEGIN, 100.0), ("2026-07-01T09:00:00Z", 80.0), ("2026-07-01T12:00:00+02:00", 90.0)]
    later = [("2026-07-01T09:00:00Z", "late")]
    hours = (8, 9, 10, 11)
    found = rows(
        landed(
            [thing("o0", price=7.0), thing("o1", price=price, state=later), thing("o2")],
            [event(f"e{hour}", "place", at(hour), "o1", "o2") for hour in hours],
        )
    )
    assert [(row["case"], row["case:price"], row["case:state"]) for row in found] == [
        *(("o1", price, state) for price, state in ((100, None), (80, "late"), (90, "late"), (90, "late"))),
        *[("o2", None, None)] * 4,
    ]


def test_of_two_values_at_one_time_the_later_in_the_file_holds(landed):
    found = rows(landed([thing("o1", state=[(BEGIN, "a"), (BEGIN, "b")])], [event("e1", "place", at(8), "o1")]))
    assert found[0]["case:state"] == "b"


def test_a_value_without_a_time_holds_from_the_beginning(tmp_path):
    order = thing("o1", state=[(None, "a"), ("2026-07-01T09:00:00Z", "b")])
    file = write_document(tmp_path / "log.json", log_of([order], [event("e", "ship", at(h), "o1") for h in (8, 9)]))
    assert [row["case:state"] for row in rows(landed_log(file, tmp_path / "facts", ORDERS))] == ["a"]
    assert reject_rows(landed_log(file, tmp_path / "facts", ORDERS))[0][:2] == (2, "duplicate id")


def test_a_value_whose_time_cannot_be_read_is_left_out_and_told(landed):
    result = landed([thing("o0"), thing("o1", state=[("soon", "a")])], [event("e1", "place", at(8), "o1")])
    assert rows(result)[0]["case:state"] is None
    assert reject_rows(result) == [(2, "time of case:state not readable", "o1: soon")]


def test_objects_of_other_types_stand_in_a_column_of_their_type(landed):
    things = [thing("o1"), thing("o2"), thing("i2", "items"), thing("i1", "items")]
    found = rows(
        landed(things, [event("e1", "place", at(8), "o1", "i2", "i1", "i2"), event("e2", "ship", at(9), "o2")])
    )
    assert [(row["case"], row["objects:items"]) for row in found] == [("o1", "i1, i2"), ("o2", None)]
    assert "objects:orders" not in found[0]


def test_more_linked_objects_than_a_cell_is_to_hold_are_counted(landed, monkeypatch):
    monkeypatch.setattr(ocel_rows, "_MOST_IDS", 2)
    things = [thing("o1"), *(thing(f"i{n}", "items") for n in range(5))]
    found = rows(landed(things, [event("e1", "place", at(8), "o1", *(f"i{n}" for n in range(5)))]))
    assert found[0]["objects:items"] == "i0, i1 and 3 more"


def test_attributes_of_events_are_columns_of_their_own_with_their_declared_type(landed):
    found = landed(
        [thing("o1")], [event("e1", "place", at(8), "o1", by="7"), event("e2", "ship", at(9), "o1", boxes=3)]
    )
    assert [(row["by"], row["boxes"]) for row in rows(found)] == [("7", None), (None, 3)]


def test_an_attribute_that_looks_like_one_of_ours_is_told_apart(tmp_path):
    values = {"case:price": "x", "objects:items": "y", "ocel:event": "z"}
    log = log_of([thing("o1", price=2.0)], [event("e1", "place", at(8), "o1", **values)])
    row = rows(landed_log(write_document(tmp_path / "log.json", log), tmp_path / "facts", ORDERS))[0]
    assert (row["case:price"], row["event:case:price"], row["event:objects:items"]) == (2.0, "x", "y")
    assert (row["event_id"], row["event:ocel:event"]) == ("e1", "z")


def test_a_mapping_may_name_a_linked_type_as_performer(landed):
    mapping = LogMapping(object_type="orders", performer="objects:items")
    found = landed([thing("o1"), thing("ann", "items")], [event("e1", "place", at(8), "o1", "ann")], mapping)
    assert rows(found)[0]["performer"] == "ann"


def test_a_column_that_the_log_declares_is_there_even_where_nothing_is_linked(landed):
    mapping = LogMapping(object_type="orders", performer="objects:items")
    assert landed([thing("o1")], [], mapping).rows == 0


def test_links_between_objects_are_kept_beside_the_log(landed):
    things = [thing("o1", links=[("i1", "has"), ("i1", "bills"), ("gone", "has")]), thing("i1", "items")]
    result = landed(things, [event("e1", "place", at(8), "o1")])
    assert sorted(pq.read_table(result.beside["object_links"]).to_pylist(), key=lambda row: row["qualifier"]) == [
        {"source": "o1", "source_type": "orders", "target": "i1", "target_type": "items", "qualifier": qualifier}
        for qualifier in ("bills", "has")
    ]
    assert result.about["object_links"] == 2
    assert any("1 links between objects name an object that is not there" in note for note in result.notes)


def test_links_of_several_files_make_one_table(tmp_path):
    files = []
    for n in (1, 2):
        log = log_of([thing(f"o{n}", links=[(f"o{n}", "self")])], [event(f"e{n}", "place", at(8), f"o{n}")])
        files.append(write_document(tmp_path / f"{n}.json", log))
    result = land_log("log", Source(file="*.json", log=ORDERS), files, into=tmp_path / "facts", timezone="UTC")
    assert [row["case"] for row in rows(result)] == ["o1", "o2"]
    assert pq.read_table(result.beside["object_links"])["source"].to_pylist() == ["o1", "o2"]
    assert (result.about["objects"], result.about["events"]) == (2, 2)


# -- which type is the case -------------------------------------------------------------------------------------------


def test_of_several_types_one_must_be_named(landed):
    with pytest.raises(SourceError, match="objects of several types") as caught:
        landed([thing("o1"), thing("i1", "items"), thing("i2", "items")], [], LogMapping())
    assert caught.value.fix == "Write `log: {object_type: TYPE}`. Types: orders (1), items (2)."


def test_the_only_type_that_has_objects_is_taken(landed):
    found = landed([thing("i1", "items")], [event("e1", "place", at(8), "i1")], LogMapping())
    assert [row["case"] for row in rows(found)] == ["i1"]


def test_an_unknown_type_names_the_nearest(landed):
    with pytest.raises(SourceError, match="no type of object 'order'") as caught:
        landed([thing("o1")], [], LogMapping(object_type="order"))
    assert caught.value.fix.startswith("Did you mean 'orders'? Types: orders (1), items (0)")


def test_a_declared_type_without_objects_gives_no_rows(landed):
    result = landed([thing("i1", "items")], [event("e1", "place", at(8), "i1")])
    assert (result.rows, result.rejects.count) == (0, 0)
    assert {"case", "case:price", "by", "boxes", "objects:items"} <= set(result.columns)
    assert "1 of 1 events touch no object of the type 'orders'" in result.notes[0]


def test_read_as_a_table_each_event_is_a_row(tmp_path):
    log = log_of([thing("o1")], [event("e1", "place", at(8), "o1")])
    found = landed_table(write_document(tmp_path / "log.json", log), tmp_path / "facts")
    assert rows(found)[0]["ocel:activity"] == "place"


# -- laws -------------------------------------------------------------------------------------------------------------

NAMES = st.sampled_from(["o1", "o2", "o3", "i1", "i2"])
HOURS = st.integers(0, 5).map(lambda hour: datetime(2026, 7, 1, tzinfo=UTC) + timedelta(hours=hour))


@st.composite
def documents(draw):
    objects = []
    for name in draw(st.sets(NAMES)):
        kind = "orders" if name.startswith("o") else "items"
        values = draw(st.lists(st.tuples(HOURS.map(datetime.isoformat), st.floats(0, 9)), max_size=3))
        objects.append(thing(name, kind, price=values if kind == "orders" else []))
    links = st.lists(st.builds(lambda o, q: {"objectId": o, "qualifier": q}, NAMES, st.sampled_from("xy")), max_size=5)
    events = [
        event(f"e{n}", draw(st.sampled_from(["place", "ship"])), draw(HOURS), *draw(links))
        for n in range(draw(st.integers(0, 6)))
    ]
    return log_of(objects, events)


def naive_rows(log):
    """Flatten the plain way: (case, time, event) to price, qualifiers and items."""
    kind = {one["id"]: one["type"] for one in log["objects"]}
    found = {}
    for one in log["events"]:
        time = datetime.fromisoformat(one["time"])
        touched = {link["objectId"] for link in one["relationships"] if link["objectId"] in kind}
        for case in (name for name in touched if kind[name] == "orders"):
            changes = next(o["attributes"] for o in log["objects"] if o["id"] == case)
            past = [a for a in changes if datetime.fromisoformat(a["time"]) <= time]
            price = max(past, key=lambda a: (a["time"], changes.index(a)))["value"] if past else None
            later = [a["value"] for a in past if past and a["time"] == max(b["time"] for b in past)]
            found[case, time, one["id"]] = (
                later[-1] if later else price,
                ", ".join(sorted({k["qualifier"] for k in one["relationships"] if k["objectId"] == case})),
                ", ".join(sorted(name for name in touched if kind[name] == "items")) or None,
            )
    return found


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=40, deadline=None)
@given(log=documents())
def test_any_log_is_flattened_as_the_plain_way_does(suffix, log, tmp_path_factory):
    folder = tmp_path_factory.mktemp("law")
    result = landed_log(write_document(folder / f"log{suffix}", log), folder / "facts", ORDERS)
    found = {
        (row["case"], row["time"], row["event_id"]): (row["case:price"], row["ocel:qualifier"], row["objects:items"])
        for row in rows(result)
    }
    assert found == naive_rows(log)
    assert result.rows == len(found)


@settings(max_examples=40, deadline=None)
@given(log=documents(), size=st.integers(1, 40), indent=st.sampled_from([None, 1]))
def test_json_reads_the_same_wherever_it_is_cut(log, size, indent, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cut")
    data = json.dumps(log | {"more": [-1e-7, True, None, '\u00e9\\" ']}, indent=indent, ensure_ascii=False).encode()
    file = written(folder, data)

    def cut(*_):
        return (data[n : n + size] for n in range(0, len(data), size))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ocel_json, "pieces", cut)
        patch.setattr(ocel_json, "_AHEAD", 1)
        found = landed_log(file, folder / "facts", ORDERS)
    assert rows(found) == rows(landed_log(file, folder / "others", ORDERS))


MEMBERS = st.sampled_from(["id", "type", "name", "attributes", "relationships", "objectId"])
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "name", "attributes", "relationships", "objectId"]), inner, max_size=4
        )
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(log=st.dictionaries(st.sampled_from(["objects", "events", "objectTypes", "eventTypes", "x"]), JSON, max_size=5))
def test_any_json_gives_facts_or_one_clear_error(log, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    try:
        landed_log(written(folder, json.dumps(log)), folder / "facts", LogMapping())
    except SightlineError as fault:
        assert fault.fix  # noqa: PT017 -- either way is fine


# -- the reference logs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["Invoice", "Payment", "Purchase Order", "Purchase Requisition"])
def test_the_example_of_the_specification_reads_alike_in_its_three_formats(kind, tmp_path):
    tables, links = [], []
    for suffix in ("jsonocel", "xmlocel", "sqlite"):
        file = shared_log(f"ocel20_example.{suffix}")
        result = landed_log(file, tmp_path / suffix, LogMapping(object_type=kind), zone="Europe/Berlin")
        tables.append(pq.read_table(result.files[0]).drop_columns("offset_min"))  # only JSON writes offsets
        links.append(sorted(map(tuple, pq.read_table(result.beside["object_links"]).to_pandas().to_numpy().tolist())))
    assert tables[0].num_rows > 0
    assert tables[0].equals(tables[1])
    assert tables[0].equals(tables[2].select(tables[0].column_names))
    assert links[0] == links[1] == links[2]
    assert len(links[0]) == 7


@pytest.mark.parametrize("kind", ["orders", "items", "packages", "customers", "products", "employees"])
def test_order_management_gives_its_published_counts_for_every_type(kind, tmp_path):
    file = shared_log("ocel_order_management.sqlite")
    result = landed_log(file, tmp_path, LogMapping(object_type=kind))
    about = result.about
    assert [about[key] for key in ("events", "objects", "links", "object_links")] == [18_211, 10_031, 35_857, 25_336]
    assert len(about["object_types"]) == 6
    assert pq.read_metadata(result.beside["object_links"]).num_rows == 25_336
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        pairs = connection.execute(
            "select distinct l.ocel_event_id, l.ocel_object_id from event_object l join object o"
            " on o.ocel_id = l.ocel_object_id where o.ocel_type = ?",
            (kind,),
        ).fetchall()
        labels = dict(connection.execute("select ocel_id, ocel_type from event"))
    table = pq.read_table(result.files[0])
    assert sorted(zip(table["event_id"].to_pylist(), table["case"].to_pylist(), strict=True)) == sorted(pairs)
    assert Counter(table["activity"].to_pylist()) == Counter(labels[name] for name, _ in pairs)
    assert result.rejects.count == 0
