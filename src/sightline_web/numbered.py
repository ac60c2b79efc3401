"""Numbers of pages that can be talked about: each surface offers those of its own pages, as the reading holds them.

A number stands on one page and has a name there. Its title is a text with places for names, so that what is kept of it
is called in the language of whoever reads it later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from sightline_web.anchors import Anchor
from sightline_web.shell.formats import Formats
from sightline_web.shell.sizes import between, likely, size
from sightline_web.snapshot import Snapshot, UnanswerableError, UnderWayError

__all__ = ["CHANCE", "Ask", "Number", "amount", "ends", "numbers_of", "offer_numbers"]

CHANCE = "probability"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as the reading holds it; `low` and `high` bound its 90 % interval, where it is an estimate.

    Parameters
    ----------
    about : str
        Its name among the numbers of its page, such as `chance:grow_revenue`.
    kind : str
        Which kind of number it is, as `/computed` tells how it comes about: `forecast`, `worth`.
    title : str
        What it is, in English, with places for `names`.
    value : float, optional
        In `unit`; None where it cannot be said.
    unit : str
        Its unit; `CHANCE` of a probability, which is told in whole percents.
    names : mapping of str to str
        What stands in the places of the title.
    metric, period : str
        Which metric in which period it is; empty where it is none.
    low, high : float, optional
        The ends of its interval.
    moves : bool
        Whether it is a change, which is told with its sign: of a share, in points.
    """

    about: str
    kind: str
    title: str
    value: float | None
    unit: str
    names: Mapping[str, str] = field(default_factory=dict)
    metric: str = ""
    period: str = ""
    low: float | None = None
    high: float | None = None
    moves: bool = False

    @property
    def words(self) -> str:
        """What it is, in the reader's language."""
        return _(self.title).format(**self.names)


def amount(
    value: float | None, unit: str, formats: Formats, *beside: float | None, moves: bool, finer: int = 0,
    brief: bool = False,
) -> str:  # fmt: skip
    """Return a value with its unit; a change with its sign, as fine as what stands beside it."""
    if moves:
        return size(value, unit, formats, *beside)
    if unit == CHANCE:
        return likely(value, formats)
    return formats.value(value, unit, finer=finer, brief=brief)


def ends(low: float | None, high: float | None, unit: str, formats: Formats, *, moves: bool) -> str:
    """Return the ends of an interval: "€25.8M to €29.0M"; nothing where there is none, or none that shows."""
    if low is None or high is None or low == high:
        return ""
    first, last = (
        amount(one, unit, formats, other, moves=moves, brief=True) for one, other in ((low, high), (high, low))
    )
    return "" if first == last else between(first, last, unit, formats)


Ask = Callable[[Snapshot, Anchor, QueryDict, Formats], Iterable[Number]]
_asks: dict[str, list[Ask]] = {}


def offer_numbers(kind: str, ask: Ask) -> None:
    """Take over what tells the numbers of a kind of page, the most telling first.

    It is given the reading, the page, what its query says of a view, and how its reader sees numbers.
    """
    if ask not in (known := _asks.setdefault(kind, [])):
        known.append(ask)


def numbers_of(snapshot: Snapshot, anchor: Anchor, view: QueryDict, formats: Formats) -> Iterator[Number]:
    """Yield the numbers of a page that can be said; those that are still being estimated are left out."""
    for ask in _asks.get(anchor.kind.id, ()):
        with suppress(LookupError, UnderWayError, UnanswerableError):
            yield from (each for each in ask(snapshot, anchor, view, formats) if each.value is not None)
