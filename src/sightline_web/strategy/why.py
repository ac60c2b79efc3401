"""Why a metric changed: what the address asks for, the sentence, and the ranked contributions as rows.

The parts are an accounting of the change along formulas, segments and declared effects: ranked contributions, and no
proof of a cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.ahead import Part, Why
from sightline_web.languages.marks import later, later_in
from sightline_web.shell.formats import Formats
from sightline_web.shell.grains import counted_periods
from sightline_web.shell.past import last_whole
from sightline_web.shell.sentences import Sentence
from sightline_web.shell.sizes import size, span
from sightline_web.shell.support import Support, support_of
from sightline_web.shell.templatetags.shell import Shown
from sightline_web.snapshot import Fault, Metric, NotDeclaredError, Point, Snapshot, UnanswerableError
from sightline_web.strategy.levers import reached
from sightline_web.strategy.standing import year_before
from sightline_web.strategy.waterfall import UNEXPLAINED

__all__ = [
    "AskedWhy",
    "PartLine",
    "about_change",
    "about_nothing",
    "asked_why",
    "dimensions_of",
    "named",
    "part_lines",
    "part_rows",
    "told_change",
    "whose",
    "why_href",
]

KINDS = {
    "value": later_in("part of a change", "amount"),
    "rate": later_in("part of a change", "rate"),
    "mix": later_in("part of a change", "mix"),
    "entered": later_in("part of a change", "entered"),
    "left": later_in("part of a change", "left"),
    "effect": later("effect"),
    "residual": UNEXPLAINED,
}
BEFORE = {  # by the grain
    "day": later("The day before"),
    "week": later("The week before"),
    "month": later("The month before"),
    "quarter": later("The quarter before"),
    "period": later("The period before"),
}
LEAST = 0.005  # a share that rounds to nothing
NEAREST = 4  # periods with a value that are offered instead of one without


@dataclass(frozen=True, slots=True)
class AskedWhy:
    """Two periods and a dimension, with what there is to choose from.

    Parameters
    ----------
    since, until : str, optional
        Labels of the periods; None where the metric has no value at all to begin with.
    by : str, optional
        The dimension asked for.
    labels : tuple of str
        All periods, newest first.
    missing : tuple of (str, tuple of (str, str))
        The asked periods without a value, each with the nearest that have one and the query that asks for those.
    shortcuts : tuple of (str, str, bool)
        Title, query and whether it is current: of the period before, and of a year before.
    """

    since: str | None
    until: str | None
    by: str | None
    labels: tuple[str, ...]
    missing: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    shortcuts: tuple[tuple[str, str, bool], ...]

    @property
    def same(self) -> bool:
        """Whether both periods are one."""
        return self.since is not None and self.since == self.until

    def query(self, **other: str | None) -> str:
        """Return the query of this view, with some of it changed."""
        wanted = {"from": self.since, "to": self.until, "by": self.by} | other
        kept = {key: value for key, value in wanted.items() if value}
        return f"?{urlencode(kept)}" if kept else ""


def asked_why(query: Mapping[str, str], points: Sequence[Point], grain: str, dimensions: Sequence[str]) -> AskedWhy:
    """Return what a query asks for; by default the newest whole period against a year before.

    Raises
    ------
    NotDeclaredError
        If it names a period that the metric does not have, or a dimension that neither it nor what it rests on has.
    """
    by = query.get("by") or None
    if by is not None and by not in dimensions:
        raise NotDeclaredError("dimension", by, tuple(dimensions))
    places = {point.label: index for index, point in enumerate(points)}
    for key in ("from", "to"):
        if query.get(key) and query[key] not in places:
            raise NotDeclaredError("period", query[key], tuple(places))
    newest = last_whole(points)
    until = query.get("to") or (newest.label if newest else None)
    end = points[places[until]] if until else None
    year = year_before(points, end, grain)
    before = points[places[until] - 1] if until and places[until] else None
    usual = next((each.label for each in (year, before) if each and each.value is not None), None)
    since = query.get("from") or usual or (points[0].label if end else None)
    asked = AskedWhy(since, until, by, tuple(places)[::-1], (), ())
    missing = tuple(
        (label, tuple((near, asked.query(**{key: near})) for near in _nearest(points, places[label])))
        for key, label in (("from", since), ("to", until))
        if label is not None and points[places[label]].value is None
    )
    return replace(asked, missing=missing, shortcuts=_shortcuts(asked, before, year, grain))


def _nearest(points: Sequence[Point], place: int) -> list[str]:
    """Return the labels of the periods with a value that are nearest to one without, in their order."""
    there = [index for index, point in enumerate(points) if point.value is not None]
    nearest = sorted(there, key=lambda index: abs(index - place))[:NEAREST]
    return [points[index].label for index in sorted(nearest)]


def _shortcuts(
    asked: AskedWhy, before: Point | None, year: Point | None, grain: str
) -> tuple[tuple[str, str, bool], ...]:
    choices = [(str(BEFORE[grain]), before)] if grain in BEFORE else []
    choices.append((_("A year before"), year))
    return tuple(
        (title, asked.query(**{"from": point.label}), asked.since == point.label) for title, point in choices if point
    )


def dimensions_of(snapshot: Snapshot, metric: Metric) -> tuple[str, ...]:
    """Return the dimensions by which a change can be cut: those of the metric and of what it rests on."""
    names = [metric.id, *reached(snapshot.metrics, metric.id)]
    return tuple(dict.fromkeys(each for name in names for each in snapshot.metrics[name].dimensions))


def told_change(snapshot: Snapshot, metric: str, asked: AskedWhy) -> tuple[Why | None, Fault | None]:
    """Return the explained change, or the fault of the library; neither where there is nothing to ask."""
    if asked.since is None or asked.until is None or asked.same or asked.missing:
        return None, None
    try:
        return snapshot.why(metric, asked.since, asked.until, asked.by), None
    except UnanswerableError as error:
        return None, error.fault


def named(part: Part, snapshot: Snapshot, explained: str, *, brief: bool = False) -> str:
    """Return what a part is called: "Shipped on time, two months earlier", "North, rate"; `brief` without the delay."""
    if part.part == "residual":
        return str(UNEXPLAINED)
    words = whose(part, snapshot, explained)
    if part.part in {"rate", "mix", "entered", "left"}:
        words.append(str(KINDS[part.part]))
    if part.lag and not brief:
        words.append(earlier(part.lag, snapshot.head.grain))
    return ", ".join(words)


def whose(part: Part, snapshot: Snapshot, explained: str) -> list[str]:
    """Return what a part is of: another metric, a segment of it, or a segment of what is explained."""
    words = [] if part.metric == explained and part.segment is not None else [_title(part.metric, snapshot)]
    return words if part.segment is None else [*words, part.segment or _("(no name)")]


def earlier(lag: int, grain: str) -> str:
    """Return a delay seen from its end: "one month earlier", "three months earlier"; empty for none."""
    return _("{time} earlier").format(time=counted_periods(lag, grain)) if lag else ""


def _title(metric: str, snapshot: Snapshot) -> str:
    found = snapshot.metrics.get(metric)
    return found.title if found else metric


def explained_parts(why: Why) -> list[Part]:
    """Return the parts without what is not explained, by rank."""
    return [part for part in why.parts if part.part != "residual"]


def about_nothing(asked: AskedWhy, metric: Metric, formats: Formats) -> str:
    """Return the sentence where no change is explained: what to choose, or what is missing."""
    if asked.same:
        return _("{metric}: choose two different periods.").format(metric=metric.title)
    missing = [formats.period(label) for label, _near in asked.missing]
    if len(missing) > 1:
        text = _("{metric} has no value in {since} and in {until}.")
        return text.format(metric=metric.title, since=missing[0], until=missing[1])
    if missing:
        return _("{metric} has no value in {period}.").format(metric=metric.title, period=missing[0])
    if not asked.since:
        return _("{metric}: there are no data.").format(metric=metric.title)
    return _("{metric}: this change cannot be explained.").format(metric=metric.title)


def about_change(why: Why, metric: Metric, snapshot: Snapshot, formats: Formats) -> Sentence:
    """Return the sentence of a change: how far, between when, and the largest part; first what nothing explains."""
    since, until = formats.period(why.since), formats.period(why.until)
    if not why.total:
        level = Shown(formats.value(why.after, why.unit, brief=True), metric.id)
        text = _("{metric} was the same in {since} and in {until}: {value}.")
        return Sentence.put(text, metric=metric.title, since=since, until=until, value=level)
    far = Shown(size(why.total, why.unit, formats).lstrip("+\N{MINUS SIGN}"), metric.id)
    rose, fell = (
        _("{metric} rose by {size} from {since} to {until}"),
        _("{metric} fell by {size} from {since} to {until}"),
    )
    how = Sentence.put(rose if why.total > 0 else fell, metric=metric.title, size=far, since=since, until=until)
    said: list[str | Sentence] = [how]
    ranked = sorted(explained_parts(why), key=lambda part: -abs(part.contribution))
    if abs(why.residual) > abs(why.total) / 2:
        rest = Shown(size(why.residual, why.unit, formats), metric.id)
        said += ["; ", Sentence.put(_("{size} is not explained"), size=rest)]
    if ranked:
        name, amount = named(ranked[0], snapshot, why.metric), _amount(ranked[0], why, formats)
        said += ["; ", Sentence.put(_("the largest part is {part}: {size}"), part=name, size=amount)]
    return Sentence.of(*said, ".")


def _amount(part: Part, why: Why, formats: Formats) -> Shown:
    """Return a contribution as text that leads to how it came about: to the effect behind it, or to the metric."""
    text = size(part.contribution, why.unit, formats)
    if part.part == "effect":
        return Shown(text, part.metric, _("How was this estimated?"), effect_href(part, why.metric))
    return Shown(text, part.metric)


def effect_href(part: Part, explained: str) -> str:
    """Return the address of the effect by which a part reaches what is explained."""
    return reverse("effect", args=[part.metric, part.via[0] if part.via else explained])


@dataclass(frozen=True, slots=True)
class PartLine:
    """One contribution in the table; `href` explains the same change of its own metric."""

    part: Part
    name: str
    kind: str
    amount: Shown
    span: str
    share: str
    moved: str
    via: list[tuple[str, str]]
    support: Support | None
    href: str


def part_lines(why: Why, snapshot: Snapshot, formats: Formats) -> list[PartLine]:
    """Return the contributions by rank; what is not explained stands last, or first where it is over half."""
    found = [_line(part, why, snapshot, formats) for part in explained_parts(why)]
    rest = _line(residual_of(why), why, snapshot, formats)
    return [rest, *found] if abs(why.residual) > abs(why.total) / 2 else [*found, rest]


def residual_of(why: Why) -> Part:
    """Return what is not explained as a part, with its interval where the library gave one."""
    given = next((part for part in why.parts if part.part == "residual"), None)
    if given is not None:
        return given
    share = why.residual / why.total if why.total else None
    return Part(why.metric, None, None, "residual", why.residual, why.residual, why.residual, share)


def _line(part: Part, why: Why, snapshot: Snapshot, formats: Formats) -> PartLine:
    sure = part.low is None or part.high is None or part.low == part.high
    metric = snapshot.metrics.get(part.metric)
    arithmetic = part.part not in {"effect", "residual"} and part.support is None
    return PartLine(
        part, named(part, snapshot, why.metric), KINDS.get(part.part, part.part), _amount(part, why, formats),
        "" if sure else span(part.low, part.high, why.unit, formats),
        _share(part.share, formats),
        size(part.moved, metric.unit, formats) if metric and part.moved is not None else "",
        [(name, _title(name, snapshot)) for name in part.via],
        support_of("supported", "exact") if arithmetic else support_of(part.support) if part.support else None,
        why_href(part, why, snapshot) if part.part != "residual" and metric else "",
    )  # fmt: skip


def _share(share: float | None, formats: Formats) -> str:
    """Return a share of the change in percent: "60%", "<1%", "0%"; an em dash where nothing changed."""
    return "<1%" if share and abs(share) < LEAST else formats.share(share)


def why_href(part: Part, why: Why, snapshot: Snapshot) -> str:
    """Return where a part is explained itself: its metric between the same periods, earlier by its lag.

    Empty where the part is of the explained metric itself; without periods where its past does not reach so far.
    """
    if part.metric == why.metric:
        return ""
    labels = [point.label for point in snapshot.series(part.metric).points()]
    ends = [labels.index(label) - part.lag if label in labels else -1 for label in (why.since, why.until)]
    address = reverse("why", args=[part.metric])
    if min(ends) < 0:
        return address
    return f"{address}?{urlencode({'from': labels[ends[0]], 'to': labels[ends[1]]})}"


def part_rows(why: Why) -> list[dict[str, object]]:
    """Return the contributions for the twins, in the words of the `why` command; what is not explained is one."""
    return [_row(part) for part in explained_parts(why)] + [_row(residual_of(why))]


def _row(part: Part) -> dict[str, object]:
    return {
        "metric": part.metric,
        "dimension": part.dimension,
        "segment": part.segment,
        "part": part.part,
        "contribution": part.contribution,
        "low": part.low,
        "high": part.high,
        "share": part.share,
        "moved": part.moved,
        "lag": part.lag,
        "via": list(part.via),
        "support": part.support,
        "grade": part.grade,
        "words": part.words,
    }
