"""Why a column is text though most of its values, or all of one file, look like something else.

Nothing changes in silence: one bad value makes a column of numbers text, and this says which value and where. Words,
identifiers (whole numbers with leading zeros or of more than 18 digits) and columns where fewer than half of the values
look like something else are text by right and get no remark.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sightline.facts.shapes import Kind, Texts

__all__ = ["Misfits"]

_WHOLE = r"^[+-]?[0-9]+$"
_LONG = r"^[+-]?[1-9][0-9]{18,}$"
_PADDED = r"^[+-]?0[0-9]+$"
_SHOWN_LENGTH = 60
# no text fits two of these
_WORDS: Mapping[Kind, tuple[str, str]] = {
    Kind.NUMBER: ("is no number", "are no numbers"),
    Kind.INSTANT: ("is no time", "are no times"),
    Kind.BOOLEAN: ("is neither true nor false", "are neither true nor false"),
}
_NO_DATE = ("is no date", "are no dates")


@dataclass(slots=True)
class _Sort:
    """How many values are of one sort, which was the first that is not, and which file holds no other."""

    fitting: int = 0
    fitting_here: int = 0
    first: tuple[str, int, str] | None = None  # file, row, text
    only_in: str | None = None


@dataclass(slots=True)
class Misfits:
    """Counts, for one column of text, what its values look like."""

    _total: int = 0
    _total_here: int = 0
    _place: str | None = None
    _finite: bool = False
    _fraction: bool = False
    _long: bool = False
    _padded: bool = False
    _clocked: bool = False
    _sorts: dict[Kind, _Sort] = field(default_factory=lambda: {kind: _Sort() for kind in _WORDS})

    @property
    def numeric(self) -> bool:
        """Whether the numbers seen are numbers: some are finite, and they are no identifiers."""
        return self._finite and (self._fraction or not (self._long or self._padded))

    def see(self, texts: Texts, values: pa.Array, rows: pa.Array, place: str) -> None:
        """Take in a batch of the file called `place`: its `texts`, out of `values`, which stand in `rows`."""
        if place != self._place:
            self._end_file()
            self._place = place
        self._total += texts.total
        self._total_here += texts.total
        left = len(texts)
        for kind, sort in sorted(self._sorts.items(), key=lambda item: -item[1].fitting):  # the likely one first
            fits = texts.fits(kind) if left else np.zeros(len(texts), bool)
            count = int(texts.counts[fits].sum())
            sort.fitting += count
            sort.fitting_here += count
            left -= int(fits.sum())
            if sort.first is None and not fits.all():
                at = int(fits.argmin())
                row = rows[pc.index(values, texts.raw[at]).as_py()].as_py()
                sort.first = (place, row, texts.trimmed[at].as_py())
            if kind is Kind.NUMBER:
                self._look_at_numbers(texts, fits)
            elif kind is Kind.INSTANT and count and not self._clocked:
                self._clocked = not texts.fits(Kind.DATE)[fits].all()

    def remark(self, name: str, *, files: int) -> str | None:
        """Return why column `name` is text though it looked like something else; None where it looked like text.

        Parameters
        ----------
        name : str
            The column.
        files : int
            Of how many files the source is; of several, the file is named beside the row.
        """
        self._end_file()
        likely = {kind: sort for kind, sort in self._sorts.items() if self._may_be(kind)}
        if not likely:
            return None
        kind, sort = max(likely.items(), key=lambda item: item[1].fitting)
        enough = 2 * sum(one.fitting for one in likely.values()) >= self._total
        if not enough:
            kind, sort = next(((k, s) for k, s in likely.items() if s.only_in is not None), (kind, sort))
        if sort.first is None or not (enough or sort.only_in):
            return None
        wrong = self._total - sort.fitting
        words = _NO_DATE if kind is Kind.INSTANT and not self._clocked else _WORDS[kind]
        place, row, text = sort.first
        where = f"{place}, row {row:,}" if files > 1 else f"row {row:,}"
        also = f"; all in {sort.only_in} are" if sort.only_in else ""
        counted = f"{wrong:,} of {self._total:,} values {words[wrong > 1]}"
        return f"column '{name}' is text: {counted}, first in {where}: {_shown(text)}{also}."

    def _may_be(self, kind: Kind) -> bool:
        return 0 < self._sorts[kind].fitting < self._total and (kind is not Kind.NUMBER or self.numeric)

    def _look_at_numbers(self, texts: Texts, fits: np.ndarray) -> None:
        if self._finite and self._fraction:
            return  # no identifiers, whatever comes
        if fits.any() and texts.fits(Kind.INTEGER).all():
            self._finite = True
        elif fits.any():
            written = texts.written_numbers()
            self._finite |= len(written) > 0
            self._fraction |= pc.all(pc.match_substring_regex(written, _WHOLE)).as_py() is False
            self._long |= _any(written, _LONG)
        if not self._padded and not fits.all():
            self._padded = _any(texts.trimmed.filter(pa.array(~fits)), _PADDED)

    def _end_file(self) -> None:
        for sort in self._sorts.values():
            if sort.only_in is None and 0 < self._total_here == sort.fitting_here:
                sort.only_in = self._place
            sort.fitting_here = 0
        self._total_here = 0


def _any(values: pa.Array, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(values, pattern)).as_py())


def _shown(text: str) -> str:
    """Return a value as one line of a message shows it."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in text)
    return f"'{plain}'" if len(plain) <= _SHOWN_LENGTH else f"'{plain[:_SHOWN_LENGTH]}'…"
