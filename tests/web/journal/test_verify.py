"""Whatever is done to the journal behind its back is found, at that entry."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from sightline_web.journal import chain, head
from sightline_web.journal.models import Entry
from sightline_web.journal.services import record
from sightline_web.journal.verify import Verdict, verify
from sightline_web.policy.actor import Actor
from tests.web.databases import BOTH

both = pytest.mark.parametrize("records", BOTH, indirect=True)
ANN = Actor(7, "ann@example.org", person="p7")
REST = "at, actor, account, action, kind, key, subject, before, after, reason, origin, key_id, previous, hash"
FORGED = REST.replace("action, kind, key", "action, kind, 'forged'")
SWAP = (
    "update journal_entry set seq = -4 where seq = 4",
    "update journal_entry set seq = 4 where seq = 7",
    "update journal_entry set seq = 7 where seq = -4",
)
CLOSE_UP = (
    "delete from journal_entry where seq = 4",
    *(f"update journal_entry set seq = {n - 1} where seq = {n}" for n in range(5, 11)),
)
PUT_IN = (
    *(f"update journal_entry set seq = {n + 1} where seq = {n}" for n in range(10, 3, -1)),
    f"insert into journal_entry select 4, {FORGED} from journal_entry where seq = 9",
)
TAMPERING = {
    "a text that was changed": (('update journal_entry set after = \'{"name":"forged"}\' where seq = 4',), 4, "edited"),
    "an account that was changed": (("update journal_entry set account = 8 where seq = 1",), 1, "edited"),
    "a moment that was changed": (
        ("update journal_entry set at = '2020-01-01T00:00:00.000000Z' where seq = 10",),
        10,
        "edited",
    ),
    "a hash that was changed": (("update journal_entry set hash = 'f' where seq = 4",), 4, "edited"),
    "an entry that was deleted": (("delete from journal_entry where seq = 4",), 4, "missing"),
    "the first one deleted": (("delete from journal_entry where seq = 1",), 1, "missing"),
    "one deleted and the others moved up": (CLOSE_UP, 4, "missing"),
    "two that changed places": (SWAP, 4, "moved"),
    "one that was put in": (PUT_IN, 4, "inserted"),
    "the last one deleted": (("delete from journal_entry where seq = 10",), 10, "tail deleted"),
    "the last three deleted": (("delete from journal_entry where seq > 7",), 8, "tail deleted"),
    "all of them deleted": (("delete from journal_entry",), 1, "tail deleted"),
}

ON_BOTH = (
    "a text that was changed",
    "an entry that was deleted",
    "two that changed places",
    "one that was put in",
    "the last three deleted",
)


@pytest.fixture
def ten(records):
    for number in range(1, 11):
        with transaction.atomic():
            record(by=ANN, action="edit", kind="scenario", key=str(number), after={"name": f"n{number}"})
    return records


@both
def test_a_journal_that_nobody_touched_is_unbroken(ten):
    found = verify()
    assert found == Verdict(10, Entry.objects.get(seq=10).at)
    assert found.unbroken


def test_an_empty_journal_is_unbroken(records):
    assert verify() == Verdict(0)


@pytest.mark.parametrize(
    ("records", "what"),
    [("sqlite", each) for each in TAMPERING]
    + [pytest.param("postgres", each, marks=pytest.mark.postgres) for each in ON_BOTH],
    indirect=["records"],
)
def test_tampering_is_found_at_that_entry(ten, tamper, what):
    statements, first_bad, cause = TAMPERING[what]
    tamper(statements)
    found = verify()
    assert (found.first_bad, found.cause, found.rows) == (first_bad, cause, first_bad - 1), found.words
    assert f"{first_bad}" in found.words


def test_a_head_made_for_the_entries_that_are_left_is_no_head(ten, tamper):
    tamper(["delete from journal_entry where seq > 7"])
    last = Entry.objects.get(seq=7)
    forged = head._line(head.Head(7, last.hash, last.at)).replace(
        chain.proof(chain.chain_key(), count=7, last=last.hash, at=last.at), last.hash
    )
    (ten / head.FILE).write_text(forged)
    assert verify().cause == "bad head"


def test_a_head_that_is_gone_is_told(ten):
    (ten / head.FILE).unlink()
    found = verify()
    assert (found.cause, found.rows, found.first_bad) == ("no head", 10, None)


def test_an_old_head_put_back_is_found_by_the_head_of_another_day(ten, monkeypatch):
    old = (ten / head.FILE).read_text()
    head.put(head.Head(12, "f" * 64, "2999-01-01T00:00:00.000000Z"))
    head.put(head.Head(13, "e" * 64, "2999-01-02T00:00:00.000000Z"))
    (ten / head.FILE).write_text(old)
    assert [each.count for each in head.daily_heads()] == [10, 12]
    assert (verify().cause, verify().first_bad) == ("tail deleted", 11)


def test_a_journal_of_another_key_is_told_as_such(ten, monkeypatch):
    monkeypatch.setenv("SIGHTLINE_JOURNAL_KEY", "another key that is long enough to be taken")
    assert verify().cause == "bad head"
    (ten / head.FILE).unlink()
    assert (verify().cause, verify().first_bad) == ("another key", 1)


@both
@pytest.mark.parametrize(
    "statement",
    [
        "update journal_entry set after = '' where seq = 4",
        "update journal_entry set seq = 40 where seq = 4",
        "delete from journal_entry where seq = 4",
        "delete from journal_entry",
    ],
)
def test_the_database_itself_refuses(ten, statement):
    with pytest.raises(DatabaseError, match=r"append-only|permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify().unbroken


@pytest.mark.parametrize("records", BOTH[1:], indirect=True)
def test_postgresql_refuses_to_empty_the_table_even_by_who_owns_the_server(ten, request):
    server = replace(request.getfixturevalue("postgres_server"), database=str(connection.settings_dict["NAME"]))
    for statement in ("truncate journal_entry", "delete from journal_entry", "update journal_entry set kind = ''"):
        with pytest.raises(AssertionError, match="append-only"):
            server.execute(statement)
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("truncate journal_entry")
    assert verify().rows == 10


def test_replacing_an_entry_is_refused_and_so_is_a_gap(ten):
    kept = Entry.objects.get(seq=4)
    for seq in (4, 12):
        with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
            cursor.execute(
                f"insert or replace into journal_entry select {seq}, {REST} from journal_entry where seq = 4"
            )
    with pytest.raises(DatabaseError, match="append-only"):
        kept.save()
    with pytest.raises(DatabaseError, match="append-only"):
        kept.delete()
    assert verify().rows == 10


def test_the_head_never_goes_back(ten):
    head.put(head.Head(3, "f" * 64, "2026-01-01T00:00:00.000000Z"))
    assert head.last_head().count == 10


def test_of_many_heads_at_once_the_last_one_stays(ten):
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda count: head.put(head.Head(count, "f" * 64, "2999-01-01T00:00:00.000000Z")), range(11, 41)))
    assert head.last_head().count == 40
    assert [each.count for each in head.daily_heads()] == [10]
