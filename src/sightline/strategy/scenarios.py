"""Scenarios: what every goal would do under a set of shifts, draw by draw beside what it would do without.

The same draws carry both outlooks, so a change is the difference within a draw, and its interval is that of the
differences: far narrower than two outlooks held side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sightline.records import GoalShift, History, Outlook, Paths, Shift, WhatIf
from sightline.records.history import Floats
from sightline.saying import joined, phrase, say
from sightline.strategy.past import bounds_of
from sightline.units import format_value

__all__ = ["compare", "remarks"]

_SAME = 1e-12  # relative: differences below are those of arithmetic


def compare(
    shifts: Sequence[Shift],
    before: Sequence[Outlook],
    after: Sequence[Outlook],
    before_paths: Paths,
    after_paths: Paths,
    *,
    words: str = "",
    notes: Mapping[str, str] | None = None,
) -> WhatIf:
    """Return what the goals would do.

    Parameters
    ----------
    shifts : sequence of Shift
        The changes.
    before, after : sequence of Outlook
        Of the same goals in the same order, without and with the changes.
    before_paths, after_paths : Paths
        What they rest on: the same periods, and draw for draw the same chance.
    words : str
        What a reader should know of the whole; `remarks` gives it.
    notes : mapping of str to str, optional
        What a reader should know of one goal, by goal.
    """
    pairs = zip(before, after, strict=True)
    told = notes or {}
    goals = tuple(_shifted(one, other, before_paths, after_paths, told.get(one.goal, "")) for one, other in pairs)
    return WhatIf(tuple(shifts), goals, words)


def _shifted(before: Outlook, after: Outlook, before_paths: Paths, after_paths: Paths, note: str) -> GoalShift:
    change = _change(before, before_paths, after_paths)
    if change is None:
        text = say("The data cannot say.") if before.periods else before.words
        middle = low = high = None
    else:
        text = "" if change.any() else say("Nothing of this reaches the goal by its date.")
        low, middle, high = (float(one) for one in np.quantile(change, (0.05, 0.5, 0.95)))
    return GoalShift(before.goal, before.unit, before, after, middle, low, high, joined(" ", [text, note]))


def _change(before: Outlook, before_paths: Paths, after_paths: Paths) -> Floats | None:
    """Return the change at the goal's date in each draw; None where it cannot be said."""
    if not before.periods or before.metric not in before_paths.values or before.metric not in after_paths.values:
        return None
    at = before_paths.now + len(before.periods) - 1
    one, other = before_paths.values[before.metric][:, at], after_paths.values[before.metric][:, at]
    change: Floats = other - one
    if np.isnan(change).any():
        return None
    return np.where(np.abs(change) <= _SAME * np.abs(one), 0.0, change)


def remarks(
    shifts: Sequence[Shift], after_paths: Paths, histories: Mapping[str, History], *, units: Mapping[str, str],
    titles: Mapping[str, str],
) -> str:  # fmt: skip
    """Return what a reader should know of shifts: a bound that held a share, a level that was never seen.

    Parameters
    ----------
    shifts : sequence of Shift
        The changes.
    after_paths : Paths
        With the changes.
    histories : mapping of str to History
        The pasts of the metrics, of the enterprise as a whole.
    units, titles : mapping of str to str
        Their units, and what sentences call them.
    """
    found = []
    for each in shifts:
        name = each.metric
        found.append(_remark(titles[name], units[name], after_paths.values.get(name), histories.get(name)))
    return joined(" ", found)


def _remark(title: str, unit: str, values: Floats | None, past: History | None) -> str:
    if past is None or values is None or not np.isfinite(past.value).any() or np.isnan(values[:, -1]).any():
        return ""
    middle = float(np.median(values[:, -1]))
    low, high = bounds_of(past.value[0], unit)
    if middle in (low, high):
        return say("{metric} is held at {value}.", metric=title, value=format_value(middle, unit))
    lowest, highest = float(np.nanmin(past.value[0])), float(np.nanmax(past.value[0]))
    if lowest <= middle <= highest:
        return ""
    value, first, last = (format_value(one, unit, compact=True) for one in (middle, lowest, highest))
    text = phrase("{metric} was never at {value} before: its past runs from {first} to {last}.")
    return say(text, metric=title, value=value, first=first, last=last)
