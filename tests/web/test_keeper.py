"""Readings are renewed behind the visitors' backs."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

from sightline_web.keeper import Keeper, Outcome
from sightline_web.snapshot import Fault
from tests.web.fakes import FakeSnapshot, faulty, good


def test_a_change_of_files_makes_a_new_reading_and_no_change_makes_none():
    made, print_ = [], ["a"]
    kept = Keeper(lambda _: made.append(1) or good(f"r{len(made)}"), lambda: print_[0], every=0.0)
    kept.settle()
    for _ in range(5):
        kept.settle()
    assert len(made) == 1
    print_[0] = "b"
    assert kept.settle().snapshot.head.reading == "r2"


def test_a_visitor_is_given_the_old_reading_while_the_new_one_is_made():
    gate, print_, count = threading.Event(), ["a"], [0]

    def attempt(report):
        count[0] += 1
        if count[0] == 2:
            report("Reading shipments.")
            gate.wait(10)
        return good(f"r{count[0]}")

    kept = Keeper(attempt, lambda: print_[0], every=0.0)
    kept.settle()
    print_[0] = "b"
    began = time.monotonic()
    state = kept.state()
    assert time.monotonic() - began < 0.5
    assert (state.snapshot.head.reading, state.refreshing) == ("r1", True)
    for _ in range(200):
        if kept.state().doing:
            break
        time.sleep(0.005)
    assert kept.state().doing == "Reading shipments."
    gate.set()
    assert kept.settle().snapshot.head.reading == "r2"


def test_a_fault_keeps_the_last_good_reading():
    outcomes, prints = [good(), faulty()], iter("abbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")
    kept = Keeper(lambda _: outcomes.pop(0), lambda: next(prints), every=0.0)
    kept.settle()
    state = kept.settle()
    assert isinstance(state.snapshot, FakeSnapshot)
    assert state.latest.findings[0].code == "SL201"


def test_a_bug_in_a_reading_is_told_and_leaves_nobody_waiting():
    def attempt(report):
        raise KeyError("region")

    kept = Keeper(attempt, lambda: "a")
    state = kept.state(wait=5.0)
    assert state.latest == Outcome(fault=Fault("KeyError: 'region'", fix="This is a fault of Sightline."))


def test_many_visitors_at_once_cause_one_reading():
    made = []
    kept = Keeper(lambda _: made.append(time.sleep(0.05)) or good(), lambda: "a", every=0.0)
    threads = [threading.Thread(target=lambda: kept.state(wait=5.0)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_the_fingerprint_is_taken_at_most_once_in_an_interval():
    looks = []
    kept = Keeper(lambda _: good(), lambda: looks.append(1) or "a", every=60.0)
    kept.settle()
    for _ in range(50):
        kept.state()
    assert len(looks) == 1


def test_closing_ends_a_reading_at_its_next_report_and_begins_no_other():
    begun, ended = threading.Event(), threading.Event()

    def attempt(report):
        begun.set()
        try:
            for _ in range(2_000):
                report("Reading shipments.")
                time.sleep(0.005)
        finally:
            ended.set()
        return good()

    prints = iter(range(100))
    kept = Keeper(attempt, lambda: str(next(prints)), every=0.0)
    kept.state()
    assert begun.wait(5)
    began = time.monotonic()
    kept.close()
    assert time.monotonic() - began < 5
    assert ended.is_set()
    assert not kept.state().refreshing
    assert kept.state().snapshot is None


class Slow(FakeSnapshot):
    """A snapshot that says when it estimates, and waits to be let on."""

    def __init__(self, reading: str, gate: threading.Event) -> None:
        super().__init__(reading)
        self.gate = gate

    def estimate(self) -> None:
        self.gate.wait(10)


def test_live_events_renew_a_reading_when_it_has_rested_and_no_sooner():
    made, moved = [], ["1"]
    kept = Keeper(
        lambda _: made.append(1) or good(f"r{len(made)}"), lambda: "a", every=0.0, moving=lambda: moved[0], rest=0.4
    )
    began = time.monotonic()
    kept.settle()
    moved[0] = "2"
    while kept.state().snapshot.head.reading == "r1":
        assert time.monotonic() - began < 5
        time.sleep(0.01)
    assert time.monotonic() - began >= 0.4
    time.sleep(0.5)
    kept.settle()
    assert len(made) == 2  # nothing has moved since


def test_a_renewed_reading_is_shown_only_when_it_has_estimated_everything():
    gate, count, moved = threading.Event(), [0], ["1"]

    def attempt(_report):
        count[0] += 1
        return good("r1") if count[0] == 1 else Outcome(Slow("r2", gate))

    kept = Keeper(attempt, lambda: "a", every=0.0, moving=lambda: moved[0], rest=0.0)
    kept.settle()
    moved[0] = "2"
    for _ in range(20):
        assert kept.state().snapshot.head.reading == "r1"
        time.sleep(0.01)
    assert count == [2]
    gate.set()
    assert kept.settle().snapshot.head.reading == "r2"


def test_an_earlier_reading_that_is_taken_up_again_is_renewed_at_once():
    outcomes = [replace(good("old"), moved="", recalled=True), replace(good("new"), moved="1")]
    kept = Keeper(lambda _: outcomes.pop(0), lambda: "a", every=0.0, moving=lambda: "1", rest=60.0)
    assert kept.state(wait=5).snapshot.head.reading == "old"
    for _ in range(500):
        if kept.state().snapshot.head.reading == "new":
            break
        time.sleep(0.01)
    assert kept.settle().snapshot.head.reading == "new"
    assert not outcomes
