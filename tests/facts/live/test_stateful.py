"""Whatever is done to the store, in whatever order: a reader sees what a plain list of events says."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

from hypothesis import settings, stateful
from hypothesis import strategies as st

from sightline.facts.live.checking import check
from sightline.facts.live.erasing import erase
from sightline.facts.live.merging import merge, sweep
from sightline.facts.live.sealing import REPLACED, seal
from sightline.facts.live.segments import read
from sightline.facts.live.store import EventRow, open_store
from tests.facts.live.test_crashes import Died, dies_at

DAY = 86_400 * 1_000_000
AT = 20_000 * DAY
SLICE = 4
PEOPLE = ("anna-marker", "ben-marker")
STEPS = ("planned", "writing", "written", "counting", "counted")

numbers = st.integers(0, 11)
contents = st.tuples(
    st.sampled_from(["c1", "c2"]), st.integers(0, 2), st.sampled_from([*PEOPLE, None]),
    st.sampled_from(["{}", '{"n": 1}', '{"n": "one"}']),
)  # fmt: skip


def event(number: int, content: tuple[str, int, str | None, str], corrects: int | None) -> EventRow:
    case, day, performer, data = content
    supersedes = None if corrects is None else f"e{corrects}"
    return EventRow(
        "orders", "erp", f"e{number}", case, "ship", AT + number - day * DAY,
        performer=performer, data=data, supersedes=supersedes,
    )  # fmt: skip


class Landing(stateful.RuleBasedStateMachine):
    """The store, beside a list of what it took, and how many of those are in files."""

    def __init__(self) -> None:
        super().__init__()
        self.state = Path(tempfile.mkdtemp(prefix="sightline-live-"))
        self.store = open_store(self.state)
        self.sent: dict[str, EventRow] = {}
        self.kept: list[EventRow] = []
        self.sealed = 0
        self.planned: int | None = None  # up to where a process that died had planned to seal

    # --- what happens -----------------------------------------------------------------------------------------------

    @stateful.rule(batch=st.lists(st.tuples(numbers, contents), min_size=1, max_size=5))
    def land(self, batch: list[tuple[int, tuple[str, int, str | None, str]]]) -> None:
        self._land([event(number, content, None) for number, content in batch])

    @stateful.rule(number=st.integers(12, 20), content=contents, corrects=st.integers(0, 11))
    def correct(self, number: int, content: tuple[str, int, str | None, str], corrects: int) -> None:
        self._land([event(number, content, corrects)])

    @stateful.precondition(lambda self: self.sent)
    @stateful.rule(data=st.data())
    def redeliver(self, data: st.DataObject) -> None:
        self._land(data.draw(st.permutations(list(self.sent.values()))))

    @stateful.rule()
    def seal(self) -> None:
        self._recovered()
        sealed = min(SLICE, len(self.kept) - self.sealed)
        assert seal(self.state, now_us=AT, most=SLICE) == sealed
        self.sealed += sealed

    @stateful.rule()
    def merge(self) -> None:
        merge(self.state, now_us=AT, many=1)
        self._recovered()

    @stateful.rule()
    def sweep(self) -> None:
        sweep(self.state, now_us=AT, grace_us=0)

    @stateful.rule()
    def open_again(self) -> None:
        self.store.close()
        self.store = open_store(self.state)

    @stateful.rule(step=st.sampled_from(STEPS))
    def die_while_sealing(self, step: str) -> None:
        with suppress(Died):
            seal(self.state, now_us=AT, most=SLICE, point=dies_at(step))
        if self.planned is not None and step != "planned":
            if step == "counted":  # of the plan that it found
                self._recovered()
            return
        self._recovered()
        end = min(self.sealed + SLICE, len(self.kept))
        if step == "counted":
            self.sealed = end
        elif end > self.sealed:
            self.planned = end

    @stateful.rule(step=st.sampled_from(STEPS))
    def die_while_merging(self, step: str) -> None:
        found = self.planned is not None
        with suppress(Died):
            merge(self.state, now_us=AT, many=1, point=dies_at(step))
        if not found or step in ("planned", "counted"):
            self._recovered()

    @stateful.rule(person=st.sampled_from(PEOPLE))
    def erase(self, person: str) -> None:
        done = erase(self.state, person, now_us=AT)
        self._recovered()
        gone = self._gone()
        stood = [one for place, one in enumerate(self.kept) if place >= self.sealed or one.id not in gone]
        assert done == sum(one.performer == person for one in stood)
        self.kept = [one._replace(performer=None) if one.performer == person else one for one in self.kept]
        marker = person.encode()
        assert not [one for one in self.state.rglob("*") if one.is_file() and marker in one.read_bytes()]
        for file in (self.state / REPLACED).rglob("*.parquet"):
            assert person not in read(file).column("performer").to_pylist()

    # --- what holds -------------------------------------------------------------------------------------------------

    @stateful.invariant()
    def a_reader_sees_each_event_that_counts_once(self) -> None:
        view = self.store.view("orders")
        tables = [*(read(one.path) for one in view.segments), view.tail]
        found = Counter(_said(row) for table in tables for row in table.to_pylist())
        gone = self._gone()
        wanted = [
            one for place, one in enumerate(self.kept)
            if one.id not in gone and (place < self.sealed or one.supersedes is None)
        ]  # fmt: skip
        assert found == Counter((one.id, one.case, one.time_us, one.performer, _value(one.data)) for one in wanted)

    @stateful.invariant()
    def who_follows_gets_all_in_the_order_in_which_it_came(self) -> None:
        followed = self.store.since(0, most=1_000)
        assert followed.column("id").to_pylist() == [one.id for one in self.kept]
        assert followed.column("performer").to_pylist() == [one.performer for one in self.kept]

    def teardown(self) -> None:
        self.store.close()
        seal(self.state, now_us=AT)
        found = check(self.state)
        assert (found.missing, found.damaged, found.foreign, found.sound) == ((), (), (), True)
        shutil.rmtree(self.state)

    # --- the list ---------------------------------------------------------------------------------------------------

    def _land(self, batch: list[EventRow]) -> None:
        new, conflicts = 0, []
        for place, one in enumerate(batch):
            if one.id not in self.sent:
                self.sent[one.id] = one
                self.kept.append(one)
                new += 1
            elif self.sent[one.id] != one:
                conflicts.append(place)
        [receipt] = self.store.land([batch], received_us=AT)
        assert (receipt.new, receipt.conflicts, receipt.last) == (new, tuple(conflicts), len(self.kept))
        assert receipt.duplicates == len(batch) - new - len(conflicts)

    def _gone(self) -> set[str | None]:
        return {one.supersedes for one in self.kept[: self.sealed]}

    def _recovered(self) -> None:
        if self.planned is not None:
            self.sealed, self.planned = self.planned, None


def _said(row: dict[str, object]) -> tuple[object, ...]:
    value = row.get("n") if row.get("n") is not None else row.get("n_as_text")
    name = str(row["event_id"]).removeprefix("erp#")
    at = round(row["time"].timestamp() * 1_000_000)  # type: ignore[attr-defined]  # a moment, by the column's type
    return name, row["case"], at, row["performer"], None if value is None else str(value).removesuffix(".0")


def _value(data: str) -> str | None:
    return {"{}": None, '{"n": 1}': "1", '{"n": "one"}': "one"}[data]


TestLanding = Landing.TestCase
TestLanding.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
