"""The work as it runs, asked of the library and handed to the pages: processes, rules, charts, deviations.

Charts and deviations take long; they are answered with the other slow questions of `foresight.py`. What is asked of
one process is answered on request and kept for the next visitor. Performers are counted here and named no further.

Works on what `engine` hands over and imports nothing of the library, so it is read and tested alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from sightline_web.ahead import Span
from sightline_web.controlled import Controlled
from sightline_web.deviations import Baseline, Cause, Chart, Deviation, Prediction, PredictionSkill, Signal
from sightline_web.foresight import SLOW, Foresight
from sightline_web.mirroring import mirrored, plain
from sightline_web.outcomes import Outcomes
from sightline_web.processes import (
    Activity,
    CaseEvent,
    CaseOutcome,
    DeadlineProposal,
    Handover,
    MapEdge,
    MapNode,
    Process,
    ProcessAnswers,
    ProcessMap,
    Rework,
    Rule,
    RuleDrift,
    RuleOutcomes,
    Times,
    Variant,
    Waiting,
)
from sightline_web.snapshot import NotDeclaredError
from sightline_web.translation import place_of

__all__ = ["Oversight", "processes"]

T = TypeVar("T")
COARSE = ("month", "quarter", "year")
ON_REQUEST = "process"  # what is asked of one process waits for no estimate
AFTER = "deviations"  # but for what rests on the cases that deviations are found in: it would hold the visitor up
RESTING = ("causes", "predictions", "skill")


class Oversight(Foresight):
    """The part of a snapshot that knows the work as it runs; `engine.readings.ReadSnapshot` brings the reading."""

    slow: tuple[str, ...] = (*SLOW[:3], "charts", "deviations", *SLOW[3:])

    def __init__(self) -> None:
        super().__init__()
        self._rests_on[ON_REQUEST] = ()

    @cached_property
    def processes(self) -> Mapping[str, Process]:
        """All declared processes by id."""
        return processes(self._model)

    def process(self, name: str) -> ProcessAnswers:
        """Return what can be asked about a process."""
        self._known("process", name, tuple(self.processes))
        return _Asked(name, lambda part, ask: self._on_demand((_rests_on(part[0]), name, *part), ask), self._reading)

    def charts(self) -> tuple[Chart, ...]:
        """Return the behaviour charts."""
        found: tuple[Chart, ...] = self._answer("charts")
        return found

    def deviations(self) -> tuple[Deviation, ...]:
        """Return the deviations, the dearest first."""
        found: tuple[Deviation, ...] = self._answer("deviations")
        return found

    @property
    def control_titles(self) -> Mapping[str, str]:
        """How the declared controls are called, by id; nothing is judged."""
        return {key: each.title or _named(key) for key, each in self._model.controls.items()}

    def controls(self) -> tuple[Controlled, ...]:
        """Return each control in each of the twelve newest periods."""
        found: tuple[Controlled, ...] = self._on_demand(
            (ON_REQUEST, "controls"), lambda: tuple(_controlled(each) for each in self._reading.controls())
        )
        return found

    def _ask_charts(self) -> tuple[Chart, ...]:
        """Return the charts of the review grain, and week by week where that is coarser, as deviations are found."""
        found = [*self._reading.charts()]
        if self._model.settings.calendar.grain in COARSE:
            found += self._reading.charts("week")
        charts = {(each.metric, each.segment, each.grain): each for each in map(_chart, found)}
        return tuple(charts.values())

    def _ask_deviations(self) -> tuple[Deviation, ...]:
        return tuple(mirrored(Deviation, each) for each in self._reading.deviations())


def _rests_on(part: str) -> str:
    return AFTER if part in RESTING else ON_REQUEST


class _Asked:
    """One process, asked of a reading; each answer is kept."""

    def __init__(self, name: str, kept: Callable[[tuple[str, ...], Callable[[], Any]], Any], reading: Any) -> None:
        self._name = name
        self._kept = kept
        self._reading = reading

    def _ask(self, part: str) -> Any:
        return getattr(self._reading.process(self._name), part)()

    def _all(self, view: type[T], part: str) -> tuple[T, ...]:
        found: tuple[T, ...] = self._kept((part,), lambda: tuple(mirrored(view, each) for each in self._ask(part)))
        return found

    def map(self) -> ProcessMap:
        found: ProcessMap = self._kept(("map",), lambda: _map(self._reading.process(self._name).map(cases=True)))
        return found

    def variants(self) -> tuple[Variant, ...]:
        return self._all(Variant, "variants")

    def times(self) -> Times:
        found: Times = self._kept(("times",), lambda: mirrored(Times, self._ask("times")))
        return found

    def rework(self) -> tuple[Rework, ...]:
        return self._all(Rework, "rework")

    def handovers(self) -> tuple[Handover, ...]:
        return self._all(Handover, "handovers")

    def waiting(self) -> tuple[Waiting, ...]:
        return self._all(Waiting, "waiting")

    def rules(self) -> tuple[RuleOutcomes, ...]:
        return self._all(RuleOutcomes, "rules")

    def drift(self) -> tuple[RuleDrift, ...]:
        return self._all(RuleDrift, "drift")

    def deadlines(self) -> tuple[DeadlineProposal, ...]:
        return self._all(DeadlineProposal, "deadlines")

    def case_outcomes(self, rule: str | None = None, case: str | None = None) -> Sequence[CaseOutcome]:
        table: pa.Table = self._kept(("case_outcomes",), lambda: self._ask("case_outcomes"))

        def only() -> Outcomes:
            wanted = {"rule": rule, "case": case}
            found = table
            for column, value in wanted.items():
                found = found if value is None else found.filter(pc.equal(found[column], value))
            return Outcomes(found)

        if rule is None or case is not None:
            return only()
        kept: Outcomes = self._kept(("case_outcomes", rule), only)
        return kept

    def timeline(self, case: str) -> tuple[CaseEvent, ...]:
        def ask() -> tuple[CaseEvent, ...]:
            return tuple(_events(self._reading.process(self._name).timeline(case)))

        try:
            found: tuple[CaseEvent, ...] = self._kept(("timeline", case), ask)
        except NotDeclaredError:
            found = ()  # the library adds which cases are declared: none ever is
        if not found:
            raise NotDeclaredError("case", case)
        return found

    def causes(self, rule: str) -> tuple[Cause, ...]:
        def ask() -> tuple[Cause, ...]:
            return tuple(mirrored(Cause, each) for each in self._reading.causes(self._name, rule))

        found: tuple[Cause, ...] = self._kept(("causes", rule), ask)
        return found

    def predictions(self) -> tuple[Prediction, ...]:
        def ask() -> tuple[Prediction, ...]:
            return tuple(mirrored(Prediction, each) for each in self._reading.predictions(self._name))

        found: tuple[Prediction, ...] = self._kept(("predictions",), ask)
        return found

    def skill(self) -> tuple[PredictionSkill, ...]:
        def ask() -> tuple[PredictionSkill, ...]:
            return tuple(mirrored(PredictionSkill, each) for each in self._reading.prediction_skill(self._name))

        found: tuple[PredictionSkill, ...] = self._kept(("skill",), ask)
        return found


def _controlled(each: Any) -> Controlled:
    period = each.period
    return mirrored(Controlled, each, period=Span(period.label, period.start, period.end))


def _map(each: Any) -> ProcessMap:
    nodes = tuple(mirrored(MapNode, node) for node in each.nodes)
    edges = tuple(mirrored(MapEdge, edge) for edge in each.edges)
    return ProcessMap(each.process, nodes, edges, int(each.events), int(each.cases))


def _events(events: Iterable[Any]) -> Iterable[CaseEvent]:
    """Give the events of a case; performers become numbers in the order in which they appear."""
    persons: dict[str, int] = {}
    for each in events:
        person = None if each.performer is None else persons.setdefault(each.performer, len(persons) + 1)
        yield CaseEvent(each.activity, each.label, each.at, person, plain(each.wait_s))


def _chart(each: Any) -> Chart:
    arrays = ("values", "centre", "lower", "upper", "cusum_up", "cusum_down")
    lines: dict[str, tuple[float | None, ...]] = {name: plain(getattr(each, name)) for name in arrays}
    return Chart(
        metric=each.metric,
        segment=tuple(each.segment),
        kind=each.kind,
        periods=tuple(Span(period.label, period.start, period.end) for period in each.periods),
        baseline=mirrored(Baseline, each.baseline),
        signals=tuple(mirrored(Signal, signal) for signal in each.signals),
        false_alarms=plain(each.false_alarms),
        words=each.words,
        grain=str(each.periods[0].grain) if each.periods else "",
        **lines,
    )


def processes(model: Any) -> dict[str, Process]:
    """Return the declared processes of a model by id."""
    found = {}
    for name, declared in model.processes.items():
        activities = {
            each: Activity(each, step.title or step.as_ or _named(each), _role(model, step.role))
            for each, step in declared.activities.items()
        }
        rules = {each: _rule(model, name, each, rule) for each, rule in declared.rules.items()}
        found[name] = Process(
            name, declared.title or _named(name), declared.log, activities, tuple(declared.chain), rules,
            place_of(model, ("processes", name)),
        )  # fmt: skip
    return found


def _rule(model: Any, process: str, name: str, declared: Any) -> Rule:
    limit = declared.deadline
    between = (limit.from_, limit.to) if limit else declared.response if declared.within else None
    place = place_of(model, ("processes", process, "rules", name))
    return Rule(name, declared.title or _named(name), declared.owner, between, place)


def _role(model: Any, role: str | None) -> str | None:
    found = model.roles.get(role) if role else None
    return found.title if found is not None else None


def _named(name: str) -> str:
    return name.replace("_", " ").capitalize()
