"""The work of the small enterprise as it runs: a process with its rules, charts and deviations, made by hand."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from sightline_web.ahead import Place, Span
from sightline_web.controlled import Controlled
from sightline_web.deviations import (
    Baseline,
    Cause,
    Chart,
    Deviation,
    Prediction,
    PredictionSkill,
    Signal,
)
from sightline_web.processes import (
    Activity,
    CaseEvent,
    CaseOutcome,
    DeadlineProposal,
    Handover,
    MapEdge,
    MapNode,
    Process,
    ProcessMap,
    Rework,
    Rule,
    RuleDrift,
    RuleOutcomes,
    Times,
    Variant,
    Waiting,
)
from sightline_web.snapshot import Fault, NotDeclaredError, UnanswerableError, UnderWayError

DAY, HOUR = 86_400.0, 3_600.0
START = datetime(2026, 10, 26, 8, 30, tzinfo=UTC)
ACTIVITIES = {
    "receive": Activity("receive", "Receive order", "Planner"),
    "check": Activity("check", "Check credit"),
    "pick": Activity("pick", "Pick", "Packer"),
    "ship": Activity("ship", "Ship", "Packer"),
    "cancel": Activity("cancel", "Cancel <order> & tell the customer who ordered it"),
}
PROCESS = Process(
    "order_to_cash", "Order to cash", "order_log", ACTIVITIES, ("receive", "check", "pick", "ship"),
    {
        "ship_in_time": Rule("ship_in_time", "Orders ship within five days", "operations_manager", ("receive", "ship"),
                             Place("goals.yml", 1)),
        "check_first": Rule("check_first", "No goods leave before the credit check", "risk_officer"),
        "quiet": Rule("quiet", "Nobody cancels twice"),
    },
    Place("goals.yml", 2),
)  # fmt: skip
IDLE = Process("returns", "Returns", "order_log", {"take_back": Activity("take_back", "Take back")}, ("take_back",))
MAP = ProcessMap(
    "order_to_cash",
    (MapNode("receive", 1000, 1000, 1000, 20), MapNode("check", 1090, 960, 0, 30), MapNode("pick", 930, 900, 0, 20),
     MapNode("ship", 890, 890, 0, 890), MapNode("cancel", 40, 40, 0, 40)),
    (MapEdge("receive", "check", 960, 960, 1.2 * DAY, 3.1 * DAY), MapEdge("check", "check", 100, 90, 0.2 * HOUR, HOUR),
     MapEdge("check", "pick", 890, 890, 5 * HOUR, 1.1 * DAY), MapEdge("pick", "ship", 890, 890, 35 * 60.0, 3 * HOUR),
     MapEdge("pick", "check", 30, 30, 2 * HOUR, None), MapEdge("check", "cancel", 40, 40, None, None),
     MapEdge("receive", "pick", 20, 20, 9.0, 20.0)),
    3950, 1000,
)  # fmt: skip
VARIANTS = (
    Variant(("receive", "check", "pick", "ship"), 800, 0.8, 3.4 * DAY),
    Variant(("receive", "check", "check", "pick", "ship"), 90, 0.09, 4.4 * DAY),
    Variant(("receive", "check", "pick", "check", "pick", "ship"), 50, 0.05, 5.4 * DAY),
    Variant(("receive", "check", "cancel"), 40, 0.04, None),
    Variant(("receive", "pick"), 20, 0.02, None),
)
OUTCOMES = (
    CaseOutcome("ship_in_time", "2026/17", "violated", START, None),
    CaseOutcome("ship_in_time", "2026/18", "pending", START, START + timedelta(days=5)),
    CaseOutcome("check_first", "2026/17", "violated", START - timedelta(days=1), None),
    CaseOutcome("ship_in_time", "2026/19", "pending", START, START + timedelta(days=2)),
)


def in_order(those: Iterable[CaseOutcome]) -> tuple[CaseOutcome, ...]:
    """Return cases as they matter: pending ones by their due time, then violated ones, the newest first."""
    every = list(those)
    pending = [each for each in every if each.outcome == "pending"]
    violated = [each for each in every if each.outcome == "violated"]
    pending.sort(key=lambda each: (each.due is None, each.due.timestamp() if each.due else 0.0, each.case))
    violated.sort(key=lambda each: (-(each.at.timestamp() if each.at else 0.0), each.case))
    return (*pending, *violated)


class FakeAnswers:
    """What can be asked about order to cash; `idle` has no cases."""

    def __init__(self, *, idle: bool = False, refused: bool = False, waiting: bool = False) -> None:
        self.idle = idle
        self.refused = refused
        self.early = waiting

    def _rest(self) -> None:
        if self.early:
            raise UnderWayError("deviations")

    def _ask(self) -> None:
        if self.refused:
            raise UnanswerableError(Fault("The log could not be read.", "order_log", "Check the file."))

    def map(self) -> ProcessMap:
        self._ask()
        return ProcessMap("returns", (), (), 0, 0) if self.idle else MAP

    def variants(self) -> tuple[Variant, ...]:
        return () if self.idle else VARIANTS

    def times(self) -> Times:
        self._ask()
        if self.idle:
            return Times("returns", 0, 0, 0, None, None, None)
        return Times("order_to_cash", 1000, 70, 3950, 3.5 * DAY, 6.2 * DAY, 7.9 * DAY, 3.7 * DAY, 6.8 * DAY, None)

    def rework(self) -> tuple[Rework, ...]:
        return () if self.idle else (Rework("check", 130, 0.14, 140, 100),)

    def handovers(self) -> tuple[Handover, ...]:
        return () if self.idle else (Handover("check", "pick", 890, 640, 0.72, 6 * HOUR, 1.5 * HOUR),)

    def waiting(self) -> tuple[Waiting, ...]:
        if self.idle:
            return ()
        return (
            Waiting("check", 960, 960 * 1.5 * DAY, 500 * DAY, 600 * DAY, 100 * DAY, 240 * DAY),
            Waiting("ship", 890, 890 * HOUR, 0.0, None, None, 890 * HOUR),
            Waiting("receive", 0, 0.0, 0.0, None, None, 0.0),
        )

    def rules(self) -> tuple[RuleOutcomes, ...]:
        if self.idle:
            return ()
        return (
            RuleOutcomes("check_first", "No goods leave before the credit check",
                         "Before every Ship there is a Check credit.", "risk_officer", 888, 2, 0, 110),
            RuleOutcomes("ship_in_time", "Orders ship within five days",
                         "Every Receive order is followed by a Ship within 5 days.", "operations_manager", 700, 190, 70,
                         40),
            RuleOutcomes("quiet", "", "Cancel occurs at most once.", None, 0, 0, 0, 1000),
        )  # fmt: skip

    def drift(self) -> tuple[RuleDrift, ...]:
        found = []
        for month in range(24):
            label = f"{2024 + (10 + month) // 12}-{(10 + month) % 12 + 1:02d}"
            share = 0.18 + 0.004 * month
            empty = month == 5
            found.append(
                RuleDrift("ship_in_time", label, 0 if empty else 40, 0 if empty else round(40 * share),
                          None if empty else share, None if empty else share - 0.09, None if empty else share + 0.1)
            )  # fmt: skip
        return tuple(found)

    def case_outcomes(self, rule: str | None = None, case: str | None = None) -> tuple[CaseOutcome, ...]:
        return in_order(each for each in OUTCOMES if rule in {None, each.rule} and case in {None, each.case})

    def deadlines(self) -> tuple[DeadlineProposal, ...]:
        return (
            DeadlineProposal("order_to_cash", "receive", "ship", "2025-03", "2026-04", 410, 4.2 * DAY, 6.1 * DAY,
                             5 * DAY, 0.12, "It slowed down after that."),
            DeadlineProposal("order_to_cash", "receive", "check", "", "", 0, None, None, None, None,
                             "No phase is stable enough."),
        )  # fmt: skip

    def timeline(self, case: str) -> tuple[CaseEvent, ...]:
        if case not in {each.case for each in OUTCOMES}:
            raise NotDeclaredError("case", case)
        return (
            CaseEvent("receive", "Receive order", START, 1, None),
            CaseEvent("check", "Check credit", START + timedelta(hours=30), 2, 30 * HOUR),
            CaseEvent("check", "Check credit", START + timedelta(hours=31), 2, HOUR),
            CaseEvent("pick", "Pick", START + timedelta(hours=40), 7, 9 * HOUR),
            CaseEvent("ship", "Ship", START + timedelta(hours=41), None, HOUR),
        )

    def causes(self, rule: str) -> tuple[Cause, ...]:
        self._rest()
        if rule == "check_first":
            raise UnanswerableError(Fault("Too few cases violate it.", fix="Wait for more.", language="en"))
        if rule == "quiet":
            return ()
        return (
            Cause("region", "North", 120, 300, 2.9, 0.19, 0.31, 0.0004, 46),
            Cause("performers", "3 or more", 30, 90, 1.6, 0.02, 0.21, 0.08, 46),
        )

    def predictions(self) -> tuple[Prediction, ...]:
        self._rest()
        return (
            Prediction("order_to_cash", "2026/18", "check", 2.2 * DAY, 1.5 * DAY, 0.2 * DAY, 6 * DAY, 0.34,
                       "ship_in_time", START + timedelta(days=5)),
            Prediction("order_to_cash", "2026/19", "pick", 4.0 * DAY, None, None, None, None, None, None),
        )  # fmt: skip

    def skill(self) -> tuple[PredictionSkill, ...]:
        self._rest()
        return (PredictionSkill("order_to_cash", "stage and age", 800, 0.9 * DAY, 1.1 * DAY, 0.9, 0.11, 0.15,
                                "On closed cases it was off by 0.9 days, the median by 1.1."),)  # fmt: skip


def _months(count: int) -> tuple[Span, ...]:
    firsts = [date(2023 + (10 + n) // 12, (10 + n) % 12 + 1, 1) for n in range(count + 1)]
    return tuple(Span(f"{a:%Y-%m}", a, b) for a, b in pairwise(firsts))


def _chart(metric: str, segment: tuple[tuple[str, str], ...], level: float, *signals: Signal, **rest: object) -> Chart:
    count = 36
    values: list[float | None] = [level * (1 + 0.02 * math.sin(n * 1.7)) for n in range(count)]
    if signals:
        values[33:] = [level * 1.14, level * 1.02, level * 1.12]
    values[12] = None
    up = tuple(max(0.0, (n - 30) * 0.9) if signals else 0.3 for n in range(count))
    down = tuple(0.4 + 0.3 * math.sin(n) for n in range(count))
    months = _months(count)
    base = {"kind": "values", "baseline": Baseline("2023-11", "2025-04", 17, provisional=True), "words": ""}
    return Chart(metric=metric, segment=segment, periods=months, values=tuple(values), centre=(level,) * count,
                 lower=(level * 0.94,) * count, upper=(level * 1.06,) * count, cusum_up=up, cusum_down=down,
                 signals=signals, false_alarms=0.0027, **(base | rest))  # type: ignore[arg-type]  # fmt: skip  # a dict of mixed values


CHARTS = (
    _chart("on_time_share", (), 0.9),
    _chart("lead_time", (("region", "South"),), 3.0),
    _chart("lead_time", (("region", "North"),), 3.0, Signal("cusum up", "2026-09", "2026-07", 0.35, 0.1, 0.6),
           Signal("beyond a limit", "2026-08", "2026-08", 0.42, 0.2, 0.64), words="Values are charted as logarithms.",
           baseline=Baseline("2023-11", "2025-04", 17, False, "operations_manager", "2026-01-15", "A quiet time.")),
    _chart("order_to_cash.cases", (), 1800.0, Signal("cusum down", "2024-02", "2024-01", -200.0, None, None),
           kind="counts"),
)  # fmt: skip


def deviation(name: str, kind: str, **rest: object) -> Deviation:
    """A deviation; what is not said of it is nothing."""
    base = dict.fromkeys(
        ("process", "rule", "case", "metric", "due", "owner", "goal", "price", "low", "high", "price_share")
    )
    base |= {"segment": (), "since": START, "outcome": "violated", "probability": 1.0}
    return Deviation(deviation=name, kind=kind, **(base | rest))  # type: ignore[arg-type]  # a dict of mixed values


DEVIATIONS = (
    deviation(
        "d1", "chart", metric="lead_time", segment=(("region", "North"),), outcome="signal", owner="operations_manager",
        goal="grow_revenue", price=120_000.0, low=40_000.0, high=210_000.0, price_share=0.07,
        prices={"grow_revenue": 120_000.0, "ship_on_time": 0.004},
        sentence="Order lead time in North has been 0.35 days longer since July 2026.",
    ),
    deviation(
        "d2", "deadline", process="order_to_cash", rule="ship_in_time", case="2026/18", outcome="pending",
        due=START + timedelta(days=5), owner="operations_manager", goal="ship_on_time", price=0.0004, low=-0.0001,
        high=0.0011, price_share=0.001, probability=0.34, prices={"ship_on_time": 0.0004},
        sentence="Case 2026/18 will probably miss “Orders ship within five days”.",
    ),
    deviation("d3", "rule", process="order_to_cash", rule="check_first", owner="risk_officer",
              words="No line of sight leads from this rule to a goal."),
    deviation("d4", "control", metric="receivables", outcome="beyond", goal="collect_sooner", price=850_000.0,
              low=None, high=None, sentence="Trade receivables are €850K beyond the limit <of 4 million>."),
)  # fmt: skip


def control(name: str, month: int, outcome: str, **rest: object) -> Controlled:
    """Return one control in one month of 2026."""
    start, end = date(2026, month, 1), date(2026, month + 1, 1)
    usual: dict[str, object] = {
        "title": name.replace("_", " ").capitalize(), "requirement": "Before every Ship there is a Check <credit>.",
        "owner": "risk_officer", "enforces": "order_to_cash.check_first",
        "metric": "order_to_cash.check_first.violations", "unit": "count", "value": 3.0, "tolerates": 0,
        "at_most": None, "at_least": None, "cases": 80, "pending": None, "evidence": ("2026/18", "2026/17"),
        "failing_since": "2026-06" if outcome == "fail" else None, "review": date(2026, 5, 1), "overdue": True,
        "fresh_at": None, "words": "",
    }  # fmt: skip
    period = Span(f"2026-{month:02}", start, end)
    return Controlled(control=name, period=period, so_far=month == 7, outcome=outcome, **usual | rest)  # type: ignore[arg-type]  # values of many types


CONTROLS = (
    control("four_eyes", 5, "pass", value=0.0),
    control("four_eyes", 6, "fail"),
    control("four_eyes", 7, "fail"),
    control(
        "dso_limit", 7, "pass", enforces=None, metric="receivables", unit="EUR", value=3_900_000.0, tolerates=None,
        at_most=4_000_000.0, cases=None, evidence=(), review=None, overdue=False, owner=None,
        requirement="Trade receivables is at most €4M.",
    ),
    control("blind", 7, "not_tested", value=None, words="There are no data for this period.", evidence=()),
)  # fmt: skip


class FakeOversight:
    """The part of the fake snapshot that knows the work as it runs."""

    bare: bool
    waiting: tuple[str, ...]
    refused: tuple[str, ...]

    @property
    def processes(self) -> Mapping[str, Process]:
        return {} if self.bare else {"order_to_cash": PROCESS, "returns": IDLE}

    def process(self, name: str) -> FakeAnswers:
        if name not in self.processes:
            raise NotDeclaredError("process", name, tuple(self.processes))
        return FakeAnswers(
            idle=name == "returns", refused="process" in self.refused, waiting="deviations" in self.waiting
        )

    def charts(self) -> tuple[Chart, ...]:
        self._told("charts")
        return () if self.bare else CHARTS

    def deviations(self) -> tuple[Deviation, ...]:
        self._told("deviations")
        return () if self.bare else DEVIATIONS

    @property
    def control_titles(self) -> Mapping[str, str]:
        return {each.control: each.title for each in self.controls()}

    def controls(self) -> tuple[Controlled, ...]:
        return () if self.bare else CONTROLS

    def _told(self, question: str) -> None:
        if question in self.waiting:
            raise UnderWayError(question)
        if question in self.refused:
            raise UnanswerableError(Fault("The log could not be read.", "order_log", "Check the file."))
