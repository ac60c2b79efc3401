"""Figures for tables: a number in its unit, as short as its size allows, with an ASCII form."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sightline.cli.terminal import Terminal
from sightline.units import format_value, parse_unit

_MILLION, _THOUSAND = 1_000_000, 1_000
_IN_THE_FIGURE = ("share", "percent", "%", "count", "1")


def unit_column(unit: str) -> str:
    """Return what a unit column says of `unit`: nothing where the figure itself says it (shares and counts)."""
    return "" if unit in _IN_THE_FIGURE else unit


def figure(value: float | None, unit: str, terminal: Terminal, *, compact: bool = False, brief: bool = False) -> str:
    """Return `value` without its unit.

    Parameters
    ----------
    value : float or None
        None is shown as a dash: no data.
    unit : str
        The metric's unit; decides the decimals. A share is shown in percent.
    terminal : Terminal
        Says whether signs beyond ASCII can be written.
    compact : bool
        Shorten to thousands, millions, billions.
    brief : bool
        Drop the cents of amounts over a thousand.
    """
    if value is None:
        return terminal.sign("none")
    known = parse_unit(unit)
    if brief and not compact and abs(value) >= _THOUSAND:
        return f"{value:,.0f}"
    text = (
        format_value(value, known, compact=compact).removesuffix(f" {known.symbol}")
        if unit_column(unit)
        else (format_value(value, known, compact=compact))
    )
    return text if terminal.unicode else text.replace("—", "-").replace("∞", "inf")


def large(values: list[float | None]) -> bool:
    """Return whether figures of this size are better shortened, all of them alike."""
    return any(value is not None and abs(value) >= _MILLION for value in values)


def day_of(moment: datetime | None, zone: str) -> str:
    """Return the day of an aware `moment` in the time zone of the workspace, in ISO form; `unknown` for None."""
    return "unknown" if moment is None else moment.astimezone(ZoneInfo(zone)).date().isoformat()


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return `number` with its noun: '1 error', '2 errors'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
