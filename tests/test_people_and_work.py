"""People and work of a reading: who holds what, what is open, who did how much, out of any kind of source."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.errors import SourceError
from sightline.facts.done import Added, done_of
from sightline.periods import Calendar, Grain, PeriodError
from sightline.reading import read
from sightline.records.people import Assignment, Assignments
from sightline.records.work import DONE, ITEMS
from sightline.workspace import Workspace
from tests.measures.support import make

MODEL = """
sources:
  staff: {file: data/staff.parquet}
  tickets: {file: data/tickets.parquet}
  log: {file: data/log.parquet, log: {case: case, activity: step, time: at, performer: by}}
people: {source: staff, person: id, role: role, manager: boss, from: since, to: until}
work:
  {source: tickets, item: id, performer: who, counts_as: what, effort: hours, opened: opened, closed: closed, due: due}
roles:
  clerk: {title: Clerk, performs: {orders.check: 1.0}}
  lead: {title: Lead, performs: {orders.ship: 1.0}}
processes:
  orders: {log: log, activities: {check: {as: Check it}, ship: {}}}
"""
STAFF = [
    {"id": "a", "role": "clerk", "boss": "b", "since": None, "until": date(2026, 3, 31), "secret": "ill"},
    {"id": "a", "role": "lead", "boss": "b", "since": date(2026, 4, 1), "until": None, "secret": "ill"},
    {"id": "b", "role": "clerk", "boss": None, "since": None, "until": None, "secret": "x"},
]


def at(month, day=15, hour=12):
    return datetime(2026, month, day, hour, tzinfo=UTC)


def ticket(number, who, what, hours, opened, closed, due=None):
    return {
        "id": f"t{number}",
        "who": who,
        "what": what,
        "hours": hours,
        "opened": opened,
        "closed": closed,
        "due": due,
    }


TICKETS = [
    ticket(1, "a", "orders.check", 2.0, at(1), at(2)),
    ticket(2, "a", "orders.check", 3.5, at(2), at(2, 20)),
    ticket(3, "a", "filing", None, at(2), at(3)),
    ticket(4, "z", "filing", 4.0, at(2), at(3)),
    ticket(5, None, "filing", 1.0, at(2), at(3)),
    ticket(6, "b", "orders.ship", 5.0, at(2), None, at(5)),
    ticket(7, "b", None, 1.5, at(3), at(4)),
]
LOG = [
    {"case": case, "step": step, "at": when, "by": who}
    for case, step, when, who in [
        ("1", "Check it", at(1), "a"), ("1", "Check it", at(1, 16), "a"), ("1", "ship", at(2), "b"),
        ("2", "Check it", at(2), "z"), ("2", "ship", at(2, 20), None), ("2", "archive", at(2, 21), "b"),
        ("3", "Check it", at(4), "a"),
    ]
]  # fmt: skip
TABLES = {"staff": STAFF, "tickets": TICKETS, "log": LOG}


@pytest.fixture
def reading(tmp_path):
    with read(make(tmp_path, MODEL, TABLES), as_of=date(2026, 4, 30)) as found:
        yield found


def rows(done):
    return {(r["person"], r["activity"], r["period"]): (r["amount"], r["items"]) for r in done.table.to_pylist()}


def test_people_are_read_once_with_their_dates(reading):
    people = reading.people()
    assert people is reading.people()
    assert people.misfits == ()
    assert people.roles("a", date(2026, 3, 31)) == ("clerk",)
    assert people.roles("a", date(2026, 4, 1)) == ("lead",)
    assert people.reports("b", date(2026, 4, 1)) == ("a",)


def test_columns_that_the_declaration_does_not_name_are_not_asked_for(reading, monkeypatch):
    asked = []
    engine = reading.answers.engine("staff")
    query = engine.query
    monkeypatch.setattr(engine, "query", lambda select: asked.append(engine.sql(select)) or query(select))
    reading.people()
    assert len(asked) == 1
    assert "secret" not in asked[0]
    assert "*" not in asked[0]


def test_what_is_asked_about_persons_stands_on_no_shelf(reading):
    reading.people(), reading.work(), reading.done(), reading.done(out_of="logs")
    kept = [pa.ipc.open_file(path.read_bytes()).read_all() for path in reading.answers.shelf.folder.glob("*.arrow")]
    assert not any({"person", "performer"} & set(table.column_names) for table in kept)


def test_without_people_and_work_there_is_nothing(tmp_path):
    with read(make(tmp_path, "sources: {}\n", {})) as bare:
        assert bare.people() == Assignments(())
        assert bare.work().table.num_rows == 0
        assert bare.done(out_of="work").words == "The model declares no `work:`."
        assert bare.done().table.schema == DONE


def test_hours_are_done_in_the_period_in_which_an_item_was_closed(reading):
    done = reading.done()
    assert done.measured == "hours"
    assert rows(done) == {
        ("a", "orders.check", "2026-02"): (5.5, 2),
        ("a", "filing", "2026-03"): (0.0, 1),
        ("b", "tickets", "2026-04"): (1.5, 1),
        ("z", "filing", "2026-03"): (4.0, 1),
    }
    assert done.unmatched == (("z", 1),)
    assert done.unnamed == 1
    assert done.words == "1 closed item says no hours and adds none."


def test_past_work_splits_by_twelve_whole_periods_though_one_is_under_way(tmp_path):
    year_back = datetime(2025, 4, 15, 12, tzinfo=UTC)
    tables = TABLES | {"tickets": [*TICKETS, ticket(9, "b", "orders.check", 1.0, year_back, year_back)]}
    with read(make(tmp_path, MODEL, tables), as_of=date(2026, 4, 15)) as found:
        assert ("b", "orders.check", "2025-04") in rows(found.staffed[1])
        assert ("b", "orders.check", "2025-04") not in rows(found.done())


def test_cases_are_counted_by_the_activities_of_the_model(reading):
    done = reading.done(out_of="logs")
    assert done.measured == "cases"
    assert rows(done) == {
        ("a", "orders.check", "2026-01"): (2.0, 2),
        ("a", "orders.check", "2026-04"): (1.0, 1),
        ("b", "orders.ship", "2026-02"): (1.0, 1),
        ("z", "orders.check", "2026-02"): (1.0, 1),
    }
    assert done.unmatched == (("z", 1),)
    assert done.unnamed == 1


def test_what_was_asked_for_bounds_the_periods(reading):
    assert {r["period"] for r in reading.done("2026-02", "2026-03").table.to_pylist()} == {"2026-02", "2026-03"}
    assert {r["period"] for r in reading.done(grain="quarter").table.to_pylist()} == {"2026-Q1", "2026-Q2"}
    assert reading.done("2027-01", "2027-02").words == "No period that was asked for has begun."
    with pytest.raises(PeriodError):
        reading.done("soon")


def test_what_happened_after_the_reading_has_not_happened(tmp_path):
    with read(make(tmp_path, MODEL, TABLES), as_of=date(2026, 2, 16)) as early:
        assert rows(early.done()) == {("a", "orders.check", "2026-02"): (2.0, 1)}
        items = {row["item"]: row for row in early.work().table.to_pylist()}
        assert set(items) == {"t1", "t2", "t3", "t4", "t5", "t6"}
        assert items["t2"]["closed"] is None
        assert items["t1"]["closed"] == at(2)


def test_items_say_nothing_that_is_not_there(reading):
    items = reading.work()
    assert items.table.schema == ITEMS
    assert items.words == ""
    assert items.table.to_pylist()[6] == {
        "item": "t7", "performer": "b", "activity": "tickets", "effort": 1.5, "opened": at(3), "closed": at(4),
        "due": None,
    }  # fmt: skip


def test_days_are_local_and_due_until_their_end(tmp_path):
    dated = [{"id": 1, "who": "a", "what": "x", "hours": -1.0, "opened": date(2026, 3, 1), "closed": date(2026, 3, 31),
              "due": date(2026, 3, 31)}, {"id": 1, "who": "a", "what": "x", "hours": 2.0, "opened": date(2026, 3, 1),
              "closed": None, "due": None}]  # fmt: skip
    place = make(tmp_path, MODEL, {**TABLES, "tickets": dated}, calendar="{timezone: Europe/Amsterdam}")
    with read(place, as_of=date(2026, 4, 30)) as found:
        first = found.work().table.to_pylist()[0]
        assert first["opened"] == datetime(2026, 2, 28, 23, tzinfo=UTC)
        assert first["due"] == datetime(2026, 3, 31, 21, 59, 59, 999_999, tzinfo=UTC)
        assert (first["item"], first["effort"]) == ("1", None)
        assert "1 item says an effort below zero" in found.work().words
        assert "1 row has the id of an item that stands before it." in found.work().words
        assert rows(found.done()) == {("a", "x", "2026-03"): (0.0, 1)}


def test_items_without_effort_are_counted(tmp_path):
    with read(make(tmp_path, MODEL.replace("effort: hours, ", ""), TABLES), as_of=date(2026, 4, 30)) as found:
        assert found.done().measured == "cases"
        assert rows(found.done())[("a", "orders.check", "2026-02")] == (2.0, 2)


def test_items_without_a_closing_are_never_done(tmp_path):
    with read(make(tmp_path, MODEL.replace("closed: closed, ", ""), TABLES), as_of=date(2026, 4, 30)) as found:
        assert found.done().table.num_rows == 0
        assert "does not say when an item was closed" in found.done().words


def test_times_that_are_text_are_told_with_what_to_write(tmp_path):
    worded = [{**one, "closed": "yesterday"} for one in TICKETS]
    with read(make(tmp_path, MODEL, {**TABLES, "tickets": worded})) as found:
        with pytest.raises(SourceError, match="'closed' holds text, not times"):
            found.work()
        with pytest.raises(SourceError, match="'closed' holds text"):
            found.done()


def test_every_column_that_is_missing_is_told_at_once(tmp_path):
    with read(make(tmp_path, MODEL.replace("boss", "bos").replace("until", "unti"), TABLES)) as found:
        with pytest.raises(SourceError) as caught:
            found.people()
        assert "'bos'" in str(caught.value)
        assert "'unti'" in str(caught.value)


def test_a_table_without_rows_leaves_all_posts_without_holders(tmp_path):
    place = make(tmp_path, MODEL.replace("staff.parquet", "staff.csv"), {**TABLES, "staff": []})
    (tmp_path / "data" / "staff.csv").write_text("id,role,boss,since,until\n", encoding="utf-8")
    with read(place, as_of=date(2026, 4, 30)) as found:
        assert [(one.kind, one.who) for one in found.people().misfits] == [("unheld_role", ("clerk", "lead"))]
        assert found.done().unmatched == (("a", 3), ("b", 1), ("z", 1))


def test_a_log_that_cannot_be_read_takes_only_itself_down(tmp_path):
    more = "  returns: {log: gone}\n"
    text = (
        MODEL.replace("  log: {", "  gone: {file: data/gone.csv, log: {case: a, activity: b, time: c}}\n  log: {")
        + more
    )
    with read(make(tmp_path, text, TABLES), as_of=date(2026, 4, 30)) as found:
        done = found.done(out_of="logs")
        assert len(done.table) == 4
        assert "The log 'gone' cannot be read" in done.words


def test_a_log_that_does_not_say_who_counts_as_unnamed(tmp_path):
    with read(make(tmp_path, MODEL.replace(", performer: by", ""), TABLES), as_of=date(2026, 4, 30)) as found:
        done = found.done(out_of="logs")
        assert (done.table.num_rows, done.unnamed) == (0, 6)
        assert done.words == "The log 'log' does not say who did what."


def test_processes_that_share_a_log_each_count_what_they_share(tmp_path):
    more = "  all: {log: log}\n  sums: {log: log, activities: {ship: {}}}\n"
    with read(make(tmp_path, MODEL + more, TABLES), as_of=date(2026, 4, 30)) as found:
        done = found.done(out_of="logs")
        mine = {key[1]: value for key, value in rows(done).items() if key[0] == "b"}
        assert mine == {"all.ship": (1.0, 1), "orders.ship": (1.0, 1), "sums.ship": (1.0, 1), "all.archive": (1.0, 1)}
        assert done.unmatched == (("z", 1),)
        assert "Processes share activities" in done.words


def test_work_of_people_without_a_role_at_that_time_is_said(tmp_path):
    gone = [{**STAFF[0], "until": date(2026, 1, 31)}, STAFF[2]]
    with read(make(tmp_path, MODEL, {**TABLES, "staff": gone}), as_of=date(2026, 4, 30)) as found:
        assert "3 items are of 1 person without a role at that time." in found.done().words


def test_without_metrics_and_processes_the_newest_day_is_that_of_the_work_else_of_the_people(tmp_path):
    text = (
        MODEL.partition("processes:")[0]
        .replace(", performs: {orders.check: 1.0}", "")
        .replace(", performs: {orders.ship: 1.0}", "")
    )
    with read(make(tmp_path, text, TABLES)) as found:
        assert found.last_day == date(2026, 4, 15)
        assert rows(found.done())[("b", "tickets", "2026-04")] == (1.5, 1)
    text = "\n".join(line for line in text.splitlines() if not line.startswith(("work", "  {source")))
    with read(make(tmp_path, text, TABLES)) as found:
        assert found.last_day == date(2026, 4, 1)


def test_tables_of_an_engine_give_the_same(tmp_path, monkeypatch, reading):
    database = tmp_path / "books.sqlite"
    with sqlite3.connect(database) as connection:
        connection.execute("create table staff (id text, role text, boss text, since date, until date)")
        for one in STAFF:
            days = [one[part] and one[part].isoformat() for part in ("since", "until")]
            connection.execute("insert into staff values (?, ?, ?, ?, ?)", [one["id"], one["role"], one["boss"], *days])
        connection.execute(
            "create table tickets (id text, who text, what text, hours real,"
            " opened timestamp, closed timestamp, due timestamp)"
        )
        for one in TICKETS:
            times = [one[part] and one[part].strftime("%Y-%m-%d %H:%M:%S") for part in ("opened", "closed", "due")]
            connection.execute(
                "insert into tickets values (?, ?, ?, ?, ?, ?, ?)",
                [one["id"], one["who"], one["what"], one["hours"], *times],
            )
    connection.close()
    monkeypatch.setenv("BOOKS", str(database))
    text = "engine: books\nconnections: {books: {driver: sqlite, address_from: BOOKS}}\n" + MODEL.replace(
        "file: data/staff.parquet", "table: staff"
    ).replace("file: data/tickets.parquet", "table: tickets")
    other = tmp_path / "other"
    make(other, text, {"log": LOG})
    with read(Workspace(other), as_of=date(2026, 4, 30)) as found:
        assert found.people().every == reading.people().every
        assert rows(found.done()) == rows(reading.done())
        assert found.work().table.equals(reading.work().table)


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", " a", "c", None]), st.sampled_from(["x", "y", "z"]), st.integers(0, 2),
        st.one_of(st.none(), st.integers(0, 50).map(float)), st.integers(1, 9),
    ),
    max_size=20,
)  # fmt: skip


@settings(max_examples=200)
@given(EVENTS)
def test_what_an_engine_added_up_is_neither_lost_nor_doubled(events):
    columns = list(zip(*events, strict=True)) or [[]] * 5
    kinds = (pa.string(), pa.string(), pa.int64(), pa.float64(), pa.int64())
    table = pa.table(
        {
            name: pa.array(list(values), kind)
            for name, values, kind in zip(
                ("performer", "activity", "place", "amount", "items"), columns, kinds, strict=True
            )
        }
    )
    calendar = Calendar()
    periods = calendar.covering(date(2026, 1, 1), date(2026, 4, 1), Grain.MONTH)
    people = Assignments((Assignment("a", "clerk", None, None),))
    done = done_of([Added(table, {"x": ["p.x"], "y": ["p.y", "q.y"]})], periods, people, "cases")
    truth: dict = {}
    for person, activity, place, amount, items in events:
        for name in {"x": ["p.x"], "y": ["p.y", "q.y"]}.get(activity, []):
            if person is not None:
                key = (person.strip(), name, periods[place].label)
                one = truth.get(key, (0.0, 0))
                truth[key] = (one[0] + (amount or 0.0), one[1] + items)
    assert rows(done) == truth
    assert list(rows(done)) == sorted(truth)
    assert done.unnamed == sum(items for person, *_, items in events if person is None)
    others = {p: sum(e[4] for e in events if e[0] == p) for p in ("b", "c") if any(e[0] == p for e in events)}
    assert dict(done.unmatched) == others
