"""One process as it ran: what can be asked of its log, each question answered once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from sightline.errors import SightlineError
from sightline.events.steps import Steps
from sightline.model.declarations import Rule
from sightline.operations.deadlines import propose
from sightline.operations.handovers import handovers
from sightline.operations.left_out import left_out
from sightline.operations.outcomes import case_outcomes, rule_drift, rule_outcomes, sound
from sightline.operations.own import Ask, OwnEvents
from sightline.operations.process_map import process_map
from sightline.operations.rework import rework
from sightline.operations.timeline import timeline
from sightline.operations.times import times
from sightline.operations.variants import variants
from sightline.operations.waiting import waiting
from sightline.records.processes import (
    CaseEvent,
    DeadlineProposal,
    Handover,
    LeftOut,
    ProcessMap,
    Rework,
    RuleDrift,
    RuleOutcomes,
    Times,
    Variant,
    Waiting,
)

__all__ = ["ProcessQueries"]


@dataclass(frozen=True)
class ProcessQueries:
    """What can be asked of one process.

    Events later than the reading's moment do not count, nor do those of activities that the process does not declare;
    within a case events are ordered by time and then by sequence. A case is closed by its first event whose activity
    is the last of the chain or one of `ends`; where neither is declared every case is closed, by its last event.

    Parameters
    ----------
    steps : Steps
        The process over its log.
    ask : callable
        Answers one SELECT with an Arrow table.
    """

    steps: Steps
    ask: Ask

    @cached_property
    def _own(self) -> OwnEvents:
        return OwnEvents(self.steps)

    def map(self, *, cases: bool = False) -> ProcessMap:
        """Return which activity comes right after which, how often, and after how long; `cases`: also in how many."""
        return process_map(self._own, self.ask, cases=cases)

    def variants(self) -> tuple[Variant, ...]:
        """Return the orders of activities that cases took, most frequent first, ties by activities."""
        return variants(self._own, self.ask)

    def times(self) -> Times:
        """Return how long cases take."""
        return times(self._own, self.ask)

    def rework(self) -> tuple[Rework, ...]:
        """Return the activities that were done again in a case, those with the most extra times first."""
        return rework(self._own, self.ask)

    def handovers(self) -> tuple[Handover, ...]:
        """Return how often work passed to another performer between two activities, the most hand-overs first."""
        return handovers(self._own, self.ask)

    def waiting(self) -> tuple[Waiting, ...]:
        """Return how the waiting before each activity is made up, the longest in all first."""
        return waiting(self._own, self.ask)

    def timeline(self, case: str) -> tuple[CaseEvent, ...]:
        """Return the events of a case in their order.

        Raises
        ------
        UnknownNameError
            If the process has no such case.
        """
        return timeline(self._own, self.ask, case)

    @cached_property
    def _rules(self) -> tuple[dict[str, Rule], dict[str, SightlineError]]:
        return sound(self.steps, self.steps.process.rules)

    @property
    def unsound_rules(self) -> Mapping[str, SightlineError]:
        """Why rules cannot be asked of this log: it lacks a column, or knows no such activity."""
        return self._rules[1]

    def rules(self) -> tuple[RuleOutcomes, ...]:
        """Return how many cases satisfy each rule, violate it, have it pending, or are none of its business."""
        return rule_outcomes(self.steps, self._rules[0], self.ask)

    def case_outcomes(self, *, outcome: Sequence[str] = ("violated", "pending"), limit: int | None = None) -> pa.Table:
        """Return the cases in which rules have one of these outcomes, newest first; see `CASE_OUTCOME_SCHEMA`."""
        return case_outcomes(self.steps, self._rules[0], self.ask, outcome=outcome, limit=limit)

    def drift(self) -> tuple[RuleDrift, ...]:
        """Return how many cases settled each rule in each period, and how many of them violated it."""
        return rule_drift(self.steps, self._rules[0], self.ask, self.steps.now.calendar)

    def deadlines(self, pairs: Sequence[tuple[str, str]] | None = None) -> tuple[DeadlineProposal, ...]:
        """Return deadlines that the process kept while it was stable, for `pairs` of activities or the usual ones."""
        return propose(self.steps, self.ask, self.steps.now.calendar, pairs)

    def left_out(self) -> LeftOut:
        """Return how many events of the log do not count, and why."""
        return left_out(self._own, self.ask)
