"""What something costs a goal: the price with its way to the line of sight, its interval, its share of the gap."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sightline_web.languages.marks import later
from sightline_web.shell.formats import Formats
from sightline_web.shell.intervals import interval
from sightline_web.shell.sizes import likely, size, span
from sightline_web.shell.templatetags.shell import Shown
from sightline_web.snapshot import Goal

__all__ = ["Priced", "price_in_words", "priced"]

HOW = later("How was this priced?")


@dataclass(frozen=True, slots=True)
class Priced:
    """A price in a table: None where there is none; `part` is its share of what the goal still has to go."""

    price: Shown | None = None
    span: str = ""
    figure: SafeString = field(default_factory=SafeString)
    part: str = ""


def priced(
    goal: Goal | None,
    ends: tuple[float | None, float | None, float | None],
    share: float | None,
    origin: str | None,
    formats: Formats,
) -> Priced:
    """Return a price as a reader sees it.

    Parameters
    ----------
    goal : Goal, optional
        The goal that it costs.
    ends : (float, float, float), optional
        The low end, the price and the high end, in the goal's unit; positive is a loss.
    share : float, optional
        The same as a share of what the goal still has to go.
    origin : str, optional
        The rule or metric that it starts from.
    formats : Formats
        The reader's.
    """
    low, price, high = ends
    part = _("{share} of what is left").format(share=likely(share, formats)) if (share or 0) > 0 else ""
    if goal is None or price is None:
        return Priced(part=part)
    text = size(price, goal.unit, formats, low, high).removeprefix("+")
    shown = Shown(text, goal.metric, HOW, _priced_at(origin, goal))
    return Priced(shown, price_in_words(low, high, goal, formats), interval(low, price, high), part)


def price_in_words(low: float | None, high: float | None, goal: Goal, formats: Formats) -> str:
    """Return the interval of a price: "€40K to €210K"; empty where there is none."""
    if low is None or high is None:
        return ""
    return span(low, high, goal.unit, formats).replace("+", "")


def _priced_at(origin: str | None, goal: Goal) -> str:
    """Return where a price leads: to the line of sight from what deviates to the goal."""
    if origin is None:
        return reverse("goal", args=[goal.id])
    return f"{reverse('sight_from', args=[origin])}?{urlencode({'goal': goal.id})}"
