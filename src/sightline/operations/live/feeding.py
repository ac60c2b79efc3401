"""What a monitor begins with: the cases of a log that are open or were touched of late, and which others there are.

A case that is closed and quiet is not kept in memory. When a late event comes for it after all, its history is fetched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pyarrow as pa

from sightline.engines import portable
from sightline.events.features import WHOLE, identifier, text
from sightline.events.moments import Now
from sightline.events.steps import Steps
from sightline.model.declarations import Rule
from sightline.operations.own import Ask
from sightline.operations.rows import Stack, alone

__all__ = ["KEPT", "Feed"]

KEPT = timedelta(days=60)
AHEAD = timedelta(days=36_500)  # events whose time has not come wait in memory
COLUMNS = ("case", "activity", "time", "seq", "performer", "event_id")


@dataclass(frozen=True)
class Feed:
    """One process over its log as it stood when the monitor began.

    Parameters
    ----------
    steps : Steps
        The process over its log.
    ask : callable
        Answers one SELECT over the log.
    rules : mapping of str to Rule
        Those that can be asked of the log.
    dimensions : mapping of str to str
        Name to column of what says where a case belongs.
    row : int
        The last event of the landing that is in the log.
    empty : bool
        Whether there is no log yet, but what will come.
    """

    steps: Steps
    ask: Ask
    rules: dict[str, Rule]
    dimensions: dict[str, str]
    row: int
    empty: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the log that the rules and the places of cases need."""
        there = self.steps.relation.columns
        return tuple(dict.fromkeys((*(one for one in COLUMNS if one in there), *self.dimensions.values())))

    def recent(self, now: datetime, *, kept: timedelta = KEPT) -> pa.Table:
        """Return the events of cases that are open, or had an event within `kept`."""
        steps = self._ahead(now)
        last = steps.latest("TRUE", WHOLE)
        closed, closing = steps.closed()
        since = portable.literal(now - kept).sql("duckdb")
        stack = Stack.of(steps, [last, *([closing] if closing is not None else [])], self.columns)
        chosen = [identifier(one) for one in self.columns]
        return self.ask(stack.query(chosen, f"WHERE {last} >= {since} OR NOT ({closed})"))

    def cases(self, now: datetime) -> pa.ChunkedArray:
        """Return all cases that there are."""
        stack = Stack.of(self._ahead(now), (), ("case", "time"))
        return self.ask(stack.query([f"DISTINCT {identifier('case')} AS one"])).column("one").cast(pa.string())

    def history(self, cases: Sequence[str], now: datetime) -> pa.Table:
        """Return all events of some cases."""
        stack = Stack.of(self._ahead(now), (), self.columns)
        listed = ", ".join(text(one) for one in cases)
        return self.ask(
            stack.query([identifier(one) for one in self.columns], f"WHERE {identifier('case')} IN ({listed})")
        )

    def _ahead(self, now: datetime) -> Steps:
        return replace(alone(self.steps), now=Now.of(now + AHEAD, self.steps.now.calendar))
