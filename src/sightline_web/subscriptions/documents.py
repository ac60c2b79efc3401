"""A digest as a document: what of that which somebody follows stands how, and what changed since they were told.

The page that previews it and the mail that is sent are written from the same document. Numbers are texts in it, as one
reads them in a mail, and its words are in the language of the moment: that of whoever is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.anchors import Anchor, anchor_named, decided, due
from sightline_web.chances import chance_words
from sightline_web.comments.queries import said_since
from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.policy.actor import Actor
from sightline_web.shell.formats import Formats
from sightline_web.shell.sentences import counted, listed, numeral
from sightline_web.snapshot import Snapshot
from sightline_web.subscriptions.models import Subscription
from sightline_web.subscriptions.stands import Stand, changes, stand_of
from sightline_web.subscriptions.wording import status_shown, status_words

__all__ = ["Followed", "document", "followed", "news"]

MOST_DUE = 3
QUIET = later("Nothing changed beyond noise.")


@dataclass(frozen=True, slots=True)
class Followed:
    """One thing that is followed: how it stands, what changed beyond noise, and how much others said about it."""

    row: Subscription
    anchor: Anchor
    title: str
    stand: Stand
    changed: tuple[str, ...]
    said: int

    @property
    def status(self) -> str:
        """How it stands, in words."""
        return status_words(self.stand.status)


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
    return entry | {
        "title": _("Changed: {title}").format(title=each.title),
        "owner_role": "",
        "key": f"{each.row.kind} {each.row.key}",
    }


def _heading(every: list[Followed]) -> str:
    if not every:
        return _("You follow nothing that you may see.")
    changed = [each.title for each in every if each.changed]
    if not changed:
        if len(every) == 1:
            return _("Nothing changed beyond noise in the one thing that you follow.")
        things = counted(len(every), "thing")
        return _("Nothing changed beyond noise in {things} that you follow.").format(things=things)
    text = ngettext(
        "{number} thing that you follow changed beyond noise: {titles}.",
        "{number} things that you follow changed beyond noise: {titles}.",
        len(changed),
    )
    return opening(text.format(number=numeral(len(changed)), titles=listed(changed, limit=2)))


def _entry(each: Followed, formats: Formats) -> dict[str, object]:
    view = f"?{each.row.query}" if each.row.query else ""
    return {
        "title": each.title, "sentence": " ".join(each.changed) or str(QUIET), "facts": list(_facts(each, formats)),
        "href": f"{each.anchor.href}{view}", "role": "", "asks": False,
    }  # fmt: skip


def _facts(each: Followed, formats: Formats) -> Iterator[str]:
    stand, was = each.stand, each.row.told
    if stand.status:
        yield status_shown(stand.status)
    if stand.value is not None:
        yield _value(stand, was, formats)
    if stand.target is not None:
        yield _target(stand, formats)
    if stand.forecast is not None:
        likely = _with_span(formats.value(stand.forecast, stand.unit, brief=True), stand, formats)
        yield _("forecast {value}").format(value=likely)
    if stand.chance is not None:
        share, words = formats.share(stand.chance), chance_words(stand.chance)
        yield _("chance to reach it {share}: {words}").format(share=share, words=words)
    if stand.review:
        yield _("its review is due on {day}").format(day=formats.day(date.fromisoformat(stand.review)))
    for one in due(each.anchor)[:MOST_DUE]:
        yield _("to be done until {day} by {role}: {title}").format(
            day=formats.day(one.day), role=one.role.replace("_", " "), title=one.title
        )
    if each.said:
        yield ngettext("{count} new comment", "{count} new comments", each.said).format(count=each.said)


def _target(stand: Stand, formats: Formats) -> str:
    value = formats.value(stand.target, stand.unit, brief=True)
    if not stand.by:
        return _("target {value}").format(value=value)
    return _("target {value} by {month}").format(value=value, month=formats.month(date.fromisoformat(stand.by)))


def _value(stand: Stand, was: Mapping[str, Any], formats: Formats) -> str:
    value = formats.value(stand.value, stand.unit, brief=True)
    if stand.forecast is None:
        value = _with_span(value, stand, formats)
    if stand.period:
        value = _("{value} in {period}").format(value=value, period=formats.period(stand.period))
    before = was.get("value")
    if before is None or stand.value is None:
        return value
    since = formats.change(stand.value - before, stand.unit)
    if since == formats.change(0.0, stand.unit):
        return _("{value}, as it was told last").format(value=value)
    return _("{value}, {change} since it was told last").format(value=value, change=since)


def _with_span(value: str, stand: Stand, formats: Formats) -> str:
    if stand.low is None or stand.high is None:
        return value
    low, high = (formats.value(each, stand.unit, brief=True) for each in (stand.low, stand.high))
    return _("{value} ({low} to {high} at 90%)").format(value=value, low=low, high=high)
