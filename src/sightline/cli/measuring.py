"""What `measure` asks of a reading, and how the answer is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from sightline.cli.documents import MEASURE
from sightline.cli.figures import day_of
from sightline.cli.formats import show, write_lines
from sightline.cli.grid import Series, lay_out
from sightline.cli.state import State
from sightline.cli.tables import paragraph
from sightline.cli.terminal import Terminal
from sightline.cli.troubles import ENVIRONMENT, rows_of, tell
from sightline.errors import UnknownNameError
from sightline.periods import PeriodError

if TYPE_CHECKING:
    from sightline.model import Model
    from sightline.reading import Reading
    from sightline.records import Values

SHOWN_PERIODS = 6
NO_SEGMENT = "(none)"


@dataclass(frozen=True, slots=True)
class Question:
    """The arguments of `measure`, as they were written."""

    metrics: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    grain: str | None = None

    @property
    def bounded(self) -> bool:
        """Whether the periods were chosen."""
        return self.since is not None or self.until is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """The values, with what is needed to show them."""

    question: Question
    reading: Reading
    metrics: tuple[str, ...]
    values: Values
    rows: list[dict[str, Any]]


def answer(state: State, question: Question, *, fmt: str, explain: bool) -> int:
    """Measure what was asked, print it, and return the exit code.

    Raises
    ------
    UnknownNameError
        If a metric or a dimension is not declared.
    click.BadParameter
        If a period is not one.
    """
    with state.reading() as reading:
        _check_periods(reading.model, question)
        metrics = _metrics(reading.model, question)
        values = reading.measure(
            metrics, by=question.by, grain=question.grain, since=question.since, until=question.until
        )
        found = Answer(question, reading, metrics, values, values.rows())
        explained = [reading.computation(metric) for metric in metrics] if explain and fmt == "table" else []
        state.hide_progress()
        code = tell(state, reading.problems, metrics)
        if code != ENVIRONMENT:
            _print(state, found, fmt)
            if explained:
                from sightline.cli.explaining import computations  # noqa: PLC0415 -- only when asked

                write_lines(computations(explained, state.out(), zone=reading.model.calendar.timezone))
        return code


def _print(state: State, found: Answer, fmt: str) -> None:
    rows = [_row(row, found.question.by) for row in found.rows]
    reading = found.reading
    show(
        state, MEASURE, rows, fmt=fmt, table=lambda out: table(found, out), model=reading.model, as_of=reading.as_of,
        by=found.question.by, metrics=_abouts(found), problems=rows_of(reading.problems),
    )  # fmt: skip


def _check_periods(model: Model, question: Question) -> None:
    starts = []
    for name, label in (("--since", question.since), ("--until", question.until)):
        if label is None:
            continue
        try:
            starts.append(model.calendar.parse(label))
        except PeriodError as fault:
            raise click.BadParameter(f"{fault.cause} {fault.fix}", param_hint=name) from None
    if len(starts) == 2 and starts[0].start >= starts[1].end:  # noqa: PLR2004 -- both ends are given
        raise click.BadParameter(f"{question.since} comes after --until {question.until}.", param_hint="--since")


def _metrics(model: Model, question: Question) -> tuple[str, ...]:
    """Return the metrics to measure: those named, or all declared ones that can be split as asked."""
    if question.metrics:
        for name in question.metrics:
            model.metric(name)
        return tuple(dict.fromkeys(question.metrics))
    from sightline.measures import dimensions_of_metric  # noqa: PLC0415 -- slow import

    if not model.metrics:
        raise click.UsageError(
            "the model declares no metrics. Declare one under 'metrics:', or name one that a process yields."
        )
    chosen = tuple(name for name in model.metrics if set(question.by) <= set(dimensions_of_metric(model, name)))
    if not chosen:
        known = {one for name in model.metrics for one in dimensions_of_metric(model, name)}
        for one in question.by:
            if one not in known:
                raise UnknownNameError("dimension", one, known)
        raise click.UsageError(f"no metric can be split by {' and '.join(question.by)} at once.")
    return chosen


def _row(row: dict[str, Any], by: Sequence[str]) -> dict[str, Any]:
    return {name: row[name] for name in ("metric", "period", "value", *by)}


def _abouts(found: Answer) -> dict[str, dict[str, Any]]:
    fresh: dict[str, datetime] = {}
    for row in found.rows:
        moment = row["fresh_at"]
        if moment is not None and (row["metric"] not in fresh or moment > fresh[row["metric"]]):
            fresh[row["metric"]] = moment
    return {
        name: {"title": one.title, "unit": one.unit, "better": one.better, "fresh_at": fresh.get(name)}
        for name, one in ((name, found.reading.model.metric(name)) for name in found.metrics)
    }


def _last_day(as_of: date) -> date:
    return as_of.date() if isinstance(as_of, datetime) else as_of


def _series(found: Answer) -> list[Series]:
    """Return one series per metric and segment, metrics in the order asked for."""
    order = {name: at for at, name in enumerate(found.metrics)}
    made: dict[tuple[str, tuple[str, ...]], dict[str, float | None]] = {}
    for row in found.rows:
        segment = tuple(NO_SEGMENT if row[name] is None else str(row[name]) for name in found.question.by)
        made.setdefault((row["metric"], segment), {})[row["period"]] = row["value"]
    model = found.reading.model
    return [
        Series(metric, model.metric(metric).unit, segment, by_period)
        for (metric, segment), by_period in sorted(made.items(), key=lambda item: (order[item[0][0]], item[0][1]))
    ]


def _periods(found: Answer) -> list[tuple[str, date, date]]:
    """Return the periods in the rows, oldest first: label, first day, day after the last."""
    return sorted({(row["period"], row["start"], row["end"]) for row in found.rows}, key=lambda one: one[1:])


def table(found: Answer, terminal: Terminal) -> Iterator[str]:
    """Yield the lines for people."""
    periods = _periods(found)
    shown = periods if found.question.bounded else periods[-SHOWN_PERIODS:]
    last = _last_day(found.reading.as_of)
    heads = [f"{label}*" if end > last + timedelta(days=1) else label for label, _, end in shown]
    if shown:
        yield from lay_out(_series(found), found.question.by, [label for label, _, _ in shown], heads, terminal)
    else:
        yield "No values: the sources hold no rows in these periods."
    yield ""
    yield from _footer(found, len(periods) - len(shown), terminal, partial=any(head.endswith("*") for head in heads))


def _footer(found: Answer, hidden: int, terminal: Terminal, *, partial: bool) -> Iterator[str]:
    dot = f" {terminal.sign('dot')} "
    reading = found.reading
    remarks = []
    if partial:
        remarks.append(f"* not over on {day_of(reading.as_of, reading.model.calendar.timezone)}")
    if hidden:
        first = _periods(found)[0][0]
        remarks.append(f"{hidden} earlier periods not shown (--since {first})")
    if remarks:
        yield from paragraph(dot.join(remarks), terminal)
    yield from paragraph(
        f"{reading.model.settings.name}{dot}{_freshness(found)}{dot}model {reading.model.hash[:8]}", terminal
    )


def _freshness(found: Answer) -> str:
    """Return up to which day the data reach, and of which metrics they stop first."""
    zone = found.reading.model.calendar.timezone
    moments = {name: about["fresh_at"] for name, about in _abouts(found).items()}
    days = {name: day_of(moment, zone) for name, moment in moments.items() if moment is not None}
    if not days:
        return "no data"
    newest, oldest = max(days.values()), min(days.values())
    if newest == oldest:
        return f"data to {newest}"
    first, *others = [name for name, day in days.items() if day == oldest]
    more = f" and {len(others)} more" if others else ""
    return f"data to {newest} (oldest: {first}{more}, to {oldest})"
