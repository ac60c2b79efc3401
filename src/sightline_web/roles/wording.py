"""The sentences of persons' pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.accounts.wording import DUTIES
from sightline_web.directory import Person
from sightline_web.journal.queries import Line
from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.policy.words import Duty
from sightline_web.roles.cards import Card
from sightline_web.shell.formats import Formats
from sightline_web.shell.sentences import counted, numeral

__all__ = ["about_looks", "about_me", "about_person", "about_team", "duties_held", "looked_at"]

LOOKED = {
    "person": later("your role and its dates"),
    "read_log": later("your entries in the journal"),
    "person_export": later("all that is held about you"),
    "account": later("your account"),
    "shared_note": later("your conversations"),
    "final_review": later("your appraisal"),
    "agreement": later("your agreement"),
    "objection": later("your objection"),
    "aspiration": later("what you shared of what you want and learn"),
    "feedback_summary": later("the summary of feedback about you"),
    "person_metric": later("what was computed about you"),
    "skill_level": later("your levels behind a proposal of work"),
    "decision_share": later("how often you decide just as computed"),
}


def about_me(card: Card | None, formats: Formats) -> str:
    """Return what one's own assignment is."""
    if card is None:
        return _("Your account belongs to no person of the people source.")
    if card.now is None:
        return _("You have no role today.")
    return _("You are {role}.").format(role=_role(card.now, formats))


def about_person(card: Card, formats: Formats) -> str:
    """Return what another person's assignment is."""
    if card.now is None:
        return _("{name} has no role today.").format(name=card.name)
    return _("{name} is {role}.").format(name=card.name, role=_role(card.now, formats))


def about_looks(looks: Sequence[Line]) -> str:
    """Return how many looked."""
    if not looks:
        return _("Nobody else has looked at it.")
    many = len({each.account for each in looks})
    said = ngettext("{looks} by one other person.", "{looks} by {number} others.", many)
    return said.format(looks=opening(counted(len(looks), "look")), number=numeral(many))


def looked_at(kind: str) -> str:
    """Return what of a person was looked at: "your record"."""
    return str(LOOKED.get(kind, kind.replace("_", " ")))


def duties_held(duties: Iterable[str]) -> str:
    """Return the duties of an account in words."""
    return ", ".join(str(DUTIES[Duty(each)][0]) for each in sorted(duties))


def about_team(person: str | None, count: int) -> str:
    """Return how many report to whoever asks."""
    if not person:
        return _("Your account belongs to no person of the people source.")
    if not count:
        return _("Nobody reports to you today.")
    said = ngettext("{number} person reports to you.", "{number} people report to you.", count)
    return said.format(number=opening(numeral(count)))


def _role(now: Person, formats: Formats) -> str:
    role, unit = (text.replace("_", " ") for text in (now.role, now.unit or ""))
    if unit:
        said = _("{role} in {unit}, since {day}") if now.since else _("{role} in {unit}")
    else:
        said = _("{role}, since {day}") if now.since else "{role}"
    return said.format(role=role, unit=unit, day=formats.day(now.since))
