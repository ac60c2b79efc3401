"""Evidence of one reading: cases out of the engine, teams out of dated assignments, and then the arithmetic of roles.

A number about one person is computed for a metric that is approved, and for no other. Cases are asked anew in each
reading and stand on no shelf: whoever is erased must not live on in a copy.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from sqlglot import exp

from sightline.errors import EstimateError, UnknownNameError
from sightline.events.steps import Steps
from sightline.facts.progress import under_way
from sightline.measures.row_cases import row_cases, says_of_rows
from sightline.model.declarations import Metric
from sightline.model.process_metrics import YieldedMetric
from sightline.operations.own import Ask
from sightline.operations.touched import Told, activity_cases, stretch_cases
from sightline.reading.approval import refuse_unapproved
from sightline.reading.relations import relation_of
from sightline.reading.teams import with_teams
from sightline.reading.within import within
from sightline.records.cases import Cases
from sightline.records.evidence import Evidence, Workings
from sightline.records.people import Assignments
from sightline.roles.evidence import Worked, person_evidence, summary, work_out, workings
from sightline.saying import phrase, say

if TYPE_CHECKING:
    from sightline.reading.asking import Reading

__all__ = ["Evidencing"]

_FIX = phrase(
    "Ask for evidence about metrics whose cases take time or have an outcome: a mean or a share over rows, a duration "
    "of a process, process.activity.duration, process.activity.waiting, process.lead_time."
)
_ROOM = 5_000_000  # cases that stay worked out; of the one asked for last all do
_Days = tuple[date | None, date | None]
_ALWAYS: _Days = (None, None)


@dataclass
class Evidencing:
    """The evidence of one reading, each metric worked out once; see `Reading.evidence`.

    Parameters
    ----------
    base : Reading
        What is measured.
    """

    base: Reading
    _worked: OrderedDict[tuple[str, str | None, int, _Days], tuple[Assignments | None, Worked]] = field(
        default_factory=OrderedDict
    )

    def metrics(self) -> tuple[str, ...]:
        """Return the declared metrics that say something of one case, and lead times; activities are left out."""
        model = self.base.model
        declared = [
            name
            for name, one in model.metrics.items()
            if one.duration is not None or (one.source in model.sources and says_of_rows(one))
        ]
        return (*declared, *(f"{name}.lead_time" for name, one in model.processes.items() if len(one.chain) > 1))

    def evidence(
        self, metric: str, person: str | None, *, approved: Collection[str], assignments: Assignments | None,
        goal: str | None, raw: bool, days: _Days = _ALWAYS,
    ) -> Evidence:  # fmt: skip
        """Return what the cases say."""
        if person is not None:
            refuse_unapproved(metric, approved, instead="Teams")
        worked = self.worked(metric, assignments=assignments, goal=goal, days=days)
        if person is None:
            return summary(worked)
        # the same question gets the same answer
        rng = np.random.default_rng(zlib.crc32(f"{metric}\x00{person}".encode()))
        return summary(worked, person_evidence(worked, person, raw=raw, rng=rng))

    def workings(
        self, metric: str, *, approved: Collection[str], assignments: Assignments | None, goal: str | None
    ) -> Workings:  # fmt: skip
        """Return all that the evidence rests on."""
        refuse_unapproved(metric, approved, instead="Teams")
        worked = self.worked(metric, assignments=assignments, goal=goal)
        if worked.withheld:
            raise EstimateError(worked.withheld, place=say("metric '{name}'", name=metric))
        return workings(worked)

    def worked(
        self, metric: str, *, assignments: Assignments | None = None, goal: str | None = None, days: _Days = _ALWAYS
    ) -> Worked:
        """Return the cases of a metric, worked out; those that were not asked for long are worked out anew."""
        key = (metric, goal, id(assignments), days)
        if key not in self._worked:
            with under_way(self.base.progress, say("evidence of {metric}", metric=metric), 0):
                zone = self.base.model.calendar.timezone
                cases = within(self._cases(metric, goal), *days, zone)
                if assignments is not None:
                    cases = with_teams(cases, assignments, zone)
                self._worked[key] = (assignments, work_out(cases))  # what is kept keeps its id
            while len(self._worked) > 1 and sum(len(one.known) for _, one in self._worked.values()) > _ROOM:
                self._worked.popitem(last=False)
        self._worked.move_to_end(key)
        return self._worked[key][1]

    def _cases(self, metric: str, goal: str | None) -> Cases:
        declared = self.base.model.metric(metric)
        if goal is not None and goal not in self.base.model.goals:
            raise UnknownNameError("goal", goal, self.base.model.goals)
        if isinstance(declared, YieldedMetric):
            return self._yielded(metric, declared, goal)
        if declared.duration is not None:
            steps = self.base.process(declared.duration.process).steps
            told = _told(metric, declared, steps.process.by)
            return self._stretch(steps, declared.duration.from_, declared.duration.to, told, goal)
        if declared.source is None or declared.source not in self.base.model.sources:
            raise _nothing_of_cases(metric)
        with self.base.lock:
            relation = relation_of(self.base, declared.source)
        source = self.base.model.sources[declared.source]
        return row_cases(metric, declared, source, relation, self.base.now, self._asking(declared.source))

    def _yielded(self, metric: str, declared: YieldedMetric, goal: str | None) -> Cases:
        steps = self.base.process(declared.process).steps
        told = _told(metric, declared, declared.by)
        if declared.kind in ("duration", "waiting"):
            ask = self._asking(steps.process.log)
            return activity_cases(
                steps, ask, declared.activity or "", told, waiting=declared.kind == "waiting"
            )  # fmt: skip
        chain = steps.process.chain
        if declared.kind == "lead_time" and len(chain) > 1:
            return self._stretch(steps, chain[0], chain[-1], told, goal)
        raise _nothing_of_cases(metric)

    def _stretch(self, steps: Steps, start: str, end: str, told: Told, goal: str | None) -> Cases:
        ask, moves = self._asking(steps.process.log), self._moves(steps.name, goal)
        return stretch_cases(steps, ask, start, end, told, moves=moves)

    def _moves(self, process: str, goal: str | None) -> dict[str, float]:
        """Return how far each activity of a process moves a goal, as far as there is a line of sight."""
        if goal is None:
            return {}
        lines = self.base.sight(goal)
        head = f"{process}."
        return {
            one.from_.removeprefix(head): one.per_unit
            for one in lines
            if one.origin == "activity" and one.from_.startswith(head) and one.per_unit is not None
        }

    def _asking(self, source: str) -> Ask:
        def ask(select: exp.Select) -> pa.Table:
            with self.base.lock:
                return self.base.answers.engine(source).query(select)

        return ask


def _nothing_of_cases(metric: str) -> EstimateError:
    return EstimateError(
        say("the metric says nothing of one case."), place=say("metric '{name}'", name=metric), fix=say(_FIX)
    )


def _told(metric: str, declared: Metric | YieldedMetric, usual: tuple[str, ...]) -> Told:
    return Told(metric, declared.title, declared.unit, declared.better, declared.by or usual)
