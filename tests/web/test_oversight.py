"""What the door hands over of the work as it runs: plain values, nobody's name, each question asked once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from sightline.periods import Grain, Period
from sightline.records.deviations import Baseline, BehaviourChart, Cause, Deviation, Prediction, Signal
from sightline.records.processes import CASE_OUTCOME_SCHEMA, CaseEvent, MapEdge, MapNode, ProcessMap, Times, Variant
from sightline_web.languages.by_language import ByLanguage
from sightline_web.origins import titled
from sightline_web.oversight import Oversight
from sightline_web.snapshot import NotDeclaredError, UnderWayError
from tests.web.fakes import FakeSnapshot

NAN = float("nan")
SIGNAL = Signal("cusum up", "2026-04", "2026-03", 1.0, NAN, 2.0)
NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
WEEK = Period(date(2026, 4, 27), date(2026, 5, 4), Grain.WEEK, "2026-W18")
MONTH = Period(date(2026, 4, 1), date(2026, 5, 1), Grain.MONTH, "2026-04")


class FakeProcess:
    """Two cases of the library, one question at a time."""

    def __init__(self, asked: list[str]) -> None:
        self.asked = asked

    def map(self, *, cases):
        assert cases
        self.asked.append("map")
        nodes = (MapNode("pick", np.int64(2), 2, 2, 0),)
        return ProcessMap("order_to_cash", nodes, (MapEdge("pick", "ship", 2, 2, NAN, None),), 4, 2)

    def variants(self):
        return (Variant(("pick", "ship"), 2, 1.0, np.float64(60.0)),)

    def times(self):
        return Times("order_to_cash", 2, 0, 4, 60.0, NAN, None)

    def timeline(self, case):
        if case == "gone":
            raise NotDeclaredError("case", case, cause="no case is called 'gone'. Declared: none.")
        if case != "a":
            return ()
        return tuple(CaseEvent("pick", "Pick", NOW, who, None) for who in ("Ada", "Grace", "Ada", None))

    def case_outcomes(self):
        rows = {"rule": ["ship_in_time"], "case": ["a"], "outcome": ["pending"], "at": [NOW], "due": [None]}
        return pa.table(rows, schema=CASE_OUTCOME_SCHEMA)


class FakeReading:
    """The operating half of a reading."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def process(self, name):
        assert name == "order_to_cash"
        return FakeProcess(self.asked)

    def charts(self, grain="month"):
        month = WEEK if grain == "week" else MONTH
        line = np.array([1.0])
        chart = BehaviourChart(
            "lead_time", (("region", "North"),), "values", (month,), np.array([NAN]), line, line, line, line, line,
            Baseline("2025-01", "2025-12", 12, provisional=True), (SIGNAL,), 0.01,
        )  # fmt: skip
        return (chart,)

    def deviations(self):
        self.asked.append("deviations")
        return (
            Deviation("d", "rule", "order_to_cash", "ship_in_time", None, None, (), NOW, None, "violated", None, None,
                      NAN, None, None, None, 1.0, {"grow": np.float64(2.0)}),
        )  # fmt: skip

    def causes(self, process, rule):
        assert (process, rule) == ("order_to_cash", "ship_in_time")
        return (Cause("region", "North", 2, 3, NAN, 0.1, 0.2, 0.01, 4),)

    def predictions(self, process):
        return (Prediction(process, "a", "pick", 60.0, None, None, None, np.float64(0.4), "ship_in_time", NOW),)


class Seen(Oversight):
    """A snapshot with nothing but what is seen of the work."""

    slow = ("charts", "deviations")

    def __init__(self, reading) -> None:
        super().__init__()
        fake = FakeSnapshot()
        self._reading = reading
        self._metrics, self.goals = ByLanguage(fake.metrics, titled), fake.goals
        ship = SimpleNamespace(from_="pick", to="ship")
        rule = SimpleNamespace(title=None, owner="boss", deadline=ship, response=None, within=None)
        process = SimpleNamespace(
            title=None, log="order_log", chain=("pick", "ship"),
            activities={"pick": SimpleNamespace(title=None, as_="Pick goods", role="packer")},
            rules={"ship_in_time": rule},
        )  # fmt: skip
        self._model = SimpleNamespace(
            positions=SimpleNamespace(lookup=lambda path, **_: SimpleNamespace(file="/".join(path), line=3)),
            processes={"order_to_cash": process},
            roles={"packer": SimpleNamespace(title="Packer")},
            settings=SimpleNamespace(calendar=SimpleNamespace(grain="month")),
        )

    def _guarded(self, ask):
        return ask()


@pytest.fixture
def reading() -> FakeReading:
    return FakeReading()


@pytest.fixture
def seen(reading) -> Seen:
    return Seen(reading)


def test_a_process_is_declared_with_its_roles_rules_and_places(seen):
    process = seen.processes["order_to_cash"]
    assert process.title == "Order to cash"
    assert process.activities["pick"].title == "Pick goods"
    assert process.activities["pick"].role == "Packer"
    assert process.rules["ship_in_time"].between == ("pick", "ship")
    assert process.rules["ship_in_time"].place.file == "processes/order_to_cash/rules/ship_in_time"


def test_numbers_come_plain_and_what_is_not_finite_is_nothing(seen):
    answers = seen.process("order_to_cash")
    assert answers.map().edges[0].median_s is None
    assert type(answers.map().nodes[0].count) is int
    assert answers.times().p90_s is None
    assert answers.variants()[0].activities == ("pick", "ship")
    seen.estimate()
    assert answers.causes("ship_in_time")[0].lift is None
    assert answers.predictions()[0].late == 0.4


def test_a_question_about_a_process_is_asked_once(seen, reading):
    seen.process("order_to_cash").map()
    seen.process("order_to_cash").map()
    assert reading.asked == ["map"]


def test_performers_are_counted_and_never_named(seen):
    events = seen.process("order_to_cash").timeline("a")
    assert [each.person for each in events] == [1, 2, 1, None]
    assert "Ada" not in repr(events)


def test_outcomes_of_cases_keep_that_nothing_is_due(seen):
    (outcome,) = seen.process("order_to_cash").case_outcomes()
    assert (outcome.case, outcome.outcome, outcome.at, outcome.due) == ("a", "pending", NOW, None)


def test_unknown_processes_and_cases_are_told(seen):
    with pytest.raises(NotDeclaredError):
        seen.process("nope")
    with pytest.raises(NotDeclaredError):
        seen.process("order_to_cash").timeline("b")
    with pytest.raises(NotDeclaredError, match=r"No case is called “gone”\."):  # no case is ever declared
        seen.process("order_to_cash").timeline("gone")


def test_charts_and_deviations_wait_for_estimates_and_a_process_does_not(seen, reading):
    with pytest.raises(UnderWayError):
        seen.deviations()
    with pytest.raises(UnderWayError):
        seen.process("order_to_cash").predictions()
    assert seen.ready("process")
    assert not seen.ready("charts")
    seen.estimate()
    assert reading.asked == ["deviations"]
    assert seen.deviations()[0].price is None
    assert seen.deviations()[0].prices == {"grow": 2.0}


def test_a_chart_keeps_its_periods_and_says_none_for_no_data(seen):
    seen.estimate()
    chart, weekly = seen.charts()
    assert (chart.grain, weekly.grain) == ("month", "week")
    assert chart.segment == (("region", "North"),)
    assert chart.periods[0].label == "2026-04"
    assert chart.values == (None,)
    assert chart.signals[0].low is None
    assert chart.baseline.provisional


def test_outcomes_are_those_of_a_rule_or_a_case_and_those_of_a_rule_are_kept(seen):
    process = seen.process("order_to_cash")
    assert [len(process.case_outcomes(rule)) for rule in ("ship_in_time", "another")] == [1, 0]
    assert [len(process.case_outcomes(case=case)) for case in ("a", "b")] == [1, 0]
    assert len(process.case_outcomes("another", "a")) == 0
    assert process.case_outcomes("ship_in_time") is process.case_outcomes("ship_in_time")
