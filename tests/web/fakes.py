"""A small enterprise made by hand: what a reading would give, without a reading."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property

from sightline_web.directory import Directory
from sightline_web.keeper import Keeper, Outcome
from sightline_web.snapshot import (
    Change,
    Computation,
    Driver,
    Fault,
    Finding,
    Goal,
    Head,
    Input,
    Mark,
    Metric,
    ModelFile,
    NotDeclaredError,
    Place,
    Point,
    Reject,
    Rejects,
    RoleShare,
    Segment,
    Series,
    Source,
)
from tests.web.fakes_agreed import FakeAgreements
from tests.web.fakes_ahead import FakeForesight
from tests.web.fakes_evidence import FakeEvidence
from tests.web.fakes_operations import FakeOversight
from tests.web.fakes_packs import FakePacks
from tests.web.fakes_portfolio import FakeBacklog
from tests.web.fakes_promises import FakePromises
from tests.web.fakes_staffed import FakeStaffed

AS_OF = datetime(2026, 10, 31, 22, 59, tzinfo=UTC)
FRESH = datetime(2026, 10, 30, 16, 12, tzinfo=UTC)
REGIONS = ("North", "South", "West")
MONTHS = [date(2023 + (10 + n) // 12, (10 + n) % 12 + 1, 1) for n in range(36)]
MODEL_TEXT = "metrics:\n  on_time_share:\n    title: Shipped on time\n    unit: share\n"


def _next(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _value(metric: str, month: int, region: str | None) -> float | None:
    tilt = {"North": 0.9, "South": 1.0, "West": 1.15, None: 1.0}[region]
    wave = math.sin(month * 1.7) + math.sin(month * 0.6)
    if metric == "revenue_12m":
        return (44e6 + 240e3 * month + 200e3 * wave) * (1 if region is None else tilt / 3)
    if metric == "receivables":
        return (5.9e6 - 30e3 * month + 60e3 * wave) * (1 if region is None else tilt / 3)
    if metric == "on_time_share":
        return min(0.999, 0.94 - 0.0012 * month * tilt + 0.006 * wave)
    if metric == "lead_time":
        return None if region is None and month == 20 else 2.1 + 0.03 * month * tilt + 0.08 * wave
    if metric == "order_to_cash.cases":
        return 1800 + 10 * month + 40 * round(wave)
    return None


def _points(metric: str, region: str | None, *, first: int = 0, last: int = 35) -> tuple[Point, ...]:
    found = []
    for index in range(first, last + 1):
        start = MONTHS[index]
        value = _value(metric, index, region)
        parts = (round(1800 * value), 1800.0) if metric == "on_time_share" and value is not None else (None, None)
        found.append(Point(f"{start:%Y-%m}", start, _next(start), value, 1800, *parts))
    return tuple(found)


def goals() -> tuple[Goal, ...]:
    def goal(name: str, statement: str, metric: str, unit: str, **rest: object) -> Goal:
        base = {
            "better": "higher",
            "status": "on course",
            "period": "2026-10",
            "expected": None,
            "gap": None,
            "share_done": None,
            "baseline": None,
            "by": date(2028, 3, 31),
            "owner": "chief_commercial_officer",
            "fresh_at": FRESH,
            "place": Place("goals.yml", 2),
        }
        return Goal(name, statement, metric, unit, **(base | rest))  # type: ignore[arg-type]  # a dict of mixed values

    revenue = goal(
        "grow_revenue", "Grow revenue to 60 million a year by March 2028", "revenue_12m", "EUR",
        status="behind", value=_value("revenue_12m", 35, None), target=60e6, expected=53.9e6, gap=7.5e6,
        share_done=0.53, baseline=44e6, reason="The value is below the path of October 2026.",
        path=(Mark("2023-11", date(2023, 11, 30), 44e6), Mark("target", date(2028, 3, 31), 60e6)),
    )  # fmt: skip
    cash = goal(
        "collect_sooner", "Bring receivables below 4 million by March 2027", "receivables", "EUR",
        better="lower", status="missed", value=4.85e6, target=4e6, expected=4.3e6, gap=0.85e6, share_done=0.55,
        baseline=5.9e6, by=date(2026, 9, 30), owner="chief_financial_officer", supports="grow_revenue",
        path=(Mark("2023-11", date(2023, 11, 30), 5.9e6), Mark("target", date(2026, 9, 30), 4e6)),
    )  # fmt: skip
    punctual = goal(
        "ship_on_time", "Ship nine in ten orders on time", "on_time_share", "share",
        status="reached", value=0.901, target=0.9, expected=0.9, gap=-0.001, share_done=1.0, baseline=0.85, owner=None,
    )  # fmt: skip
    quick = goal(
        "deliver_quickly", "Deliver within three days", "lead_time", "days",
        better="lower", value=3.2, target=3.0, expected=3.25, gap=0.2, share_done=0.8, baseline=4.0,
    )  # fmt: skip
    share = goal(
        "win_share", "Win 14 % of the market for spare parts", "market_share", "share",
        status="no data", value=None, period=None, target=0.14, fresh_at=None,
    )  # fmt: skip
    return (revenue, cash, punctual, quick, share)


def metrics() -> dict[str, Metric]:
    found = [
        Metric("revenue_12m", "Revenue last 12 months", "EUR", "higher", "cumulative", "lag", inputs=("revenue",),
               dimensions=("region",), sources=("shipments",), goals=("grow_revenue",), place=Place("metrics.yml", 3),
               drivers=(Driver("revenue", "revenue_12m", "cumulative", place=Place("metrics.yml", 3)),),
               benchmark=(Mark("2024-06", date(2024, 6, 1), 46e6), Mark("2026-10", date(2026, 10, 1), 50e6)),
               definition=(("cumulative of", "revenue"), ("over", "12 months"))),
        Metric("revenue", "Revenue", "EUR", "higher", "formula", "lag", feeds=("revenue_12m",), sources=("shipments",),
               moved_by=("on_time_share",),
               drivers=(Driver("on_time_share", "revenue", "effect", (1, 4), "positive", Place("goals.yml", 1)),)),
        Metric("receivables", "Trade receivables", "EUR", "lower", "balance", "lag", owner="chief_financial_officer",
               dimensions=("region",), sources=("shipments",), goals=("collect_sooner",)),
        Metric("on_time_share", "Shipped on time", "share", "higher", "ratio", "lead", owner="operations_manager",
               dimensions=("region", "segment"), sources=("shipments",), goals=("ship_on_time",),
               place=Place("metrics.yml", 2), moves=("revenue",), moved_by=("lead_time",),
               drivers=(Driver("lead_time", "on_time_share", "effect", (0, 2), "negative", Place("goals.yml", 1)),),
               definition=(("ratio of", "count(*) filter (where shipped_at <= promised_at)"), ("to", "count(*)"))),
        Metric("lead_time", "Order lead time", "days", "lower", "duration", "lead", dimensions=("region",),
               sources=("order_log",), process="order_to_cash", goals=("deliver_quickly",), moves=("on_time_share",),
               roles=(RoleShare("packer", "Packer", 0.4, (("Pick", 1.0), ("Ship", 0.5)), Place("goals.yml", 2),
                                ("order_to_cash.pick", "order_to_cash.ship")),
                      RoleShare("planner", "Planner", 0.6, (), None)),
               changes=(Change("night_shift", "Night shift", -0.25, -0.15, -0.05, 480_000, 3, "Planner",
                               ("Brighter lamps",), Place("goals.yml", 2)),)),
        Metric("market_share", "Market share", "share", "higher", "measure", "lag", sources=("market",),
               goals=("win_share",)),
        Metric("order_to_cash.cases", "Cases of order to cash", "count", "higher", "yielded", None,
               process="order_to_cash",
               sources=("order_log",)),
    ]  # fmt: skip
    return {metric.id: metric for metric in found}


FINDING = Finding("metrics.yml", 3, 12, 27, "SL503", "warning", "metric 'on_time_share' feeds nothing.", "Name a goal.",
                  "    title: Shipped on time")  # fmt: skip
FAULT = Fault("no file is there.", "data/market.csv", "Paths are relative to the workspace; check the spelling.")


@dataclass(frozen=True)
class FakeSnapshot(
    FakeForesight, FakeOversight, FakeEvidence, FakeStaffed, FakeAgreements, FakePromises, FakePacks, FakeBacklog
):
    """A snapshot of the small enterprise; `bare` has declared nothing, `waiting` and `refused` questions give none."""

    reading: str = "r1"
    bare: bool = False
    waiting: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @cached_property
    def head(self) -> Head:
        return Head(
            "Halden Parts",
            "0.1.0",
            "abcdef0123456789",
            AS_OF,
            "Europe/Amsterdam",
            "EUR",
            "month",
            FRESH,
            self.reading,
            1,
        )

    @cached_property
    def directory(self) -> Directory:
        return Directory()

    @cached_property
    def metrics(self) -> Mapping[str, Metric]:
        return {} if self.bare else metrics()

    @cached_property
    def goals(self) -> tuple[Goal, ...]:
        return () if self.bare else goals()

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        if self.bare:
            return {}
        shipments = Source("shipments", ("data/shipments.csv",), 64_800, 3, FRESH, ("revenue", "on_time_share"),
                           Place("sightline.yml", 4), columns=(("order_id", "text"), ("amount", "number")))  # fmt: skip
        log = Source("order_log", ("data/order_events.parquet",), 200_000, 0, FRESH, ("lead_time",))
        return {
            "shipments": shipments,
            "order_log": log,
            "market": Source("market", metrics=("market_share",), fault=FAULT),
        }

    @property
    def files(self) -> tuple[ModelFile, ...]:
        head = ModelFile("sightline.yml", "sightline: 1\nname: Halden Parts\n")
        return (
            head,
            ModelFile("metrics.yml", MODEL_TEXT, (("metrics", 1),)),
            ModelFile("goals.yml", "goals:\n  a: {}\n"),
        )

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (FINDING,)

    @property
    def problems(self) -> tuple[Fault, ...]:
        return () if self.bare else (FAULT,)

    def series(
        self,
        metric: str,
        *,
        by: str | None = None,
        grain: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> Series:
        labels = [f"{month:%Y-%m}" for month in MONTHS]
        for label in (since, until):
            if label and label not in labels:
                raise NotDeclaredError("period", label, labels)
        fault = FAULT if metric == "market_share" else None
        if fault or metric == "revenue":
            return Series(metric, grain or "month", by, (), None, fault)
        first = labels.index(since) if since else 0
        last = labels.index(until) if until else 35
        names = REGIONS if by else (None,)
        segments = [Segment(name, _points(metric, name, first=first, last=last)) for name in names]
        if not by and not until:
            whole = segments[0].points
            segments = [Segment(None, (*whole[:-1], replace(whole[-1], partial=metric == "lead_time")))]
        return Series(metric, grain or "month", by, tuple(segments), FRESH)

    def goal_series(self, goal: str) -> Series:
        return self.series(next(each for each in self.goals if each.id == goal).metric)

    def overview(self) -> Mapping[str, Series]:
        return {name: self.series(name) for name in self.metrics}

    def computation(self, metric: str) -> Computation:
        found = self.metrics[metric]
        inputs = tuple(Input(name, 64_800, 3, FRESH, ("data/shipments.csv",)) for name in found.sources)
        sql = ("SELECT\n  DATE_TRUNC('month', shipped_at) AS period,\n  COUNT(*) AS n\nFROM shipments\nGROUP BY 1",)
        return Computation(metric, found.kind, found.definition, found.inputs, inputs, sql, (("shipments", 1),),
                           AS_OF, 0.038,
                           "abcdef0123456789")  # fmt: skip

    def rejects(self, source: str, *, limit: int = 200) -> Rejects:  # noqa: ARG002 -- the real one's shape
        if source != "shipments":
            return Rejects(source, 0)
        rows = (
            Reject("shipments.csv", 12, "not a date", "=cmd|'/c calc'!A1"),
            Reject("shipments.csv", 19, "not a date", "31.02.2026"),
        )
        return Rejects(source, 3, {"not a date": 2, "no amount": 1}, rows)


ERROR = replace(FINDING, code="SL201", severity="error", message="metric 'on_time_share' has no such key as 'titel'.")


def keeper_of(*outcomes: Outcome) -> Keeper:
    """A keeper that gives these outcomes one after the other, a new one at each look."""
    left = list(outcomes)
    looks = iter(range(1_000_000))

    def attempt(report: object) -> Outcome:
        return left.pop(0) if len(left) > 1 else left[0]

    def fingerprint() -> str:
        return str(next(looks)) if len(left) > 1 else "same"

    return Keeper(attempt, fingerprint, every=0.0)


def good(reading: str = "r1", *, bare: bool = False) -> Outcome:
    return Outcome(FakeSnapshot(reading, bare))


def faulty() -> Outcome:
    return Outcome(findings=(ERROR,), files=FakeSnapshot().files)
