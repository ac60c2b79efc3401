"""What is acknowledged is kept once, whatever is delivered again, late or corrected."""

from __future__ import annotations

import pytest

from sightline.facts.live.merging import merge, sweep
from sightline.facts.live.sealing import seal
from sightline.facts.live.segments import read
from sightline.facts.live.store import EventRow, ForgottenError, has_store, open_store

DAY = 86_400 * 1_000_000
AT = 20_000 * DAY


@pytest.fixture
def store(tmp_path):
    found = open_store(tmp_path)
    yield found
    found.close()


def event(number: int, *, case: str = "c1", time_us: int | None = None, **rest) -> EventRow:
    return EventRow("orders", "erp", f"e{number}", case, "ship", AT + number if time_us is None else time_us, **rest)


def ids(store) -> list[str]:
    """Return the events of the log as a reader sees them."""
    view = store.view("orders")
    tables = [read(one.path) for one in view.segments] + [view.tail]
    return sorted(name for table in tables for name in table.column("event_id").to_pylist())


def test_nothing_is_there_before_the_first_event(tmp_path):
    assert not has_store(tmp_path)
    store = open_store(tmp_path)
    assert has_store(tmp_path)
    assert store.last() == 0
    assert store.view("orders").rows == 0
    store.close()


def test_a_redelivered_batch_changes_nothing(store):
    batch = [event(1), event(2)]
    assert store.land([batch], received_us=AT)[0].new == 2
    again = store.land([batch], received_us=AT)[0]
    assert (again.new, again.duplicates, again.conflicts) == (0, 2, ())
    assert store.versions() == {"orders": 1}
    assert ids(store) == ["erp#e1", "erp#e2"]


def test_the_same_id_with_other_content_is_a_conflict_and_not_kept(store):
    store.land([[event(1)]], received_us=AT)
    receipt = store.land([[event(2), event(1, case="c2")]], received_us=AT)[0]
    assert receipt.conflicts == (1,)
    assert store.view("orders").tail.column("case").to_pylist() == ["c1", "c1"]


def test_one_event_twice_in_one_batch_is_kept_once(store):
    receipt = store.land([[event(1), event(1)], [event(1)]], received_us=AT)
    assert [each.new for each in receipt] == [1, 0]


def test_sealing_moves_events_into_files_of_their_day_and_loses_none(store, tmp_path):
    store.land([[event(1), event(2, time_us=AT - DAY), event(3)]], received_us=AT)
    before = store.versions()
    assert seal(tmp_path, now_us=AT) == 3
    view = store.view("orders")
    assert [str(one.path.parent.name) for one in view.segments] == ["day=2024-10-03", "day=2024-10-04"]
    assert view.tail.num_rows == 0
    assert ids(store) == ["erp#e1", "erp#e2", "erp#e3"]
    assert store.versions() == before, "the content is the same"
    assert seal(tmp_path, now_us=AT) == 0


def test_a_duplicate_of_a_sealed_event_is_still_one(store, tmp_path):
    store.land([[event(1)]], received_us=AT)
    seal(tmp_path, now_us=AT)
    assert store.land([[event(1)]], received_us=AT)[0].duplicates == 1


def test_many_small_files_become_one_and_the_old_ones_go_after_a_time(store, tmp_path):
    for number in range(10):
        store.land([[event(number)]], received_us=AT)
        seal(tmp_path, now_us=AT)
    assert merge(tmp_path, now_us=AT) == 10
    view = store.view("orders")
    assert [one.rows for one in view.segments] == [10]
    assert sweep(tmp_path, now_us=AT + 1) == 0
    assert sweep(tmp_path, now_us=AT + 3_600 * 1_000_000) == 10
    assert len(list(store.folder.rglob("*.parquet"))) == 1
    assert len(ids(store)) == 10


@pytest.mark.parametrize("sealed", [False, True])
def test_a_correction_takes_the_place_of_the_original(store, tmp_path, sealed):
    store.land([[event(1), event(2)]], received_us=AT)
    if sealed:
        seal(tmp_path, now_us=AT)
    store.land([[event(9, case="c7", supersedes="e1")]], received_us=AT)
    assert ids(store) == ["erp#e1", "erp#e2"], "one or the other, never both"
    seal(tmp_path, now_us=AT)
    assert ids(store) == ["erp#e2", "erp#e9"]
    assert list((tmp_path / "events-replaced").rglob("*.parquet")), "the original is kept aside"


def test_an_original_that_comes_after_its_correction_does_not_count(store, tmp_path):
    store.land([[event(9, supersedes="e1")]], received_us=AT)
    seal(tmp_path, now_us=AT)
    store.land([[event(1), event(2)]], received_us=AT)
    assert ids(store) == ["erp#e2", "erp#e9"]
    seal(tmp_path, now_us=AT)
    assert ids(store) == ["erp#e2", "erp#e9"]


def test_further_data_become_columns_by_what_they_held_first(store, tmp_path):
    store.land([[event(1, data='{"amount": 3, "rush": true, "place": "North"}')]], received_us=AT)
    seal(tmp_path, now_us=AT)
    store.land([[event(2, data='{"amount": "three"}')]], received_us=AT)
    assert store.kinds("orders") == {"amount": "number", "rush": "boolean", "place": "text"}
    tail = store.view("orders").tail
    assert tail.column("amount").to_pylist() == [None]
    assert tail.column("amount_as_text").to_pylist() == ["three"], "nothing is lost"


def test_events_are_followed_in_the_order_in_which_they_came(store, tmp_path):
    store.land([[event(2), event(1)]], received_us=AT)
    seal(tmp_path, now_us=AT)
    store.land([[event(3)]], received_us=AT)
    found = store.since(1, most=10)
    assert found.column("id").to_pylist() == ["e1", "e3"]
    assert store.since(store.last(), most=10).num_rows == 0


def test_who_follows_too_late_is_told_to_read_the_whole(store, tmp_path, monkeypatch):
    monkeypatch.setattr("sightline.facts.live.sealing.KEPT_ROWS", 1)
    store.land([[event(number) for number in range(5)]], received_us=AT)
    seal(tmp_path, now_us=AT)
    with pytest.raises(ForgottenError, match="in files alone"):
        store.since(0, most=10)
    assert store.since(4, most=10).num_rows == 1


def test_two_connections_keep_one_another_s_events_apart(store, tmp_path):
    other = open_store(tmp_path)
    store.land([[event(1)]], received_us=AT)
    assert other.land([[event(1), event(2)]], received_us=AT)[0].new == 1
    assert store.view("orders").rows == 2
    other.close()


def test_a_moment_is_kept_to_the_microsecond_and_ties_stand_as_they_came(store):
    store.land([[event(5, time_us=AT), event(4, time_us=AT), event(3, time_us=AT, sequence=1)]], received_us=AT)
    tail = store.view("orders").tail
    assert tail.column("event_id").to_pylist() == ["erp#e3", "erp#e5", "erp#e4"]
