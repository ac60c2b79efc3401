"""Shifts as people write them: `on_time_share=+2pp`, `lead_time=-10%`, `orders=+120`, `price=x1.1`.

A sign adds, a signed percentage multiplies, `x` multiplies, and a number without a sign is a level. Percentage points
are for shares alone; a percentage without a sign is a level of a share.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Literal

from sightline.errors import DeclarationError
from sightline.records import Shift
from sightline.saying import Value, phrase, say
from sightline.units import parse_unit

__all__ = ["ShiftError", "parse_shift"]

How = Literal["add", "factor", "set"]
_NUMBER = r"(?P<number>[0-9][0-9_]*(?:,[0-9]{3})*(?:\.[0-9]+)?|\.[0-9]+)"
_VALUE = re.compile(rf"(?P<sign>[+-])?(?P<times>[x*])?\s*{_NUMBER}\s*(?P<rest>.*)", re.DOTALL)
_STEPS = {"": 1.0, "k": 1e3, "M": 1e6, "bn": 1e9}
_POINTS = ("pp", "points", "percentage points")
_SHARES = {"share": 100.0, "percent": 1.0, "%": 1.0}  # percentage points in one of the unit
_FORMS = phrase("Write metric=+120, metric=-10%, metric=x1.1, metric=42, or for a share metric=+2pp or metric=95%.")
_NONE = phrase("'{shift}' says no shift.")
_LONGEST = 200  # characters; no shift that anyone writes is longer


class ShiftError(DeclarationError):
    """A text that says no shift."""

    exit_code = 2


def parse_shift(text: str, unit_of: Callable[[str], str]) -> Shift:
    """Return the shift that `text` says.

    Parameters
    ----------
    text : str
        `metric=change`.
    unit_of : callable
        Gives the unit of a metric; raises `UnknownNameError` for a name that is none.

    Raises
    ------
    ShiftError
        If it is none; says the forms.
    UnknownNameError
        If there is no such metric.

    Examples
    --------
    >>> parse_shift("on_time_share=+2pp", lambda metric: "share")
    Shift(metric='on_time_share', how='add', amount=0.02, text='+2pp')
    >>> parse_shift("lead_time=-10%", lambda metric: "days")
    Shift(metric='lead_time', how='factor', amount=0.9, text='-10%')
    >>> parse_shift("on_time_share=95%", lambda metric: "share")
    Shift(metric='on_time_share', how='set', amount=0.95, text='=95%')
    """
    name, equals, written = (part.strip() for part in text.partition("="))
    if not equals or not name or not written or len(text) > _LONGEST:
        raise _refused(_NONE, text)
    unit = unit_of(name)
    match = _VALUE.fullmatch(written.replace("\N{MINUS SIGN}", "-").replace("\N{MULTIPLICATION SIGN}", "x"))
    if match is None or (match["sign"] and match["times"]):
        raise _refused(_NONE, text)
    how, amount = _meant(text, match, unit)
    if not math.isfinite(amount):
        raise _refused(phrase("'{shift}' is no number that can be computed with."), text)
    shown = written if how != "set" else f"={written}"
    return Shift(name, how, amount, shown)


def _meant(text: str, match: re.Match[str], unit: str) -> tuple[How, float]:
    """Return how a metric is shifted and by what."""
    number = float(match["number"].replace("_", "").replace(",", ""))
    sign = {"+": 1.0, "-": -1.0}.get(match["sign"] or "")
    rest = match["rest"].strip()
    points = _SHARES.get(_symbol(unit))
    if match["times"]:
        if rest:
            raise _refused(phrase("'{shift}' multiplies, and a factor has no unit '{rest}'."), text, rest=rest)
        return "factor", number
    if rest in _POINTS:
        if points is None:
            why = phrase("'{shift}' is in percentage points, and the metric is in {unit}.")
            raise _refused(why, text, unit=unit)
        if sign is None:
            raise _refused(phrase("'{shift}' has percentage points without a sign."), text)
        return "add", sign * number / points
    if rest == "%":
        return _percentage(text, sign, number, points)
    amount = number * _size(text, rest, unit)
    return _level(text, amount, _symbol(unit)) if sign is None else ("add", sign * amount)


def _percentage(text: str, sign: float | None, number: float, points: float | None) -> tuple[How, float]:
    if sign is not None:
        factor = round(1 + sign * number / 100, 12)  # 1 - 0.1 without the last binary digits
        if factor < 0:
            raise _refused(phrase("'{shift}' takes away more than all of it."), text)
        return "factor", factor
    if points is None:
        raise _refused(phrase("'{shift}' is a percentage without a sign, and the metric is no share."), text)
    return "set", _whole(text, number / points, 100 / points)


def _level(text: str, amount: float, symbol: str) -> tuple[How, float]:
    points = _SHARES.get(symbol)
    return "set", amount if points is None else _whole(text, amount, 100 / points)


def _whole(text: str, amount: float, full: float) -> float:
    if amount > full:
        raise _refused(phrase("'{shift}' sets a share to more than {full:g}."), text, full=full)
    return amount


def _size(text: str, rest: str, unit: str) -> float:
    """Return by what a number is multiplied: thousands and the like, with or without the metric's own unit."""
    for step, size in _STEPS.items():
        if rest == step or rest.removeprefix(step).strip() in (unit, _symbol(unit)):
            return size
    raise _refused(phrase("'{shift}' ends in '{rest}', and the metric is in {unit}."), text, rest=rest, unit=unit)


def _symbol(unit: str) -> str:
    try:
        return parse_unit(unit).symbol
    except DeclarationError:
        return unit


def _refused(why: str, text: str, **values: Value) -> ShiftError:
    shown = text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004 -- one line of a terminal
    return ShiftError(say(why, shift=shown, **values), fix=say(_FORMS))
