"""Starts and completes become intervals, first in, first out."""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.model.declarations import LogMapping
from tests.facts.samples import landed_log, rows, write_csv

START = datetime(2026, 1, 1, tzinfo=UTC)
MAPPING = {"case": "order", "activity": "step", "time": "at", "performer": "who", "transition": "transition"}


def events_of(*steps):
    """Steps are (hour, activity, transition, performer); all in one case unless a fifth says otherwise."""
    return [
        {"case": step[4] if len(step) > 4 else "c", "activity": step[1], "time": START + timedelta(hours=step[0]),
         "performer": step[3], "transition": step[2]}
        for step in steps
    ]  # fmt: skip


def landed(folder, events, lifecycle):
    file = folder / "log.csv"
    write_csv(file, events)
    return landed_log(file, folder / "facts", LogMapping(lifecycle=lifecycle, **MAPPING))


def intervals(result):
    def hour(moment):
        return None if moment is None else (moment - START) / timedelta(hours=1)

    return [(row["activity"], hour(row["start"]), hour(row["time"]), row["performer"]) for row in rows(result)]


def test_a_start_and_its_complete_become_one_interval(tmp_path):
    result = landed(tmp_path, events_of((1, "pick", "start", "ann"), (3, "pick", "complete", None)), "pair")
    assert intervals(result) == [("pick", 1, 3, "ann")]
    assert result.left_out == {}


def test_the_first_open_start_belongs_to_the_next_complete(tmp_path):
    steps = [(1, "a", "start", "x"), (2, "a", "start", "y"), (3, "a", "complete", None), (5, "a", "complete", None)]
    assert intervals(landed(tmp_path, events_of(*steps), "pair")) == [("a", 1, 3, "x"), ("a", 2, 5, "y")]


def test_what_has_no_partner_is_kept_without_a_start(tmp_path):
    steps = [(1, "a", "complete", "x"), (2, "a", "start", "y"), (3, "a", "complete", "z"), (4, "a", "start", "w")]
    assert intervals(landed(tmp_path, events_of(*steps), "pair")) == [
        ("a", None, 1, "x"), ("a", 2, 3, "z"), ("a", None, 4, "w"),
    ]  # fmt: skip


def test_cases_and_activities_do_not_mix(tmp_path):
    steps = [(1, "a", "start", "x"), (2, "b", "complete", "y"), (3, "a", "complete", "z", "other")]
    assert intervals(landed(tmp_path, events_of(*steps), "pair")) == [
        ("a", None, 1, "x"), ("b", None, 2, "y"), ("a", None, 3, "z"),
    ]  # fmt: skip


def test_other_transitions_make_no_event_and_are_counted(tmp_path):
    steps = [(1, "a", "SCHEDULE", "x"), (2, "a", "Start", "x"), (3, "a", "COMPLETE", "x"), (4, "b", None, "x")]
    paired = landed(tmp_path, events_of(*steps), "pair")
    assert intervals(paired) == [("a", 2, 3, "x"), ("b", None, 4, "x")]  # without a transition: complete
    assert paired.left_out == {"transition schedule": 1}
    complete = landed(tmp_path, events_of(*steps), "complete")
    assert intervals(complete) == [("a", None, 3, "x"), ("b", None, 4, "x")]
    assert complete.left_out == {"transition schedule": 1, "transition start": 1}
    everything = landed(tmp_path, events_of(*steps), "all")
    assert len(rows(everything)) == 4


def test_instances_keep_their_own_pairs(tmp_path):
    text = '<log><trace><string key="concept:name" value="c"/>{}</trace></log>'
    step = (
        '<event><string key="concept:name" value="a"/><string key="lifecycle:transition" value="{}"/>'
        '<string key="concept:instance" value="{}"/><date key="time:timestamp" value="2026-01-01T0{}:00:00Z"/></event>'
    )
    order = [("start", 1, 1), ("start", 2, 2), ("complete", 2, 3), ("complete", 1, 5)]
    file = tmp_path / "log.xes"
    file.write_text(text.format("".join(step.format(*part) for part in order)))
    result = landed_log(file, tmp_path / "facts", LogMapping(lifecycle="pair"))
    assert [(start, end) for _, start, end, _ in intervals(result)] == [(2, 3), (1, 5)]


def first_in_first_out(events):
    """Pair the plain way: one queue of open starts for each case and activity."""
    waiting = defaultdict(deque)
    found = []
    for number, event in sorted(enumerate(events), key=lambda pair: (pair[1]["time"], pair[0])):
        step, key = event["transition"], (event["case"], event["activity"])
        if step == "start":
            waiting[key].append((number, event))
        elif step == "complete":
            start = waiting[key].popleft()[1]["time"] if waiting[key] else None
            found.append((event["case"], event["time"], number, event["activity"], start))
    left = [(e["case"], e["time"], n, e["activity"], None) for queue in waiting.values() for n, e in queue]
    return [
        (case, activity, start, time) for case, time, _, activity, start in sorted(found + left, key=lambda r: r[:3])
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from("ab"), st.sampled_from(["start", "complete", "schedule"]),
                  st.none(), st.sampled_from("cd")), min_size=1, max_size=20)
)  # fmt: skip
def test_any_log_pairs_as_queues_would(tmp_path_factory, steps):
    events = events_of(*steps)
    found = rows(landed(tmp_path_factory.mktemp("pair"), events, "pair"))
    assert [(r["case"], r["activity"], r["start"], r["time"]) for r in found] == first_in_first_out(events)


@pytest.mark.parametrize("lifecycle", ["pair", "complete"])
def test_a_log_without_transitions_counts_every_event(lifecycle, tmp_path):
    file = tmp_path / "log.csv"
    file.write_text("order,step,at\n1,a,2026-01-01\n1,b,2026-01-02\n")
    mapping = LogMapping(case="order", activity="step", time="at", lifecycle=lifecycle)
    assert landed_log(file, tmp_path / "facts", mapping).rows == 2
