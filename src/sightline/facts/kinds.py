r"""What a column of text holds: decided over the whole source, then cast.

A value is tested in every batch, never on a sample, so a type does not depend on where a file was cut. Rules: an
empty text is missing; so are `NULL`, `null`, `NA`, `N/A`, `n/a` and `\N` where all other values are no plain text.
Whole numbers with leading zeros, or with more than 18 digits, are identifiers and stay text. A number that is
not finite (`NaN`, `inf`, `1e400`) becomes NULL and is told as a rejected value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import pyarrow as pa
import pyarrow.compute as pc

from sightline.facts.instants import NAIVE, OFFSET, to_instants, to_naive

__all__ = ["ARROW_TYPES", "KIND_KEY", "Cast", "Kind", "Tally", "cast", "marked"]

KIND_KEY = b"sightline:kind"
GUESS = "guess"
_MISSING = pa.array(["", "NULL", "null", "NA", "N/A", "n/a", "\\N"])
_TRUE_FALSE = pa.array(["true", "false"])
_NOT_FINITE = r"(?i)^[+-]?(nan|inf|infinity)$"
_INTEGER = r"^[+-]?(0|[1-9][0-9]{0,17})$"
_LONG_INTEGER = r"^[+-]?[1-9][0-9]{18,}$"
_NUMBER = r"^[+-]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_GROUPED = r"^[+-]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]*)?$"


class Kind(StrEnum):
    """What the values of a column are."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    TIMESTAMP = "timestamp"  # a time on the wall clock, without an offset
    INSTANT = "instant"  # a moment, in UTC
    TEXT = "text"


ARROW_TYPES: dict[Kind, pa.DataType] = {
    Kind.BOOLEAN: pa.bool_(),
    Kind.INTEGER: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.DATE: pa.date32(),
    Kind.TIMESTAMP: pa.timestamp("us"),
    Kind.INSTANT: pa.timestamp("us", tz="UTC"),
    Kind.TEXT: pa.string(),
}


def marked(name: str, kinds: str = GUESS) -> pa.Field:
    """Return a text field that says what its values are meant to be: `guess`, or kinds joined by commas."""
    return pa.field(name, pa.string(), metadata={KIND_KEY: kinds.encode()})


@dataclass(frozen=True, slots=True)
class Cast:
    """A column in its type; `bad` marks values that are no finite number and were left empty."""

    values: pa.Array
    bad: pa.Array | None = None


@dataclass(slots=True)
class Tally:
    """What the values of one text column can be, after all that was seen so far.

    Parameters
    ----------
    name : str
        The column.
    decimal : str
        The decimal sign: a point or a comma.
    """

    name: str
    decimal: str = "."
    _open: list[Kind] = field(default_factory=list)
    _declared: set[Kind] = field(default_factory=set)
    _guessing: bool = False
    _some: bool = False
    _finite: bool = False
    _fraction: bool = False
    _long: bool = False
    _against: tuple[Kind, str] | None = None

    def see(self, values: pa.Array, meant: str, place: str) -> None:
        """Take in the values of one batch of the file called `place`; `meant` is what their field says of them."""
        self._allow(meant)
        if not self._open:
            return
        present = _present(values)
        if len(present) == 0:
            return
        self._some = True
        for kind in tuple(self._open):
            wrong = _TESTS[kind](present, self)
            if wrong is not None:
                self._open.remove(kind)
                if not self._open:
                    self._against = (kind, f"'{wrong[:60]}' in {place}")

    def decide(self) -> Kind:
        """Return the kind that fits all values; text where none does."""
        if not self._open or not self._some:
            return Kind.TEXT
        best = self._open[0]
        if best is not Kind.NUMBER or not self._guessing:
            return best
        return Kind.NUMBER if self._finite and (self._fraction or not self._long) else Kind.TEXT

    def note_numbers(self, *, fraction: bool, long: bool) -> None:
        """Remember that finite numbers were seen, and of what sort."""
        self._finite = True
        self._fraction |= fraction
        self._long |= long

    def remark(self) -> str | None:
        """Return why a column that was declared or looked like something else is text; None where it is not so."""
        if Kind.TEXT in self._declared and len(self._declared) > 1:
            names = ", ".join(sorted(self._declared))
            return f"column '{self.name}' mixes types ({names}) and is kept as text."
        if not self._guessing and self._declared != {Kind.TEXT} and self._some and self.decide() is Kind.TEXT:
            why = f": {self._against[1]}" if self._against else ""
            said = _names(self._declared)
            return f"column '{self.name}' is kept as text, as not every value is the {said} it says{why}."
        return None

    def _allow(self, meant: str) -> None:
        if meant == GUESS:
            if not self._guessing:
                self._guessing = True
                self._open = [kind for kind in Kind if kind is not Kind.TEXT]
            return
        new = {Kind(kind) for kind in meant.split(",")} - self._declared
        if not new:
            return
        first = not self._declared
        self._declared |= new
        fits = _common(self._declared)
        self._open = [fits] if fits is not None and (first or self._open) else []


def _common(kinds: set[Kind]) -> Kind | None:
    if len(kinds) == 1:
        only = next(iter(kinds))
        return None if only is Kind.TEXT else only
    return Kind.NUMBER if kinds == {Kind.INTEGER, Kind.NUMBER} else None


def _names(kinds: set[Kind]) -> str:
    return " or ".join(sorted(kinds))


def _present(values: pa.Array) -> pa.Array:
    trimmed = pc.ascii_trim_whitespace(values.unique())
    return trimmed.filter(pc.invert(pc.or_kleene(pc.is_null(trimmed), pc.is_in(trimmed, value_set=_MISSING))))


def _first_not(values: pa.Array, fits: pa.Array) -> str | None:
    misfits = values.filter(pc.invert(fits))
    return None if len(misfits) == 0 else str(misfits[0].as_py())


def _is_boolean(values: pa.Array, _: Tally) -> str | None:
    return _first_not(values, pc.is_in(pc.ascii_lower(values), value_set=_TRUE_FALSE))


def _any(flags: pa.Array) -> bool:
    return bool(pc.any(flags).as_py())


def _finite(values: pa.Array) -> pa.Array:
    return values.filter(pc.invert(pc.match_substring_regex(values, _NOT_FINITE)))


def _is_integer(values: pa.Array, _: Tally) -> str | None:
    return _first_not(values, pc.match_substring_regex(values, _INTEGER))


def _is_number(values: pa.Array, tally: Tally) -> str | None:
    finite = _finite(values)
    if len(finite) == 0:
        return None
    plain = _with_point(finite, tally.decimal)
    wrong = _first_not(plain, pc.match_substring_regex(plain, _NUMBER))
    if wrong is None:
        whole = pc.match_substring_regex(plain, r"^[+-]?[0-9]+$")
        tally.note_numbers(
            fraction=not pc.all(whole).as_py(), long=_any(pc.match_substring_regex(plain, _LONG_INTEGER))
        )
    return wrong


def _is_date(values: pa.Array, _: Tally) -> str | None:
    wrong = _first_not(values, pc.match_substring_regex(values, _DATE))
    if wrong is not None:
        return wrong
    return _first_not(values, pc.is_valid(to_naive(values)))


def _is_timestamp(values: pa.Array, _: Tally) -> str | None:
    wrong = _first_not(values, pc.match_substring_regex(values, NAIVE))
    return wrong if wrong is not None else _first_not(values, pc.is_valid(to_naive(values)))


def _is_instant(values: pa.Array, _: Tally) -> str | None:
    timed = pc.or_(pc.match_substring_regex(values, OFFSET), pc.match_substring_regex(values, NAIVE))
    wrong = _first_not(values, timed)
    return wrong if wrong is not None else _first_not(values, pc.is_valid(to_instants(values, "UTC").times))


_TESTS: dict[Kind, Callable[[pa.Array, Tally], str | None]] = {
    Kind.BOOLEAN: _is_boolean,
    Kind.INTEGER: _is_integer,
    Kind.NUMBER: _is_number,
    Kind.DATE: _is_date,
    Kind.TIMESTAMP: _is_timestamp,
    Kind.INSTANT: _is_instant,
}


def cast(values: pa.Array, kind: Kind, *, timezone: str, decimal: str = ".") -> Cast:
    """Return the text `values` as `kind`, which a `Tally` found to fit.

    Parameters
    ----------
    values : Array of text
        NULL stays NULL.
    kind : Kind
        What to make of them.
    timezone : str
        The zone of moments without an offset.
    decimal : str
        The decimal sign.
    """
    if kind is Kind.TEXT:
        return Cast(values)
    trimmed = pc.ascii_trim_whitespace(values)
    trimmed = pc.if_else(pc.is_in(trimmed, value_set=_MISSING), pa.scalar(None, pa.string()), trimmed)
    if kind is Kind.INTEGER:
        return Cast(pc.replace_substring_regex(trimmed, r"^\+", "").cast(pa.int64()))
    if kind is Kind.NUMBER:
        return _cast_number(trimmed, decimal)
    if kind is Kind.INSTANT:
        return Cast(to_instants(trimmed, timezone).times)
    if kind is Kind.TIMESTAMP:
        return Cast(to_naive(trimmed))
    return Cast(pc.ascii_lower(trimmed).cast(ARROW_TYPES[kind]))


def _cast_number(trimmed: pa.Array, decimal: str) -> Cast:
    numbers = _with_point(trimmed, decimal).cast(pa.float64())
    finite = pc.is_finite(numbers)
    if pc.all(finite).as_py() in (True, None):
        return Cast(numbers)
    return Cast(
        pc.if_else(finite, numbers, pa.scalar(None, pa.float64())), pc.fill_null(pc.invert(finite), fill_value=False)
    )


def _with_point(values: pa.Array, decimal: str) -> pa.Array:
    if decimal == ".":
        return values
    pointed = pc.replace_substring(pc.replace_substring(values, ".", ""), ",", ".")
    plain = pc.replace_substring(values, ",", ".")
    grouped = pc.match_substring_regex(values, _GROUPED)
    # a point that does not part groups of three is no number here: leave such a value as it is
    odd = pc.and_(pc.match_substring(values, "."), pc.invert(grouped))
    return pc.if_else(grouped, pointed, pc.if_else(odd, pc.binary_join_element_wise(values, "?", ""), plain))
