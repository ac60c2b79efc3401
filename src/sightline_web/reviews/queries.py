"""Reading cycles, what people brought into them, and the decisions that are carried on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sightline_web import store
from sightline_web.accounts.models import Account
from sightline_web.policy.words import Duty
from sightline_web.reviews.models import Cycle, Decision, Note, Override

__all__ = [
    "carried",
    "cycle",
    "cycles",
    "decisions",
    "due",
    "notes",
    "overdue",
    "overrides",
    "role_of",
    "stand_for",
    "titles_of",
]

KEEPERS = (Duty.EXECUTIVE, Duty.STRATEGY_OFFICE)  # who may prepare, own and sign


@store.reading()
def cycles() -> list[Cycle]:
    """Return all cycles, the newest period first."""
    return list(Cycle.objects.all())


@store.reading()
def cycle(number: int) -> Cycle | None:
    """Return a cycle by its number."""
    return Cycle.objects.filter(pk=number).first()


@store.reading()
def notes(of: Cycle) -> list[Note]:
    """Return the notes of a cycle, in the order in which they were written."""
    return list(Note.objects.filter(cycle=of, archived_at=None))


@store.reading()
def overrides(of: Cycle) -> list[Override]:
    """Return the statuses that were set by hand in a cycle."""
    return list(Override.objects.filter(cycle=of, archived_at=None))


@store.reading()
def decisions() -> list[Decision]:
    """Return all decisions: open ones first, by the day until which they are due, then the newest."""
    found = Decision.objects.filter(archived_at=None).select_related("cycle")
    return sorted(found, key=lambda one: (one.state != "open", one.due or date.max, -one.pk))


@store.reading()
def due(*, about: str, cycle: int | None) -> list[tuple[str, date, str]]:
    """Return the open decisions that are due on a day, of a cycle or else about something: title, day and role."""
    of = {"about": about} if cycle is None else {"cycle": cycle}
    found = Decision.objects.filter(archived_at=None, state="open", due__isnull=False, **of).order_by("due", "-pk")
    return list(found.values_list("title", "due", "role"))


@store.reading()
def carried(into: Cycle) -> list[Decision]:
    """Return what a cycle looks at: what is decided in it, what earlier ones left open, and what ended since the last.

    A cycle of the past keeps to what was decided up to it.
    """
    before = Cycle.objects.filter(end__lt=into.end).order_by("-end").first()
    found = []
    for one in Decision.objects.filter(archived_at=None, cycle__end__lte=into.end).select_related("cycle"):
        since = before.signed_at.date() if before is not None and before.signed_at else None
        recent = one.ended_on is not None and (since is None or one.ended_on >= since)
        if one.cycle.pk == into.pk or one.state == "open" or recent:
            found.append(one)
    return found


@store.reading()
def role_of(decision: int) -> str:
    """Return the role that a decision was given to; empty where there is no such decision."""
    return Decision.objects.filter(pk=decision, archived_at=None).values_list("role", flat=True).first() or ""


def overdue(those: Iterable[Decision], on: date) -> list[Decision]:
    """Return the decisions that are open past their day."""
    return [one for one in those if one.overdue(on)]


@store.reading()
def stand_for() -> dict[int, str]:
    """Return the accounts that may prepare, own and sign, with how they are called, by their names."""
    rows = Account.objects.filter(is_active=True).order_by("name", "email")
    return {one.pk: one.name or one.email for one in rows if set(one.duties).intersection(KEEPERS)}


@store.reading()
def titles_of(numbers: Iterable[int | None]) -> dict[int, str]:
    """Return how accounts are called, by their numbers; one that is gone is left out."""
    wanted = {each for each in numbers if each is not None}
    return {one.pk: one.name or one.email for one in Account.objects.filter(pk__in=wanted)}
