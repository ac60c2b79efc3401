"""A digest as a document: what of that which somebody follows stands how, and what changed since they were told.

The page that previews it and the mail that is sent are written from the same document. Numbers are texts in it, as one
reads them in a mail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sightline_web.anchors import Anchor, anchor_named, decided, due
from sightline_web.chances import chance_words
from sightline_web.comments.queries import said_since
from sightline_web.policy.actor import Actor
from sightline_web.shell.formats import Formats
from sightline_web.shell.sentences import counted, listed, opening
from sightline_web.snapshot import Snapshot
from sightline_web.subscriptions.models import Subscription
from sightline_web.subscriptions.stands import Stand, changes, stand_of

__all__ = ["Followed", "document", "followed", "news"]

MOST_DUE = 3
QUIET = "Nothing changed beyond noise."
SHAPES = {
    "reached": "\N{CHECK MARK}", "on course": "\N{BLACK CIRCLE}", "behind": "\N{BLACK DOWN-POINTING TRIANGLE}",
    "missed": "\N{MULTIPLICATION X}", "no data": "\N{WHITE CIRCLE}", "holds": "\N{CHECK MARK}",
    "fails": "\N{MULTIPLICATION X}", "not tested": "\N{WHITE CIRCLE}", "signal": "\N{BLACK DIAMOND}",
    "deviates": "\N{BLACK DIAMOND}", "approved": "\N{CHECK MARK}", "declined": "\N{MULTIPLICATION X}",
    "not decided": "\N{WHITE CIRCLE}", "preparing": "\N{WHITE CIRCLE}", "prepared": "\N{BLACK CIRCLE}",
    "signed": "\N{CHECK MARK}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Followed:
    """One thing that is followed: how it stands, what changed beyond noise, and how much others said about it."""

    row: Subscription
    anchor: Anchor
    title: str
    stand: Stand
    changed: tuple[str, ...]
    said: int


def followed(rows: Iterable[Subscription], *, by: Actor, snapshot: Snapshot) -> Iterator[Followed]:
    """Yield what an actor follows and may see today; what is gone, or not theirs any more, is left out."""
    for row in rows:
        anchor = anchor_named(row.kind, row.key)
        try:
            if anchor is None or not decided(by, anchor, snapshot).allowed:
                continue
            stand = stand_of(snapshot, anchor, by)
        except LookupError:
            continue
        said = said_since(by=by, anchor=anchor, at=row.told_at)
        yield Followed(row, anchor, anchor.title(snapshot), stand, tuple(changes(row.told, stand)), said)


def document(found: Iterable[Followed], formats: Formats) -> dict[str, object]:
    """Return the digest of some things: what changed first, and in one line where nothing did."""
    every = sorted(found, key=lambda each: (not each.changed, each.row.pk))
    lines = [_entry(each, formats) for each in every]
    return {"heading": _heading(every), "sections": [{"title": "", "lines": lines, "more": 0}] if lines else []}


def news(each: Followed, formats: Formats) -> dict[str, object]:
    """Return what somebody is told at once of one thing that changed."""
    entry = _entry(each, formats)
    return entry | {"title": f"Changed: {each.title}", "owner_role": "", "key": f"{each.row.kind} {each.row.key}"}


def _heading(every: list[Followed]) -> str:
    if not every:
        return "You follow nothing that you may see."
    changed = [each.title for each in every if each.changed]
    if not changed:
        of = counted(len(every), "thing") if len(every) > 1 else "the one thing"
        return f"{QUIET[:-1]} in {of} that you follow."
    return opening(
        f"{counted(len(changed), 'thing')} that you follow changed beyond noise: {listed(changed, limit=2)}."
    )


def _entry(each: Followed, formats: Formats) -> dict[str, object]:
    view = f"?{each.row.query}" if each.row.query else ""
    return {
        "title": each.title, "sentence": " ".join(each.changed) or QUIET, "facts": list(_facts(each, formats)),
        "href": f"{each.anchor.href}{view}", "role": "", "asks": False,
    }  # fmt: skip


def _facts(each: Followed, formats: Formats) -> Iterator[str]:
    stand, was = each.stand, each.row.told
    if stand.status:
        yield f"{SHAPES.get(stand.status, '')} {stand.status}".strip()
    if stand.value is not None:
        yield _value(stand, was, formats)
    if stand.target is not None:
        until = f" by {formats.month(date.fromisoformat(stand.by))}" if stand.by else ""
        yield f"target {formats.value(stand.target, stand.unit, brief=True)}{until}"
    if stand.forecast is not None:
        yield f"forecast {formats.value(stand.forecast, stand.unit, brief=True)}{_span(stand, formats)}"
    if stand.chance is not None:
        yield f"chance to reach it {formats.share(stand.chance)}: {chance_words(stand.chance)}"
    if stand.review:
        yield f"its review is due on {formats.day(date.fromisoformat(stand.review))}"
    for one in due(each.anchor)[:MOST_DUE]:
        yield f"to be done until {formats.day(one.day)} by {one.role.replace('_', ' ')}: {one.title}"
    if each.said:
        yield f"{each.said} new comment{'' if each.said == 1 else 's'}"


def _value(stand: Stand, was: Mapping[str, Any], formats: Formats) -> str:
    value = formats.value(stand.value, stand.unit, brief=True)
    when = f" in {formats.period(stand.period)}" if stand.period else ""
    between = _span(stand, formats) if stand.forecast is None else ""
    before = was.get("value")
    if before is None or stand.value is None:
        return f"{value}{between}{when}"
    since = formats.change(stand.value - before, stand.unit)
    still = since == formats.change(0.0, stand.unit)
    return f"{value}{between}{when}, {'as it was told last' if still else f'{since} since it was told last'}"


def _span(stand: Stand, formats: Formats) -> str:
    if stand.low is None or stand.high is None:
        return ""
    low, high = (formats.value(each, stand.unit, brief=True) for each in (stand.low, stand.high))
    return f" ({low} to {high} at 90%)"
