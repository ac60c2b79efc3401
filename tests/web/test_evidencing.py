"""What cases say reaches the pages in plain numbers; of persons it is kept nowhere, and nobody waits for it."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, date, datetime
from types import SimpleNamespace

import numpy as np
import pytest

from sightline.periods import Calendar
from sightline.roles.evidence import person_evidence, summary
from sightline_web.behind import Behind
from sightline_web.evidencing import Evidencing
from sightline_web.snapshot import Fault, NotDeclaredError, UnanswerableError, UnderWayError
from tests.web.fakes_evidence import worked

APPROVED = frozenset({"lead_time"})


class Reading:
    """A reading that knows two metrics, and of one says that nobody said who did what."""

    as_of = datetime(2026, 10, 31, 23, tzinfo=UTC)
    model = SimpleNamespace(
        calendar=Calendar(), metric=lambda _name: SimpleNamespace(title="Orders", unit="count", better="higher")
    )

    def __init__(self) -> None:
        self.asked: list[object] = []
        self.hold = threading.Event()
        self.hold.set()

    def evidence_metrics(self):
        return ("lead_time", "orders")

    def evidence(self, metric, person=None, *, approved=(), since=None, until=None):
        self.asked.append((metric, person))
        assert self.hold.wait(20)
        if metric == "orders":
            raise UnanswerableError(Fault("Nothing says whose work it is.", fix="Add performer: COLUMN."))
        if metric != "lead_time":
            raise NotDeclaredError("metric", metric)
        found = worked(metric, since, until, nobody_said=False)
        if person is None:
            return summary(found)
        assert metric in approved
        return summary(found, person_evidence(found, person, rng=np.random.default_rng(1)))


class Snapshot(Evidencing):
    def __init__(self) -> None:
        super().__init__()
        self._reading = Reading()
        self._model = self._reading.model
        self.goals = ()

    slow = ("evidence",)

    def _guarded(self, ask):
        try:
            return ask()
        except ValueError as error:
            raise UnanswerableError(Fault(str(error))) from error


@pytest.fixture
def ready():
    found = Snapshot()
    found.estimate()
    return found


def test_until_it_is_estimated_neither_metrics_nor_persons_are_told():
    snapshot = Snapshot()
    for ask in (
        snapshot.evidence, lambda: snapshot.evidence_of("lead_time"),
        lambda: snapshot.person_evidence("lead_time", "p1", approved=APPROVED),
    ):  # fmt: skip
        with pytest.raises(UnderWayError):
            ask()
    assert not any(map(snapshot.ready, ("evidence", "evidence_of", "person_evidence")))
    snapshot.estimate()
    assert all(map(snapshot.ready, ("evidence", "evidence_of", "person_evidence")))


def test_metrics_that_say_nothing_say_why(ready):
    known, orders = ready.evidence()
    assert known.bar.person == pytest.approx(summary(worked("lead_time", None, None, nobody_said=False)).bar.person)
    assert (orders.title, orders.bar) == ("Orders", None)
    assert orders.withheld == "Nothing says whose work it is. Add performer: COLUMN."
    with pytest.raises(NotDeclaredError):
        ready.evidence_of("nothing")


def test_a_persons_figures_are_plain_values_of_the_days_asked_for(ready):
    whole = ready.person_evidence("lead_time", "p1", approved=APPROVED, whole=True)
    part = ready.person_evidence("lead_time", "p1", approved=APPROVED, since=date(2026, 4, 1))
    assert (whole.state, part.state) == ("shown", "shown")
    assert set(part.cases) < set(whole.cases)
    assert len(whole.workings.rows) == len(whole.cases)
    assert part.workings.rows == ()
    json.dumps(asdict(part.about) | {"value": part.value, "charts": [asdict(each) for each in part.charts]})


def test_of_persons_nothing_is_kept_and_each_request_asks_anew(ready):
    before = len(ready._reading.asked)
    for _ in range(3):
        ready.person_evidence("lead_time", "p1", approved=APPROVED)
    assert len(ready._reading.asked) == before + 3
    assert not ready._queues["person_evidence"]._answers
    assert "p1" not in repr(list(ready._kept))


@pytest.fixture
def hasty(ready):
    ready._queues["person_evidence"] = Behind(patience=0.01, kept=0)
    ready._reading.hold.clear()
    return ready


def test_what_takes_long_is_worked_out_beside_the_request(hasty):
    before = len(hasty._reading.asked)
    for _ in range(2):  # two visitors, one question
        with pytest.raises(UnderWayError, match="person_evidence"):
            hasty.person_evidence("lead_time", "p1", approved=APPROVED)
    assert not hasty.ready("person_evidence")
    hasty._reading.hold.set()
    (answer,) = hasty._queues["person_evidence"]._answers.values()
    answer.result(20)
    assert hasty.ready("person_evidence")
    assert hasty.person_evidence("lead_time", "p1", approved=APPROVED).state == "shown"
    assert len(hasty._reading.asked) == before + 1
    assert not hasty._queues["person_evidence"]._answers


def test_an_answer_that_nobody_came_back_for_goes_with_the_next_question(hasty):
    with pytest.raises(UnderWayError):
        hasty.person_evidence("lead_time", "p1", approved=APPROVED)
    (answer,) = hasty._queues["person_evidence"]._answers.values()
    hasty._reading.hold.set()
    answer.result(20)
    with suppress(UnderWayError):
        hasty.person_evidence("lead_time", "p2", approved=APPROVED)
    assert all("p1" not in key for key in hasty._queues["person_evidence"]._answers)


def test_a_fault_of_the_library_is_raised_where_it_was_asked(ready):
    with pytest.raises(UnanswerableError, match="Nothing says whose"):
        ready.person_evidence("orders", "p1", approved={"orders"})
    assert ready.ready("person_evidence")


def test_days_are_told_of_periods_of_the_calendar_alone(ready):
    assert (ready.days_of("2026-Q2").start, ready.days_of("2026-Q2").end) == (date(2026, 4, 1), date(2026, 7, 1))
    assert ready.days_of("a good year") is None
    assert [each.label for each in ready.quarters(date(2026, 2, 1))] == ["2026-Q2", "2026-Q3", "2026-Q4"]
