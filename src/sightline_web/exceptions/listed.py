"""The queue of exceptions as rows: what, how it stands, what it costs which goal, who must act until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.exceptions import holders, wording
from sightline_web.exceptions.models import Exceptional
from sightline_web.languages.openings import opening
from sightline_web.policy.actor import Actor
from sightline_web.raised import Raised
from sightline_web.shell.formats import Formats
from sightline_web.shell.guarding import today
from sightline_web.shell.prices import Priced, priced
from sightline_web.shell.sentences import Sentence, counted, numeral
from sightline_web.shell.templatetags.shell import name
from sightline_web.shell.voices import said
from sightline_web.snapshot import Goal, Snapshot

__all__ = ["Asked", "Line", "about", "choices", "goal_of", "line", "lines", "plain_row"]

NEEDS = ("new", "regressed")
KEYS = ("owner", "process", "state", "goal")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for; None for any. The state `resolved` shows those that are closed."""

    owner: str | None
    process: str | None
    state: str | None
    goal: str | None

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        """Return what a query asks for."""
        return cls(*(query.get(key) or None for key in KEYS))

    @property
    def still(self) -> bool:
        """Whether those that stand are asked for."""
        return self.state != "resolved"

    @property
    def anything(self) -> bool:
        """Whether nothing is filtered."""
        return not (self.owner or self.process or self.state or self.goal)

    def fits(self, each: Raised) -> bool:
        """Whether an exception is asked for."""
        return (
            self.owner in {None, each.owner}
            and self.process in {None, each.process}
            and self.state in {None, each.state}
            and self.goal in {None, each.goal}
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a filter."""

    value: str
    title: str
    chosen: bool


def choices(every: Iterable[Raised], asked: Asked, snapshot: Snapshot) -> dict[str, list[Choice]]:
    """Return the entries of each filter: what there are exceptions of."""
    known = list(every)
    goals = {each.id: each.statement for each in snapshot.goals}
    titles = {each.id: each.title for each in snapshot.processes.values()}
    owners = sorted({each.owner for each in known if each.owner})
    return {
        "owner": [Choice(each, name(each), each == asked.owner) for each in owners],
        "process": [
            Choice(each, title, each == asked.process)
            for each, title in titles.items()
            if any(one.process == each for one in known)
        ],
        "state": [Choice(each, look.word, each == asked.state) for each, look in wording.STATES.items()],
        "goal": [
            Choice(each, title, each == asked.goal)
            for each, title in goals.items()
            if any(one.goal == each for one in known)
        ],
    }


@dataclass(frozen=True, slots=True)
class Line:
    """One exception in the queue."""

    row: Exceptional
    raised: Raised
    what: str
    kind: str
    where: str
    why: str
    look: wording.Look
    goal: Goal | None
    cost: Priced
    owner: str
    age: str
    overdue: bool
    mine: bool
    needs: bool
    waits: bool  # for room in the budget of its owner

    @property
    def href(self) -> str:
        """Its page."""
        return reverse("exception", args=[self.row.pk])

    @property
    def words(self) -> str:
        """What a reader should know."""
        return said(self.raised.words)

    @property
    def language(self) -> str:
        """The language of what happened; empty for the page's."""
        return wording.title_language(self.raised)


def goal_of(raised: Raised, snapshot: Snapshot) -> Goal | None:
    """Return the goal that an exception costs most."""
    return next((each for each in snapshot.goals if each.id == raised.goal), None)


def lines(rows: Iterable[Exceptional], snapshot: Snapshot, formats: Formats, *, by: Actor, now: datetime) -> list[Line]:
    """Return exceptions as rows: those of the actor first, in the order that they come in."""
    mine, held = holders.roles_of(by), holders.held_by_somebody(snapshot, today(snapshot))
    found = []
    for row in rows:
        own = holders.is_mine(row.role, by=by, mine=mine, held=held)
        found.append(line(row, snapshot, formats, mine=own, now=now))
    return sorted(found, key=lambda each: (not (each.mine and each.needs), not each.mine))


def line(row: Exceptional, snapshot: Snapshot, formats: Formats, *, mine: bool, now: datetime) -> Line:
    """Return an exception as a row."""
    one = row.raised
    goal = goal_of(one, snapshot)
    waits = one.interrupting and (one.interrupted_at is None or one.interrupted_at < one.changed_at)
    return Line(
        row, one, wording.title_of(one, snapshot), wording.KINDS.get(one.kind, one.kind),
        wording.where(one, snapshot), wording.why_in_words(one), wording.look_of(one), goal,
        priced(goal, (one.low, one.price, one.high), one.price_share, one.subject, formats),
        wording.owner_of(one.owner), wording.span_in_words(max(now - one.raised_at, timedelta(0))),
        one.open and one.due is not None and one.due < now, mine, one.state in NEEDS, waits,
    )  # fmt: skip


def about(found: Sequence[Line], asked: Asked, *, whole: bool = True) -> Sentence:
    """Return in one sentence what needs whoever looks, who may see the `whole` queue or only what is theirs."""
    many = counted(len(found), "exception")
    if not asked.still:
        closed = ngettext("{exceptions} is closed.", "{exceptions} are closed.", len(found))
        return Sentence.of(opening(closed.format(exceptions=many)))
    needs = [each for each in found if each.mine and each.needs]
    if needs:
        return _needing(needs)
    if found:
        stand = ngettext(
            "Nothing needs you; {exceptions} stands.", "Nothing needs you; {exceptions} stand.", len(found)
        )
        return Sentence.of(stand.format(exceptions=many))
    if not asked.anything:
        return Sentence.of(_("No exception that fits stands."))
    return Sentence.of(_("No exception stands.") if whole else _("Nothing needs you."))


def _needing(needs: Sequence[Line]) -> Sentence:
    """Return how many need whoever looks, and what the dearest of them costs."""
    many = opening(counted(len(needs), "exception"))
    dearest = next((each for each in needs if each.cost.price is not None and (each.raised.price or 0) > 0), None)
    if dearest is None or dearest.cost.price is None or dearest.goal is None:
        said = ngettext("{exceptions} needs you.", "{exceptions} need you.", len(needs))
        return Sentence.of(said.format(exceptions=many))
    said = ngettext(
        "{exceptions} needs you; it costs “{goal}” about {price}.",
        "{exceptions} need you; the dearest costs “{goal}” about {price}.",
        len(needs),
    )
    return Sentence.put(said, exceptions=many, goal=dearest.goal.statement, price=dearest.cost.price)


def budget_words(owner: str | None, told: int, most: int, waiting: int) -> str:
    """Return how much of its budget a role has used: "2 of 2 interruptions used this shift; three wait"."""
    said = _("{owner}: {told} of {most} interruptions used this shift.")
    if waiting:
        said = ngettext(
            "{owner}: {told} of {most} interruptions used this shift; {waiting} waits for the next.",
            "{owner}: {told} of {most} interruptions used this shift; {waiting} wait for the next.",
            waiting,
        )
    return said.format(owner=wording.owner_of(owner), told=told, most=most, waiting=numeral(waiting))


def plain_row(one: Raised, row: Exceptional) -> dict[str, object]:
    """Return an exception for the twins."""
    return {
        "exception": row.pk,
        "key": one.key,
        "kind": one.kind,
        "process": one.process,
        "rule": one.rule,
        "metric": one.metric,
        "segment": ";".join(f"{dimension}={value}" for dimension, value in one.segment),
        "state": one.state,
        "outcome": one.outcome,
        "reason": one.reason,
        "owner": one.owner,
        "goal": one.goal,
        "price": one.price,
        "low": one.low,
        "high": one.high,
        "price_share": one.price_share,
        "why": one.why,
        "since": one.since,
        "raised_at": one.raised_at,
        "due": one.due,
        "regressions": one.regressions,
        "cases": list(one.cases),
        "interrupting": one.interrupting,
        "sentence": one.sentence,
        "words": one.words,
        "revision": row.revision,
    }
