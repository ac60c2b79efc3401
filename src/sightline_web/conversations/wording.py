"""The sentences of conversations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.conversations.models import CheckIn
from sightline_web.shell.formats import Formats
from sightline_web.shell.sentences import counted

__all__ = ["about_mine", "about_one"]


def about_mine(person: str | None, others: int, steps: int) -> str:
    """Return with whom there are conversations, and what is still to be done."""
    if not person:
        return _("Your account belongs to no person of the people source.")
    if not others:
        return _("You have nobody to talk with here: the people source names neither your manager nor a team.")
    people = counted(others, "person", "people")
    if not steps:
        return _("You have {people} to talk with.").format(people=people)
    text = ngettext(
        "You have {people} to talk with; {steps} is yours to do.",
        "You have {people} to talk with; {steps} are yours to do.",
        steps,
    )
    return text.format(people=people, steps=counted(steps, "step"))


def about_one(name: str, found: Sequence[CheckIn], today: date, formats: Formats, *, own: bool) -> str:
    """Return when the next conversation is, or when the last one was."""
    coming = [each for each in found if each.day >= today and each.held_at is None]
    if coming:
        text = _("You talk with your manager on {day}.") if own else _("You talk with {name} on {day}.")
        return text.format(name=name, day=formats.day(min(each.day for each in coming)))
    if found:
        text = _("You talked with your manager last on {day}.") if own else _("You talked with {name} last on {day}.")
        return text.format(name=name, day=formats.day(found[0].day))
    if own:
        return _("You have not talked with your manager here yet.")
    return _("You have not talked with {name} here yet.").format(name=name)
