"""What `goals --calibration` shows: how probabilities did on the past of this workspace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.cli.documents import CALIBRATION
from sightline.cli.formats import show
from sightline.cli.signature import signature
from sightline.cli.sizes import chance
from sightline.cli.state import State
from sightline.cli.tables import Column, paragraph, render
from sightline.cli.terminal import Terminal
from sightline.cli.troubles import ENVIRONMENT, rows_of, tell

if TYPE_CHECKING:
    from sightline.model import Model
    from sightline.records import Calibration

_EXTRAS = ("brier", "base", "series", "forecasts", "coverage", "words")
_BAR = 20


def answer(state: State, *, fmt: str) -> int:
    """Print how probabilities did on the past, and return the exit code."""
    with state.reading() as reading:
        found = reading.calibration()
        as_of, problems = reading.as_of, reading.problems
        state.hide_progress()
        code = tell(state, problems, set(reading.model.metrics))
        if code != ENVIRONMENT:
            rows = [{name: getattr(one, name) for name in CALIBRATION.names()} for one in found.bins]
            show(
                state, CALIBRATION, rows, fmt=fmt, model=reading.model, as_of=as_of, problems=rows_of(problems),
                table=lambda out: table(found, reading.model, out),
                **{name: getattr(found, name) for name in _EXTRAS},
            )  # fmt: skip
        return code


def table(found: Calibration, model: Model, terminal: Terminal) -> Iterator[str]:
    """Yield the lines for people."""
    yield from paragraph(found.words, terminal)
    if not found.forecasts:
        return
    mark = terminal.sign("bar")
    rows = [
        [
            f"{one.low * 100:.0f} to {one.high * 100:.0f} %",
            f"{one.count:,}",
            chance(one.said, terminal),
            chance(one.came, terminal),
            mark * round((one.came or 0.0) * _BAR),
        ]
        for one in found.bins
    ]
    columns = [
        Column("Probability", figures=True), Column("Times", figures=True), Column("Said", figures=True),
        Column("Came", figures=True), Column(""),
    ]  # fmt: skip
    yield ""
    yield from render(columns, rows, terminal)
    yield ""
    facts = [f"{found.forecasts:,} probabilities over {found.series:,} series of this workspace"]
    if found.brier is not None:
        beside = f" ({found.base:.3f} for always saying how often)" if found.base is not None else ""
        facts.append(f"Brier score {found.brier:.3f}{beside}")
    if found.coverage is not None:
        facts.append(f"{found.coverage * 100:.0f} % of values fell inside their 90 % intervals")
    dot = f" {terminal.sign('dot')} "
    yield from paragraph(dot.join(facts), terminal)
    yield from paragraph(
        "Forecasts were made anew at earlier moments, with made-up targets, and compared with what came. Said: the "
        "mean probability; came: the share that was reached. The closer the two, the better a probability can be "
        "trusted.",
        terminal,
    )
    yield from signature(model, terminal)
