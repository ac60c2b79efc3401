"""What the pages of this surface call a thing, what its step is, and where its name leads."""

from __future__ import annotations

from functools import cached_property

from django.urls import reverse

from sightline_web.ahead import Effect, Link
from sightline_web.languages.marks import later
from sightline_web.shell.formats import Formats
from sightline_web.shell.kinds import kind_word
from sightline_web.shell.past import last_whole, usual_move
from sightline_web.shell.sizes import Step, step_of
from sightline_web.shell.voices import said
from sightline_web.snapshot import Goal, NotDeclaredError, Snapshot

__all__ = ["Places"]

STRENGTHS = (0.05, 0.15, 0.35, 0.7)  # how much of its usual movement an edge explains, from which on it is drawn wider
MIDDLING = 3
SHORT = {"role": later("its share of a best year"), "initiative": later("delivery as declared")}


class Places:
    """Titles, steps and addresses of the metrics, activities, rules, roles and initiatives of a snapshot."""

    def __init__(self, snapshot: Snapshot, formats: Formats) -> None:
        self.snapshot = snapshot
        self.formats = formats
        self._series = snapshot.overview()

    def goal(self, name: str) -> Goal:
        """Return a goal; raises NotDeclaredError for one that is not there."""
        found = next((each for each in self.snapshot.goals if each.id == name), None)
        if found is None:
            raise NotDeclaredError("goal", name, tuple(each.id for each in self.snapshot.goals))
        return found

    def title(self, name: str) -> str:
        """Return the title of anything that may move goals."""
        found = self.snapshot.origins.get(name)
        return found.title if found else name

    def kind(self, name: str) -> str:
        """Return what a name is: "metric", "activity", "rule", "role" or "initiative"."""
        found = self.snapshot.origins.get(name)
        return found.kind if found else "metric"

    def unit(self, name: str) -> str:
        """Return the unit of a metric; empty for anything else."""
        found = self.snapshot.metrics.get(name)
        return found.unit if found else ""

    def step(self, name: str, words: str = "") -> Step:
        """Return the handy change of a metric; of anything else its own unit, from `words`, made short."""
        if name not in self.snapshot.metrics:
            return Step(1.0, str(SHORT.get(self.kind(name)) or said(words) or kind_word(self.kind(name))))
        series = self._series.get(name)
        point = last_whole(series.points()) if series else None
        return step_of(self.unit(name), point.value if point else None, self.formats)

    def href(self, name: str) -> str:
        """Return the address of the line of sight from something."""
        return reverse("sight_from", args=[name])

    def goal_href(self, goal: str) -> str:
        """Return the address of what moves a goal."""
        return f"{reverse('sight')}?goal={goal}"

    @cached_property
    def effects(self) -> dict[tuple[str, str], Effect]:
        """The effects by driver and moved metric; none while they are being estimated."""
        if not self.snapshot.ready("effects"):
            return {}
        return {(each.driver, each.on): each for each in self.snapshot.effects()}

    def source(self, driver: str, on: str) -> str:
        """Return the address of how an effect was come by: its page, or what is declared of the driver."""
        if (driver, on) in self.effects:
            return reverse("effect", args=[driver, on])
        return self.href(driver)

    def strength(self, link: Link) -> int:
        """Return how strong an edge is, from 1 to 5: its effect on the usual movement of what it moves."""
        ends = [self._move(link.driver), self._move(link.on)]
        if link.per_unit is None or ends[0] is None or not ends[1]:
            return MIDDLING if link.per_unit is not None else 1
        share = abs(link.per_unit) * ends[0] / ends[1]
        return 1 + sum(share >= bound for bound in STRENGTHS)

    def _move(self, name: str) -> float | None:
        series = self._series.get(name)
        return usual_move(series) if series else None
