"""What `portfolio X` shows: what one initiative does for each goal and by which way, and what that hangs on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sightline.cli.figures import counted
from sightline.cli.portfolio_table import money, value
from sightline.cli.signature import signature
from sightline.cli.sizes import chance, chances, full_change, interval
from sightline.cli.tables import Cell, Column, fitting, longest_word, paragraph, render
from sightline.cli.terminal import Terminal

if TYPE_CHECKING:
    from sightline.model import Model
    from sightline.records.portfolio import Portfolio, Standing, Sway, Worth

_POINTS = "points"
_PER = 100_000  # of the currency: what a worth per cost is told for


def initiative_table(
    name: str, found: Portfolio, paths: Mapping[str, str], model: Model, terminal: Terminal
) -> Iterator[str]:
    """Yield the lines for people.

    Parameters
    ----------
    name : str
        The initiative.
    found : Portfolio
        The backlog.
    paths : mapping of str to str
        The strongest way to each goal, from metric to metric.
    model : Model
        Says the currency.
    terminal : Terminal
        Where they are to be shown.
    """
    one = next(one for one in found.standings if one.candidate.id == name)
    yield from paragraph(_sentence(one, found, model, terminal), terminal)
    yield from paragraph(" ".join((one.words, *_facts(one, found, terminal))), terminal)
    moved = [worth for worth in found.of(name) if worth.worth]
    if moved:
        yield ""
        yield from _goals(moved, paths, model, terminal)
    swayed = [sway for sway in found.sways if sway.initiative == name]
    if swayed:
        yield ""
        yield from paragraph("What its worth hangs on:", terminal)
    for sway in swayed:
        yield from paragraph(_sway(sway, found, terminal), terminal, indent=2)
    yield from signature(model, terminal)


def _sentence(one: Standing, found: Portfolio, model: Model, terminal: Terminal) -> str:
    unit = " of 100 points" if found.unit == _POINTS else ""
    cost = "nobody has said for what" if one.candidate.cost is None else f"for {money(one.candidate.cost, model)}"
    low, high = (value(end, found, terminal) for end in (one.low, one.high))
    sure = f" (90 %: {low} to {high})" if one.low < one.high else ""
    brings = (
        f"{one.candidate.title}: alone, begun at once, it brings {value(one.points, found, terminal)}{unit}{sure}, "
        f"{cost}."
    )
    if found.best is None:
        return f"{brings} No set keeps to the limits."
    held = f"The best set holds it from {one.start} on" if one.in_best_set else "The best set leaves it out"
    often = f"; in {chance(one.chance, terminal)} of the draws their own best set holds it" if one.chance else ""
    return f"{brings} {held}{often}."


def _facts(one: Standing, found: Portfolio, terminal: Terminal) -> Iterator[str]:
    candidate = one.candidate
    if candidate.effort:
        weeks = " and ".join(f"{many:g} person-weeks of {role}" for role, many in candidate.effort.items())
        yield f"It takes {weeks}, and {counted(candidate.takes, 'period')} until it shows."
    if candidate.needs:
        yield f"It needs {' and '.join(candidate.needs)} first."
    if candidate.excludes:
        yield f"It rules out {' and '.join(candidate.excludes)}."
    if one.delay > 0:
        yield f"Each period later costs {value(one.delay, found, terminal)}."
    if candidate.asked_by is not None:
        age = f", {counted(one.age_days, 'day')} ago" if one.age_days is not None else ""
        yield f"Asked for by {candidate.asked_by}{age}."
    if candidate.rank is not None:
        yield f"The committee's number {candidate.rank}."


def _goals(moved: list[Worth], paths: Mapping[str, str], model: Model, terminal: Terminal) -> Iterator[str]:
    columns = [
        Column("Goal", wraps=True, least=longest_word(one.goal for one in moved)),
        Column("It moves it by", figures=True), Column("90 % interval", figures=True),
        Column(f"Per {money(_PER, model)}", figures=True), Column("Chance", figures=True),
    ]  # fmt: skip
    rows: list[list[str | Cell]] = []
    for one in moved:
        sizes = [one.worth, one.low, one.high]
        rows.append([
            one.goal, full_change(one.worth, one.unit, terminal, beside=sizes),
            interval(one.low, one.high, one.unit, terminal, beside=sizes),
            full_change(None if one.per_cost is None else one.per_cost * _PER, one.unit, terminal),
            chances(one.before, one.after, terminal),
        ])  # fmt: skip
    columns, rows, _ = fitting(columns, rows, terminal, (f"Per {money(_PER, model)}", "90 % interval"))
    notes = [
        f" {terminal.sign('dot')} ".join(
            filter(None, (paths.get(one.goal, "").replace(">", terminal.sign("to")), one.words))
        )
        for one in moved
    ]
    yield from render(columns, rows, terminal, notes=notes)


def _sway(one: Sway, found: Portfolio, terminal: Terminal) -> str:
    driver, _, on = one.about.partition(" > ")
    what = f"how strongly {driver} moves {on}" if one.kind == "effect" else "how much it really changes"
    low, high = (value(end, found, terminal) for end in sorted((one.low, one.high)))
    return f"{what}: {100 * one.share:.0f} % of its uncertainty; worth {low} to {high} between its tenths"
