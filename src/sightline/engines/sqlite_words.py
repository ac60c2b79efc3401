"""The words of `portable`, and the functions SQLite lacks, written in Python for a SQLite connection.

Moments are texts `YYYY-MM-DD HH:MM:SS.ffffff` in UTC, dates are texts `YYYY-MM-DD`: so they compare as they should.
Functions give NULL as soon as an argument is NULL; aggregates leave NULL out and give NULL over nothing.
"""

from __future__ import annotations

import datetime as dt
import math
import sqlite3
from collections.abc import Callable
from typing import Any

_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 -- all moments here are UTC
_MICROSECOND = dt.timedelta(microseconds=1)
_LONGEST_DATE = 10  # of YYYY-MM-DD


class DataFault(ValueError):  # noqa: N818 -- never leaves the engine: it becomes a SourceError
    """A value that is not what its column says."""


def moment(value: object) -> str:
    """Return a stored moment (ISO text, or seconds since 1970) as text in UTC; without an offset it is taken as UTC."""
    return _moment(value).isoformat(sep=" ", timespec="microseconds")


def date(value: object) -> str:
    """Return a stored date, or the date of a stored moment, as text."""
    return _moment(value).date().isoformat()


def micros(value: object) -> int:
    """Return whole microseconds since 1970 of a stored moment or date."""
    return (_moment(value) - _EPOCH) // _MICROSECOND


def day(since_epoch: int) -> str:
    """Return the date of a moment that is given in microseconds since 1970."""
    return (_EPOCH + since_epoch * _MICROSECOND).date().isoformat()


def days_later(value: str, days: int) -> str:
    """Return the date so many days later."""
    return (dt.date.fromisoformat(value[:_LONGEST_DATE]) + dt.timedelta(days=days)).isoformat()


def start_of(value: str, grain: str) -> str:
    """Return the first date of the week (Monday), month, quarter or year of a date."""
    found = dt.date.fromisoformat(value[:_LONGEST_DATE])
    if grain == "week":
        return (found - dt.timedelta(days=found.weekday())).isoformat()
    month = {"month": found.month, "quarter": (found.month - 1) // 3 * 3 + 1, "year": 1}[grain]
    return found.replace(month=month, day=1).isoformat()


def part(unit: str, value: object) -> int:
    """Return a part of a stored date or moment."""
    found = _moment(value)
    _, week, weekday = found.isocalendar()
    return {
        "year": found.year,
        "quarter": (found.month + 2) // 3,
        "month": found.month,
        "week": week,
        "day": found.day,
        "isodow": weekday,
        "doy": found.timetuple().tm_yday,
        "hour": found.hour,
        "minute": found.minute,
    }[unit]


def mod(numerator: float, denominator: float) -> float | None:
    """Return the remainder, with the sign of the numerator; None over zero."""
    if denominator == 0:
        return None
    if isinstance(numerator, int) and isinstance(denominator, int):
        rest = abs(numerator) % abs(denominator)
        return rest if numerator >= 0 else -rest
    return math.fmod(numerator, denominator)


def int_div(numerator: float, denominator: float) -> int | None:
    """Return the whole-number quotient, cut towards zero; None over zero."""
    if denominator == 0:
        return None
    quotient = abs(int(numerator)) // abs(int(denominator))
    return quotient if (numerator < 0) == (denominator < 0) else -quotient


def refuse(kind: str, value: object) -> object:
    """Raise: a column of this kind holds such a value.

    Raises
    ------
    DataFault
        Always.
    """
    raise DataFault(f"{value!r} is not a {kind}")


def _moment(value: object) -> dt.datetime:
    if isinstance(value, int | float):
        return _EPOCH + dt.timedelta(seconds=value)
    try:
        found = dt.datetime.fromisoformat(str(value))
    except ValueError as error:
        raise DataFault(f"{value!r} is not a date or moment") from error
    return found if found.tzinfo is None else found.astimezone(dt.UTC).replace(tzinfo=None)


def _power(value: float, exponent: float) -> float | None:
    try:
        return math.pow(value, exponent)
    except ValueError:
        return None
    except OverflowError:
        return math.inf


class Percentile:
    """The exact percentile, interpolated linearly."""

    def __init__(self) -> None:
        self.values: list[float] = []
        self.share = 0.5

    def step(self, value: float | None, share: float) -> None:
        """Take one value."""
        self.share = share
        if value is not None:
            self.values.append(value)

    def finalize(self) -> float | None:
        """Return the percentile."""
        if not self.values:
            return None
        self.values.sort()
        place = (len(self.values) - 1) * self.share
        low, high = math.floor(place), math.ceil(place)
        below, above = self.values[low], self.values[high]
        return float(below if low == high else below + (above - below) * (place - low))


class Extreme:
    """The value of the row that is greatest (or least) by its keys."""

    sign = 1

    def __init__(self) -> None:
        self.best: tuple[Any, ...] | None = None
        self.value: object = None

    def step(self, value: object, *keys: Any) -> None:
        """Take one row."""
        if self.best is None or (keys > self.best if self.sign > 0 else keys < self.best):
            self.best, self.value = keys, value

    def finalize(self) -> object:
        """Return the value found."""
        return self.value


class Least(Extreme):
    """The value of the row that is least by its keys."""

    sign = -1


class Joined:
    """Texts one after the other, in the order of their keys."""

    def __init__(self) -> None:
        self.found: list[tuple[Any, ...]] = []

    def step(self, value: str, *keys: Any) -> None:
        """Take one text."""
        self.found.append((*keys, value))

    def finalize(self) -> str | None:
        """Return the whole."""
        return "".join(row[-1] for row in sorted(self.found)) if self.found else None


class Bits:
    """The bits that any of some whole numbers has."""

    def __init__(self) -> None:
        self.bits: int | None = None

    def step(self, value: int | None) -> None:
        """Take one number."""
        if value is not None:
            self.bits = value | (self.bits or 0)

    def finalize(self) -> int | None:
        """Return the number with all of them."""
        return self.bits


class Spread:
    """Variance by Welford's updates, which keep small differences of large values."""

    sample = True
    root = False

    def __init__(self) -> None:
        self.count = 0
        self.mean = 0.0
        self.squares = 0.0

    def step(self, value: float | None) -> None:
        """Take one value."""
        if value is not None:
            self.count += 1
            delta = value - self.mean
            self.mean += delta / self.count
            self.squares += delta * (value - self.mean)

    def finalize(self) -> float | None:
        """Return the variance, or its root."""
        degrees = self.count - (1 if self.sample else 0)
        if degrees < 1:
            return None
        variance = self.squares / degrees
        return math.sqrt(variance) if self.root else variance


def _spread(*, sample: bool, root: bool) -> type[Spread]:
    return type("Spread", (Spread,), {"sample": sample, "root": root})


_FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "SL_TIME": (1, moment),
    "SL_DATE": (1, date),
    "SL_MICROS": (1, micros),
    "SL_DAY": (1, day),
    "SL_DAYS_LATER": (2, days_later),
    "SL_START_OF": (2, start_of),
    "SL_INT_DIV": (2, int_div),
    "SL_PART": (2, part),
    "SL_MOD": (2, mod),
    "LOWER": (1, lambda text: str(text).lower()),
    "UPPER": (1, lambda text: str(text).upper()),
    "LN": (1, math.log),
    "LOG": (2, lambda base, value: math.log10(value) if base == 10 else math.log(value, base)),  # noqa: PLR2004 -- exact
    "SQRT": (1, math.sqrt),
    "EXP": (1, lambda value: math.exp(value) if value < 709 else math.inf),  # noqa: PLR2004 -- beyond it overflows
    "POWER": (2, _power),
    "FLOOR": (1, math.floor),
    "CEIL": (1, math.ceil),
}
_AGGREGATES: dict[str, tuple[int, type]] = {
    "SL_PERCENTILE": (2, Percentile),
    "SL_MAX_BY": (-1, Extreme),
    "SL_MIN_BY": (-1, Least),
    "SL_SEQUENCE": (3, Joined),
    "SL_BITS": (1, Bits),
    "STDDEV": (1, _spread(sample=True, root=True)),
    "STDDEV_SAMP": (1, _spread(sample=True, root=True)),
    "STDDEV_POP": (1, _spread(sample=False, root=True)),
    "VARIANCE": (1, _spread(sample=True, root=False)),
    "VARIANCE_POP": (1, _spread(sample=False, root=False)),
}


def teach(connection: sqlite3.Connection, heard: list[str]) -> None:
    """Give a connection the words; what a value lacks is written to `heard`, since SQLite swallows the reason."""

    def strict(function: Callable[..., Any]) -> Callable[..., Any]:
        def said(*arguments: object) -> object:
            if None in arguments:
                return None
            try:
                return function(*arguments)
            except (ValueError, OverflowError, TypeError) as error:
                heard.append(str(error))
                raise

        return said

    for name, (arguments, function) in _FUNCTIONS.items():
        connection.create_function(name, arguments, strict(function), deterministic=True)
    connection.create_function("SL_REFUSE", 2, strict(refuse), deterministic=False)
    for name, (arguments, aggregate) in _AGGREGATES.items():
        connection.create_aggregate(name, arguments, aggregate)
