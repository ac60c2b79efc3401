"""What numbers of one kind came to on the page that a reader comes from, in the view that they saw."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode

from sightline_web.anchors import Anchor, anchor_named, decided, view_of
from sightline_web.numbered import Number, amount, ends, numbers_of
from sightline_web.shell.actors import actor_of
from sightline_web.shell.formats import Formats
from sightline_web.snapshot import Snapshot

__all__ = ["Came", "came"]


@dataclass(frozen=True, slots=True)
class Line:
    """One number: what it is, its value and interval in words, and where it is talked about."""

    number: Number
    title: str
    value: str
    ends: str
    href: str


@dataclass(frozen=True, slots=True)
class Came:
    """The page that a reader comes from, and its numbers of a kind."""

    title: str
    href: str
    lines: tuple[Line, ...]


def came(request: HttpRequest, kind: str, snapshot: Snapshot, formats: Formats) -> Came | None:
    """Return the numbers that the address names by a page and a view; None where it names none that is open.

    Parameters
    ----------
    request : HttpRequest
        `on` is a page, such as `goal:grow_revenue`, and `view` what its query said.
    kind : str
        Which kind of number.
    snapshot : Snapshot
        The reading.
    formats : Formats
        How the reader sees numbers.
    """
    named, _colon, key = request.GET.get("on", "").partition(":")
    anchor = anchor_named(named, key)
    try:
        if anchor is None or not decided(actor_of(request), anchor, snapshot).allowed:
            return None
        title = anchor.title(snapshot)
    except LookupError:
        return None
    view = view_of(request.GET.get("view", ""), anchor.kind)
    found = (each for each in numbers_of(snapshot, anchor, QueryDict(view), formats) if each.kind == kind)
    lines = tuple(_line(each, anchor, view, formats) for each in found)
    return Came(title, _href(anchor, view), lines) if lines else None


def _line(each: Number, anchor: Anchor, view: str, formats: Formats) -> Line:
    value = amount(each.value, each.unit, formats, each.low, each.high, moves=each.moves, brief=True)
    talked = _href(anchor, f"{view}&{urlencode({'about': each.about})}".lstrip("&"))
    href = f"{talked}#write" if anchor.kind.discussed else ""
    return Line(each, each.words, value, ends(each.low, each.high, each.unit, formats, moves=each.moves), href)


def _href(anchor: Anchor, query: str) -> str:
    return f"{anchor.href}?{query}" if query else anchor.href
