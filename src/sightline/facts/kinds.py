r"""What a column of text holds: decided over the whole source, then cast.

A value is tested in every batch, never on a sample, so a type does not depend on where a file was cut. Rules: an
empty text is missing; so are `NULL`, `null`, `NA`, `N/A`, `n/a` and `\N` where all other values are no plain text.
Whole numbers with leading zeros, or with more than 18 digits, are identifiers and stay text. A number that is
not finite (`NaN`, `inf`, `1e400`) becomes NULL and is told as a rejected value.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from sightline.facts.instants import to_instants, to_naive
from sightline.facts.misfits import Misfits
from sightline.facts.shapes import MISSING, Kind, Texts, with_point

__all__ = ["ARROW_TYPES", "KIND_KEY", "Cast", "Kind", "Tally", "cast", "marked"]

KIND_KEY = b"sightline:kind"
GUESS = "guess"

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
    _against: str | None = None
    _misfits: Misfits = field(default_factory=Misfits)

    def see(self, values: pa.Array, rows: pa.Array, meant: str, place: str) -> None:
        """Take in the values of one batch of a file.

        Parameters
        ----------
        values, rows : Array
            The texts, and the row in which each stands.
        meant : str
            What their field says of them (see `marked`).
        place : str
            How messages call the file.
        """
        self._allow(meant)
        if not self._open and not self._guessing:
            return
        texts = Texts(values, self.decimal, telling=not self._open)
        self._some |= bool(texts.total)
        for kind in tuple(self._open):
            wrong = texts.first_misfit(kind)
            if wrong is not None:
                self._open.remove(kind)
                if not self._open:
                    self._against = f"'{texts.trimmed[wrong].as_py()[:60]}' in {place}"
        if self._guessing:
            self._misfits.see(texts, values, rows, place)

    def decide(self) -> Kind:
        """Return the kind that fits all values; text where none does."""
        if not self._open or not self._some:
            return Kind.TEXT
        best = self._open[0]
        if best is not Kind.NUMBER or not self._guessing:
            return best
        return Kind.NUMBER if self._misfits.numeric else Kind.TEXT

    def remark(self, *, files: int) -> str | None:
        """Return why a column that was declared or looked like something else is text; None where it is not so.

        Parameters
        ----------
        files : int
            Of how many files the source is.
        """
        if self._guessing:
            return self._misfits.remark(self.name, files=files) if self.decide() is Kind.TEXT else None
        if Kind.TEXT in self._declared and len(self._declared) > 1:
            names = ", ".join(sorted(self._declared))
            return f"column '{self.name}' mixes types ({names}) and is kept as text."
        if self._declared != {Kind.TEXT} and self._some and self.decide() is Kind.TEXT:
            why = f": {self._against}" if self._against else ""
            said = " or ".join(sorted(self._declared))
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
    trimmed = pc.if_else(pc.is_in(trimmed, value_set=MISSING), pa.scalar(None, pa.string()), trimmed)
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
    numbers = with_point(trimmed, decimal).cast(pa.float64())
    finite = pc.is_finite(numbers)
    if pc.all(finite).as_py() in (True, None):
        return Cast(numbers)
    return Cast(
        pc.if_else(finite, numbers, pa.scalar(None, pa.float64())), pc.fill_null(pc.invert(finite), fill_value=False)
    )
