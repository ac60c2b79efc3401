"""What `sight` shows: one sentence that answers, then a row per line of sight; for a single one, its paths."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sightline.cli.documents import SIGHT
from sightline.cli.evidence import evidence, legend, standing
from sightline.cli.figures import counted
from sightline.cli.formats import show
from sightline.cli.signature import signature
from sightline.cli.sizes import Step, chance, full_change, interval, later, percent, step_of
from sightline.cli.state import State
from sightline.cli.tables import Cell, Column, fitting, longest_word, paragraph, render
from sightline.cli.terminal import Terminal
from sightline.cli.troubles import ENVIRONMENT, rows_of, tell
from sightline.errors import UnknownNameError

if TYPE_CHECKING:
    from sightline.model import Model
    from sightline.records import LineOfSight, Link, SightPath

LINES_PER_GOAL = 5
_EXTRAS = ("origin", "title", "unit", "probability", "support", "arrives", "more", "words")
_LINK = ("driver", "on", "kind", "lag", "per_unit", "low", "high", "support", "grade")


@dataclass(frozen=True, slots=True)
class Question:
    """The arguments of `sight`, as they were written."""

    goal: str | None = None
    from_: str | None = None
    paths: int = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """The lines to show, what was asked, and the model they run through."""

    lines: tuple[LineOfSight, ...]
    question: Question
    model: Model

    def unit(self, line: LineOfSight) -> str:
        """Return the unit of the line's goal."""
        return self.model.metric(self.model.goals[line.goal].metric).unit

    def step(self, line: LineOfSight) -> Step:
        """Return the amount of the origin for which the line is shown."""
        return step_of(line.unit, [line.per_unit]) if line.origin == "metric" else Step(1.0, line.unit)


def answer(state: State, question: Question, *, fmt: str) -> int:
    """Print the lines of sight that were asked for, and return the exit code.

    Raises
    ------
    UnknownNameError
        If there is no such goal or nothing of the name of `from_`.
    """
    with state.reading() as reading:
        goals = reading.model.goals
        if question.goal is not None and question.goal not in goals:
            raise UnknownNameError("goal", question.goal, goals)
        found = tuple(reading.sight(question.goal, question.from_, paths=question.paths))
        as_of, problems = reading.as_of, reading.problems
        state.hide_progress()
        code = tell(state, problems, {goals[one.goal].metric for one in found})
        if code != ENVIRONMENT:
            shown = Shown(found, question, reading.model)
            show(
                state, SIGHT, [_row(one) for one in found], fmt=fmt, model=reading.model, as_of=as_of,
                table=lambda out: table(shown, out), problems=rows_of(problems),
                lines={f"{one.from_} > {one.goal}": _extras(one, shown) for one in found},
            )  # fmt: skip
        return code


def _row(line: LineOfSight) -> dict[str, Any]:
    return {name: line.from_ if name == "from" else getattr(line, name) for name in SIGHT.names()}


def _extras(line: LineOfSight, shown: Shown) -> dict[str, Any]:
    return {
        **{name: getattr(line, name) for name in _EXTRAS},
        "goal_unit": shown.unit(line),
        "paths": [
            {
                "nodes": path.nodes,
                "per_unit": path.per_unit,
                "lag": path.lag,
                "links": [{name: getattr(link, name) for name in _LINK} for link in path.links],
            }
            for path in line.paths
        ],
    }


def _standing(line: LineOfSight) -> str:
    """Return how sure a line is; what an initiative or a role is declared to do is not an assumed effect."""
    if not line.paths:
        return "no_path"
    if _is_itself(line):
        return "exact"
    links = line.paths[0].links
    kinds = {link.kind for link in (links if line.origin == "metric" else links[1:] or links)}
    if kinds == {"exact"} and (line.low != line.high or line.origin in ("role", "initiative")):
        return line.support
    return standing(kinds, line.support)


def _is_itself(line: LineOfSight) -> bool:
    """Return whether a line is that of the goal's own metric, which says nothing."""
    return bool(line.paths) and len(line.paths[0].nodes) == 1


def _moves(line: LineOfSight, shown: Shown, terminal: Terminal) -> str:
    """Return how far the line's origin moves its goal: '+11,000 EUR per point (90 %: +9,000 to +13,000)'."""
    step, unit = shown.step(line), shown.unit(line)
    sizes = [None if one is None else one * step.factor for one in (line.per_unit, line.low, line.high)]
    text = full_change(sizes[0], unit, terminal, beside=sizes)
    per = f" per {step.words}" if line.origin == "metric" else ""
    if line.low == line.high:
        return f"{text}{per}"
    return f"{text}{per} (90 %: {interval(sizes[1], sizes[2], unit, terminal, beside=sizes)})"


def sentence(shown: Shown, terminal: Terminal) -> str:
    """Return the answer in one sentence: how much moves what, and what moves it most."""
    lines, question = shown.lines, shown.question
    leading = [one for one in lines if one.paths and not (question.from_ is None and _is_itself(one))]
    if not leading:
        return _nothing(shown)
    moving = [one for one in leading if one.per_unit is not None]
    sure = [one for one in moving if one.per_unit and one.support != "cannot_say"]
    if not sure:
        unknown = next((one for one in leading if one.per_unit is None), None)
        return _unsure(moving, question) if unknown is None else _unknown(unknown, question)
    best = sure[0]
    if question.from_ is not None and question.goal is not None:
        return f"{best.from_} moves {best.goal} by {_moves(best, shown, terminal)}."
    if question.from_ is not None:
        best = max(sure, key=lambda one: (not _is_itself(one), abs(one.share_of_gap or 0.0)))
        goals = counted(len(lines), "goal")
        return (
            f"{best.from_} moves {len(sure)} of {goals}; most of all {best.goal}, by {_moves(best, shown, terminal)}."
        )
    dark = counted(len(moving) - len(sure), "other", "others")
    rest = f"; of {dark} the data cannot say" if len(moving) > len(sure) else ""
    if question.goal is not None:
        verb = "thing moves" if len(sure) == 1 else "things move"
        strongest = f"the strongest is {best.from_}, by {_moves(best, shown, terminal)}"
        return f"{len(sure)} {verb} {best.goal}{rest}; {strongest}."
    reached = len({one.goal for one in sure})
    moved = counted(len({one.from_ for one in sure}), "metric moves", "metrics move")
    return f"{moved} {counted(reached, 'goal')} along {counted(len(sure), 'line')} of sight{rest}."


def _unsure(moving: Sequence[LineOfSight], question: Question) -> str:
    start = question.from_ or counted(len({one.from_ for one in moving}), "thing")
    end = question.goal or counted(len({one.goal for one in moving}), "goal")
    verb = "has" if question.from_ or start.startswith("1 ") else "have"
    return f"{start} {verb} a line of sight to {end}, but the data cannot say whether anything moves along it."


def _unknown(line: LineOfSight, question: Question) -> str:
    start, end = question.from_ or "anything", question.goal or "the goals"
    return f"Nothing can be said of how far {start} moves {end}. {line.words}".strip()


def _nothing(shown: Shown) -> str:
    question = shown.question
    if not shown.model.goals:
        return "The model declares no goals, so nothing has a line of sight. Declare one under 'goals:'."
    words = next((one.words for one in shown.lines if one.words), "")
    if question.from_ is not None:
        return f"{question.from_} has no line of sight to {question.goal or 'any goal'}. {words}".strip()
    return f"Nothing has a line of sight to {question.goal or 'any goal'}: declare what moves it under 'effects:'."


def _cells(line: LineOfSight, shown: Shown, terminal: Terminal) -> list[str | Cell]:
    step, unit = shown.step(line), shown.unit(line)
    known = line if line.paths else replace(line, per_unit=None, low=None, high=None, share_of_gap=None)
    sizes = [None if one is None else one * step.factor for one in (known.per_unit, known.low, known.high)]
    gap = None if known.share_of_gap is None else known.share_of_gap * step.factor
    quiet = "quiet" if line.support == "cannot_say" else None
    cells = [
        line.from_, line.goal,
        full_change(sizes[0], unit, terminal, beside=sizes),
        step.words if line.origin == "metric" else line.origin,
        "exact" if line.low == line.high and line.per_unit else interval(
            sizes[1], sizes[2], unit, terminal, beside=sizes[:1]
        ),
        percent(gap, terminal),
        terminal.sign("none") if line.arrives is None else str(line.arrives),
        chance(line.probability if line.paths else None, terminal),
    ]  # fmt: skip
    return [evidence(_standing(line), terminal), *(Cell(cell, quiet) for cell in cells)]


def _note(line: LineOfSight, shown: Shown, terminal: Terminal, left: Collection[str], told: Collection[str]) -> str:
    """Return what stands under a line: its strongest path, and the figures for which there was no room."""
    step = shown.step(line)
    parts = [f"per {step.words}"] if "Per" in left and line.origin == "metric" else []
    if line.origin != "metric":
        parts += [line.origin, *([line.unit] if line.unit not in told else [])]
    if "Of the gap" in left and line.share_of_gap:
        parts.append(f"{percent(line.share_of_gap * step.factor, terminal)} of the gap")
    if "Arrives" in left and line.arrives:
        parts.append(later(line.arrives, shown.model.calendar.grain.value))
    if line.paths:
        between = line.paths[0].nodes[1:-1]
        ways = len(line.paths) + line.more - 1
        arrow = f" {terminal.sign('to')} "
        route = f"via {arrow.join(between)}" if between else "directly"
        parts.append(route + (f" and {counted(ways, 'other way')}" if ways else ""))
    return f" {terminal.sign('dot')} ".join([*parts, *([line.words] if line.words else [])])


def table(shown: Shown, terminal: Terminal) -> Iterator[str]:
    """Yield the lines for people."""
    yield from paragraph(sentence(shown, terminal), terminal)
    if not any(one.paths for one in shown.lines):
        return
    if len(shown.lines) == 1 and shown.question.from_ is not None:
        yield from _detail(shown.lines[0], shown, terminal)
    else:
        yield from _listing(shown, terminal)


def _chosen(shown: Shown) -> tuple[list[LineOfSight], int]:
    """Return the lines to show, and how many are left out: at most a few per goal where all were asked for."""
    if shown.question.goal is not None or shown.question.from_ is not None:
        return [one for one in shown.lines if shown.question.from_ is not None or not _is_itself(one)], 0
    kept: list[LineOfSight] = []
    moving = [one for one in shown.lines if one.paths and not _is_itself(one)]
    for goal in dict.fromkeys(one.goal for one in moving):
        kept += [one for one in moving if one.goal == goal][:LINES_PER_GOAL]
    return kept, len(moving) - len(kept)


def _listing(shown: Shown, terminal: Terminal) -> Iterator[str]:
    lines, hidden = _chosen(shown)
    if not lines:
        return
    columns = [
        Column("Evidence"),
        Column("From", wraps=True, least=longest_word(one.from_ for one in lines)),
        Column("Goal", wraps=True, least=longest_word(one.goal for one in lines)),
        Column("Moves it by", figures=True), Column("Per"), Column("90 % interval", figures=True),
        Column("Of the gap", figures=True), Column("Arrives", figures=True), Column("Chance", figures=True),
    ]  # fmt: skip
    rows = [_cells(one, shown, terminal) for one in lines]
    columns, rows, _ = _without(columns, rows, shown.question)
    columns, rows, left = fitting(columns, rows, terminal, ("Chance", "Per", "Arrives", "Of the gap", "Evidence"))
    yield ""
    units = _common_units(lines)
    notes = [_note(one, shown, terminal, left, units.values()) for one in lines]
    yield from render(columns, rows, terminal, notes=notes)
    yield ""
    if hidden:
        yield from paragraph(f"{hidden} weaker lines not shown: sightline sight --goal GOAL", terminal)
    if units:
        said = "; ".join(f"{origin}: {unit}" for origin, unit in units.items())
        yield from paragraph(f"What moves, where it is no metric: {said}.", terminal)
    yield from _footer(shown, {_standing(one) for one in lines}, terminal)


def _common_units(lines: Sequence[LineOfSight]) -> dict[str, str]:
    """Return what one unit is of each kind of origin, where it is the same for all and is better said once."""
    units: dict[str, list[str]] = {}
    for one in lines:
        if one.origin != "metric":
            units.setdefault(one.origin, []).append(one.unit)
    return {origin: texts[0] for origin, texts in units.items() if len(texts) > 1 and len(set(texts)) == 1}


def _without(
    columns: Sequence[Column], rows: Sequence[Sequence[str | Cell]], question: Question
) -> tuple[list[Column], list[list[str | Cell]], set[str]]:
    """Take away the column that says the same in every row."""
    said = {name for name, given in (("Goal", question.goal), ("From", question.from_)) if given is not None}
    kept = [at for at, column in enumerate(columns) if column.title not in said]
    return [columns[at] for at in kept], [[row[at] for at in kept] for row in rows], said


def _footer(shown: Shown, words: set[str], terminal: Terminal) -> Iterator[str]:
    grain = shown.model.calendar.grain.value
    yield from paragraph(legend(words).capitalize(), terminal)
    yield from paragraph(
        "Moves it by: what a lasting change from now on, of the amount under Per, does to the goal at its date, along "
        f"all paths. Of the gap: as a share of what is still to go; a minus widens it. Arrives: so many {grain}s on.",
        terminal,
    )
    yield from signature(shown.model, terminal)


def _detail(line: LineOfSight, shown: Shown, terminal: Terminal) -> Iterator[str]:
    """Yield one line of sight path by path, each with the effects it runs along."""
    step, unit = shown.step(line), shown.unit(line)
    grain = shown.model.calendar.grain.value
    facts = [
        *([f"{percent(line.share_of_gap * step.factor, terminal)} of what is still to go"]
          if line.share_of_gap is not None else []),
        f"arrives {later(line.arrives, grain)}",
        f"chance that it moves the goal at all {chance(line.probability, terminal)}",
        *([line.unit] if line.origin != "metric" else []), *([line.words] if line.words else []),
    ]  # fmt: skip
    yield from paragraph(f" {terminal.sign('dot')} ".join(facts), terminal)
    sizes = [path.per_unit * step.factor for path in line.paths]
    for path, size in zip(line.paths, sizes, strict=True):
        yield ""
        route = f" {terminal.sign('to')} ".join(path.nodes)
        moved = full_change(size, unit, terminal, beside=sizes)
        yield from paragraph(f"{moved} along {route}, {later(path.lag, grain)}", terminal)
        yield from _links(path, shown, terminal)
    yield ""
    if line.more:
        yield from paragraph(f"{counted(line.more, 'further path')} not shown (--paths)", terminal)
    yield from _footer(
        shown, {standing([link.kind], link.support) for path in line.paths for link in path.links}, terminal
    )


def _links(path: SightPath, shown: Shown, terminal: Terminal) -> list[str]:
    rows = [_link_cells(link, shown, terminal) for link in path.links]
    names = longest_word(f"{link.driver} {link.on}" for link in path.links) + 2
    columns = [
        Column("Evidence"), Column("Effect", wraps=True, least=names), Column("Moves it by", figures=True),
        Column("Per"), Column("90 % interval", figures=True), Column("Lag", figures=True),
    ]  # fmt: skip
    columns, rows, _ = fitting(columns, rows, terminal, ("Lag",))
    return render(columns, rows, terminal)


def _link_cells(link: Link, shown: Shown, terminal: Terminal) -> list[str | Cell]:
    known = {*shown.model.metric_ids()}
    unit = shown.model.metric(link.on).unit if link.on in known else ""
    step = step_of(shown.model.metric(link.driver).unit, [link.per_unit]) if link.driver in known else Step(1.0, "")
    sizes = [one * step.factor for one in (link.per_unit, link.low, link.high)]
    return [
        evidence(standing([link.kind], link.support), terminal),
        f"{link.driver} {terminal.sign('to')} {link.on}",
        full_change(sizes[0], unit, terminal, beside=sizes),
        step.words,
        "exact" if link.kind == "exact" else interval(sizes[1], sizes[2], unit, terminal, beside=sizes[:1]),
        terminal.sign("none") if link.lag is None else str(link.lag),
    ]
