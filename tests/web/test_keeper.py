"""Readings are renewed behind the visitors' backs."""

from __future__ import annotations

import threading
import time

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
