"""The sentences of persons' pages."""

from __future__ import annotations

from collections.abc import Sequence

from sightline_web.journal.queries import Line
from sightline_web.roles.cards import Card
from sightline_web.shell.formats import Formats
from sightline_web.shell.sentences import counted, numeral, opening

__all__ = ["about_looks", "about_me", "about_person", "about_team", "looked_at"]

LOOKED = {
    "person": "your role and its dates",
    "read_log": "your entries in the journal",
    "person_export": "all that is held about you",
    "account": "your account",
    "shared_note": "your conversations",
    "final_review": "your appraisal",
    "objection": "your objection",
    "aspiration": "what you shared of what you want and learn",
    "feedback_summary": "the summary of feedback about you",
    "person_metric": "what was computed about you",
    "skill_level": "your levels behind a proposal of work",
    "decision_share": "how often you decide just as computed",
}


def about_me(card: Card | None, formats: Formats) -> str:
    """Return what one's own assignment is."""
    if card is None:
        return "Your account belongs to no person of the people source."
    return "You have no role today." if card.now is None else f"You are {_role(card, formats)}."


def about_person(card: Card, formats: Formats) -> str:
    """Return what another person's assignment is."""
    return f"{card.name} has no role today." if card.now is None else f"{card.name} is {_role(card, formats)}."


def about_looks(looks: Sequence[Line]) -> str:
    """Return how many looked."""
    if not looks:
        return "Nobody else has looked at it."
    many = len({each.account for each in looks})
    return (
        f"{opening(counted(len(looks), 'look'))} by {'one other person' if many == 1 else f'{numeral(many)} others'}."
    )


def looked_at(kind: str) -> str:
    """Return what of a person was looked at: "your record"."""
    return LOOKED.get(kind, kind.replace("_", " "))


def about_team(person: str | None, count: int) -> str:
    """Return how many report to whoever asks."""
    if not person:
        return "Your account belongs to no person of the people source."
    if not count:
        return "Nobody reports to you today."
    return "One person reports to you." if count == 1 else f"{opening(numeral(count))} people report to you."


def _role(card: Card, formats: Formats) -> str:
    now = card.now
    if now is None:
        return ""
    unit = f" in {now.unit.replace('_', ' ')}" if now.unit else ""
    since = f", since {formats.day(now.since)}" if now.since else ""
    return f"{now.role.replace('_', ' ')}{unit}{since}"
