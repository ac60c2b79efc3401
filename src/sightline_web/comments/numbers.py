"""Which number a comment is about: what it was when the comment was written, and what it is now.

A value of a metric is named by a text such as `metric:lead_time@2026-09;region=North`, without a period the newest
whole one; any other number has the name that its surface gave it. Nothing is computed here: values are those of the
reading, and a number belongs to the page that shows it: one of another page is none here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from sightline_web.anchors import KEY_LETTERS, Anchor
from sightline_web.numbered import Number, amount, ends, numbers_of
from sightline_web.shell.formats import Formats
from sightline_web.shell.past import last_whole
from sightline_web.snapshot import Point, Snapshot, UnanswerableError, UnderWayError

__all__ = ["Choice", "View", "choices", "kept", "measured", "said", "title_words"]

NAMED = re.compile(r"metric:([a-z0-9_.]+)(?:@([\w-]+))?(?:;(\w+)=(.*))?")
METRIC = "metric"  # the kind of a value that was measured, which has a page of its own for how it was computed
PERIODS = 12  # of which one can be chosen
SEGMENTS = 24
OF_A_PROCESS = ("on_time", "lead_time", "rework", "cases")


@dataclass(frozen=True)
class View:
    """A page as somebody sees it: the reading, what the page is about, what its query says, how numbers are written."""

    snapshot: Snapshot
    anchor: Anchor
    query: QueryDict
    formats: Formats

    @cached_property
    def offered(self) -> Mapping[str, Number]:
        """The numbers that surfaces offer, by their names, as far as those can be kept; asked for once."""
        found = numbers_of(self.snapshot, self.anchor, self.query, self.formats)
        return {each.about: each for each in found if len(each.about) <= KEY_LETTERS}

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The names of the values of metrics that the page shows; raises LookupError where what it shows is gone."""
        return tuple(dict.fromkeys(_names(self)))

    @cached_property
    def metrics(self) -> frozenset[str]:
        """The metrics whose values the page shows, in whichever period or segment."""
        return frozenset(found[1] for each in self.values if (found := NAMED.fullmatch(each)))


@dataclass(frozen=True, slots=True)
class Choice:
    """A number that a comment can be about, as a form offers it."""

    about: str
    words: str


def measured(view: View, about: str) -> Number | None:
    """Return a number of a page; None where it has none of that name, or it is still being estimated."""
    found = NAMED.fullmatch(about)
    if found is None:
        return view.offered.get(about)
    name, period, dimension, segment = found.groups()
    with suppress(LookupError, UnderWayError, UnanswerableError):
        if name in view.metrics:
            return _of_metric(view.snapshot, about, name, period, dimension, segment)
    return None


def _of_metric(
    snapshot: Snapshot, about: str, name: str, period: str | None, dimension: str | None, segment: str | None
) -> Number | None:
    metric = snapshot.metrics[name]
    series = snapshot.series(name, by=dimension)
    those = [each for each in series.segments if dimension is None or each.name == segment]
    if not those or series.fault is not None:
        return None
    points = those[0].points
    point = next((each for each in points if each.label == period), None) if period else last_whole(points)
    if point is None:
        return None
    title, names = ("{metric}, {segment}", {"segment": segment}) if segment else ("{metric}", {})
    return Number(about, METRIC, title, point.value, metric.unit, {"metric": metric.title} | names, name, point.label)


def kept(number: Number, *, reading: str, as_of: datetime) -> dict[str, Any]:
    """Return a number as a comment keeps it."""
    return {
        "title": number.title, "names": dict(number.names), "value": number.value, "unit": number.unit,
        "metric": number.metric, "period": number.period, "low": number.low, "high": number.high,
        "moves": number.moves, "reading": reading, "as_of": as_of.isoformat(),
    }  # fmt: skip


def title_words(was: Mapping[str, Any]) -> str:
    """Return the title of a number, as it is kept, in the reader's language."""
    names = was.get("names")
    return str(was["title"]) if names is None else _(was["title"]).format(**names)


def choices(view: View) -> list[Choice]:
    """Return the numbers of a page that a comment can be about, the most likely first."""
    found = [*(measured(view, about) for about in view.values), *view.offered.values()]
    return [
        Choice(number.about, _choice_words(number, view.formats))
        for number in found
        if number is not None and number.value is not None
    ]


def _choice_words(number: Number, formats: Formats) -> str:
    value = amount(number.value, number.unit, formats, number.low, number.high, moves=number.moves, brief=True)
    text = _("{title}: {value}")
    if number.period:
        newest = number.kind == METRIC and "@" not in number.about
        text = _("{title}: {value} in {period}, the newest") if newest else _("{title}: {value} in {period}")
    return text.format(title=number.words, value=value, period=formats.period(number.period))


def _names(view: View) -> Iterator[str]:
    snapshot, kind, parts = view.snapshot, view.anchor.kind.id, view.anchor.parts
    if kind == "goal":
        goal = {each.id: each for each in snapshot.goals}[parts[0]]
        where = f";{goal.where[0][0]}={goal.where[0][1]}" if len(goal.where) == 1 else ""
        yield f"metric:{goal.metric}{where}"
    elif kind in {"metric", "chart"}:
        yield from _of_a_metric(snapshot, parts[0], view.query)
    elif kind == "process":
        yield from (f"metric:{parts[0]}.{each}" for each in OF_A_PROCESS)
    elif kind == "rule":
        yield f"metric:{parts[0]}.{parts[1]}.violations"
    elif kind == "control":
        with suppress(UnderWayError, UnanswerableError):
            newest = {each.control: each for each in snapshot.controls()}
            yield f"metric:{newest[parts[0]].metric}"


def _of_a_metric(snapshot: Snapshot, metric: str, view: Mapping[str, str]) -> Iterator[str]:
    yield f"metric:{metric}"
    declared, by = snapshot.metrics[metric], view.get("by", "")
    if by in declared.dimensions:
        for each in snapshot.series(metric, by=by).segments[:SEGMENTS]:
            yield f"metric:{metric};{by}={each.name}"
    points: list[Point] = [each for each in snapshot.series(metric).points() if each.value is not None]
    yield from (f"metric:{metric}@{each.label}" for each in reversed(points[-PERIODS:]))


def said(was: Mapping[str, Any], now: Number | None, at: datetime, formats: Formats, *, asked: bool = True) -> str:
    """Return what a number was and what it is now: "was 12.3% on 24 November 2026, now 13.1%".

    Where nobody `asked` what it is now, since the page is shown in another view, what it was is all that is said.
    """
    value, unit, moves = was["value"], was["unit"], bool(was.get("moves"))
    finer = formats.finer(value, now.value, unit) if now is not None else 0
    low, high = was.get("low"), was.get("high")
    then = amount(value, unit, formats, low, high, moves=moves, finer=finer)
    if between := ends(low, high, unit, formats, moves=moves):
        then = _("{value} (90%: {span})").format(value=then, span=between)
    period = was.get("period") or ""
    text = _("was {value} for {period} on {day}") if period else _("was {value} on {day}")
    told = text.format(value=then, period=formats.period(period), day=formats.day_of(at))
    if not asked:
        return told
    if now is None:
        return _("{told}; it cannot be said now").format(told=told)
    if now.value == value and now.period == period:
        return _("{told}, and is so still").format(told=told)
    newer = now.period and now.period != period
    text = _("{told}, now {value} for {period}") if newer else _("{told}, now {value}")
    value = amount(now.value, unit, formats, now.low, now.high, moves=moves, finer=finer)
    return text.format(told=told, value=value, period=formats.period(now.period))
