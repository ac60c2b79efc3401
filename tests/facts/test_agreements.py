"""Agreements on disk: named by their content, never written over, and believed only where the hash says so."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from sightline.errors import EnvironmentFaultError, SourceError
from sightline.facts.agreements import AgreementStore
from sightline.records.agreements import Agreement

FIRST = Agreement(
    "2027-01", date(2027, 1, 1), date(2027, 1, 31), "clerk", "Clerk", None, "office", None, (), (("p.check", 1.0),), 1,
    None, "", "m" * 64, datetime(2026, 12, 31, tzinfo=UTC),
)  # fmt: skip
SECOND = replace(FIRST, version=2, previous=FIRST.hash, reason="The goal changed.")


@pytest.fixture
def store(tmp_path):
    return AgreementStore(tmp_path / "agreements")


def test_nothing_is_kept_at_first(store):
    assert store.read().every == ()
    assert not store.folder.exists()


def test_the_name_of_a_file_is_the_hash_of_its_bytes(store):
    file = store.keep(FIRST)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == file.stem == FIRST.hash
    assert store.read().every == (FIRST,)


def test_keeping_it_again_changes_nothing(store):
    before = store.keep(FIRST).stat()
    after = store.keep(FIRST).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_versions_follow_upon_each_other_and_the_newest_counts(store):
    for one in (FIRST, SECOND):
        store.keep(one)
    kept = store.read()
    assert kept.every == (FIRST, SECOND)
    assert kept.of("2027-01") == (SECOND,)
    assert kept.of("2027-02") == ()
    assert kept.newest(FIRST.key) == SECOND


def test_a_version_that_somebody_else_overtook_is_refused(store):
    store.keep(FIRST)
    store.keep(SECOND)
    with pytest.raises(SourceError, match="version 2 is the newest"):
        store.keep(replace(SECOND, reason="Another reason."))
    with pytest.raises(SourceError, match="does not follow"):
        store.keep(replace(FIRST, title="Another"))


def test_for_one_person_and_for_the_team_are_two_agreements(store):
    mine = replace(FIRST, person="p1")
    store.keep(FIRST)
    store.keep(mine)
    assert set(store.read().of("2027-01")) == {FIRST, mine}


def test_a_changed_file_is_named_and_the_rest_is_read(store):
    file, other = store.keep(FIRST), replace(FIRST, role="head")
    store.keep(other)
    file.write_bytes(file.read_bytes().replace(b'"office"', b'"attic!"'))
    kept = store.read()
    assert kept.every == (other,)
    assert [one.file for one in kept.faults] == [file]
    assert "changed after it was agreed" in kept.faults[0].cause


def test_a_changed_file_is_not_taken_for_the_agreement_when_it_is_kept_again(store):
    file = store.keep(FIRST)
    file.write_bytes(b"{}")
    with pytest.raises(SourceError, match="changed after it was agreed"):
        store.keep(FIRST)


def test_nothing_follows_upon_a_version_that_was_changed(store):
    store.keep(FIRST)
    file = store.keep(SECOND)
    file.write_bytes(b"{}")
    with pytest.raises(SourceError, match="changed after it was agreed"):
        store.keep(replace(FIRST, version=2, previous=FIRST.hash, reason="Another one."))


def test_a_file_that_was_moved_to_another_agreement_is_named(store):
    file, other = store.keep(FIRST), store.keep(replace(FIRST, role="head"))
    file.rename(other.with_name(file.name))
    assert "folder of another agreement" in store.read().faults[0].cause


def test_the_names_of_files_tell_nobody_who_agreed(store):
    place = store.keep(replace(FIRST, person="anna.jansen")).relative_to(store.folder)
    assert "anna" not in str(place)
    assert "clerk" not in str(place)


def test_what_a_person_is_a_side_of_is_found_and_its_own_is_forgotten(store):
    mine, led, other = (
        replace(FIRST, person="p1"), replace(FIRST, person="p2", manager="p1"), replace(FIRST, person="p3")
    )  # fmt: skip
    for one in (mine, led, other, replace(mine, version=2, previous=mine.hash, reason="x")):
        store.keep(one)
    assert len(store.read().of_person("p1")) == 3
    assert store.forget("p1") == 2
    assert set(store.read().every) == {led, other}
    assert not store.file_of(mine).parent.exists()
    assert store.forget("p1") == 0


def test_a_file_that_is_no_agreement_is_named(store):
    file = store.keep(FIRST)
    for content in (b"[]", b'{"sightline_agreement":9}', b'{"sightline_agreement":1}', b"\xff"):
        (file.parent / f"{hashlib.sha256(content).hexdigest()}.json").write_bytes(content)
    assert len(store.read().faults) == 4
    assert store.read().every == (FIRST,)


def test_a_missing_version_is_named(store):
    first = store.keep(FIRST)
    store.keep(SECOND)
    first.unlink()
    assert "names one before it that is not there" in store.read().faults[0].cause


def test_what_a_crash_left_is_no_agreement_and_is_taken_away(store):
    left = store.file_of(FIRST).with_name("half.part")
    left.parent.mkdir(parents=True)
    left.write_bytes(b'{"sightl')
    assert (store.read().every, store.read().faults) == ((), ())
    store.keep(FIRST)
    assert not left.exists()


def test_a_write_that_fails_leaves_nothing(store, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(EnvironmentFaultError, match="No space left"):
        store.keep(FIRST)
    assert [one.name for one in store.folder.rglob("*") if one.is_file()] == [".lock"]


def test_of_two_who_agree_at_once_one_is_refused(store):
    results = []

    def run(title):
        try:
            results.append(store.keep(replace(FIRST, title=title)))
        except SourceError:
            results.append(None)

    threads = [threading.Thread(target=run, args=(f"Clerk {at}",)) for at in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum(one is not None for one in results) == 1
    assert len(store.read().every) == 1
