"""Units: what a number counts, which numbers may be added, and how a number is written.

A unit has dimensions, as powers of base words, and a scale to their base. Amounts of one currency, lengths of
time, calendar months and shares are known; any other word is a dimension of its own. Units multiply and divide
like numbers; two values may be added when dimensions and scale agree.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from sightline.errors import DeclarationError
from sightline.saying import measured

__all__ = ["Unit", "UnitError", "format_change", "format_size", "format_value", "parse_unit"]

# ISO 4217, the currencies in use.
_CURRENCIES = frozenset(
    """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR
    ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT
    MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD
    SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES
    VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG""".split()  # noqa: SIM905 -- a list of 150 strings is harder to read
)
_TIME = {"second": 1.0, "minute": 60.0, "hour": 3_600.0, "day": 86_400.0, "week": 604_800.0}
_MONTHS = {"month": 1.0, "quarter": 3.0, "year": 12.0}
_SHARES = {"1": 1.0, "count": 1.0, "share": 1.0, "percent": 0.01, "%": 0.01, "per mille": 0.001, "basis points": 0.0001}
_THOUSANDS = {"k": 1e3, "M": 1e6, "bn": 1e9}
_NEUTRAL = ("count", "share", "1")
_PERCENTS = ("share", "percent", "%")
_FACTOR = re.compile(r"(?P<word>[^\W\d_][\w .%€$£¥-]*?|%|1)(?:\^(?P<power>-?[1-9]))?")
_STEPS = ((1e12, "T"), (1e9, "bn"), (1e6, "M"), (1e3, "k"))
_WRITTEN_OUT = 1e15  # beyond this, digits are noise: powers of ten are shown


class UnitError(DeclarationError):
    """A text that says no unit."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts.

    Parameters
    ----------
    symbol : str
        How it is written.
    dimensions : tuple of (str, int)
        Base words and their powers, sorted: `(("money:EUR", 1), ("order", -1))`. Empty for shares and counts.
    scale : float
        How many of the base one of it is: a day is 86,400 seconds, a percent 0.01.
    """

    symbol: str
    dimensions: tuple[tuple[str, int], ...] = ()
    scale: float = 1.0

    def __str__(self) -> str:
        return self.symbol

    def __mul__(self, other: Unit) -> Unit:
        return self._joined(other, 1)

    def __truediv__(self, other: Unit) -> Unit:
        return self._joined(other, -1)

    def __pow__(self, power: int) -> Unit:
        unit = _NONE
        for _ in range(abs(power)):
            unit = unit * self if power > 0 else unit / self
        return unit

    def same_dimension(self, other: Unit) -> bool:
        """Return whether values of both measure the same kind of thing, if in other sizes: hours and days."""
        return self.dimensions == other.dimensions

    def compatible(self, other: Unit) -> bool:
        """Return whether values of both may be added and compared as they are."""
        return self.same_dimension(other) and math.isclose(self.scale, other.scale, rel_tol=1e-9)

    def factor_to(self, other: Unit) -> float:
        """Return by what to multiply a value in this unit to have it in `other`.

        Raises
        ------
        UnitError
            If the two measure different things.

        Examples
        --------
        >>> parse_unit("days").factor_to(parse_unit("hours"))
        24.0
        """
        if not self.same_dimension(other):
            raise UnitError(f"'{self}' and '{other}' measure different things.", fix="Use two units of one kind.")
        return self.scale / other.scale

    def _joined(self, other: Unit, sign: int) -> Unit:
        powers = dict(self.dimensions)
        for word, power in other.dimensions:
            powers[word] = powers.get(word, 0) + sign * power
        dimensions = tuple(sorted((word, power) for word, power in powers.items() if power))
        symbol = _written(_merged(self.symbol, other.symbol, sign))
        return Unit(symbol, dimensions, self.scale * other.scale if sign > 0 else self.scale / other.scale)


@lru_cache(maxsize=1024)
def parse_unit(text: str) -> Unit:
    """Return the unit that `text` says.

    Known are the currencies of ISO 4217 (also in thousands: `kEUR`, `MEUR`, `bnEUR`), seconds to weeks, months to
    years, `share`, `percent`, `count`. `*` and `/` (or `per`) join units, `^2` raises them; any other word stands
    for itself, and its plural for the same.

    Raises
    ------
    UnitError
        If a part is no word.

    Examples
    --------
    >>> parse_unit("EUR/order").dimensions
    (('money:EUR', 1), ('order', -1))
    >>> parse_unit("percent").scale
    0.01
    """
    powers: dict[str, int] = {}
    scale = 1.0
    for word, power in _factors(text):
        dimension, size = _word(word)
        scale *= size**power
        if dimension:
            powers[dimension] = powers.get(dimension, 0) + power
    dimensions = tuple(sorted((word, power) for word, power in powers.items() if power))
    return Unit(text.strip(), dimensions, scale)


def format_value(value: float | None, unit: Unit | str, *, compact: bool = False, signed: bool = False) -> str:
    """Return a value with its unit, for people; the same everywhere, whatever the locale.

    Parameters
    ----------
    value : float or None
        In `unit`. None and NaN mean no data and are written `—`.
    unit : Unit or str
        Shares are written in percent; counts without a unit.
    compact : bool
        Shorten thousands, millions and billions to one decimal.
    signed : bool
        Write a plus sign: the value is a difference. Differences of shares are percentage points.

    Examples
    --------
    >>> format_value(52_400_000, "EUR", compact=True)
    '52.4 M EUR'
    >>> format_value(0.131, "share"), format_value(2.9, "days"), format_value(None, "EUR")
    ('13.1 %', '2.9 days', '—')
    >>> format_value(-0.012, "share", signed=True)
    '-1.2 points'
    """
    if value is None or math.isnan(value):
        return "—"
    known = parse_unit(unit) if isinstance(unit, str) else unit
    text = _with_unit(value, known, compact=compact, signed=signed)
    return measured(text, value, known.symbol, compact=compact, form="change" if signed else "value")


def format_size(value: float | None, unit: Unit | str, *, compact: bool = False) -> str:
    """Return the size of a difference with its unit, for people: as `format_value` of one, without a sign.

    Examples
    --------
    >>> format_size(-0.012, "share"), format_size(-52_400_000, "EUR", compact=True)
    ('1.2 points', '52.4 M EUR')
    """
    if value is None or math.isnan(value):
        return "—"
    known = parse_unit(unit) if isinstance(unit, str) else unit
    text = _with_unit(abs(value), known, compact=compact, signed=known.symbol in _PERCENTS).removeprefix("+")
    return measured(text, abs(value), known.symbol, compact=compact, form="size")


def format_change(ratio: float | None) -> str:
    """Return a relative change, for people: 0.031 is `+3.1 %`; no data is `—`."""
    if ratio is None or math.isnan(ratio):
        return "—"
    return measured(f"{_number(ratio * 100, 1, signed=True, compact=False)} %", ratio, "", form="change")


_NONE = Unit("count")


def _with_unit(value: float, unit: Unit, *, compact: bool, signed: bool) -> str:
    if unit.symbol in _PERCENTS:
        percents = value * 100 if unit.symbol == "share" else value
        return f"{_number(percents, 1, signed=signed, compact=False)} {'points' if signed else '%'}"
    number = _number(value, _decimals(value, unit), signed=signed, compact=compact)
    return number if unit.symbol in _NEUTRAL else f"{number} {unit.symbol}"


def _decimals(value: float, unit: Unit) -> int:
    if any(word.startswith("money:") for word, _ in unit.dimensions):
        return 2
    timed = any(word == "time" for word, _ in unit.dimensions)
    return 0 if not timed and (math.isinf(value) or float(value).is_integer()) else 1


def _number(value: float, decimals: int, *, signed: bool, compact: bool) -> str:
    size = abs(value)
    if math.isinf(value):
        text = "∞"
    elif size >= _WRITTEN_OUT:
        text = f"{size:.3g}"
    elif compact and (short := _shortened(size)):
        text = short
    elif 0 < size < 0.5 * 10**-decimals:
        text = f"{size:.2g}"
    else:
        text = f"{size:,.{decimals}f}"
    sign = "-" if value < 0 else "+" if signed and value > 0 else ""
    return sign + text


def _shortened(size: float) -> str | None:
    for step, suffix in _STEPS:
        if round(size * 1_000 / step, 1) >= 1_000:  # noqa: PLR2004 -- the smaller step would write 1,000.0
            return f"{size / step:,.1f} {suffix}"
    return None


def _factors(text: str) -> list[tuple[str, int]]:
    factors = []
    sign = 1
    for part in re.split(r"([*/·])", re.sub(r" per (?!mille)", "/", text.strip())):
        if part in ("*", "/", "·"):
            sign = -1 if part == "/" else 1
            continue
        match = _FACTOR.fullmatch(part.strip().replace("²", "^2").replace("³", "^3"))
        if match is None:
            raise UnitError(f"'{text}' is no unit.", fix="Write a word or words joined by * and /, like 'EUR/order'.")
        factors.append((match["word"], sign * int(match["power"] or 1)))
    return factors


def _word(word: str) -> tuple[str, float]:
    """Return the dimension (empty for none) and the scale of one word."""
    if word in _SHARES:
        return "", _SHARES[word]
    for prefix, factor in {"": 1.0, **_THOUSANDS}.items():
        if word.startswith(prefix) and word[len(prefix) :] in _CURRENCIES:
            return f"money:{word[len(prefix) :]}", factor
    single = word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word  # noqa: PLR2004 -- not 'gas'
    if single in _TIME:
        return "time", _TIME[single]
    if single in _MONTHS:
        return "months", _MONTHS[single]
    return single, 1.0


def _merged(left: str, right: str, sign: int) -> dict[str, int]:
    powers: dict[str, int] = {}
    for word, power in [*_factors(left), *((word, sign * power) for word, power in _factors(right))]:
        if word not in _NEUTRAL:
            powers[word] = powers.get(word, 0) + power
    return {word: power for word, power in powers.items() if power}


def _written(powers: dict[str, int]) -> str:
    def power_of(word: str) -> str:
        return word if abs(powers[word]) == 1 else f"{word}^{abs(powers[word])}"

    over = [power_of(word) for word in powers if powers[word] > 0]
    under = [power_of(word) for word in powers if powers[word] < 0]
    if not over and not under:
        return "count"
    return "/".join(["*".join(over) or "1", *under])
