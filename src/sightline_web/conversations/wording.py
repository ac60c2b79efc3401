"""The sentences of conversations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sightline_web.conversations.models import CheckIn
from sightline_web.shell.formats import Formats
from sightline_web.shell.sentences import counted, opening

__all__ = ["about_mine", "about_one"]


def about_mine(person: str | None, others: int, steps: int) -> str:
    """Return with whom there are conversations, and what is still to be done."""
    if not person:
        return "Your account belongs to no person of the people source."
    if not others:
        return "You have nobody to talk with here: the people source names neither your manager nor a team."
    said = f"You have {counted(others, 'person', 'people')} to talk with"
    return f"{said}; {counted(steps, 'step is', 'steps are')} yours to do." if steps else f"{said}."


def about_one(name: str, found: Sequence[CheckIn], today: date, formats: Formats, *, own: bool) -> str:
    """Return when the next conversation is, or when the last one was."""
    whom = "your manager" if own else name
    coming = [each for each in found if each.day >= today and each.held_at is None]
    if coming:
        return f"You talk with {whom} on {formats.day(min(each.day for each in coming))}."
    if found:
        return f"You talked with {whom} last on {formats.day(found[0].day)}."
    return opening(f"you have not talked with {whom} here yet.")
