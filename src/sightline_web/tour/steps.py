"""The steps of the tour: a goal at risk, its cause in a process, who has a hand in it, what would move it.

Nothing is told of that the reading does not hold: the goal is the least likely one, the cause the dearest deviation
that costs it, the initiative the one that moves it most. A step whose page is closed to the visitor is shown by another
page, or left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.ahead import Line, Outlook
from sightline_web.deviations import Deviation
from sightline_web.headlines import happened
from sightline_web.policy.actor import Actor
from sightline_web.shell.formats import Formats
from sightline_web.shell.openings import is_open
from sightline_web.shell.prices import price_in_words
from sightline_web.shell.sizes import likely, size, span
from sightline_web.snapshot import Goal, Metric, Snapshot, UnanswerableError

__all__ = ["Step", "ready", "steps"]

QUESTIONS = ("outlooks", "sight", "deviations")


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the tour: what it is about, what it says there, and where it is; `quotes` is of the library."""

    title: str
    says: str
    href: str
    number: int = 0
    quotes: str = ""

    @property
    def address(self) -> str:
        """The address of the page as this step."""
        return f"{self.href}{'&' if '?' in self.href else '?'}tour={self.number}"


def ready(snapshot: Snapshot) -> bool:
    """Return whether all that the tour tells is estimated."""
    return all(snapshot.ready(each) for each in QUESTIONS)


def steps(snapshot: Snapshot, actor: Actor, formats: Formats) -> tuple[Step, ...]:
    """Return the steps that somebody can walk; none where no goal has a chance to tell of."""
    try:
        found = [each for each in _Story(snapshot, formats).told(actor) if is_open(actor, each.href)]
    except UnanswerableError:
        return ()
    return tuple(replace(each, number=at) for at, each in enumerate(found, 1))


class _Story:
    """One goal of a reading, and what leads to it."""

    def __init__(self, snapshot: Snapshot, formats: Formats) -> None:
        self._snapshot = snapshot
        self._formats = formats

    def told(self, actor: Actor) -> Iterator[Step]:
        """Give the steps, whether or not their pages are open; those about the cause where they are."""
        outlook = self._at_risk()
        if outlook is None:
            return
        goal = next(each for each in self._snapshot.goals if each.id == outlook.goal)
        yield from self._goal(goal, outlook)
        cause = self._cause(goal)
        if cause is not None:
            metric = self._snapshot.metrics[cause.metric or ""]
            yield self._deviation(cause, metric, goal, lambda href: is_open(actor, href))
            yield from self._work(metric, goal)
            yield from self._initiative(metric, goal, lambda href: is_open(actor, href))
        says = _("A review freezes the numbers of all three levels, with what is said and decided.")
        yield Step(_("the review"), says, reverse("reviews"))

    def _at_risk(self) -> Outlook | None:
        every = self._snapshot.outlooks().values()
        known = [each for each in every if each.probability is not None and each.forecast is not None]
        return min(known, key=lambda each: each.probability or 0.0, default=None)

    def _goal(self, goal: Goal, outlook: Outlook) -> Iterator[Step]:
        value = self._formats.value
        chance = likely(outlook.probability, self._formats)
        says = _("“{goal}” is {chance} likely to be reached.").format(goal=goal.statement, chance=chance)
        yield Step(_("a goal at risk"), says, reverse("strategy"))
        ends = [value(each, outlook.unit, brief=True) for each in (outlook.forecast, outlook.low, outlook.high)]
        wanted = value(outlook.target, outlook.unit, brief=True)
        says = _(
            "It is heading for {value} (90% between {low} and {high}), and {target} is wanted. "
            "What drives it stands below the figure."
        ).format(value=ends[0], low=ends[1], high=ends[2], target=wanted)
        yield Step(_("where it is heading"), says, reverse("goal", args=[goal.id]))

    def _cause(self, goal: Goal) -> Deviation | None:
        """Return the dearest deviation of a metric that costs a goal, best one that a role and an initiative touch."""
        costly = [each for each in self._snapshot.deviations() if goal.id in {each.goal, *each.prices} and each.metric]
        known = [each for each in costly if each.metric in self._snapshot.metrics]
        whole = [each for each in known if (m := self._snapshot.metrics[each.metric or ""]).roles and m.changes]
        return next(iter([*whole, *known]), None)

    def _deviation(self, cause: Deviation, metric: Metric, goal: Goal, opens: Callable[[str], bool]) -> Step:
        place = ",".join(f"{key}={value}" for key, value in cause.segment)
        chart = reverse("behaviour_chart", args=[metric.id]) + (f"?{urlencode({'segment': place})}" if place else "")
        by = f"?by={cause.segment[0][0]}" if cause.segment else ""
        values = reverse("metric", args=[metric.id]) + by
        if not opens(reverse("operations")):  # what deviates, and its price, is not everybody's to know
            says = _("“{metric}” is behind it; these are its values.").format(metric=metric.title)
            return Step(_("its cause"), says, values)
        says = ""
        if cause.price is not None and cause.goal == goal.id:
            price = size(cause.price, goal.unit, self._formats, cause.low, cause.high).removeprefix("+")
            ends = price_in_words(cause.low, cause.high, goal, self._formats)
            says = _("It costs this goal {price} ({span}).").format(price=price, span=ends)
        page = chart if cause.kind == "chart" and opens(chart) else values
        return Step(_("its cause"), says, page, quotes=happened(cause.sentence))

    def _work(self, metric: Metric, goal: Goal) -> Iterator[Step]:
        """Give where the work is done, and the role that does it, or else answers for it."""
        doing = next((each for each in metric.roles if each.activities), None) or next(iter(metric.roles), None)
        name = metric.process or (doing.activities[0].partition(".")[0] if doing and doing.activities else "")
        process = self._snapshot.processes.get(name)
        if process is not None:
            says = _(
                "“{metric}” is a stretch of “{process}”. The map shows how the work runs, and where it waits."
            ).format(metric=metric.title, process=process.title)
            yield Step(_("where it happens"), says, reverse("process", args=[process.id]))
        if doing is not None and doing.id in self._snapshot.origins:
            hand = _("{role} performs {activity}.") if doing.performs else _("{role} answers for it.")
            hand = hand.format(role=doing.title, activity=doing.performs[0][0] if doing.performs else "")
            moves = self._moves(
                goal, doing.id, _("In a year as good as its best, the role moves this goal by {size} ({span}).")
            )
            yield Step(_("who has a hand in it"), f"{hand}{moves}", reverse("sight_from", args=[doing.id]))

    def _initiative(self, metric: Metric, goal: Goal, opens: Callable[[str], bool]) -> Iterator[Step]:
        best = max(metric.changes, key=lambda each: self._worth(goal, each.initiative), default=None)
        if best is None:
            return
        page = reverse("initiative", args=[best.initiative])
        moves = self._moves(goal, best.initiative, _("Delivered, it moves this goal by {size} ({span})."))
        says = _("“{initiative}” is declared to change it.").format(initiative=best.title)
        page = page if opens(page) else reverse("sight_from", args=[best.initiative])
        yield Step(_("what would move it"), f"{says}{moves}", page)

    def _line(self, goal: Goal, origin: str) -> Line | None:
        return next(iter(self._snapshot.sight(goal.id, origin)), None)

    def _worth(self, goal: Goal, origin: str) -> float:
        line = self._line(goal, origin)
        return 0.0 if line is None else abs(line.per_unit or 0.0)

    def _moves(self, goal: Goal, origin: str, text: str) -> str:
        line = self._line(goal, origin)
        if line is None or line.per_unit is None:
            return ""
        ends = span(line.low, line.high, goal.unit, self._formats)
        moved = size(line.per_unit, goal.unit, self._formats, line.low, line.high)
        return f" {text.format(size=moved, span=ends)}"
