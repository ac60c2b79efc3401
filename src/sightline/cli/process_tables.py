"""What `process` shows to people: throughput in a sentence, then the most frequent of everything first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sightline.cli.figures import counted
from sightline.cli.tables import Cell, Column, fitting, longest_word, paragraph, render
from sightline.cli.terminal import Terminal

if TYPE_CHECKING:
    from sightline.records.processes import (
        DeadlineProposal,
        Handover,
        LeftOut,
        MapEdge,
        MapNode,
        Rework,
        RuleOutcomes,
        Times,
        Variant,
        Waiting,
    )

_UNITS = (("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1))
_LARGE = 100
_LONG = 20  # activities of a variant that are written out
Cells = Sequence[str | Cell]


@dataclass(frozen=True, slots=True)
class About:
    """The title of the process, what of its log does not count, and the last day that does."""

    title: str
    left_out: LeftOut
    last_day: date


@dataclass(frozen=True, slots=True)
class Scale:
    """The unit in which a column of lengths of time is written."""

    unit: str
    seconds: int

    @classmethod
    def of(cls, lengths: Iterable[float | None]) -> Scale:
        """Return the largest unit of which the longest has two at least."""
        longest = max((one for one in lengths if one is not None), default=0.0)
        return cls(*next((one for one in _UNITS if longest >= 2 * one[1]), _UNITS[-1]))

    def text(self, seconds: float | None, terminal: Terminal) -> str:
        """Return a length of time without its unit; a dash where it is not known."""
        if seconds is None:
            return terminal.sign("none")
        value = seconds / self.seconds
        return f"{value:,.0f}" if abs(value) >= _LARGE else f"{value:,.1f}"


def length(seconds: float, terminal: Terminal) -> str:
    """Return one length of time with its unit."""
    scale = Scale.of([seconds])
    return f"{scale.text(seconds, terminal)} {scale.unit}"


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def throughput(about: About, times: Times, terminal: Terminal) -> Iterator[str]:
    """Yield what is known of the process in two sentences."""
    if not times.cases:
        yield from paragraph(f"{about.title}: the log holds no case of it up to {about.last_day}.", terminal)
        return
    still = f", {times.open:,} of them open" if times.open else ""
    said = f"{about.title}: {counted(times.cases, 'case')}{still}, with {counted(times.events, 'event')}."
    if times.p50_s is None or times.p90_s is None or times.p95_s is None:
        yield from paragraph(f"{said} None is closed, so nothing says how long one takes.", terminal)
        return
    half, nine, nineteen = (length(one, terminal) for one in (times.p50_s, times.p90_s, times.p95_s))
    closed = "closed cases" if times.open else "cases"
    said += f" Half of the {closed} took up to {half}, nine in ten up to {nine}, nineteen in twenty up to {nineteen}."
    yield from paragraph(said, terminal)


def censored(times: Times, terminal: Terminal) -> Iterator[str]:
    """Yield the throughput of all cases, open ones at their age, beside that of the closed ones."""
    if not times.cases:
        return
    closed = (times.p50_s, times.p90_s, times.p95_s)
    whole = (times.censored_p50_s, times.censored_p90_s, times.censored_p95_s)
    scale = Scale.of([*closed, *whole])
    columns = [Column(f"Took up to, {scale.unit}"), *(Column(one, figures=True) for one in ("50 %", "90 %", "95 %"))]
    rows = [["closed cases", *(scale.text(one, terminal) for one in closed)]]
    rows += [["all cases", *(scale.text(one, terminal) for one in whole)]] if times.open else []
    yield ""
    yield from render(columns, rows, terminal)
    if times.open:
        yield ""
        yield from paragraph(
            "All cases: an open one counts as one that takes longer than its age (Kaplan and Meier). A dash: too many "
            "are open to say.", terminal,
        )  # fmt: skip


def variants(shown: Sequence[Variant], number: int, terminal: Terminal) -> Iterator[str]:
    """Yield the variants, most frequent first."""
    scale = Scale.of(one.median_s for one in shown)
    columns = [
        Column("Cases", figures=True), Column("Share", figures=True), Column(f"Median, {scale.unit}", figures=True),
        Column("Variant", wraps=True, least=longest_word(word for one in shown for word in one.activities[:_LONG])),
    ]  # fmt: skip
    rows = [
        [f"{one.cases:,}", _percent(one.share), scale.text(one.median_s, terminal), _way(one.activities, terminal)]
        for one in shown
    ]
    yield from _table(columns, rows, terminal, ("Share",))
    yield from _rest(number - len(shown), "variant", terminal)


def _way(activities: Sequence[str], terminal: Terminal) -> str:
    """Return the activities of a variant in their order; of a long one the first, and how many there are."""
    arrow = f" {terminal.sign('to')} "
    if len(activities) <= _LONG:
        return arrow.join(activities)
    return f"{arrow.join(activities[:_LONG])}{arrow}{terminal.sign('more')} ({len(activities):,} in all)"


def edges(shown: Sequence[MapEdge], number: int, terminal: Terminal) -> Iterator[str]:
    """Yield which activity comes right after which, most frequent first."""
    scale = Scale.of(value for one in shown for value in (one.median_s, one.p90_s))
    rows = [
        [
            f"{one.from_} {terminal.sign('to')} {one.to}", f"{one.count:,}", f"{one.cases or 0:,}",
            scale.text(one.median_s, terminal), scale.text(one.p90_s, terminal),
        ]
        for one in shown
    ]  # fmt: skip
    columns = [
        _names("Directly followed by", rows), Column("Times", figures=True), Column("Cases", figures=True),
        Column(f"Median, {scale.unit}", figures=True), Column("90 %", figures=True),
    ]  # fmt: skip
    yield from _table(columns, rows, terminal, ("Cases", "90 %"))
    yield from _rest(number - len(shown), "pair", terminal)


def nodes(shown: Sequence[MapNode], terminal: Terminal) -> Iterator[str]:
    """Yield the activities, most frequent first."""
    rows = [
        [one.activity, *(f"{value:,}" for value in (one.count, one.cases or 0, one.begins, one.ends))] for one in shown
    ]
    figures = [Column(title, figures=True) for title in ("Times", "Cases", "Begins", "Ends")]
    yield from _table([_names("Activity", rows), *figures], rows, terminal)


def rework(shown: Sequence[Rework], number: int, terminal: Terminal) -> Iterator[str]:
    """Yield what was done again."""
    rows = [
        [one.activity, f"{one.cases:,}", _percent(one.share), f"{one.extra:,}", f"{one.at_once:,}"] for one in shown
    ]
    figures = [Column(title, figures=True) for title in ("Cases", "Share", "Extra times", "At once")]
    yield from _table(
        [_names("Done again", rows), *figures], rows, terminal, none="No activity is done twice in a case."
    )
    yield from _rest(number - len(shown), "activity", terminal, many="activities")
    if shown:
        yield ""
        yield from paragraph(
            "Share: of the cases in which the activity was done at all. At once: directly after itself.", terminal
        )


def handovers(shown: Sequence[Handover], number: int, terminal: Terminal) -> Iterator[str]:
    """Yield how often work passes to another performer, and how long it then waits."""
    scale = Scale.of(value for one in shown for value in (one.median_s, one.median_same_s))
    rows = [
        [
            f"{one.from_} {terminal.sign('to')} {one.to}", f"{one.count:,}", _percent(one.share),
            scale.text(one.median_s, terminal), scale.text(one.median_same_s, terminal),
        ]
        for one in shown
    ]  # fmt: skip
    columns = [
        _names("Between", rows), Column("Times", figures=True), Column("Handed over", figures=True),
        Column(f"Wait, {scale.unit}", figures=True), Column("Same hands", figures=True),
    ]  # fmt: skip
    none = "The log does not say who did two activities in a row, so hand-overs cannot be told."
    yield from _table(columns, rows, terminal, ("Times",), none=none)
    yield from _rest(number - len(shown), "pair", terminal)


def waiting(shown: Sequence[Waiting], number: int, terminal: Terminal) -> Iterator[str]:
    """Yield where the time before each activity goes."""

    def share(part: float | None, whole: float) -> str:
        return terminal.sign("none") if part is None else _percent(part / whole if whole else 0.0)

    scale = Scale.of(one.total_s / one.count for one in shown)
    rows = [
        [
            one.activity, f"{one.count:,}", scale.text(one.total_s / one.count, terminal),
            *(share(part, one.total_s) for part in (one.closed_s, one.queue_s, one.handover_s, one.other_s)),
        ]
        for one in shown
    ]  # fmt: skip
    figures = ("Times", f"Mean, {scale.unit}", "Closed", "Queue", "Hand-over", "Other")
    columns = [_names("Waiting before", rows), *(Column(title, figures=True) for title in figures)]
    yield from _table(columns, rows, terminal, ("Times",), none="No activity follows another, so none waits.")
    yield from _rest(number - len(shown), "activity", terminal, many="activities")
    if shown:
        yield ""
        yield from paragraph(
            "Closed: outside working time. Queue: until its performer's event before, in another case; an "
            "approximation. Hand-over: the rest, where another had the case. A dash: the log does not say who.",
            terminal,
        )


def rules(shown: Sequence[RuleOutcomes], number: int, terminal: Terminal) -> Iterator[str]:
    """Yield what became of each rule, then what each says."""
    rows = [
        [one.rule, *(f"{value:,}" for value in (one.violated, one.pending, one.satisfied, one.not_applicable))]
        for one in shown
    ]
    figures = [Column(title, figures=True) for title in ("Violated", "Pending", "Satisfied", "Not applicable")]
    yield from _table([_names("Rule", rows), *figures], rows, terminal, none="No rule to tell of is declared.")
    yield from _rest(number - len(shown), "rule", terminal)
    for one in shown:
        yield ""
        owner = f" Owner: {one.owner}." if one.owner else ""
        yield from paragraph(f"{one.rule}: {one.definition}{owner}", terminal)


def unsound(rules_and_causes: Sequence[tuple[str, str]], terminal: Terminal) -> Iterator[str]:
    """Yield the rules that cannot be asked of the log, and why."""
    for rule, cause in rules_and_causes:
        yield ""
        yield from paragraph(f"{rule} cannot be told: {cause}", terminal)


def deadlines(shown: Sequence[DeadlineProposal], number: int, terminal: Terminal) -> Iterator[str]:
    """Yield deadlines that the process kept, then what each rests on."""
    scale = Scale.of(value for one in shown for value in (one.p80_s, one.p95_s, one.declared_s))
    rows = [
        [
            f"{one.from_} {terminal.sign('to')} {one.to}", f"{one.n:,}",
            *(scale.text(value, terminal) for value in (one.p80_s, one.p95_s, one.declared_s)),
            terminal.sign("none") if one.declared_late is None else _percent(one.declared_late),
        ]
        for one in shown
    ]  # fmt: skip
    columns = [
        _names("Between", rows), Column("Cases", figures=True), Column(f"80 %, {scale.unit}", figures=True),
        Column("95 %", figures=True), Column("Declared", figures=True), Column("Late", figures=True),
    ]  # fmt: skip
    yield from _table(columns, rows, terminal, ("Cases",), none="Neither a deadline nor a chain is declared.")
    yield from _rest(number - len(shown), "pair", terminal)
    for one in shown:
        yield ""
        when = f" {one.since} to {one.until}:" if one.since else ""
        yield from paragraph(f"{one.from_} {terminal.sign('to')} {one.to}:{when} {one.words}", terminal)


def footer(about: About, terminal: Terminal) -> Iterator[str]:
    """Yield what of the log does not count."""
    parts = []
    if about.left_out.later:
        parts.append(f"{counted(about.left_out.later, 'event')} later than {about.last_day}")
    if about.left_out.undeclared:
        parts.append(f"{counted(about.left_out.undeclared, 'event')} of activities that the model does not declare")
    if parts:
        yield ""
        yield from paragraph(f"Left out: {', '.join(parts)}.", terminal)


def _names(title: str, rows: Sequence[Cells]) -> Column:
    return Column(title, wraps=True, least=longest_word(str(row[0]) for row in rows))


def _table(
    columns: Sequence[Column], rows: Sequence[Cells], terminal: Terminal, giving: Sequence[str] = (), none: str = ""
) -> Iterator[str]:
    if not rows:
        yield from paragraph(none or "There is nothing to show.", terminal)
        return
    kept, cells, _ = fitting(columns, rows, terminal, giving)
    yield from render(kept, cells, terminal)


def _rest(number: int, one: str, terminal: Terminal, many: str | None = None) -> Iterator[str]:
    if number > 0:
        more = counted(number, f"more {one}", f"more {many or f'{one}s'}")
        yield terminal.style(f"and {more}", "quiet")
