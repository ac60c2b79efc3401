"""The first level told: all goals on one page, then each with its figure, why it changed, and what would move it."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.reviews.figures import figure_words, goal_figure
from sightline.reviews.lines import GoalLine
from sightline.reviews.pack import Pack
from sightline.reviews.remarks import remarks
from sightline.reviews.story import Block, Cell, Column, Figure, Heading, Paragraph, Table
from sightline.reviews.wording import (
    NONE,
    chance,
    changed,
    day,
    interval,
    owner,
    period_words,
    share_interval,
    value,
    within,
)
from sightline.reviews.wording import status_cell as status

__all__ = ["all_goals", "goal_sentence", "one_goal", "strategy"]

KINDS = {"initiative": "Initiative", "activity": "Activity", "role": "Role"}


def strategy(pack: Pack) -> Iterator[Block]:
    """Yield the section."""
    yield Heading("Strategy", 2, "strategy")
    if not pack.goals:
        yield Paragraph("No goal is declared, or none could be read; see the end of this pack.", "quiet")
        return
    yield all_goals(pack)
    yield from remarks(pack, "strategy")
    for goal in pack.goals:
        yield Heading(goal.statement, 3, f"goal-{goal.goal}")
        yield from one_goal(goal, pack)
        yield from remarks(pack, f"goal:{goal.goal}")


def all_goals(pack: Pack) -> Table:
    """Return the table of all goals."""
    columns = (
        Column("Goal", wide=True), Column(period_words(pack.period), figures=True), Column("Change", figures=True),
        Column("Target", figures=True), Column("Forecast, 90 %", figures=True), Column("Chance", figures=True),
        Column("Status"), Column("Owner"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(goal.statement, about=f"goal:{goal.goal}"), Cell(value(goal.value, goal.unit)),
            Cell(changed(goal.value, goal.previous, goal.unit)), Cell(value(goal.target, goal.unit)),
            within(goal.forecast, goal.low, goal.high, goal.unit),
            Cell(chance(goal.probability)), status(goal, pack), Cell(owner(goal.owner, pack)),
        )
        for goal in pack.goals
    )  # fmt: skip
    return Table(
        f"Goals in {period_words(pack.period)}, against {period_words(pack.previous)}", columns, rows, "chance"
    )


def goal_sentence(goal: GoalLine, pack: Pack) -> str:
    """Return where a goal stands and is heading, in one or two sentences."""
    stands = f"It is {pack.status(goal)}"
    if goal.value is not None:
        stands += f" at {value(goal.value, goal.unit)}; {value(goal.target, goal.unit)} is wanted by {day(goal.by)}"
    heading = ""
    if goal.forecast is not None:
        heading = (
            f" The forecast is {value(goal.forecast, goal.unit)} ({interval(goal.low, goal.high, goal.unit)}), "
            f"the chance {chance(goal.probability)}."
        )
    return f"{stands}.{heading}"


def one_goal(goal: GoalLine, pack: Pack) -> Iterator[Block]:
    """Yield what is to be known of a goal."""
    yield Paragraph(goal_sentence(goal, pack), "lead")
    by_hand = pack.override(goal.goal)
    if by_hand is not None:
        yield Paragraph(f"{by_hand.by} set the status to “{by_hand.status}”; computed is “{goal.status}”. "
                        f"The reason: {by_hand.reason}")  # fmt: skip
    if drawn := goal_figure(goal):
        yield Figure(drawn, figure_words(goal), f"{goal.title}, with the fan of its forecast and the target")
    if goal.why:
        yield Paragraph(goal.why)
    if goal.parts:
        yield _parts(goal)
    if goal.sight:
        yield _sight(goal)
    if goal.words:
        yield Paragraph(goal.words, "quiet")


def _parts(goal: GoalLine) -> Table:
    rows = [
        (
            Cell(part.words), Cell(value(part.contribution, goal.unit, signed=True)),
            Cell(NONE if part.low == part.high else interval(part.low, part.high, goal.unit, signed=True)),
            Cell(part.grade or "exact"),
        )
        for part in goal.parts
    ]  # fmt: skip
    if goal.residual:
        left = (Cell("Not explained by any declared driver"), Cell(value(goal.residual, goal.unit, signed=True)))
        rows.append((*left, Cell(NONE), Cell(NONE)))
    columns = (
        Column("What changed it", wide=True), Column("By", figures=True), Column("90 % interval", figures=True),
        Column("Evidence"),
    )  # fmt: skip
    return Table("What changed it, the largest first", columns, tuple(rows), "contribution")


def _sight(goal: GoalLine) -> Table:
    rows = tuple(
        (
            Cell(line.title, detail=line.step, about=f"sight:{line.origin}"), Cell(KINDS.get(line.kind, line.kind)),
            Cell(f"{line.share_of_gap * 100:+.0f} %"), Cell(share_interval(line.low, line.high)),
            Cell(line.grade or "exact"),
        )
        for line in goal.sight
    )  # fmt: skip
    columns = (
        Column("What would move it", wide=True), Column("Kind"), Column("Of what is to go", figures=True),
        Column("90 % interval", figures=True), Column("Evidence"),
    )  # fmt: skip
    return Table("What would move it most: the strongest line of sight of each kind", columns, rows, "sight")
