"""What the address of a page asks for: a goal or a metric by its id, and of a metric dimension, grain and window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from sightline_web.languages.marks import later
from sightline_web.snapshot import Goal, Metric, NotDeclaredError, Snapshot

__all__ = ["GRAINS", "Asked", "goal_of", "metric_of"]

GRAINS = ("day", "week", "month", "quarter", "year")
TITLES = {
    "day": later("Day"),
    "week": later("Week"),
    "month": later("Month"),
    "quarter": later("Quarter"),
    "year": later("Year"),
}


def metric_of(snapshot: Snapshot, name: str) -> Metric:
    """Return a metric by its id; raises NotDeclaredError for one that is not there."""
    if name not in snapshot.metrics:
        raise NotDeclaredError("metric", name, tuple(snapshot.metrics))
    return snapshot.metrics[name]


def goal_of(snapshot: Snapshot, name: str) -> Goal:
    """Return a goal by its id; raises NotDeclaredError for one that is not there."""
    found = next((goal for goal in snapshot.goals if goal.id == name), None)
    if found is None:
        raise NotDeclaredError("goal", name, tuple(goal.id for goal in snapshot.goals))
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """One view of a metric; everything that it depends on stands in its address."""

    by: str | None
    grain: str
    since: str | None
    until: str | None
    usual: str

    @classmethod
    def of(cls, query: Mapping[str, str], metric: Metric, usual: str) -> Asked:
        """Return what a query asks for.

        Raises
        ------
        NotDeclaredError
            If it names a dimension that the metric does not have, or a grain that there is not.
        """
        by = query.get("by") or None
        if by is not None and by not in metric.dimensions:
            cause = _("{metric} has no dimension “{dimension}”.").format(metric=metric.title, dimension=by)
            raise NotDeclaredError("dimension", by, metric.dimensions, cause=cause)
        grain = query.get("grain") or usual
        if grain not in GRAINS:
            raise NotDeclaredError("grain", grain, GRAINS)
        return cls(by, grain, query.get("since") or None, query.get("until") or None, usual)

    @property
    def grains(self) -> tuple[str, ...]:
        """The grains that the workspace's own rolls up to."""
        if self.usual == "week":
            return ("week", "year")
        return GRAINS[GRAINS.index(self.usual) :] if self.usual != "day" else GRAINS

    def query(self, **other: str | None) -> str:
        """Return the query of this view, with some of it changed; empty for the usual view."""
        wanted = {"by": self.by, "grain": self.grain, "since": self.since, "until": self.until} | other
        if wanted["grain"] == self.usual:
            wanted["grain"] = None
        if "grain" in other:
            wanted["since"] = wanted["until"] = None
        kept = {key: value for key, value in wanted.items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    def by_tabs(self, dimensions: tuple[str, ...]) -> list[tuple[str, str, bool]]:
        """Return title, query and whether it is current, of each dimension and of the whole."""
        tabs = [(_("Whole"), self.query(by=None), self.by is None)]
        return tabs + [
            (name.replace("_", " ").capitalize(), self.query(by=name), self.by == name) for name in dimensions
        ]

    def grain_tabs(self) -> list[tuple[str, str, bool]]:
        """Return title, query and whether it is current, of each grain."""
        return [(TITLES[grain], self.query(grain=grain), self.grain == grain) for grain in self.grains]
