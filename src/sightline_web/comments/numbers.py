"""Which number a comment is about: what it was when the comment was written, and what it is now.

A number is named by a text such as `metric:lead_time@2026-09;region=North`, `chance:grow_revenue` or
`effect:lead_time:on_time_share`; without a period it is the newest whole one. Nothing is computed here: values are
those of the reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from sightline_web.anchors import Anchor
from sightline_web.languages.marks import noted
from sightline_web.shell.formats import Formats
from sightline_web.shell.past import last_whole
from sightline_web.snapshot import Point, Snapshot, UnanswerableError, UnderWayError

__all__ = ["Choice", "Number", "choices", "kept", "measured", "said", "title_words"]

NAMED = re.compile(r"(metric|chance|effect):([a-z0-9_.:]+)(?:@([\w-]+))?(?:;(\w+)=(.*))?")
PERIODS = 12  # of which one can be chosen
SEGMENTS = 24
OF_A_PROCESS = ("on_time", "lead_time", "rework", "cases")
CHANCE = noted("The chance to reach it")
EFFECT = noted("The effect of one unit of {metric}")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as the reading holds it; low and high bound its 90 % interval, where it is an estimate.

    Its title is the one that is kept, in English; `title_words` says it to a reader.
    """

    title: str
    value: float | None
    unit: str
    metric: str
    period: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A number that a comment can be about, as a form offers it."""

    about: str
    words: str


def measured(snapshot: Snapshot, about: str) -> Number | None:
    """Return a number of the reading; None where there is none of that name, or it is still being estimated."""
    found = NAMED.fullmatch(about)
    if found is None:
        return None
    what, name, period, dimension, segment = found.groups()
    with suppress(LookupError, UnderWayError, UnanswerableError):
        if what == "metric":
            return _of_metric(snapshot, name, period, dimension, segment)
        if what == "chance" and snapshot.ready("outlooks"):
            ahead = snapshot.outlooks()[name]
            return Number(CHANCE, ahead.probability, "share", ahead.metric)
        if what == "effect" and snapshot.ready("effects"):
            driver, on = name.split(":")
            each = {(each.driver, each.on): each for each in snapshot.effects()}[driver, on]
            title = EFFECT.format(metric=snapshot.metrics[driver].title)
            return Number(title, each.per_unit, snapshot.metrics[on].unit, on, "", each.low, each.high)
    return None


def _of_metric(
    snapshot: Snapshot, name: str, period: str | None, dimension: str | None, segment: str | None
) -> Number | None:
    metric = snapshot.metrics[name]
    series = snapshot.series(name, by=dimension)
    those = [each for each in series.segments if dimension is None or each.name == segment]
    if not those or series.fault is not None:
        return None
    points = those[0].points
    point = next((each for each in points if each.label == period), None) if period else last_whole(points)
    title = f"{metric.title}, {segment}" if segment else metric.title
    return None if point is None else Number(title, point.value, metric.unit, name, point.label)


def kept(number: Number, *, reading: str, as_of: datetime) -> dict[str, Any]:
    """Return a number as a comment keeps it."""
    return {
        "title": number.title, "value": number.value, "unit": number.unit, "metric": number.metric,
        "period": number.period, "low": number.low, "high": number.high, "reading": reading, "as_of": as_of.isoformat(),
    }  # fmt: skip


def title_words(title: str) -> str:
    """Return the title of a number, as it is kept, in the reader's language."""
    if title == CHANCE:
        return _(CHANCE)
    before, _metric, after = EFFECT.partition("{metric}")
    if title.startswith(before):
        return _(EFFECT).format(metric=title.removeprefix(before).removesuffix(after))
    return title


def choices(snapshot: Snapshot, anchor: Anchor, view: Mapping[str, str], formats: Formats) -> list[Choice]:
    """Return the numbers of a page that a comment can be about, the most likely first."""
    found: dict[str, Choice] = {}
    for about in _names(snapshot, anchor, view):
        number = measured(snapshot, about)
        if number is not None and number.value is not None and about not in found:
            found[about] = Choice(about, _offered(number, about, formats))
    return list(found.values())


def _offered(number: Number, about: str, formats: Formats) -> str:
    value = formats.value(number.value, number.unit, brief=True)
    text = _("{title}: {value}")
    if number.period:
        text = _("{title}: {value} in {period}") if "@" in about else _("{title}: {value} in {period}, the newest")
    return text.format(title=title_words(number.title), value=value, period=formats.period(number.period))


def _names(snapshot: Snapshot, anchor: Anchor, view: Mapping[str, str]) -> Iterator[str]:
    kind, parts = anchor.kind.id, anchor.parts
    if kind == "goal":
        goal = {each.id: each for each in snapshot.goals}[parts[0]]
        where = f";{goal.where[0][0]}={goal.where[0][1]}" if len(goal.where) == 1 else ""
        yield f"metric:{goal.metric}{where}"
        yield f"chance:{goal.id}"
    elif kind in {"metric", "chart"}:
        yield from _of_a_metric(snapshot, parts[0], view)
    elif kind == "effect":
        yield f"effect:{parts[0]}:{parts[1]}"
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


def said(was: Mapping[str, Any], now: Number | None, at: datetime, formats: Formats) -> str:
    """Return what a number was and what it is now: "was 12.3% on 24 November 2026, now 13.1%"."""
    value, unit = was["value"], was["unit"]
    finer = formats.finer(value, now.value, unit) if now is not None else 0
    then = formats.value(value, unit, finer=finer)
    if was.get("low") is not None and was.get("high") is not None:
        low, high = formats.value(was["low"], unit), formats.value(was["high"], unit)
        then = _("{value} ({low} to {high})").format(value=then, low=low, high=high)
    period = was.get("period") or ""
    text = _("was {value} for {period} on {day}") if period else _("was {value} on {day}")
    told = text.format(value=then, period=formats.period(period), day=formats.day_of(at))
    if now is None:
        return _("{told}; it cannot be said now").format(told=told)
    if now.value == value and now.period == period:
        return _("{told}, and is so still").format(told=told)
    newer = now.period and now.period != period
    text = _("{told}, now {value} for {period}") if newer else _("{told}, now {value}")
    value = formats.value(now.value, unit, finer=finer)
    return text.format(told=told, value=value, period=formats.period(now.period))
