"""`people`, `import` and `export`: who holds what, what does not fit, and how it comes in and goes out."""

from __future__ import annotations

import csv
import io
import json

import jsonschema
import pytest

from sightline.cli.documents import DOCUMENTS
from tests.measures.support import make
from tests.test_people_and_work import LOG, TICKETS

MODEL = """
sources:
  staff: {file: data/staff.csv}
  tickets: {file: data/tickets.parquet}
  log: {file: data/log.parquet, log: {case: case, activity: step, time: at, performer: by}}
people: {source: staff, person: id, role: role, manager: boss, unit: unit, capacity: fte, from: since, to: until}
work: {source: tickets, item: id, performer: who, counts_as: what, effort: hours, opened: opened, closed: closed}
roles:
  clerk: {title: Clerk, performs: {orders.check: 1.0}}
  lead: {title: Team lead, performs: {orders.ship: 1.0}}
processes:
  orders: {log: log, activities: {check: {as: Check it}, ship: {}}}
"""
HEAD = "id,role,boss,unit,fte,since,until,secret\n"
STAFF = HEAD + "b,lead,,north,1,,,x\na,clerk,b,north,0.8,2026-01-01,,x\nc,clerk,b,south,0.4,,2026-03-31,x\n"


@pytest.fixture
def place(tmp_path, monkeypatch):
    make(tmp_path, MODEL, {"tickets": TICKETS, "log": LOG})
    (tmp_path / "data" / "staff.csv").write_text(STAFF, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def staff(place):
    return (place / "data" / "staff.csv").read_text(encoding="utf-8")


def scim(place, *users, **more):
    file = place / "users.json"
    file.write_text(json.dumps({"Resources": list(users), "totalResults": len(users), **more}), encoding="utf-8")
    return file


def test_people_are_listed_as_on_a_day_by_their_ids(place, sightline):
    printed = sightline("people", "--on", "2026-03-31")
    assert printed.code == 0
    assert printed.lines[0] == "On 2026-03-31, 3 people in 2 roles, 2.2 full-time posts."
    assert [line.split()[0] for line in printed.lines[3:6]] == ["a", "b", "c"]
    assert "3 people" not in sightline("people", "--on", "2026-04-01").lines[0]


def test_people_are_listed_by_role_and_unit(place, sightline):
    rows = sightline("people", "--role", "clerk", "--unit", "north", "--format", "json").json["rows"]
    assert [row["person"] for row in rows] == ["a"]
    printed = sightline("people", "--role", "clark")
    assert printed.code == 2
    assert "Did you mean 'clerk'?" in printed.err


def test_posts_without_holders_are_said(place, sightline):
    printed = sightline("people", "--on", "2025-06-30", "--format", "json")
    jsonschema.validate(printed.json, DOCUMENTS["people"].schema())
    assert printed.json["posts"] == []
    (place / "data" / "staff.csv").write_text(HEAD + "b,lead,,north,1,,,x\n", encoding="utf-8")
    assert "Posts without holders: clerk." in sightline("people").out
    assert sightline("people", "--format", "json").json["posts"] == ["clerk"]


def test_json_and_csv_hold_no_other_columns(place, sightline):
    rows = list(csv.DictReader(io.StringIO(sightline("people", "--format", "csv").out)))
    assert list(rows[0]) == ["person", "role", "unit", "manager", "capacity", "since", "until"]
    assert "secret" not in sightline("people", "--format", "json").out


def test_misfits_say_what_to_do_and_end_with_1(place, sightline):
    (place / "data" / "staff.csv").write_text(STAFF + "d,clerck,,,,,,\n", encoding="utf-8")
    printed = sightline("people", "--misfits")
    assert printed.code == 1
    flat = " ".join(printed.out.split())
    assert "1 role is not declared: 'clerck' (1 person, did you mean 'clerk'?). Its rows are left out." in flat
    assert "1 performer is in no row of the table: z (2). In the 12 newest periods, 1 item of work and 1 event" in flat
    document = sightline("people", "--misfits", "--format", "json").json
    jsonschema.validate(document, DOCUMENTS["people-misfits"].schema())
    assert [row["kind"] for row in document["rows"]] == ["unknown_role", "unmatched_performers"]
    assert "1 thing does not fit" in sightline("people").out


def test_where_all_fits_it_ends_well(place, sightline):
    (place / "data" / "staff.csv").write_text(STAFF + "z,clerk,b,south,0.5,,,\n", encoding="utf-8")
    printed = sightline("people", "--misfits")
    assert (printed.code, printed.lines[0]) == (0, "Everything fits: people, roles and the performers of work.")


def test_a_model_without_people_says_how_to_begin(tmp_path, monkeypatch, sightline):
    make(tmp_path, "sources: {}\n", {})
    monkeypatch.chdir(tmp_path)
    assert sightline("people").lines[0].startswith("The model declares no people")
    assert sightline("people", "--misfits").code == 0
    assert sightline("export", "people").code == 3
    assert "declare" in sightline("import", "people", "x.json").err.lower()


def test_a_dry_run_shows_what_would_change_and_changes_nothing(place, sightline):
    file = scim(place, {"id": "a", "roles": ["lead"]}, {"id": "n", "roles": ["Clerk"]})
    printed = sightline("import", "people", file, "--on", "2026-05-01", "--dry-run")
    assert printed.code == 0
    assert "3 changes as of 2026-05-01: 2 begun, 1 ended. Nothing was changed: this was a dry run." in printed.out
    assert staff(place) == STAFF


def test_an_import_keeps_history_and_is_found_by_the_next_reading(place, sightline):
    file = scim(place, {"id": "a", "roles": ["lead"]}, {"id": "c", "active": False})
    assert sightline("import", "people", file, "--on", "2026-03-01").code == 0
    assert (
        staff(place)
        == STAFF.replace("0.8,2026-01-01,,x", "0.8,2026-01-01,2026-02-28,x").replace("2026-03-31", "2026-02-28")
        + "a,lead,,,0.8,2026-03-01,,x\n"
    )
    rows = sightline("people", "--on", "2026-03-01", "--format", "json").json["rows"]
    assert [(row["person"], row["role"]) for row in rows] == [("a", "lead"), ("b", "lead")]
    assert sightline("import", "people", file, "--on", "2026-03-01").lines == [
        "Nothing changes on 2026-03-01: 2 people stay unchanged."
    ]


def test_what_goes_out_changes_nothing_when_it_comes_back(place, sightline):
    for form in ("scim", "csv"):
        out = place / f"out.{form}"
        assert sightline("export", "people", "--out", out, "--on", "2026-03-01").code == 0
        assert out.stat().st_mode & 0o777 == 0o600
        printed = sightline("import", "people", out, "--on", "2026-03-01")
        assert printed.lines == ["Nothing changes on 2026-03-01: 3 people stay unchanged."]
    assert staff(place) == STAFF


def test_people_go_out_in_the_format_that_was_asked_for(place, sightline):
    assert json.loads(sightline("export", "people").out)["totalResults"] == 3
    lines = sightline("export", "people", "--format", "csv").lines
    assert lines[0] == "person,role,manager,unit,capacity,since,until"
    assert len(lines) == 4
    assert len(sightline("export", "people", "--format", "csv", "--on", "2026-04-01").lines) == 3


def test_whoever_is_not_in_a_complete_file_has_left(place, sightline):
    file = scim(place, {"id": "b", "roles": ["lead"]})
    printed = sightline("import", "people", file, "--on", "2026-05-01", "--complete", "--dry-run")
    assert "1 change as of 2026-05-01: 1 ended; 1 person stays unchanged." in printed.out


def test_a_page_of_a_list_cannot_be_complete(place, sightline):
    file = scim(place, {"id": "b", "roles": ["lead"]}, totalResults=9)
    printed = sightline("import", "people", file, "--complete")
    assert printed.code == 3
    assert "a part of the people only" in printed.err
    bad = scim(place, {"id": "b", "roles": ["lead"]}, {"id": "=x"})
    assert "would seem to have left" in sightline("import", "people", bad, "--complete").err


def test_who_was_left_out_is_told_and_ends_with_4(place, sightline):
    file = scim(place, {"id": "a", "roles": ["clerk"]}, {"id": "=x"})
    printed = sightline("import", "people", file, "--on", "2026-05-01")
    assert printed.code == 4
    assert "1 left out, because the id begins like a formula: entry 2." in printed.err
    assert sightline("import", "people", scim(place, {"id": "=x"}), "--on", "2026-05-01").code == 1


def test_usage_is_told(place, sightline):
    assert sightline("import", "people", "gone.json").code == 3
    assert "say with --format" in sightline("import", "people", "users.txt").err
    assert "--id is for SCIM" in sightline("import", "people", "data/staff.csv", "--id", "id").err
    assert "leave --role and --unit out" in sightline("people", "--misfits", "--role", "clerk").err


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("data/staff.csv", "data/staff.parquet", "only a CSV file can be written"),
        ("data/staff.csv", "data/*.csv", "it is 2 files, and one is written"),
        (", from: since, to: until", "", "names no columns of days"),
    ],
)
def test_a_source_that_cannot_be_written_is_told(place, sightline, before, after, said):
    (place / "data" / "more.csv").write_text(STAFF, encoding="utf-8")
    head = (place / "sightline.yml").read_text(encoding="utf-8")
    (place / "sightline.yml").write_text(head.replace(before, after), encoding="utf-8")
    printed = sightline("import", "people", scim(place, {"id": "a", "roles": ["clerk"]}))
    assert printed.code == 3
    assert said in printed.err


def test_a_source_that_is_not_there_is_begun(place, sightline):
    (place / "data" / "staff.csv").unlink()
    assert sightline("import", "people", scim(place, {"id": "a", "roles": ["clerk"]}), "--on", "2026-01-01").code == 0
    assert staff(place) == "id,role,boss,unit,fte,since,until\na,clerk,,,,2026-01-01,\n"
