"""One process as it ran: what can be asked of its log, each question answered once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sightline.events.steps import Steps
from sightline.operations.handovers import handovers
from sightline.operations.left_out import left_out
from sightline.operations.own import Ask, OwnEvents
from sightline.operations.process_map import process_map
from sightline.operations.rework import rework
from sightline.operations.timeline import timeline
from sightline.operations.times import times
from sightline.operations.variants import variants
from sightline.operations.waiting import waiting
from sightline.records.processes import CaseEvent, Handover, LeftOut, ProcessMap, Rework, Times, Variant, Waiting

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

    def map(self) -> ProcessMap:
        """Return which activity comes right after which, how often, and after how long."""
        return process_map(self._own, self.ask)

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

    def left_out(self) -> LeftOut:
        """Return how many events of the log do not count, and why."""
        return left_out(self._own, self.ask)
