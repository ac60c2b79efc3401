"""A store can be looked at, copied, cut by age, and made to forget a person without losing an event."""

from __future__ import annotations

from pathlib import Path

import pytest

from sightline.errors import EnvironmentFaultError
from sightline.facts.live import erasing
from sightline.facts.live.checking import check
from sightline.facts.live.copying import copy_landing
from sightline.facts.live.erasing import erase
from sightline.facts.live.expiring import expire, expiring
from sightline.facts.live.generations import tend
from sightline.facts.live.merging import merge, sweep
from sightline.facts.live.sealing import REPLACED, seal
from sightline.facts.live.segments import read, write
from sightline.facts.live.store import EventRow, open_store

DAY = 86_400 * 1_000_000
AT = 20_000 * DAY
WHO = "person-4711-marker"


@pytest.fixture
def store(tmp_path):
    found = open_store(tmp_path)
    yield found
    found.close()


def event(number: int, *, day: int = 0, performer: str = "p1", **rest) -> EventRow:
    return EventRow("orders", "erp", f"e{number}", "c1", "ship", AT + number + day * DAY, performer=performer, **rest)


def everything(store) -> list[dict]:
    view = store.view("orders")
    return [row for table in [*(read(one.path) for one in view.segments), view.tail] for row in table.to_pylist()]


def traces(folder: Path) -> list[str]:
    """Return the files in which the person stands: in their bytes, or in what a reader gets out of them."""
    raw = [one.name for one in folder.rglob("*") if one.is_file() and WHO.encode() in one.read_bytes()]
    return raw + [one.name for one in folder.rglob("*.parquet") if WHO in str(read(one).to_pylist())]


def test_an_erased_person_leaves_every_event_and_no_trace(store, tmp_path):
    store.land([[event(1, performer=WHO), event(2), event(3, data=f'{{"agent": "{WHO}", "n": 3}}')]], received_us=AT)
    seal(tmp_path, now_us=AT)
    store.land([[event(4, day=1, performer=WHO)]], received_us=AT)
    seal(tmp_path, now_us=AT)
    store.land([[event(9, performer=WHO, supersedes="e1")]], received_us=AT)
    seal(tmp_path, now_us=AT)
    store.land([[event(5, performer=WHO), event(6, data=f'{{"agent": "{WHO}", "n": 6}}')]], received_us=AT)
    before, version = everything(store), store.versions()["orders"]
    assert traces(tmp_path)
    assert erase(tmp_path, WHO, now_us=AT) == 5
    assert traces(tmp_path) == []
    after = everything(store)
    assert [(row["event_id"], row["time"]) for row in after] == [(row["event_id"], row["time"]) for row in before]
    assert {row["n"] for row in after} == {None, 3.0, 6.0}, "what else an event says stays"
    assert {row["performer"] for row in after} == {None, "p1"}
    assert store.versions()["orders"] > version, "figures are computed anew"
    assert store.land([[event(5)]], received_us=AT)[0].new == 0, "and the event is still known"
    assert erase(tmp_path, WHO, now_us=AT) == 0


def test_what_was_replaced_and_waits_to_be_removed_goes_at_once(store, tmp_path):
    for number in range(3):
        store.land([[event(number, performer=WHO)]], received_us=AT)
        seal(tmp_path, now_us=AT)
    merge(tmp_path, now_us=AT + DAY, many=1)
    erase(tmp_path, WHO, now_us=AT)  # the clock was set back
    assert traces(tmp_path) == []
    assert len(list(store.folder.rglob("*.parquet"))) == 1


def test_an_erasure_that_is_cut_off_doubles_nothing_and_can_be_done_again(store, tmp_path, monkeypatch):
    store.land([[event(1, performer=WHO), event(2)]], received_us=AT)
    seal(tmp_path, now_us=AT)
    before = len(everything(store))

    def written_then_dead(*words: object) -> None:
        write(*words)
        raise KeyboardInterrupt

    monkeypatch.setattr(erasing, "write", written_then_dead)
    with pytest.raises(KeyboardInterrupt):
        erase(tmp_path, WHO, now_us=AT)
    monkeypatch.undo()
    seal(tmp_path, now_us=AT)
    assert len(everything(store)) == before
    assert erase(tmp_path, WHO, now_us=AT) == 1
    assert traces(tmp_path) == []
    assert sum(read(one).num_rows for one in store.folder.rglob("*.parquet")) == before, (
        "the folder alone says the same"
    )


def test_nothing_is_made_where_nothing_ever_landed(tmp_path):
    assert erase(tmp_path, WHO, now_us=AT) == 0
    assert [work(tmp_path, now_us=AT) for work in (seal, merge, sweep, tend)] == [0, 0, 0, 0]
    assert not (tmp_path / "landing.sqlite3").exists()


def filled(store, tmp_path: Path) -> Path:
    store.land([[event(1), event(2, day=1)]], received_us=AT)
    seal(tmp_path, now_us=AT)
    store.land([[event(3)]], received_us=AT)
    return store.view("orders").segments[0].path


def test_a_sound_store_is_found_sound(store, tmp_path):
    filled(store, tmp_path)
    found = check(tmp_path)
    assert (found.events, found.files, found.waiting, found.oldest_waiting_us) == (2, 2, 1, AT)
    assert (found.missing, found.damaged, found.foreign, found.plans, found.sound) == ((), (), (), 0, True)


def test_one_byte_that_changed_is_found_and_named(store, tmp_path):
    path = filled(store, tmp_path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert check(tmp_path).damaged == (path.relative_to(store.folder).as_posix(),)
    assert check(tmp_path, contents=False).damaged == (), "the size is what it was"


@pytest.mark.parametrize("harm", ["truncated", "missing", "foreign"])
def test_files_that_are_not_as_the_manifest_says_are_named(store, tmp_path, harm):
    path = filled(store, tmp_path)
    if harm == "truncated":
        path.write_bytes(path.read_bytes()[:-5])
    elif harm == "missing":
        path.unlink()
    else:
        path = path.with_name("not-ours.parquet")
        path.write_bytes(b"?")
    found = check(tmp_path)
    told = {"truncated": found.damaged, "missing": found.missing, "foreign": found.foreign}
    assert told[harm] == (path.relative_to(store.folder).as_posix(),)
    assert sum(map(len, told.values())) == 1


def test_a_copy_holds_the_landing_and_names_its_files(store, tmp_path):
    filled(store, tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    for name in copy_landing(tmp_path, other / "landing.sqlite3"):
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        (other / name).write_bytes((tmp_path / name).read_bytes())
    there = open_store(other)
    assert everything(there) == everything(store)
    assert there.land([[event(1)]], received_us=AT)[0].duplicates == 1
    there.close()


def test_a_damaged_file_is_not_copied_unnoticed(store, tmp_path):
    path = filled(store, tmp_path)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(EnvironmentFaultError, match="missing or damaged"):
        copy_landing(tmp_path, tmp_path / "copy.sqlite3")


def test_files_go_when_all_in_them_is_old(store, tmp_path):
    filled(store, tmp_path)
    assert expiring(tmp_path, before_us=AT + DAY).due == 1
    assert expire(tmp_path, before_us=AT + DAY, now_us=AT) == 1
    assert [row["event_id"] for row in everything(store)] == ["erp#e2", "erp#e3"]
    assert sweep(tmp_path, now_us=AT + DAY) == 1
    assert check(tmp_path).foreign == ()


def test_keys_are_forgotten_after_a_week(store, tmp_path):
    store.land([[event(1)]], received_us=AT)
    store.land([[event(2)]], received_us=AT + 5 * DAY)
    assert tend(tmp_path, now_us=AT + 8 * DAY) == 1
    assert tend(tmp_path, now_us=AT + 8 * DAY + 1) == 0
    assert store.land([[event(2)]], received_us=AT + 8 * DAY)[0].duplicates == 1


def test_what_was_delivered_again_after_its_key_was_forgotten_is_one_again_when_its_day_is_merged(store, tmp_path):
    for day in (0, 8):
        store.land([[event(1)]], received_us=AT + day * DAY)
        seal(tmp_path, now_us=AT)
        tend(tmp_path, now_us=AT + (day + 8) * DAY)
    assert len(everything(store)) == 2
    merge(tmp_path, now_us=AT, many=1)
    assert len(everything(store)) == 1


def test_what_a_killed_process_left_half_written_is_swept_away(store, tmp_path):
    path = filled(store, tmp_path)
    left = path.with_name(f".{path.name}.77")
    left.write_bytes(b"half")
    sweep(tmp_path, now_us=AT)
    assert not left.exists()
    assert not (tmp_path / REPLACED).exists()


def test_a_store_that_is_exchanged_while_it_is_open_is_opened_again(store, tmp_path):
    filled(store, tmp_path)
    copy_landing(tmp_path, tmp_path / "copy.sqlite3")
    store.land([[event(7)]], received_us=AT)
    aside = tmp_path / "aside"
    aside.mkdir()
    for one in tmp_path.glob("landing.sqlite3*"):
        one.rename(aside / one.name)
    with pytest.raises(EnvironmentFaultError):
        store.land([[event(8)]], received_us=AT)  # neither into the old one nor into one that nobody put there
    (tmp_path / "copy.sqlite3").rename(tmp_path / "landing.sqlite3")
    assert store.land([[event(7), event(8)]], received_us=AT)[0].new == 2, "the old one took the first of them"
    assert {row["event_id"] for row in everything(store)} == {f"erp#e{one}" for one in (1, 2, 3, 7, 8)}
