"""What every act on an appraisal needs: its row, its next state, and texts and numbers as they are kept."""

from __future__ import annotations

import math

from django.db.models import F
from django.utils.translation import gettext as _

from sightline_web.appraisals.models import TEXT_LETTERS, Appraisal
from sightline_web.appraisals.states import NEXT, after
from sightline_web.journal.seal import personal, written
from sightline_web.languages.spoken import spoken_now
from sightline_web.shell.formats import Formats

__all__ = ["AppraisalError", "finite", "move", "next_state", "row_of", "sealed_for"]


class AppraisalError(ValueError):
    """An act that is refused; the text says why and what to do."""


def row_of(appraisal: int) -> Appraisal:
    """Return an appraisal, held until the transaction ends; raises AppraisalError."""
    found = Appraisal.objects.select_for_update().filter(pk=appraisal, archived_at=None).first()
    if found is None:
        raise AppraisalError(_("There is no such appraisal."))
    return found


def next_state(row: Appraisal, act: str) -> str:
    """Return the state after an act; raises AppraisalError with what is to be done instead."""
    try:
        return after(row.state, act, judges_first=row.judges_first)
    except ValueError as error:
        raise AppraisalError(str(NEXT[row.state])) from error


def move(row: Appraisal, state: str, **more: object) -> None:
    """Bring an appraisal into a state, with what else is kept of it."""
    Appraisal.objects.filter(pk=row.pk).update(state=state, revision=F("revision") + 1, **more)
    row.state = state


def finite(value: float | None) -> float | None:
    """Return a number that can be kept; None for one that is none."""
    return value if value is not None and math.isfinite(value) else None


def sealed_for(text: str, person: str) -> str:
    """Return a text as it is kept under a person's key; raises AppraisalError."""
    said = text.strip()
    if not said:
        raise AppraisalError(_("Write it in your own words; it cannot be empty."))
    if len(said) > TEXT_LETTERS:
        letters = Formats(spoken_now()).count(TEXT_LETTERS)
        raise AppraisalError(_("There is room for {letters} letters.").format(letters=letters))
    return written(personal(said, person))
