"""`ingest`: files and streams are landed, what is not landed is listed, and what was landed stays single."""

from __future__ import annotations

import io
import json
import os
import sys
import threading
from pathlib import Path

import jsonschema
import pytest

from sightline.cli.documents import DOCUMENTS
from sightline.facts.live.store import open_store

MODEL = """
sightline: 1
name: X
calendar: {timezone: Europe/Amsterdam}
sources:
  order_log: {file: old.csv, live: true, log: {case: order, activity: step, time: at, performer: who, id: row}}
  plain_log: {file: old.csv, live: true, log: {case: order, activity: step, time: at}}
  old_log: {file: old.csv, log: {case: order, activity: step, time: at}}
processes:
  orders: {log: order_log, activities: {receive: {}, ship: {}}}
"""
CSV = """order,step,at,who,row,amount,code
o1,receive,2026-03-30T09:00:00,p1,1,12.5,007
o1,ship,2026-03-30T10:00:00+02:00,,2,3,008
"""


@pytest.fixture(autouse=True)
def workspace(tmp_path, monkeypatch) -> Path:
    """A workspace with live logs; the current folder."""
    (tmp_path / "sightline.yml").write_text(MODEL)
    (tmp_path / "old.csv").write_text("order,step,at\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def event(name: str, **changes: object) -> dict[str, object]:
    found = {"specversion": "1.0", "id": name, "source": "/erp", "type": "orders.ship", "subject": "o1"}
    return found | {"time": "2026-03-31T12:00:00Z"} | changes


def landed(log: str = "order_log") -> list[dict[str, object]]:
    store = open_store(Path(".sightline"))
    try:
        return store.view(log).tail.sort_by("event_id").to_pylist()
    finally:
        store.close()


def test_lines_of_events_land_once_however_often_they_come(sightline):
    Path("e.jsonl").write_text("\n".join(json.dumps(event(name)) for name in "abc"))
    first, again = sightline("ingest", "e.jsonl"), sightline("ingest", "e.jsonl")
    assert (first.code, first.out) == (0, "Of 3 events: 3 landed.\n")
    assert (again.code, again.out) == (0, "Of 3 events: 0 landed, 3 known already.\n")
    assert len(landed()) == 3


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("many", [True, False])
def test_an_array_and_a_single_event_are_read_however_they_are_laid_out(sightline, indent, many):
    Path("e.json").write_text("\n " + json.dumps([event("a"), event("b")] if many else event("a"), indent=indent))
    assert sightline("ingest", "e.json").code == 0
    assert len(landed()) == (2 if many else 1)


def test_what_is_refused_is_listed_and_the_others_land(sightline):
    lines = [
        json.dumps(event("a")),
        "{",
        json.dumps(event("b", type="orders.shp")),
        json.dumps(event("a", subject="o2")),
    ]
    Path("e.jsonl").write_text("\n".join(lines))
    printed = sightline("ingest", "e.jsonl", "--format", "json")
    assert printed.code == 4
    jsonschema.validate(printed.json, DOCUMENTS["ingest"].schema())
    told = printed.json
    assert [(each["place"], each["field"]) for each in told["rows"]] == [(2, ""), (3, "type"), (4, "id")]
    assert told["rows"][1]["fix"] == "Did you mean 'orders.ship'?"
    assert (told["read"], told["accepted"], told["conflicts"], told["refused"]) == (4, 1, 1, 2)
    shown = sightline("ingest", "e.jsonl").out
    assert "Did you mean" in shown
    assert "Of 4 events: 0 landed, 1 known already, 3 not landed." in shown


def test_nothing_but_refusals_is_1_and_all_or_none_lands_nothing(sightline):
    Path("bad.jsonl").write_text(json.dumps(event("a", time="now")))
    assert sightline("ingest", "bad.jsonl").code == 1
    Path("mixed.jsonl").write_text(json.dumps(event("a")) + "\n" + json.dumps(event("b", time="now")))
    assert sightline("ingest", "mixed.jsonl", "--all-or-none").code == 1
    assert not landed()
    Path("good.jsonl").write_text(json.dumps(event("a", data={"amount": 1})))
    assert sightline("ingest", "good.jsonl", "--all-or-none").code == 0
    assert landed()[0]["amount"] == 1.0


def test_a_table_lands_by_the_mapping_of_its_log(sightline):
    Path("t.csv").write_text(CSV)
    assert sightline("ingest", "t.csv", "--log", "order_log").code == 0
    first, second = landed()
    assert (first["case"], first["activity"], first["performer"], first["event_id"]) == (
        "o1", "receive", "p1", "ingest/order_log#1",
    )  # fmt: skip
    assert (first["amount"], first["code"], second["performer"]) == (12.5, "007", None)
    assert [each["time"].hour for each in (first, second)] == [7, 8]  # both 120 minutes ahead of UTC
    assert [each["offset_min"] for each in (first, second)] == [120, 120]


def test_rows_without_an_id_are_known_by_what_they_say(sightline):
    Path("t.csv").write_text("order,step,at\no1,a,2026-03-30T09:00:00Z\no1,a,2026-03-30T09:00:00Z\n")
    assert "2 landed" in sightline("ingest", "t.csv", "--log", "plain_log").out
    assert "2 known already" in sightline("ingest", "t.csv", "--log", "plain_log").out


def test_lines_that_are_rows_keep_their_kinds(sightline):
    Path("t.jsonl").write_text('{"order": "o1", "step": "a", "at": "2026-03-30T09:00:00Z", "rush": true, "n": 1}\n[]\n')
    printed = sightline("ingest", "t.jsonl", "--input", "jsonl", "--log", "plain_log", "--format", "csv")
    assert printed.code == 4
    assert printed.lines[1].startswith("2,,The line is no object.")
    (row,) = landed("plain_log")
    assert (row["rush"], row["n"]) == (True, 1.0)


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (",ship,2026-03-30T09:00:00Z,,1,,", "order"),
        ("o1,,2026-03-30T09:00:00Z,,1,,", "step"),
        ("o1,ship,,,1,,", "at"),
        ("o1,ship,30-03-2026,,1,,", "at"),
        ("o1,ship,2026-03-29T02:30:00,,1,,", "at"),  # never on the clock
        ("o1,ship,2025-10-26T02:30:00,,1,,", "at"),  # twice
    ],
)
def test_a_row_that_says_too_little_is_refused_by_its_column(sightline, cells, field):
    Path("t.csv").write_text(CSV.splitlines()[0] + "\n" + cells + "\n")
    printed = sightline("ingest", "t.csv", "--log", "order_log", "--format", "json")
    assert (printed.code, printed.json["rows"][0]["field"]) == (1, field)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["nowhere.jsonl"], 3),
        (["t.csv"], 2),
        (["t.csv", "--log", "old_log"], 2),
        (["t.csv", "--log", "ordr_log"], 2),
        (["e.jsonl", "--log", "order_log"], 2),
        (["e.jsonl", "--url", "http://127.0.0.1:1"], 2),
        (["e.jsonl", "--token-file", "t.csv"], 2),
    ],
)
def test_what_cannot_be_meant_says_what_to_do(sightline, words, code):
    Path("t.csv").write_text(CSV)
    Path("e.jsonl").write_text(json.dumps(event("a")))
    printed = sightline("ingest", *words)
    assert printed.code == code
    assert printed.err


def test_a_table_in_another_encoding_says_so(sightline):
    Path("t.csv").write_bytes(CSV.encode() + b"o\xff,ship,2026-03-30T09:00:00Z,,3,,\n")
    printed = sightline("ingest", "t.csv", "--log", "order_log")
    assert printed.code == 3
    assert "encoding" in printed.err


@pytest.mark.parametrize("table", [True, False])
def test_a_stream_is_landed_as_it_comes(sightline, monkeypatch, table):
    out, into = os.pipe()
    stdin = io.TextIOWrapper(os.fdopen(out, "rb"))
    monkeypatch.setattr(sys, "stdin", stdin)
    seen = threading.Event()

    def write() -> None:
        with os.fdopen(into, "wb", buffering=0) as pipe:
            if table:
                pipe.write(b"order,step,at\no1,a,2026-03-30T09:00:00Z\no1,b,2026-03-30T09:00:00Z\n")
            else:
                pipe.write((json.dumps(event("a")) + "\n" + json.dumps(event("b")) + "\n").encode())
            for _ in range(500):
                if Path(".sightline/landing.sqlite3").exists() and landed("plain_log" if table else "order_log"):
                    seen.set()
                    break
                threading.Event().wait(0.02)

    writer = threading.Thread(target=write)
    writer.start()
    words = ["--input", "csv", "--log", "plain_log"] if table else []
    printed = sightline("ingest", "-", *words)
    writer.join()
    stdin.close()
    assert (printed.code, seen.is_set()) == (0, True)
    assert printed.out.startswith("Of 2 events: 2 landed")
