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
from sightline_web.snapshot import Snapshot, UnanswerableError, UnderWayError

__all__ = ["Ask", "Number", "numbers_of", "offer_numbers"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as the reading holds it; `low` and `high` bound its 90 % interval, where it is an estimate.

    Parameters
    ----------
    about : str
        Its name among the numbers of its page, such as `chance:grow_revenue`.
    title : str
        What it is, in English, with places for `names`.
    value : float, optional
        In `unit`; None where it cannot be said.
    unit : str
        Its unit.
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
