"""What cases say about work, asked of the library and handed to the pages.

Of metrics it is answered with the other slow questions. Of a person it is asked at each request, beside it where it
takes long, and kept nowhere: what is switched off, stopped or erased is gone with the next request.

Works on what `engine` hands over and imports nothing of the library, so it is read and tested alone.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sightline_web.ahead import Span
from sightline_web.behind import Behind
from sightline_web.evident import (
    Bar,
    CreditRule,
    MetricEvidence,
    MixPart,
    Needed,
    PersonChart,
    PersonFigures,
    PersonWorkings,
    TeamFigure,
)
from sightline_web.mirroring import mirrored
from sightline_web.oversight import Oversight
from sightline_web.snapshot import NotDeclaredError, UnanswerableError

__all__ = ["Evidencing"]

OF_PERSONS = "person_evidence"
AFTER = "evidence"


class Evidencing(Oversight):
    """The part of a snapshot that says what cases show; `engine.readings.ReadSnapshot` brings the reading."""

    slow: tuple[str, ...] = (*Oversight.slow, AFTER)

    def __init__(self) -> None:
        super().__init__()
        self._rests_on["evidence_of"] = (AFTER,)
        self._answered_behind(Behind(kept=0), {OF_PERSONS: (AFTER,)})

    def evidence(self) -> tuple[MetricEvidence, ...]:
        """Return what each metric shows that says something of one case, in the order of the model."""
        found: tuple[MetricEvidence, ...] = self._answer(AFTER)
        return found

    def evidence_of(self, metric: str) -> MetricEvidence:
        """Return what one metric shows."""
        known = {each.metric: each for each in self.evidence()}
        return known.get(metric) or self._on_demand(("evidence_of", metric), lambda: self._summary(metric))

    def person_evidence(
        self,
        metric: str,
        person: str,
        *,
        approved: Collection[str],
        since: date | None = None,
        until: date | None = None,
        whole: bool = False,
    ) -> PersonFigures:
        """Return what the cases of some days show of a person's work."""

        def ask() -> PersonFigures:
            found = self._reading.evidence(metric, person, approved=approved, since=since, until=until)
            return _figures(found, person, whole=whole)

        key = (OF_PERSONS, metric, person, since, until, whole)
        return self._ask_behind(key, ask, keep=False)

    def days_of(self, period: str) -> Span | None:
        """Return a period of the model's calendar; None where the label names none."""
        try:
            found = self._guarded(lambda: self._model.calendar.parse(period))
        except UnanswerableError:
            return None
        return Span(found.label, found.start, found.end)

    def quarters(self, since: date) -> tuple[Span, ...]:
        """Return the quarters of the calendar that began on a day or after it, up to the moment of the reading."""
        last = self._reading.as_of.astimezone(ZoneInfo(self._model.calendar.timezone)).date()
        every = self._model.calendar.covering(since, last, "quarter")
        return tuple(Span(each.label, each.start, each.end) for each in every if each.start >= since)

    def _ask_evidence(self) -> tuple[MetricEvidence, ...]:
        return tuple(self._told(name) for name in self._reading.evidence_metrics())

    def _told(self, metric: str) -> MetricEvidence:
        """Return what a metric shows, or why it shows nothing."""
        from sightline_web.engine.saying import joined  # noqa: PLC0415 -- `engine` imports this module

        try:
            return self._guarded(lambda: self._summary(metric))
        except (UnanswerableError, NotDeclaredError) as error:
            fault = error.fault if isinstance(error, UnanswerableError) else None
            why = joined(" ", [fault.cause, fault.fix]) if fault else str(error)
            known = self._reading.model.metric(metric)
            return MetricEvidence(metric, known.title, known.unit, known.better, scale="", n=0, people=0, withheld=why)

    def _summary(self, metric: str) -> MetricEvidence:
        return _about(self._reading.evidence(metric))


def _about(found: Any) -> MetricEvidence:
    return mirrored(
        MetricEvidence, found, checks=tuple(each.words for each in found.checks),
        bar=mirrored(Bar, found.bar) if found.bar else None,
        needed=tuple(mirrored(Needed, each) for each in found.needed),
        teams=tuple(mirrored(TeamFigure, each) for each in found.teams),
        connected=found.connected.words if found.connected else "",
    )  # fmt: skip


def _figures(found: Any, person: str, *, whole: bool) -> PersonFigures:
    one, about = found.person, _about(found)
    if one is None:  # a check failed: nothing is told of anybody
        return PersonFigures(about, person, None, 0.0, "nothing", sentence=about.withheld)
    return mirrored(
        PersonFigures, one, about=about, parts=tuple(mirrored(MixPart, each) for each in one.parts),
        rules=tuple(mirrored(CreditRule, each) for each in one.rules),
        charts=tuple(mirrored(PersonChart, each) for each in one.charts),
        workings=_workings(one.workings, whole=whole) if one.workings is not None else None,
    )  # fmt: skip


def _workings(found: Any, *, whole: bool) -> PersonWorkings:
    rows = tuple(found.cases.to_pylist()) if whole else ()
    return PersonWorkings(found.formula, rows, dict(found.parameters), found.words)
