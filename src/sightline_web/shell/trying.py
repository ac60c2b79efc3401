"""Changes as people write them in an address, so that any page can open the workbench with one of them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse

__all__ = ["amount_text", "try_href"]

FIGURES = 3
TINY = 1e-9  # what binary digits add to 4.1


def amount_text(amount: float, unit: str) -> str:
    """Return a change as it is written: "+4.1pp" of a share, "-0.35" otherwise.

    In three figures, rounded away from zero: a change that just suffices still does.
    """
    points = {"share": 100.0, "percent": 1.0}.get(unit)
    scaled = abs(amount) * (points or 1.0)
    sign = "-" if amount < 0 else "+"
    if not scaled or not math.isfinite(scaled):
        return f"{sign}0"
    decimals = FIGURES - 1 - math.floor(math.log10(scaled))
    steps = math.ceil(scaled * 10.0**decimals * (1 - TINY))
    text = f"{steps / 10.0**decimals:.{max(decimals, 0)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{sign}{text}{'pp' if points else ''}"


def try_href(shifts: Iterable[str]) -> str:
    """Return the address of the workbench with changes such as "lead_time=-10%"."""
    query = urlencode([("shift", text) for text in shifts])
    return f"{reverse('scenario_new')}{'?' if query else ''}{query}"
