"""How a process runs, as rows: its map cut to the frequent ways, variants, rework, hand-overs, waiting.

A map of everything is a tangle. The variants are taken from the most frequent on until they hold the share of cases
that was asked for; drawn are the steps and edges on these, with the counts and times of all cases.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import groupby, pairwise
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sightline_web.operations.durations import brief, duration
from sightline_web.operations.maps import Link, Step, draw
from sightline_web.processes import Handover, MapEdge, Process, ProcessMap, Times, Variant, Waiting
from sightline_web.shell.behaviour import stacked
from sightline_web.shell.formats import Formats
from sightline_web.shell.sentences import counted

__all__ = [
    "SHARES", "Cut", "EdgeLine", "HandoverRow", "VariantRow", "WaitingRow", "about_times", "asked_share", "cut",
    "edge_lines", "edge_rows", "figure", "handover_rows", "name_of", "percentiles", "plain", "second_about_times",
    "variant_rows", "variants_in_words", "waiting_rows",
]  # fmt: skip

SHARES = (50, 80, 90, 95, 100)  # of the cases, in percent
USUAL, LEAST = 90, 5
BOUNDS = (0.02, 0.1, 0.3, 0.6)  # of the most frequent edge's count, from which on an edge is drawn wider
THEN, OFTEN = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} ", "\N{MULTIPLICATION SIGN}"
START, END = "\N{BLACK RIGHT-POINTING SMALL TRIANGLE}start", "\N{BLACK RIGHT-POINTING SMALL TRIANGLE}end"


def asked_share(query: QueryDict) -> int:
    """Return the share of cases that an address asks for, in percent."""
    text = query.get("share", "")
    return min(max(int(text), LEAST), 100) if text.isascii() and text.isdigit() else USUAL


def name_of(process: Process, activity: str) -> str:
    """Return the title of an activity."""
    found = process.activities.get(activity)
    return found.title if found else activity


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of a map that is on the most frequent variants, and the share of cases that took these."""

    variants: tuple[Variant, ...]
    covered: float
    steps: tuple[str, ...]  # in their usual order
    edges: tuple[MapEdge, ...]  # as in the map; those from a step to itself included


def cut(found: ProcessMap, variants: Sequence[Variant], share: int) -> Cut:
    """Return the part of a map on the variants that hold so many percent of the cases."""
    kept: list[Variant] = []
    covered = 0.0
    for each in variants:
        if covered * 100 >= share - 1e-9:
            break
        kept.append(each)
        covered += each.share
    places: dict[str, list[float]] = {}
    for each in kept:
        for activity in dict.fromkeys(each.activities):
            total = places.setdefault(activity, [0.0, 0.0])
            total[0] += each.cases * each.activities.index(activity)
            total[1] += each.cases
    counted_in = {node.activity for node in found.nodes}
    steps = sorted((each for each in places if each in counted_in), key=lambda each: places[each][0] / places[each][1])
    pairs = {pair for each in kept for pair in pairwise(each.activities)}
    edges = tuple(edge for edge in found.edges if (edge.from_, edge.to) in pairs)
    return Cut(tuple(kept), min(covered, 1.0), tuple(steps), edges)


def figure(process: Process, found: ProcessMap, shown: Cut, formats: Formats, *, known: Container[str]) -> SafeString:
    """Return the drawn map: each step leads to its line of sight, if that is `known`."""
    nodes = {node.activity: node for node in found.nodes}
    order = {name: at for at, name in enumerate(shown.steps)}
    again = {edge.from_: edge.count for edge in shown.edges if edge.from_ == edge.to}
    steps = [Step(START, pgettext("of a process", "start"), outer=True)]
    for name in shown.steps:
        node, repeats = nodes[name], again.get(name)
        below = _("{count} times, {repeats} again") if repeats else _("{count} times")
        below = below.format(count=formats.count(node.count), repeats=formats.count(repeats))
        origin = f"{process.id}.{name}"
        href = reverse("sight_from", args=[origin]) if origin in known else ""
        hover = _("{step}: done {count} times in {cases} cases").format(
            step=name_of(process, name), count=formats.count(node.count), cases=formats.count(node.cases)
        )
        steps.append(Step(name, name_of(process, name), below, href, hover))
    steps.append(Step(END, _("last so far"), outer=True))
    most = max((edge.count for edge in shown.edges), default=1)
    links = [
        Link(
            edge.from_,
            edge.to,
            _label(edge.count, edge.median_s, formats),
            _strength(edge.count, most),
            order[edge.from_] > order[edge.to],
        )
        for edge in shown.edges
        if edge.from_ != edge.to and edge.from_ in order and edge.to in order
    ]
    first = {each.activities[0] for each in shown.variants if each.activities}
    last = {each.activities[-1] for each in shown.variants if each.activities}
    for name in shown.steps:
        if name in first:
            links.append(Link(START, name, formats.count(nodes[name].begins), _strength(nodes[name].begins, most)))
        if name in last:
            links.append(Link(name, END, formats.count(nodes[name].ends), _strength(nodes[name].ends, most)))
    return draw(steps, links, _("Process map of {process}").format(process=process.title))


def _label(count: int, median_s: float | None, formats: Formats) -> str:
    return formats.count(count) if median_s is None else f"{formats.count(count)} · {brief(median_s, formats)}"


def _strength(count: int, most: int) -> int:
    return 1 + sum(count >= bound * most for bound in BOUNDS)


def edge_rows(edges: Iterable[MapEdge]) -> list[dict[str, object]]:
    """Return edges for the twins, in the words of the `process` command."""
    return [
        {"from": each.from_, "to": each.to, "count": each.count, "cases": each.cases, "median_s": each.median_s,
         "p90_s": each.p90_s}
        for each in edges
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class EdgeLine:
    """One edge of the map in its table."""

    from_: str
    to: str
    count: str
    cases: str
    median: str
    p90: str


def edge_lines(process: Process, edges: Iterable[MapEdge], formats: Formats) -> list[EdgeLine]:
    """Return edges as rows, the most frequent first."""
    return [
        EdgeLine(
            name_of(process, each.from_), name_of(process, each.to), formats.count(each.count),
            formats.count(each.cases), duration(each.median_s, formats), duration(each.p90_s, formats),
        )
        for each in sorted(edges, key=lambda each: -each.count)
    ]  # fmt: skip


def percentiles(times: Times, formats: Formats) -> list[tuple[str, str, str]]:
    """Return the percentiles of closed cases, and of all with open ones as censored."""
    pairs = (
        (_("Half of the cases"), times.p50_s, times.censored_p50_s),
        (_("Nine in ten"), times.p90_s, times.censored_p90_s),
        (_("Nineteen in twenty"), times.p95_s, times.censored_p95_s),
    )
    return [(title, duration(closed, formats), duration(every, formats)) for title, closed, every in pairs]


def plain(record: Any) -> dict[str, object]:
    """Return a view record for the twins, under the names of its fields."""
    return {part.name.rstrip("_"): getattr(record, part.name) for part in fields(record)}


def about_times(process: Process, times: Times, formats: Formats) -> str:
    """Return how long cases take, in one sentence."""
    closed = times.cases - times.open
    if not times.cases:
        return _("{process}: there are no cases yet.").format(process=process.title)
    if times.p50_s is None or not closed:
        said = _("{process}: none of {count} cases is closed yet.")
        return said.format(process=process.title, count=formats.count(times.cases))
    said = (
        _("{process}: half of {count} closed cases took {half} or less.")
        if times.p90_s is None
        else _("{process}: half of {count} closed cases took {half} or less, one in ten more than {long}.")
    )
    return said.format(
        process=process.title,
        count=formats.count(closed),
        half=duration(times.p50_s, formats),
        long=duration(times.p90_s, formats),
    )


def second_about_times(times: Times, formats: Formats) -> str:
    """Return what the open cases change, in one sentence."""
    if not times.cases:
        return _("Cases appear here as soon as the log holds events of the declared activities.")
    said = _("{cases} cases with {events} events.").format(
        cases=formats.count(times.cases), events=formats.count(times.events)
    )
    if not times.open:
        return f"{said} {_('All are closed.')}"
    rest = (
        ngettext(
            "{count} is still open, too many to say how long half of all will take.",
            "{count} are still open, too many to say how long half of all will take.",
            times.open,
        )
        if times.censored_p50_s is None
        else ngettext(
            "{count} is still open; counted with the time they took so far, half of all cases take {half}.",
            "{count} are still open; counted with the time they took so far, half of all cases take {half}.",
            times.open,
        )
    )
    return f"{said} {rest.format(count=formats.count(times.open), half=duration(times.censored_p50_s, formats))}"


@dataclass(frozen=True, slots=True)
class VariantRow:
    """One variant in its table."""

    path: str
    cases: str
    share: str
    together: str
    median: str


def variant_rows(process: Process, variants: Sequence[Variant], formats: Formats) -> list[VariantRow]:
    """Return variants as rows; a step done several times on end is written once, with how often."""
    rows, together = [], 0.0
    for each in variants:
        together += each.share
        runs = [(name_of(process, name), len(list(run))) for name, run in groupby(each.activities)]
        path = THEN.join(f"{title} {OFTEN}{times}" if times > 1 else title for title, times in runs)
        rows.append(
            VariantRow(path, formats.count(each.cases), formats.value(each.share, "share"),
                       formats.value(min(together, 1.0), "share"), duration(each.median_s, formats))
        )  # fmt: skip
    return rows


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """Work that passes between performers, in its table."""

    from_: str
    to: str
    share: str
    of: str
    median: str
    same: str


def handover_rows(process: Process, handovers: Sequence[Handover], formats: Formats) -> list[HandoverRow]:
    """Return hand-overs as rows, in their order."""
    return [
        HandoverRow(
            name_of(process, each.from_), name_of(process, each.to), formats.share(each.share),
            _("{part} of {whole}").format(part=formats.count(each.handed_over), whole=formats.count(each.count)),
            duration(each.median_s, formats), duration(each.median_same_s, formats),
        )
        for each in handovers
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Where the time before an activity goes, in its table: the bar, and its parts in words."""

    title: str
    each: str
    bar: SafeString
    parts: tuple[tuple[str, str], ...]
    unknown: bool


def waiting_rows(process: Process, waiting: Sequence[Waiting], formats: Formats) -> list[WaitingRow]:
    """Return waiting as rows, the longest in all first; what an average case waits, and for what."""
    rows = []
    for each in sorted(waiting, key=lambda one: -one.total_s):
        if not each.count or not each.total_s:
            continue
        parts = (
            ("closed", each.closed_s),
            ("queue", each.queue_s),
            ("handover", each.handover_s),
            ("other", each.other_s),
        )
        said = tuple(
            (kind, formats.share(part / each.total_s)) for kind, part in parts if part is not None and part > 0
        )
        rows.append(
            WaitingRow(
                name_of(process, each.activity), duration(each.total_s / each.count, formats),
                stacked(parts, each.total_s), said, each.queue_s is None,
            )
        )  # fmt: skip
    return rows


def variants_in_words(shown: Cut, every: int, formats: Formats) -> str:
    """Return how much of the process the map shows."""
    if len(shown.variants) == every:
        if every == 1:
            return _("There is one variant.")
        return _("All {variants} are drawn.").format(variants=counted(every, "variant"))
    said = _(
        "The {count} most frequent of {all} variants are drawn; {share} of the cases took them. "
        "Counts and times are those of all cases."
    )
    return said.format(
        count=formats.count(len(shown.variants)), all=formats.count(every), share=formats.share(shown.covered)
    )
