"""The steps of a process in SQL: which events are its own, what comes before and after, when a case is closed.

A process that declares activities owns the events that bear one of their labels, and no others; one that declares none
owns them all. Within a case, events are ordered by time and then by sequence, since ties in time are common. A case is
closed by its first event whose activity is the last of the chain or one of `ends`; where the process declares neither,
every case counts as closed, by its last event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sightline.errors import UnknownNameError
from sightline.events.features import WHOLE, Feature, feature, identifier, text
from sightline.events.moments import Now, business_time
from sightline.events.relations import Relation
from sightline.model.declarations import Process
from sightline.periods import Span

__all__ = ["AFTER", "BEFORE", "Steps"]

BEFORE = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
AFTER = "ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING"
_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Steps:
    """One process over its log, as SQL.

    Parameters
    ----------
    name : str
        The process.
    process : Process
        What it declares.
    relation : Relation
        Its log.
    now : Now
        The moment of the reading.
    place : str
        Where it stands, for messages.
    alone : bool
        Whether the rows that are looked at hold no other events than the process's own.
    """

    name: str
    process: Process
    relation: Relation
    now: Now
    place: str = ""
    alone: bool = False

    @property
    def time(self) -> str:
        """The column of times."""
        return identifier("time")

    @property
    def own(self) -> str:
        """The condition that an event belongs to the process."""
        labels = [text(declared.as_ or name) for name, declared in self.process.activities.items()]
        return f"{identifier('activity')} IN ({', '.join(labels)})" if labels else "TRUE"

    def labels(self, activity: str) -> tuple[str, ...]:
        """Return the labels in the log that an activity bears.

        Raises
        ------
        UnknownNameError
            If neither the process nor its log knows it.
        """
        declared = self.process.activities.get(activity)
        if declared is not None:
            return (declared.as_ or activity,)
        known: Mapping[str, tuple[str, ...]] = {} if self.process.activities else self.relation.labels
        if activity not in known:
            raise UnknownNameError("activity", activity, [*self.process.activities, *known], place=self.place)
        return known[activity]

    def does(self, *activities: str) -> str:
        """Return the condition that an event is one of these activities."""
        labels = [text(label) for activity in activities for label in self.labels(activity)]
        if len(labels) == 1:
            return f"{identifier('activity')} = {labels[0]}"
        return f"{identifier('activity')} IN ({', '.join(labels)})"

    def window(self, frame: str, *more: str) -> str:
        """Return the window over the events of one case, in their order; the case is cut further by `more` columns."""
        cut = ["(" + self.own + ")"] if self.process.activities and not self.alone else []
        keys = [identifier("case"), *cut, *more]
        return f"(PARTITION BY {', '.join(keys)} ORDER BY {self.time}, {identifier('seq')} {frame})"

    def count(self, condition: str, frame: str, *needs: Feature, more: tuple[str, ...] = ()) -> Feature:
        """Return the feature: how many events in the frame meet `condition`."""
        sql = f"COUNT(CASE WHEN {condition} THEN 1 END) OVER {self.window(frame, *more)}"
        return feature("times", sql, *needs)

    def earliest(self, condition: str, frame: str) -> Feature:
        """Return the feature: the time of the first event in the frame that meets `condition`."""
        return feature("first_time", f"MIN(CASE WHEN {condition} THEN {self.time} END) OVER {self.window(frame)}")

    def latest(self, condition: str, frame: str) -> Feature:
        """Return the feature: the time of the last event in the frame that meets `condition`."""
        return feature("last_time", f"MAX(CASE WHEN {condition} THEN {self.time} END) OVER {self.window(frame)}")

    def first_of(self, condition: str, *needs: Feature) -> tuple[str, Feature]:
        """Return the condition that an event is the first of its case to meet `condition`, and the feature it needs."""
        earlier = self.count(condition, BEFORE, *needs)
        return f"({condition}) AND {earlier} = 0", earlier

    def anywhere(self, condition: str, *needs: Feature) -> Feature:
        """Return the feature: 1 on every event of a case in which any event meets `condition`, else 0."""
        sql = f"MAX(CASE WHEN {condition} THEN 1 ELSE 0 END) OVER {self.window(WHOLE)}"
        return feature("ever", sql, *needs)

    @property
    def closers(self) -> tuple[str, ...]:
        """The activities that close a case."""
        return tuple(dict.fromkeys((*self.process.chain[-1:], *self.process.ends)))

    def closing(self) -> tuple[str, Feature]:
        """Return the condition that an event closes its case, and the feature it needs."""
        if not self.closers:
            later = self.count("TRUE", AFTER)
            return f"({self.own}) AND {later} = 0", later
        return self.first_of(self.does(*self.closers))

    def closed(self) -> tuple[str, Feature | None]:
        """Return the condition that the case of an event is closed, and the feature it needs."""
        if not self.closers:
            return "TRUE", None
        ever = self.anywhere(self.does(*self.closers))
        return f"{ever} = 1", ever

    def closing_time(self) -> Feature:
        """Return the feature: when the case is closed; missing while it is open."""
        if not self.closers:
            return self.latest("TRUE", WHOLE)
        return self.earliest(self.does(*self.closers), WHOLE)

    def beginning(self) -> tuple[str, Feature]:
        """Return the condition that an event is the first of its case, and the feature it needs."""
        return self.first_of(self.own)

    def clock(self, *, business: bool) -> tuple[str, Feature | None]:
        """Return what measures time in microseconds, as SQL, and the feature it needs."""
        if not business:
            return f"SL_MICROS({self.time})", None
        first = self.relation.first or self.now.as_of.replace(year=1970, month=1, day=1)
        found = business_time("time", self.relation.kind("time"), self.now.calendar, first=first, end=self.now.end)
        return str(found), found

    def clock_now(self, *, business: bool) -> int:
        """Return the reading's moment on that clock."""
        if business:
            return self.now.business_us
        return self.now.us


def span_us(span: Span) -> int:
    """Return the length of a fixed span in microseconds."""
    return round(span.seconds * _US)
