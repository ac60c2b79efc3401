"""What was typed into the forms of reviews, as the services take it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from sightline_web.packed import Reviewable
from sightline_web.reviews.services import Calendar, ReviewError
from sightline_web.shell.typed import whole
from sightline_web.shell.writes import day_typed

__all__ = ["calendar_typed", "day_or_none", "period_typed", "usual"]

PREPARE, MEET, SIGN = 5, 8, 10  # working days after the period


def day_or_none(text: str | None) -> date | None:
    """Return a day that was typed; None for nothing.

    Raises
    ------
    ReviewError
        For anything else.
    """
    if not (text or "").strip():
        return None
    found = day_typed(text)
    if found is None:
        raise ReviewError(_("“{text}” is no day; write it as in 2026-12-31.").format(text=text))
    return found


def calendar_typed(typed: Mapping[str, str]) -> Calendar:
    """Return a calendar that was typed; raises ReviewError."""
    return Calendar(
        day_or_none(typed.get("prepare_until")), day_or_none(typed.get("meets_on")),
        day_or_none(typed.get("sign_until")), whole(typed.get("preparer")) or None,
        whole(typed.get("owner")) or None, whole(typed.get("signer")) or None,
    )  # fmt: skip


def period_typed(typed: Mapping[str, str], offered: Sequence[Reviewable]) -> Reviewable:
    """Return the period that was chosen of those that are offered; raises ReviewError."""
    found = next((one for one in offered if one.label == typed.get("period")), None)
    if found is None:
        raise ReviewError(_("Choose one of the periods that are whole."))
    return found


def usual(period: Reviewable) -> dict[str, date]:
    """Return the days on which a review is usually prepared, met upon and signed: working days after its period."""
    days = {"prepare_until": PREPARE, "meets_on": MEET, "sign_until": SIGN}
    return {name: _working(period.end, many) for name, many in days.items()}


def _working(day: date, many: int) -> date:
    """Return the day that is so many working days after the last of a period, itself counted from `day` on."""
    found, left = day - timedelta(days=1), many
    while left:
        found += timedelta(days=1)
        left -= found.weekday() < 5  # noqa: PLR2004 -- Saturday and Sunday
    return found
