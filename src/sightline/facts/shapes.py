r"""What a text can be read as: a number, a date, a time, a boolean.

An empty text is missing; so are `NULL`, `null`, `NA`, `N/A`, `n/a` and `\N`. A number may be one that is not finite
(`NaN`, `inf`, `1e400`). A whole number with leading zeros is none: it is an identifier.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sightline.facts.instants import NAIVE, OFFSET, to_instants, to_naive

__all__ = ["MISSING", "Kind", "Texts", "with_point"]

MISSING = pa.array(["", "NULL", "null", "NA", "N/A", "n/a", "\\N"])
_TRUE_FALSE = pa.array(["true", "false"])
_NOT_FINITE = r"(?i)^[+-]?(nan|inf|infinity)$"
_INTEGER = r"^[+-]?(0|[1-9][0-9]{0,17})$"
_NUMBER = r"^[+-]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_TIME = f"{NAIVE}|{OFFSET}"
_GROUPED = r"^[+-]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]*)?$"
# what a text that is not plain starts with: a sign, a digit, a space; a letter of NaN, inf, true, false, NULL
_TELLING = pa.array([b"", *(bytes([code]) for code in b"+-.,0123456789 \t\n\r\v\f\\NnIiTtFf")], pa.binary())


class Kind(StrEnum):
    """What the values of a column are."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    TIMESTAMP = "timestamp"  # a time on the wall clock, without an offset
    INSTANT = "instant"  # a moment, in UTC
    TEXT = "text"


class Texts:
    """The distinct texts of a batch that are not missing, trimmed, with how often each occurs.

    Parameters
    ----------
    values : Array of text
        The batch; NULL is missing.
    decimal : str
        The decimal sign: a point or a comma.
    telling : bool
        Leave out what the first letter alone shows to be plain text; `plain` counts it.
    """

    def __init__(self, values: pa.Array, decimal: str = ".", *, telling: bool = False) -> None:
        self.plain = 0
        if telling:
            first = pc.binary_slice(values.cast(pa.binary()), 0, 1)
            told = values.filter(pc.is_in(first, value_set=_TELLING))
            self.plain = len(values) - values.null_count - len(told)
            values = told
        counted = values.value_counts()
        raw = counted.field("values")
        trimmed = pc.ascii_trim_whitespace(raw)
        present = pc.invert(pc.or_kleene(pc.is_null(trimmed), pc.is_in(trimmed, value_set=MISSING)))
        self.raw = raw.filter(present)
        self.trimmed = trimmed.filter(present)
        self.counts: np.ndarray = counted.field("counts").filter(present).to_numpy(zero_copy_only=False)
        self._decimal = decimal
        self._fits: dict[Kind, np.ndarray] = {}

    def __len__(self) -> int:
        return len(self.trimmed)

    @property
    def total(self) -> int:
        """How many values of the batch are not missing."""
        return int(self.counts.sum()) + self.plain

    def fits(self, kind: Kind) -> np.ndarray:
        """Return which of the distinct texts can be read as `kind`."""
        if kind not in self._fits:
            found = _TESTS[kind](self.trimmed, self._decimal)
            self._fits[kind] = found.to_numpy(zero_copy_only=False)
        return self._fits[kind]

    def first_misfit(self, kind: Kind) -> int | None:
        """Return the place, among the distinct texts, of the first that cannot be read as `kind`."""
        fits = self.fits(kind)
        return None if fits.all() else int(fits.argmin())

    def written_numbers(self) -> pa.Array:
        """Return the distinct texts that are numbers in digits, with a decimal point; NaN and infinity are not."""
        plain = with_point(self.trimmed.filter(pa.array(self.fits(Kind.NUMBER))), self._decimal)
        return plain.filter(pc.match_substring_regex(plain, _NUMBER))


def _is_boolean(values: pa.Array, _: str) -> pa.Array:
    return pc.is_in(pc.ascii_lower(values), value_set=_TRUE_FALSE)


def _is_integer(values: pa.Array, _: str) -> pa.Array:
    return pc.match_substring_regex(values, _INTEGER)


def _is_number(values: pa.Array, decimal: str) -> pa.Array:
    written = pc.match_substring_regex(with_point(values, decimal), _NUMBER)
    if pc.all(written).as_py() is not False:
        return written
    others = pc.invert(written)
    return pc.replace_with_mask(written, others, pc.match_substring_regex(values.filter(others), _NOT_FINITE))


def _is_date(values: pa.Array, _: str) -> pa.Array:
    return _shaped(values, _DATE, to_naive)


def _is_timestamp(values: pa.Array, _: str) -> pa.Array:
    return _shaped(values, NAIVE, to_naive)


def _is_instant(values: pa.Array, _: str) -> pa.Array:
    return _shaped(values, _TIME, lambda texts: to_instants(texts, "UTC").times)


def _shaped(values: pa.Array, pattern: str, read: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Return which values have the shape and can be read: the shape alone lets 30 February pass."""
    shaped = pc.match_substring_regex(values, pattern)
    if not pc.any(shaped).as_py():
        return shaped
    readable = pc.is_valid(read(values.filter(shaped)))
    return pc.replace_with_mask(shaped, shaped, readable)


_TESTS: dict[Kind, Callable[[pa.Array, str], pa.Array]] = {
    Kind.BOOLEAN: _is_boolean,
    Kind.INTEGER: _is_integer,
    Kind.NUMBER: _is_number,
    Kind.DATE: _is_date,
    Kind.TIMESTAMP: _is_timestamp,
    Kind.INSTANT: _is_instant,
}


def with_point(values: pa.Array, decimal: str) -> pa.Array:
    """Return numbers with a decimal point and no grouping; what is no number with this decimal sign is none after."""
    if decimal == ".":
        return values
    pointed = pc.replace_substring(pc.replace_substring(values, ".", ""), ",", ".")
    plain = pc.replace_substring(values, ",", ".")
    grouped = pc.match_substring_regex(values, _GROUPED)
    # a point that does not part groups of three is no number here: leave such a value as it is
    odd = pc.and_(pc.match_substring(values, "."), pc.invert(grouped))
    return pc.if_else(grouped, pointed, pc.if_else(odd, pc.binary_join_element_wise(values, "?", ""), plain))
