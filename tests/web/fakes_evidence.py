"""Cases of the small enterprise with who did them, made up and then taken apart by the library itself.

Fourteen people in two units do the orders of 2026; `p1` takes half as long again, `p4` twelve cases alone, `p5` five.
Whoever asks about a person without the register's leave fails the test.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np

from sightline.periods import Calendar, PeriodError
from sightline.reading.within import within
from sightline.records.cases import Cases
from sightline.roles.evidence import person_evidence, summary, work_out
from sightline.roles.evidence.worked import Worked
from sightline_web.ahead import Span
from sightline_web.evidencing import _about, _figures
from sightline_web.evident import MetricEvidence, PersonFigures
from sightline_web.snapshot import NotDeclaredError, UnderWayError
from tests.roles.evidence.support import cases_of

CALENDAR = Calendar()
LAST = date(2026, 11, 1)
EACH = {"p4": 12, "p5": 5}


@cache
def made(metric: str, *, nobody_said: bool = False) -> Cases:
    """The cases of a metric; with `nobody_said`, most of them do not say who did them."""
    rng = np.random.default_rng(7)
    who = [f"p{one}" for one in range(1, 15) for _ in range(EACH.get(f"p{one}", 90))]
    order = rng.permutation(len(who))
    who = [who[place] for place in order]
    n = len(who)
    hard = rng.random(n) < 0.3
    own = np.array([0.4 if one == "p1" else 0.0 for one in who])
    at = np.datetime64("2026-01-05T08:00", "us") + np.sort(rng.integers(0, 290 * 24, n)).astype("timedelta64[h]")
    if metric == "on_time_share":
        value, scale, unit = (rng.random(n) < 0.85 - 0.2 * hard).astype(float), "share", "share"
    else:
        value, scale, unit = np.exp(1.0 + 0.5 * hard + own + 0.4 * rng.standard_normal(n)), "log", "days"
    told = np.arange(n) if not nobody_said else np.arange(0, n, 4)
    teams = ["service" if int(who[one][1:]) < 8 else "logistics" for one in told]
    found = cases_of(
        value, told, [who[one] for one in told], teams, at=at, scale=scale, unit=unit,
        kind=np.where(hard, "hard", "easy"),
    )  # fmt: skip
    title = {"on_time_share": "Shipped on time", "lead_time": "Order lead time"}[metric]
    return replace(found, metric=metric, title=title, better="lower" if unit == "days" else "higher")


@cache
def worked(metric: str, since: date | None, until: date | None, *, nobody_said: bool) -> Worked:
    return work_out(within(made(metric, nobody_said=nobody_said), since, until, "Europe/Amsterdam"))


class FakeEvidence:
    """The part of the fake snapshot that says what cases show."""

    bare: bool
    waiting: tuple[str, ...]
    nobody_said = False

    def evidence(self) -> tuple[MetricEvidence, ...]:
        self._wait("evidence")
        if self.bare:
            return ()
        mute = MetricEvidence(
            "market_share", "Market share", "share", "higher", "", 0, 0, withheld="Nothing says whose."
        )
        return (*(self.evidence_of(name) for name in ("lead_time", "on_time_share")), mute)

    def evidence_of(self, metric: str) -> MetricEvidence:
        self._wait("evidence")
        if metric not in self.metrics:
            raise NotDeclaredError("metric", metric, tuple(self.metrics))
        if metric not in {"lead_time", "on_time_share"}:
            return MetricEvidence(metric, metric, "", "higher", "", 0, 0, withheld="It says nothing of one case.")
        return _about(summary(worked(metric, None, None, nobody_said=self.nobody_said)))

    def person_evidence(
        self, metric: str, person: str, *, approved: Collection[str], since: date | None = None,
        until: date | None = None, whole: bool = False,
    ) -> PersonFigures:  # fmt: skip
        self._wait("person_evidence")
        assert metric in approved, f"{metric} about {person} without leave"
        found = worked(metric, since, until, nobody_said=self.nobody_said)
        told = person_evidence(found, person, rng=np.random.default_rng(1))
        return _figures(summary(found, told), person, whole=whole)

    def quarters(self, since: date) -> tuple[Span, ...]:
        every = CALENDAR.covering(since, LAST, "quarter")
        return tuple(Span(each.label, each.start, each.end) for each in every if each.start >= since)

    def days_of(self, period: str) -> Span | None:
        try:
            found = CALENDAR.parse(period)
        except PeriodError:
            return None
        return Span(found.label, found.start, found.end)

    def _wait(self, question: str) -> None:
        if question in self.waiting:
            raise UnderWayError(question)
