"""What people bring into the pack of a cycle, as the library takes it: notes, statuses, decisions, signatures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sightline_web import packed
from sightline_web.accounts.marks import mark_said
from sightline_web.engine.saying import Message, Said, phrase, say, say_many
from sightline_web.packed import Brief, GoalNow
from sightline_web.reviews import queries
from sightline_web.reviews.models import Cycle, Decision
from sightline_web.shell.formats import MONTH_LABEL
from sightline_web.snapshot import Snapshot

__all__ = ["DRAFT", "brief_of", "moved"]

DRAFT = say("This is a draft: it is not signed, and its figures change with the data.")
CLOSE = 0.005  # probabilities that read the same


def brief_of(cycle: Cycle, snapshot: Snapshot, on: date) -> Brief:
    """Return what is asked of the library for a cycle on a day; raises as `snapshot.pack`."""
    zone, decisions = snapshot.head.timezone, queries.carried(cycle)
    titles = snapshot.role_titles
    figures = snapshot.goals_of(cycle.period) if decisions else {}
    return Brief(
        cycle.period,
        tuple(packed.Note(one.about, one.text, mark_said(one.written_by), _day(one.written_at, zone))
              for one in queries.notes(cycle)),
        tuple(packed.Override(one.goal, one.status, one.reason, mark_said(one.written_by))
              for one in queries.overrides(cycle)),
        tuple(_decision(one, titles.get(one.role, one.role), figures, on, zone) for one in decisions),
        tuple(_due(one, on) for one in queries.overdue(decisions, on)),
        tuple(_signatures(cycle, zone)),
        () if cycle.signed_at else (DRAFT,),
    )  # fmt: skip


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def _decision(one: Decision, owner: str, figures: Mapping[str, GoalNow], on: date, zone: str) -> packed.Decision:
    return packed.Decision(
        one.title, owner, one.due, "overdue" if one.overdue(on) else one.state, one.about,
        _day(one.written_at, zone), _period(one.cycle), one.came, moved(one, figures),
    )  # fmt: skip


def _period(cycle: Cycle) -> str:
    """Return the period of a cycle; a month as whoever reads it says it."""
    if not MONTH_LABEL.match(cycle.period):
        return cycle.title
    return Said(cycle.title, Message("{month:%B %Y}", (("month", cycle.start),)))


def moved(one: Decision, figures: Mapping[str, GoalNow]) -> str:
    """Return what became of the goal that a decision is about, as measured; nothing where nothing was known."""
    kind, _colon, name = one.about.partition(":")
    goal = figures.get(name) if kind == "goal" else None
    if goal is None or goal.probability is None or one.probability is None:
        return ""
    if abs(goal.probability - one.probability) < CLOSE:
        return say("The chance of its goal is {chance}, as it was.", chance=_percent(goal.probability))
    text = phrase("The chance of its goal went from {before} to {now} since.")
    return say(text, before=_percent(one.probability), now=_percent(goal.probability))


def _percent(probability: float) -> str:
    """Return a probability as draws can tell it: never none, never certain."""
    if probability < CLOSE:
        return say("under 1 %")
    return say("over 99 %") if probability > 1 - CLOSE else say("{share:.0f} %", share=probability * 100)


def _due(one: Decision, on: date) -> packed.Due:
    days = (on - (one.due or on)).days
    words = say_many(
        "It was to be done {count} day ago: say what came of it, or decide anew.",
        "It was to be done {count} days ago: say what came of it, or decide anew.", days,
    )  # fmt: skip
    return packed.Due("decision", str(one.pk), one.title, words, one.role, one.due)


def _signatures(cycle: Cycle, zone: str) -> Iterable[packed.Signature]:
    if cycle.prepared_at is not None:
        yield packed.Signature(say("Prepared"), mark_said(cycle.prepared_by), _day(cycle.prepared_at, zone))
    if cycle.owner_account is not None:
        yield packed.Signature(say("Owns it"), f"account {cycle.owner_account}")
    if cycle.signed_at is not None:
        yield packed.Signature(say("Signed"), mark_said(cycle.signed_by), _day(cycle.signed_at, zone))
