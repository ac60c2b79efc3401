"""What is known of events that came: the same as a plain list of keys says, whatever is gathered, joined and let go."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings, stateful
from hypothesis import strategies as st

from sightline.errors import EnvironmentFaultError
from sightline.facts.live import sqlite_store
from sightline.facts.live.checking import check
from sightline.facts.live.copying import copy_landing
from sightline.facts.live.generations import WINDOW_US, gather, tend
from sightline.facts.live.known import opened_keys, words_of
from sightline.facts.live.rows import content_of, key_of
from sightline.facts.live.schema import connect, transaction
from sightline.facts.live.store import EventRow, open_store
from tests.facts.live.test_crashes import Died, dies_at

DAY = 86_400 * 1_000_000
AT = 20_000 * DAY
NOON = DAY // 2


@pytest.fixture
def store(tmp_path):
    found = open_store(tmp_path)
    yield found
    found.close()


def event(number: int, performer: str = "p1") -> EventRow:
    return EventRow("orders", "erp", f"e{number}", "c1", "ship", AT + number, performer=performer)


def sent(*numbers: int) -> list[list[EventRow]]:
    return [[event(one) for one in numbers]]


def files(state: Path) -> list[str]:
    return sorted(path.name for path in (state / "known").glob("*"))


class Knowing(stateful.RuleBasedStateMachine):
    """Two that land into one store, and one who tends its keys, beside a dictionary of what came when."""

    def __init__(self) -> None:
        super().__init__()
        self.state = Path(tempfile.mkdtemp(prefix="sightline-known-"))
        self.stores = [open_store(self.state), open_store(self.state)]
        self.now = AT + NOON
        self.came: dict[int, tuple[str, int]] = {}

    @stateful.rule(
        by=st.integers(0, 1), batch=st.lists(st.tuples(st.integers(0, 40), st.sampled_from("ab")), min_size=1)
    )
    def land(self, by: int, batch: list[tuple[int, str]]) -> None:
        receipt = self.stores[by].land([[event(number, who) for number, who in batch]], received_us=self.now)[0]
        new = duplicates = 0
        conflicts = []
        for place, (number, who) in enumerate(batch):
            if number not in self.came:
                self.came[number] = (who, self.now)
                new += 1
            elif self.came[number][0] == who:
                duplicates += 1
            else:
                conflicts.append(place)
        assert (receipt.new, receipt.duplicates, list(receipt.conflicts)) == (new, duplicates, conflicts)

    @stateful.rule(by=st.integers(0, 1), number=st.integers(0, 40))
    def fail(self, by: int, number: int) -> None:
        """A batch that the database refuses half-way: nothing of it may be known."""
        with suppress(OverflowError, sqlite3.Error, EnvironmentFaultError):
            self.stores[by].land([[event(number, "c"), event(99)._replace(time_us=1 << 70)]], received_us=self.now)

    @stateful.rule(least=st.integers(1, 30), step=st.sampled_from(["writing keys", "counting keys", None]))
    def tend(self, least: int, step: str | None) -> None:
        with suppress(Died):
            tend(self.state, now_us=self.now, least=least, point=dies_at(step) if step else lambda _name: None)

    @stateful.rule(hours=st.integers(1, 40))
    def wait(self, hours: int) -> None:
        self.now += hours * DAY // 24
        tend(self.state, now_us=self.now)
        over = (self.now - WINDOW_US) // DAY  # a day goes as a whole, at the latest when the next one is over
        self.came = {number: each for number, each in self.came.items() if each[1] // DAY > over or self._has(number)}

    def _has(self, number: int) -> bool:
        """Return whether a key is still known: within a day after the window it may be, or not."""
        with closing(connect(self.state / "landing.sqlite3")) as wire:
            known = sqlite_store.Known(self.state / "known")
            known.meet(wire)
            found = bool(known.find([key_of("erp", f"e{number}")]))
        assert found or self.came[number][1] < self.now - WINDOW_US, "it is known for the whole window"
        return found

    @stateful.invariant()
    def files_are_as_the_manifest_says(self) -> None:
        found = check(self.state)
        assert (found.missing, found.damaged) == ((), ())

    def teardown(self) -> None:
        for each in self.stores:
            each.close()
        shutil.rmtree(self.state)


TestKnowing = Knowing.TestCase
TestKnowing.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def test_four_files_of_a_day_become_one_and_a_day_that_is_over_is_one(store, tmp_path):
    for number in range(3):
        store.land(sent(number), received_us=AT)
        tend(tmp_path, now_us=AT + NOON, least=1, grace_us=-1)
    assert len(files(tmp_path)) == 3
    store.land(sent(3), received_us=AT)
    tend(tmp_path, now_us=AT + NOON, least=1, grace_us=-1)
    assert len(files(tmp_path)) == 1
    store.land(sent(4), received_us=AT)
    tend(tmp_path, now_us=AT + DAY, least=1, grace_us=-1)
    [one] = files(tmp_path)
    assert opened_keys(tmp_path / "known" / one, 5).shape == (3, 5)
    assert store.land(sent(*range(6)), received_us=AT + DAY)[0].duplicates == 5


def test_two_keys_that_begin_alike_are_told_apart():
    from sightline.facts.live.known import _met

    begins = b"same half"[:8]
    entries = [begins + bytes([one]) * 8 + bytes([100 + one]) * 8 for one in range(5)]
    asked = np.frombuffer(begins + bytes([3]) * 8 + begins + bytes([9]) * 8, np.uint64).reshape(-1, 2)
    assert list(_met(words_of(entries), asked)) == [(begins + bytes([3]) * 8, bytes([103]) * 8)]


@pytest.mark.parametrize("harm", ["missing", "cut off", "another"])
def test_nothing_lands_while_a_list_of_keys_is_missing_or_damaged(store, tmp_path, harm):
    store.land(sent(1, 2), received_us=AT)
    tend(tmp_path, now_us=AT, least=1)
    [path] = (tmp_path / "known").iterdir()
    if harm == "missing":
        path.unlink()
    elif harm == "cut off":
        path.write_bytes(path.read_bytes()[:-8])
    else:
        np.save(path, np.zeros((3, 7), np.uint64))
    with pytest.raises(EnvironmentFaultError, match="could count twice"):
        store.land(sent(1), received_us=AT)
    found = check(tmp_path)
    assert found.missing + found.damaged == (f"known/{path.name}",)
    with pytest.raises(EnvironmentFaultError, match="missing or damaged"):
        copy_landing(tmp_path, tmp_path / "copy.sqlite3")


def test_a_copy_knows_what_was_known(store, tmp_path):
    store.land(sent(1, 2), received_us=AT)
    tend(tmp_path, now_us=AT, least=1)
    store.land(sent(3), received_us=AT)
    other = tmp_path / "other"
    other.mkdir()
    named = copy_landing(tmp_path, other / "landing.sqlite3")
    for name in named:
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(tmp_path / name, other / name)
    assert [name.parts[0] for name in named] == ["known"]
    with closing(open_store(other)) as there:
        assert there.land(sent(1, 2, 3, 4), received_us=AT)[0].duplicates == 3


def test_who_lands_alone_puts_keys_into_files_by_itself(store, tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite_store, "CROWDED", 10)
    monkeypatch.setattr(sqlite_store, "gather", lambda state, *, now_us: gather(state, now_us=now_us, least=1))
    for first in range(0, 60, 6):
        store.land(sent(*range(first, first + 6)), received_us=AT)
    assert len(files(tmp_path)) == 5
    assert store.land(sent(*range(60)), received_us=AT)[0].duplicates == 60


def test_a_store_of_the_first_version_is_taken_over(tmp_path):
    with closing(sqlite3.connect(tmp_path / "landing.sqlite3")) as wire, wire:
        wire.execute(
            "CREATE TABLE seen (key BLOB PRIMARY KEY, content BLOB NOT NULL, received_us INTEGER NOT NULL) "
            "WITHOUT ROWID"
        )
        one = event(1)
        wire.execute("INSERT INTO seen VALUES (?, ?, ?)", (key_of(one.source, one.id), content_of(one), AT))
        wire.execute("PRAGMA user_version = 1")
    with closing(open_store(tmp_path)) as store:
        assert store.land(sent(1, 2), received_us=AT)[0].duplicates == 1
        assert store.land([[event(1, "somebody else")]], received_us=AT)[0].conflicts == (0,)


def test_who_has_to_write_beside_a_landing_that_never_rests_gets_a_turn(store, tmp_path):
    over = threading.Event()

    def land() -> None:
        number = 0
        while not over.is_set():
            store.land(sent(*range(number, number + 50)), received_us=AT)
            number += 50

    landing = threading.Thread(target=land)
    landing.start()
    waits = []
    try:
        with closing(connect(tmp_path / "landing.sqlite3", writes=False)) as other:
            for _ in range(40):
                began = time.perf_counter()
                with transaction(other):
                    waits.append(time.perf_counter() - began)
    finally:
        over.set()
        landing.join()
    assert max(waits) < 2, "one landing long, not until the landing happens to rest"
