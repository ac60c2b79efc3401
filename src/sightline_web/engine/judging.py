"""Judging cases as their events come: one monitor for each process whose log is live, by the queries of a reading.

A monitor begins with the log as a reading knows it, and takes in each event behind that once, in the order of landing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sightline.errors import SightlineError
from sightline_web.changes import Change
from sightline_web.snapshot import Snapshot

if TYPE_CHECKING:
    import pyarrow as pa

    from sightline.operations.live.monitor import Monitor

__all__ = ["Judge"]


class Judge:
    """The monitors of a workspace.

    Parameters
    ----------
    snapshot : Snapshot
        A reading of its live logs: what there was before.
    as_of : datetime
        The moment of the reading: what stood then is no news.
    """

    def __init__(self, snapshot: Snapshot, as_of: datetime) -> None:
        self._monitors: dict[str, tuple[str, Monitor]] = {}
        reading: Any = getattr(snapshot, "_reading", None)
        for name, process in reading.model.processes.items() if reading is not None else ():
            if reading.model.sources[process.log].live:
                self._begin(reading, name, process, as_of)

    def _begin(self, reading: Any, name: str, process: Any, as_of: datetime) -> None:
        from sightline.operations.live.feeding import Feed  # noqa: PLC0415 -- with a reading
        from sightline.operations.live.monitor import Monitor  # noqa: PLC0415 -- likewise
        from sightline.operations.outcomes import sound  # noqa: PLC0415 -- likewise

        try:
            asked = reading.process(name)
            landed = reading.landed()[process.log]
            rules, _wrong = sound(asked.steps, process.rules)  # a rule that cannot be asked is told on its page
            where = dict(_dimension(asked.steps, process.by))
            feed = Feed(asked.steps, asked.ask, rules, where, landed.live_last, empty=not landed.rows)
            monitor = Monitor(feed)
            monitor.start(as_of)
        except (SightlineError, KeyError):  # what cannot be read is told where the log is read
            return
        self._monitors[name] = (process.log, monitor)

    @property
    def row(self) -> int | None:
        """The last event that all monitors have taken in; None where there is none."""
        return min((monitor.row for _log, monitor in self._monitors.values()), default=None)

    def close(self) -> None:
        """Give back what is held."""
        for _log, monitor in self._monitors.values():
            monitor.close()

    def take(self, events: pa.Table, now: datetime) -> tuple[Change, ...]:
        """Return what events and the time have changed."""
        return tuple(
            Change(each.process, each.rule, each.case, each.outcome, now, tuple(each.segment))
            for log, monitor in self._monitors.values()
            for each in self._taken(log, monitor, events, now)
        )

    @staticmethod
    def _taken(log: str, monitor: Monitor, events: pa.Table, now: datetime) -> Iterator[Any]:
        import pyarrow.compute as pc  # noqa: PLC0415 -- with a reading

        if not events.num_rows:
            yield from monitor.tick(now)
            return
        mine = events.filter(
            pc.and_(pc.equal(events.column("log"), log), pc.greater(events.column("row"), monitor.row))
        )
        yield from monitor.take(mine, now=now)
        monitor.row = max(monitor.row, int(events.column("row")[-1].as_py()))


def _dimension(steps: Any, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the first dimension of a process that its log has, and its column."""
    for name in names:
        with suppress(SightlineError):
            yield name, steps.relation.name(name)
            return
