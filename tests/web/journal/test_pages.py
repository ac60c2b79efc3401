"""The journal as its readers see it: looked up, verified, and silent about what is somebody else's."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.db import connection, transaction

from sightline_web import store
from sightline_web.accounts.acting import actor_of
from sightline_web.journal import seal, services
from sightline_web.journal.kinds import KINDS
from sightline_web.journal.models import Entry
from sightline_web.journal.services import record
from sightline_web.journal.views import PAGE
from sightline_web.journal.wording import done
from sightline_web.languages.spoken import speaking
from sightline_web.policy.actor import NOBODY
from sightline_web.policy.words import Record
from sightline_web.shell.templatetags.shell import field
from tests.web import people


def text_of(response) -> str:
    assert response.status_code == 200, response.content.decode()[:300]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def write(who: str = "business", **other: object) -> Entry:
    by = actor_of(people.account(who), origin="192.0.2.7")
    with transaction.atomic():
        return record(**({"by": by, "action": "edit", "kind": "scenario", "key": "5"} | other))


@pytest.fixture
def auditor(as_):
    return as_("auditor")


def rows(auditor, query: str = "") -> list[dict[str, object]]:
    response = auditor.get(f"/journal.json{query}")
    assert response.status_code == 200
    return response.json()["rows"]


def test_an_empty_journal_says_so(auditor):
    assert "Nothing is written in the journal yet." in text_of(auditor.get("/journal"))


def test_an_entry_says_who_did_what_with_the_change(auditor):
    write(before={"name": "Old"}, after={"name": "New", "shifts": ["a=+1", "b=-2"]}, reason="they asked for it")
    page = text_of(auditor.get("/journal"))
    assert "The journal has 1 entry." in page
    assert "Business from 192.0.2.7" in page
    assert "changed scenario 5 because: they asked for it" in page
    assert "Name Old → New" in page
    assert "Shifts a=+1, b=-2" in page


def test_the_newest_stand_first_and_the_older_on_the_next_page(auditor):
    for number in range(PAGE + 2):
        write(key=f"n{number}")
    page = auditor.get("/journal").content.decode()
    assert page.index(f">n{PAGE + 1}<") < page.index(">n2<")
    assert ">n1<" not in page
    assert 'rel="next"' in page
    second = auditor.get("/journal?page=2").content.decode()
    assert ">n1<" in second
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second


def test_parts_by_the_api_hold_each_entry_once_and_open_their_own_alone(auditor, tamper):
    for number in range(7):
        write(key=f"n{number}", after={"n": number})
    where, found = "/api/v1/journal?kind=scenario&limit=3", []
    while where:
        part = auditor.get(where).json()
        assert part["count"] == 7
        found += part["rows"]
        where = part["next"]
    assert found == rows(auditor, "?kind=scenario")
    assert [row["key"] for row in found] == [f"n{number}" for number in reversed(range(7))]
    tamper(["update journal_entry set after = 'what nobody can open' where key = 'n0'"])
    assert auditor.get("/api/v1/journal?kind=scenario&limit=3").json()["rows"] == found[:3]
    with pytest.raises(ValueError, match="Expecting value"):
        auditor.get("/api/v1/journal?kind=scenario&limit=7")


def test_entries_are_looked_up_by_who_kind_record_person_and_day(auditor):
    write(key="1")
    write("analyst", key="2", kind="goal")
    write(key="3", subject="p9", kind="person", action="view")
    write(by=NOBODY, key="4", kind="account", action="fail_sign_in")
    day = Entry.objects.first().at[:10]
    assert [row["key"] for row in rows(auditor, "?actor=Business")] == ["3", "1"]
    assert [row["key"] for row in rows(auditor, "?actor=ANALYST@example")] == ["2"]
    assert [row["key"] for row in rows(auditor, "?actor=nobody")] == ["4"]
    assert [row["key"] for row in rows(auditor, "?kind=goal")] == ["2"]
    assert [row["key"] for row in rows(auditor, "?kind=scenario&key=1")] == ["1"]
    assert [row["key"] for row in rows(auditor, "?subject=p9&kind=person")] == ["3"]
    assert len(rows(auditor, f"?since={day}")) >= 4
    assert rows(auditor, "?until=2020-01-01") == []
    assert rows(auditor, "?actor=%25&key=%5C") == []


@pytest.mark.parametrize(
    "query",
    ["since=yesterday", "page=-1", "page=x", "page=99999999999", "actor=%00", "since=9999-12-31&until=9999-12-31"],
)
def test_what_makes_no_sense_is_no_500(auditor, query):
    assert auditor.get(f"/journal?{query}").status_code == 200


def test_a_date_that_is_none_is_told(auditor):
    assert "“yesterday” is no date" in text_of(auditor.get("/journal?since=yesterday"))


def test_verifying_says_how_far_the_chain_is_unbroken(auditor):
    write()
    write()
    assert "2 entries, chain unbroken up to" in text_of(auditor.get("/journal?verify=yes"))
    assert auditor.get("/journal.json?verify=yes").json()["verdict"]["unbroken"] is True


def test_verifying_names_the_entry_that_was_tampered_with(auditor, tamper):
    write()
    write()
    tamper(["update journal_entry set kind = 'goal' where seq = 1"])
    assert "Entry 1 is not as it was written." in text_of(auditor.get("/journal?verify=yes"))
    assert auditor.get("/journal.json?verify=yes").json()["verdict"]["first_bad"] == 1


def test_of_a_record_about_a_person_only_the_names_of_changed_fields_are_shown(auditor):
    write(kind="person", subject="p9", before={"unit": "Marker"}, after={"unit": "Other"}, reason="Marker")
    write(kind="account", key="3", before={"name": "Marker"}, after={"name": "Other"})
    page = text_of(auditor.get("/journal"))
    assert "Marker" not in page
    assert "Unit" in page
    assert "Marker" not in auditor.get("/journal.csv").content.decode()


def test_what_was_erased_is_said_to_be(auditor):
    ann = people.account("analyst")
    write("analyst", after={"name": "n", "note": seal.personal("Marker", f"account:{ann.pk}")})
    seal.erase("", account=ann.pk)
    page = text_of(auditor.get("/journal"))
    assert "Marker" not in page
    assert seal.ERASED in page


def test_asking_for_a_persons_entries_is_written_down_for_that_person(auditor):
    auditor.get("/journal?subject=p9")
    entry = Entry.objects.get()
    assert (entry.action, entry.kind, entry.subject) == ("view", "read_log", "p9")


def test_what_cannot_be_written_down_is_not_shown(auditor, monkeypatch):
    write(kind="person", subject="p9", key="Marker")

    def refuse(**_more: object) -> None:
        from sightline_web.snapshot import Fault

        raise store.StoreError(Fault("The disk is full."))

    monkeypatch.setattr(services, "record", refuse)
    for form in ("", ".json", ".csv"):
        response = auditor.get(f"/journal{form}?subject=p9")
        assert response.status_code >= 400
        assert "Marker" not in response.content.decode()


def test_the_csv_has_a_row_for_each_entry_and_runs_no_formula(auditor):
    write(after={"name": "=1+1"}, reason="=2+2")
    [row] = list(csv.DictReader(io.StringIO(auditor.get("/journal.csv").content.decode())))
    assert row["who"] == "Business"
    assert row["reason"] == "'=2+2"


def test_a_scenario_shows_its_history_without_where_it_was_done_from(client):
    response = client.post("/scenarios/save", {"name": "Faster", "note": "Why not", "shift": ["lead_time=-10%"]})
    number = response.headers["Location"].rsplit("/", 1)[1]
    client.post(
        f"/scenarios/{number}/save", {"name": "Faster still", "note": "", "shift": ["lead_time=-12%"], "revision": "1"}
    )
    client.post(f"/scenarios/{number}/delete")
    page = text_of(client.get(f"/scenarios/{number}/history"))
    assert "has three changes in its history" in page
    assert "Name Faster → Faster still" in page
    assert "Shifts lead_time=-10% → lead_time=-12%" in page
    assert "Why not" in page
    assert "127.0.0.1" not in page
    told = client.get(f"/scenarios/{number}/history.json").json()["rows"]
    assert [row["action"] for row in told] == ["delete", "edit", "create"]
    assert {row["origin"] for row in told} == {""}
    assert client.get("/scenarios/999/history").status_code == 404


def test_a_refused_change_of_a_scenario_leaves_no_entry(client):
    asked = {"name": "Same", "note": "", "shift": ["lead_time=-10%"]}
    client.post("/scenarios/save", asked)
    assert client.post("/scenarios/save", asked).status_code == 422
    assert Entry.objects.filter(kind="scenario").count() == 1
    connection.close()


@pytest.mark.parametrize(
    ("action", "kind", "said"),
    [
        ("edit", "review_pack", "changed review pack"),
        ("sign_in", "account", "signed in to account"),
        ("end_sessions", "account", "ended the sessions of account"),
        ("send_again", "invitation", "sent invitation again"),
        ("polish", "silver_spoon", "polish silver spoon"),
    ],
)
def test_what_was_done_is_said_in_words_whatever_it_was(action, kind, said):
    assert done(action, kind) == said


def test_every_kind_of_record_has_a_word_that_can_be_translated():
    assert {kind: str(word) for kind, word in KINDS.items() if kind in set(Record)} == {
        kind: kind.replace("_", " ") for kind in Record
    }


def test_what_a_change_changed_is_named_in_the_readers_language():
    with speaking("nl"):
        assert [field("meets_on"), field("legal_basis")] == ["Vergadert op", "Rechtsgrond"]
        assert field("made_up_field") == '<span lang="en" dir="ltr">Made up field</span>'
    assert field("legal_basis") == "Legal basis"
