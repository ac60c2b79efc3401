"""What `portfolio` shows: one sentence that answers, the backlog, what the set does, and what it hangs on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sightline.cli.figures import counted
from sightline.cli.signature import signature
from sightline.cli.sizes import chance, chances, full_change, interval
from sightline.cli.tables import Cell, Column, fitting, longest_word, paragraph, render
from sightline.cli.terminal import Terminal
from sightline.units import format_value

if TYPE_CHECKING:
    from sightline.model import Model
    from sightline.records.portfolio import Comparison, Portfolio, SetMove, Standing

_SHOWN = 3  # lessons and prices
_LITTLE = 0.001  # of what the set brings: lessons below are not told
_POINTS = "points"
_NO_LIMIT = "No limit was given: the set holds whatever helps. Say --budget and --capacity to have to choose."


def table(found: Portfolio, model: Model, terminal: Terminal) -> Iterator[str]:
    """Yield the lines for people."""
    yield from paragraph(sentence(found, model, terminal), terminal)
    for words in found.words:
        yield from paragraph(words, terminal)
    if found.limits.budget is None and not found.limits.capacity:
        yield from paragraph(_NO_LIMIT, terminal)
    if found.conflict is not None:
        yield from _conflict(found, terminal)
    if found.standings:
        yield from _backlog(found, model, terminal)
    if found.best is not None:
        yield from _moves(found.best.moves, terminal)
        yield from _hangs_on(found, terminal)
    for one in found.comparisons:
        yield from _comparison(one, found, terminal)
    for merger in found.mergers:
        yield ""
        yield from paragraph(merger.words, terminal)
    yield ""
    yield from paragraph(_legend(found), terminal)
    yield from signature(model, terminal)


def value(points: float, found: Portfolio, terminal: Terminal, *, signed: bool = False) -> str:
    """Return what something brings, in the unit of the portfolio."""
    if found.unit == _POINTS:
        text = f"{points:+.1f}" if signed else f"{points:.1f}"
        return text.replace("+0.0", "0").replace("-0.0", "0")
    return full_change(points, found.unit, terminal, signed=signed)


def money(amount: float, model: Model) -> str:
    """Return an amount of the workspace's currency."""
    return format_value(amount, model.settings.currency, compact=True)


def sentence(found: Portfolio, model: Model, terminal: Terminal) -> str:
    """Return the answer in one sentence."""
    if not found.standings:
        return "The model declares no initiatives. Declare one under 'initiatives:' to see what it would do."
    if found.best is None:
        return "Nothing can be chosen: the limits cannot hold together."
    within = [] if found.limits.budget is None else [money(found.limits.budget, model)]
    within += [f"{sum(weeks):,.0f} person-weeks of {role}" for role, weeks in found.limits.capacity.items()]
    limits = f"Within {' and '.join(within)}, the" if within else "The"
    many = counted(len(found.best.starts), "initiative")
    unit = " of 100 points" if found.unit == _POINTS else ""
    text = (
        f"{limits} best set, {many} of {len(found.standings)} for {money(found.best.cost, model)}, brings "
        f"{value(found.best.points, found, terminal)}{unit} (90 %: {value(found.best.low, found, terminal)} to "
        f"{value(found.best.high, found, terminal)})"
    )
    own = next(iter(found.comparisons), None)
    if own is not None:
        text += f"; the order of {own.name} would bring {value(own.points, found, terminal)}"
    return f"{text}. {found.best.words}"


def _backlog(found: Portfolio, model: Model, terminal: Terminal) -> Iterator[str]:
    columns = [
        Column("In"), Column("Initiative", wraps=True, least=longest_word(o.candidate.id for o in found.standings)),
        Column("Worth", figures=True), Column("90 % interval", figures=True), Column("Cost", figures=True),
        Column("Begins"), Column("Chance", figures=True),
    ]  # fmt: skip
    rows = [_cells(one, found, model, terminal) for one in found.standings]
    columns, rows, _ = fitting(columns, rows, terminal, ("90 % interval", "Begins"))
    yield ""
    yield from render(columns, rows, terminal, notes=[_note(one, found, terminal) for one in found.standings])


def _cells(one: Standing, found: Portfolio, model: Model, terminal: Terminal) -> list[str | Cell]:
    cost = one.candidate.cost
    cells = [
        terminal.sign("ok") if one.in_best_set else "", one.candidate.id, value(one.points, found, terminal),
        f"{value(one.low, found, terminal)} to {value(one.high, found, terminal)}" if one.low < one.high else "",
        terminal.sign("none") if cost is None else money(cost, model), one.start or "", chance(one.chance, terminal),
    ]  # fmt: skip
    return [Cell(cell, "good" if one.in_best_set and at == 0 else None) for at, cell in enumerate(cells)]


def _note(one: Standing, found: Portfolio, terminal: Terminal) -> str:
    parts = [one.candidate.title, one.words]
    if one.candidate.rank is not None:
        parts.append(f"the committee's number {one.candidate.rank}")
    if one.age_days is not None:
        parts.append(f"asked for {counted(one.age_days, 'day')} ago")
    least = 0.05 if found.unit == _POINTS else 0.0
    if one.in_best_set and one.delay > least:
        parts.append(f"each period later costs {value(one.delay, found, terminal)}")
    return f" {terminal.sign('dot')} ".join(part.removesuffix(".") if at < len(parts) - 1 else part
                                            for at, part in enumerate(parts) if part)  # fmt: skip


def _moves(moves: Sequence[SetMove], terminal: Terminal) -> Iterator[str]:
    moved = [one for one in moves if one.change]
    if not moved:
        return
    columns = [
        Column("Goal", wraps=True, least=longest_word(one.goal for one in moved)),
        Column("The set moves it by", figures=True), Column("90 % interval", figures=True),
        Column("Chance", figures=True),
    ]  # fmt: skip
    rows: list[list[str | Cell]] = []
    for one in moved:
        sizes = [one.change, one.low, one.high]
        rows.append([
            one.goal, full_change(one.change, one.unit, terminal, beside=sizes),
            interval(one.low, one.high, one.unit, terminal, beside=sizes),
            chances(one.before, one.after, terminal),
        ])  # fmt: skip
    columns, rows, _ = fitting(columns, rows, terminal, ("90 % interval",))
    yield ""
    yield from render(columns, rows, terminal)


def _hangs_on(found: Portfolio, terminal: Terminal) -> Iterator[str]:
    dear = [one for one in found.prices if one.points > 0][:_SHOWN]
    idle = [one for one in found.prices if one.points <= 0 and one.kind in ("budget", "role")]
    if found.prices:
        yield ""
    for one in dear:
        how = "" if one.solved else "about "
        text = f"{one.more[:1].upper()}{one.more[1:]} is worth {how}{value(one.points, found, terminal, signed=True)}."
        yield from paragraph(f"{text} {one.words}".strip(), terminal)
    if idle and not dear:
        names = ", ".join(one.more for one in idle)
        yield from paragraph(f"One step more of a limit adds nothing: {names}.", terminal)
    least = _LITTLE * (found.best.points if found.best is not None else 0.0)
    lessons = [one for one in found.lessons if one.points > least][:_SHOWN]
    if lessons:
        yield ""
        yield from paragraph("What to learn first, and what knowing it would be worth:", terminal)
    for lesson in lessons:
        text = f"{value(lesson.points, found, terminal, signed=True)}: {lesson.words[:1].lower()}{lesson.words[1:]}"
        yield from paragraph(text, terminal, indent=2)


def _conflict(found: Portfolio, terminal: Terminal) -> Iterator[str]:
    assert found.conflict is not None  # noqa: S101 -- asked where there is one
    yield ""
    yield from paragraph("These cannot all hold:", terminal)
    for limit in found.conflict.limits:
        yield from paragraph(limit, terminal, indent=2)
    one = len(found.conflict.relaxations) > 1
    if not found.conflict.relaxations[0].startswith("No single"):
        yield from paragraph("Any one of these is enough:" if one else "This is enough:", terminal)
    for step in found.conflict.relaxations:
        yield from paragraph(step, terminal, indent=2)


def _comparison(one: Comparison, found: Portfolio, terminal: Terminal) -> Iterator[str]:
    yield ""
    yield from paragraph(
        f"{one.words} The best set brings {value(one.less, found, terminal)} more (90 %: "
        f"{value(one.less_low, found, terminal)} to {value(one.less_high, found, terminal)}).",
        terminal,
    )
    rows: list[list[str | Cell]] = [
        ["" if part.place is None else str(part.place), part.initiative, "out" if part.ranked else "in", part.why]
        for part in one.differences
    ]
    if rows:
        columns = [
            Column("Place", figures=True), Column("Initiative"), Column("Best set"),
            Column("Why", wraps=True, least=24),
        ]  # fmt: skip
        yield from render(columns, rows, terminal)
    if one.unknown:
        yield from paragraph(f"Not in the backlog, and left aside: {', '.join(one.unknown[:8])}.", terminal)


def _legend(found: Portfolio) -> str:
    scale = (
        "100 points are all goals won, each by its weight; a goal is won by a move as large as the way from its "
        "forecast to its target, or half the width of its forecast where that is more. "
        if found.unit == _POINTS
        else ""
    )
    shares = found.unit == _POINTS and any(one.change and "points" in format_value(1.0, one.unit, signed=True)
                                           for one in (found.best.moves if found.best is not None else ()))  # fmt: skip
    apart = " Of a goal that is a share, points are percentage points." if shares else ""
    return (
        "The list goes by worth per unit of cost. Worth: what it brings alone, begun at once, on average over draws. "
        f"{scale}Chance: of the draws, those whose own best set holds it.{apart}"
    )
