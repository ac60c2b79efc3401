"""An entry stands or falls with its change, and the chain is one whoever writes."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from sightline_web import rows, store
from sightline_web.journal import chain, head, seal
from sightline_web.journal.models import Entry, SealKey
from sightline_web.journal.services import OutsideTransactionError, looked, record, refused
from sightline_web.journal.verify import verify
from sightline_web.policy.actor import NOBODY, SYSTEM, Actor
from tests.web.databases import BOTH

pytestmark = pytest.mark.parametrize("records", BOTH, indirect=True)
ANN = Actor(7, "ann@example.org", person="p7", origin="192.0.2.7")


def write(number: int = 1, **other: object) -> Entry:
    given = {"by": ANN, "action": "edit", "kind": "scenario", "key": str(number), "after": {"name": f"n{number}"}}
    with transaction.atomic():
        return record(**(given | other))


def test_the_first_entry_stands_on_nothing_and_each_other_on_the_one_before(records):
    first, second = write(1), write(2)
    assert (first.seq, first.previous) == (1, chain.START)
    assert (second.seq, second.previous) == (2, first.hash)
    kept = Entry.objects.get(seq=2)
    assert kept.hash == chain.digest(chain.chain_key(), [getattr(kept, name) for name in chain.COLUMNS])


def test_an_entry_outside_a_transaction_is_refused(records):
    with pytest.raises(OutsideTransactionError, match="edit scenario"):
        record(by=ANN, action="edit", kind="scenario", key="1")
    assert not Entry.objects.exists()


def test_a_transaction_that_fails_leaves_neither_the_change_nor_the_entry_nor_a_head(records):
    @transaction.atomic
    def change() -> None:
        SealKey.objects.create(holder="change", made_at="2026-01-01T00:00Z")
        record(by=ANN, action="edit", kind="scenario", key="1", after=seal.personal("words", ANN))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert not Entry.objects.exists()
    assert not SealKey.objects.exists()
    assert head.last_head() is None
    assert write().seq == 1


def test_the_account_is_named_by_its_number_and_never_by_its_address(records):
    write()
    write(by=SYSTEM)
    write(by=NOBODY)
    found = list(Entry.objects.values_list("actor", "account"))
    assert found == [("account", 7), ("system", None), ("nobody", None)]
    assert "ann@example.org" not in json.dumps(list(Entry.objects.values()))


def test_whoever_acts_writes_after_entries_that_are_not_theirs_to_see(records):
    write(subject="p9", kind="person", by=SYSTEM)
    with rows.acting_as(ANN):
        second = write(by=ANN, subject="p8", kind="person", after={"unit": "Marker"})
        assert seal.opened(second.after) == {"unit": "Marker"}
    assert second.seq == 2
    assert verify().unbroken


def test_many_writers_at_once_make_one_chain(records):
    ready = threading.Barrier(6)

    def work(number: int) -> None:
        ready.wait()
        try:
            for turn in range(5):
                write(10 * number + turn)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    entries = list(Entry.objects.all())
    assert [each.seq for each in entries] == list(range(1, 31))
    assert [each.previous for each in entries[1:]] == [each.hash for each in entries[:-1]]
    assert head.last_head().count == 30


def test_a_look_at_another_persons_record_is_written_and_at_ones_own_is_not(records):
    looked(by=ANN, kind="person", key="p9", subject="p9")
    looked(by=ANN, kind="person", key="p7", subject="p7")
    assert list(Entry.objects.values_list("action", "kind", "key", "subject")) == [("view", "person", "p9", "p9")]


def test_a_look_that_cannot_be_written_is_refused(records):
    store.install(None)
    with pytest.raises(store.StoreError):
        looked(by=ANN, kind="person", key="p9", subject="p9")


def test_what_is_about_a_person_is_sealed_and_opens_until_the_key_is_destroyed(records):
    write(subject="p9", before={"unit": "Marker One"}, after={"unit": "Marker Two"}, reason="Marker Three")
    write(after={"name": "open", "note": seal.personal("Marker Four", ANN)})
    kept = json.dumps(list(Entry.objects.values()))
    assert "Marker" not in kept
    assert "192.0.2.7" not in kept
    first, second = Entry.objects.all()
    assert (seal.opened(first.before), seal.opened(first.reason)) == ({"unit": "Marker One"}, "Marker Three")
    assert seal.opened(second.after) == {"name": "open", "note": "Marker Four"}
    assert seal.opened(second.origin) == "192.0.2.7"
    assert seal.erase("p9", account=9) == 1
    assert (seal.opened(first.before), seal.opened(first.reason)) == (seal.ERASED, seal.ERASED)
    assert seal.erase("p7", account=7) == 1
    assert seal.opened(second.after) == {"name": "open", "note": seal.ERASED}
    assert seal.opened(second.origin) == seal.ERASED


def test_nothing_personal_is_written_about_someone_who_was_erased(records):
    seal.erase("p9")
    entry = write(subject="p9", after={"unit": "Marker"})
    assert seal.opened(entry.after) == seal.ERASED
    assert entry.after == '{"sealed":["p9",""]}'


def test_a_sealed_text_opens_for_nobody_elses_key(records):
    entry = write(subject="p9", after="Marker")
    write(subject="p8", after="Other")
    moved = entry.after.replace('"p9"', '"p8"')
    assert seal.opened(moved) == seal.ERASED


def test_a_refusal_is_written_once_a_minute_and_for_nobody_not_at_all(records, monkeypatch):
    for by in (ANN, ANN, NOBODY):
        refused(by=by, action="view", kind="person", key="p9")
    refused(by=ANN, action="view", kind="person", key="p8")
    assert list(Entry.objects.values_list("action", "key", "account")) == [("deny", "p9", 7), ("deny", "p8", 7)]
    later = timezone.now() + timedelta(seconds=61)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    refused(by=ANN, action="view", kind="person", key="p9")
    assert Entry.objects.count() == 3
