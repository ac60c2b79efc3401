"""How changes and effects are written: three figures that mean something, the interval beside them alike.

A share moves by points. What a driver moves something by is shown for a handy amount of the driver (a point of a
share, a thousand of a currency), because the effect of a whole unit of a share is of no use to anybody.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sightline.cli.figures import unit_column
from sightline.cli.terminal import Terminal
from sightline.units import parse_unit

_FIGURES = 3
_TINY_EXPONENT = -6
_COMPACT = ((12, "T"), (9, "bn"), (6, "M"))
_HANDY = 0.01  # below this much per unit of a currency, a thousand of it is easier to read
_HUNDREDTH = 0.005


@dataclass(frozen=True, slots=True)
class Step:
    """A handy amount of a driver.

    Parameters
    ----------
    factor : float
        How many units of the driver it is.
    words : str
        How it is called after "per": "point", "day", "1,000 EUR".
    """

    factor: float
    words: str


def step_of(unit: str, sizes: Iterable[float | None] = ()) -> Step:
    """Return the amount of a driver in `unit` for which effects of these sizes per unit are best shown."""
    if unit == "share":
        return Step(0.01, "point")
    known = parse_unit(unit)
    if unit_column(unit) == "":
        return Step(1.0, "point" if unit in ("percent", "%") else "unit")
    if [(word.startswith("money:"), power) for word, power in known.dimensions] == [(True, 1)]:
        largest = max((abs(size) for size in sizes if size is not None and math.isfinite(size)), default=1.0)
        for factor, words in ((1.0, unit), (1e3, f"1,000 {unit}"), (1e6, f"1 M {unit}")):
            if largest * factor >= _HANDY:
                return Step(factor, words)
    return Step(1.0, unit[:-1] if unit.endswith("s") and len(unit) > len("gas") else unit)


def _exponent(sizes: Iterable[float]) -> int:
    """Return the power of ten of the largest, as it is when rounded to three figures."""
    return int(f"{max(sizes):.{_FIGURES - 1}e}".partition("e")[2])


def _scaled(value: float, unit: str) -> float:
    return value * 100 if unit == "share" else value


def change(
    value: float | None, unit: str, terminal: Terminal, *, beside: Iterable[float | None] = (), signed: bool = True
) -> str:
    """Return a change without its unit, to three figures of the largest number in its row.

    Parameters
    ----------
    value : float or None
        In `unit`; None and NaN are a dash. A change of a share is in points.
    unit : str
        What it is in.
    terminal : Terminal
        Says whether signs beyond ASCII can be written.
    beside : iterable of float or None
        The other numbers of its row; all are rounded alike.
    signed : bool
        Whether a plus is written.
    """
    if value is None or math.isnan(value):
        return terminal.sign("none")
    if math.isinf(value):
        text = "∞" if terminal.unicode else "inf"
        return f"-{text}" if value < 0 else text
    group = [_scaled(one, unit) for one in (value, *beside) if one is not None and math.isfinite(one)]
    text = _written(abs(group[0]), [abs(one) for one in group])
    if not any(sign in text for sign in "123456789"):
        return "0"
    return f"-{text}" if value < 0 else f"+{text}" if signed else text


def _written(size: float, group: Sequence[float]) -> str:
    """Return `size` with the decimals that the largest of its group needs for three figures, and none that all lack."""
    top = _exponent(group)
    if top < _TINY_EXPONENT:
        return f"{size:.2g}"
    scale, suffix = next(((10.0**power, f" {word}") for power, word in _COMPACT if top >= power), (1.0, ""))
    decimals = _FIGURES - 1 - (top - round(math.log10(scale)))
    shown = [round(one / scale, decimals) for one in group]
    needed = next(
        few for few in range(max(decimals, 0) + 1) if few >= decimals or all(_same(one, few) for one in shown)
    )
    return f"{round(size / scale, decimals):,.{needed}f}{suffix}"


def _same(number: float, decimals: int) -> bool:
    return math.isclose(round(number, decimals), number, rel_tol=1e-9, abs_tol=1e-12)


def unit_of_change(unit: str) -> str:
    """Return what stands after a change: points for shares, nothing for counts, else the unit."""
    return "points" if unit in ("share", "percent", "%") else unit_column(unit)


def full_change(
    value: float | None, unit: str, terminal: Terminal, *, beside: Iterable[float | None] = (), signed: bool = True
) -> str:
    """Return a change with its unit: '+0.70 points', '-11,000 EUR'."""
    text = change(value, unit, terminal, beside=beside, signed=signed)
    word = unit_of_change(unit)
    if word == "points" and text.lstrip("+-") == "1":
        word = "point"
    return f"{text} {word}" if word and value is not None and not math.isnan(value) else text


def interval(
    low: float | None, high: float | None, unit: str, terminal: Terminal, *, beside: Iterable[float | None] = ()
) -> str:
    """Return '+0.6 to +0.8', without the unit; a dash where either end is not known."""
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return terminal.sign("none")
    others = [low, high, *beside]
    return f"{change(low, unit, terminal, beside=others)} to {change(high, unit, terminal, beside=others)}"


def chance(probability: float | None, terminal: Terminal) -> str:
    """Return a probability in percent; what draws cannot tell from certainty is '<1 %' and '>99 %'."""
    if probability is None or math.isnan(probability):
        return terminal.sign("none")
    if probability < _HUNDREDTH:
        return "<1 %"
    if probability > 1 - _HUNDREDTH:
        return ">99 %"
    return f"{probability * 100:.0f} %"


def chances(before: float | None, after: float | None, terminal: Terminal) -> str:
    """Return a probability before and after something: '30 % → 52 %', or once where both read the same."""
    told = [chance(each, terminal) for each in (before, after)]
    return told[0] if told[0] == told[1] else f" {terminal.sign('to')} ".join(told)


def percent(share: float | None, terminal: Terminal) -> str:
    """Return a share of something in percent, signed, with a decimal below ten: '+12 %', '-0.4 %'."""
    if share is None or not math.isfinite(share):
        return terminal.sign("none")
    per_cent = share * 100
    decimals = 0 if abs(per_cent) >= 10 else 1  # noqa: PLR2004 -- two figures
    text = f"{per_cent:+,.{decimals}f}"
    return "0 %" if not any(sign in text for sign in "123456789") else f"{text} %"


def later(periods: int | None, grain: str) -> str:
    """Return a delay in words: 'at once', '1 month later', '3 months later'."""
    if periods is None:
        return "at an unknown delay"
    if periods == 0:
        return "at once"
    return f"{periods} {grain if periods == 1 else grain + 's'} later"
