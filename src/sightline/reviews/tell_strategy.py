"""The first level told: all goals on one page, then each with its figure, why it changed, and what would move it."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.reviews.figures import figure_words, goal_figure
from sightline.reviews.lines import GoalLine
from sightline.reviews.pack import Pack
from sightline.reviews.remarks import remarks
from sightline.reviews.speech import Speech, as_it_is
from sightline.reviews.story import Block, Cell, Column, Figure, Heading, Paragraph, Table
from sightline.reviews.wording import (
    NONE,
    chance,
    changed,
    day,
    evidence,
    interval,
    owner,
    period_words,
    share_interval,
    stands,
    status_word,
    value,
    within,
)
from sightline.reviews.wording import status_cell as status
from sightline.saying import joined, phrase, say, say_in

__all__ = ["all_goals", "goal_sentence", "one_goal", "strategy"]

KINDS = {"initiative": say("Initiative"), "activity": say("Activity"), "role": say("Role")}


def strategy(pack: Pack, speech: Speech = as_it_is) -> Iterator[Block]:
    """Yield the section."""
    yield Heading(say("Strategy"), 2, "strategy")
    if not pack.goals:
        yield Paragraph(say("No goal is declared, or none could be read; see the end of this pack."), "quiet")
        return
    yield all_goals(pack)
    yield from remarks(pack, "strategy")
    for goal in pack.goals:
        yield Heading(goal.statement, 3, f"goal-{goal.goal}")
        yield from one_goal(goal, pack, speech)
        yield from remarks(pack, f"goal:{goal.goal}")


def all_goals(pack: Pack) -> Table:
    """Return the table of all goals."""
    columns = (
        Column(say("Goal"), wide=True), Column(period_words(pack.period), figures=True),
        Column(say_in("of a value", "Change"), figures=True), Column(say("Target"), figures=True),
        Column(say("Forecast, 90 %"), figures=True), Column(say("Chance"), figures=True), Column(say("Status")),
        Column(say("Owner")),
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
    now, before = period_words(pack.period), period_words(pack.previous)
    return Table(say("Goals in {now}, against {before}", now=now, before=before), columns, rows, "chance")


def goal_sentence(goal: GoalLine, pack: Pack) -> str:
    """Return where a goal stands and is heading, in one or two sentences."""
    where = stands(pack.status(goal))
    if goal.value is None:
        told = [joined("", [where, "."])]
    else:
        text = phrase("{stands} at {value}; {target} is wanted by {day}.")
        now, target = value(goal.value, goal.unit), value(goal.target, goal.unit)
        told = [say(text, stands=where, value=now, target=target, day=day(goal.by))]
    if goal.forecast is not None:
        text = phrase("The forecast is {forecast} ({interval}), the chance {chance}.")
        between, likely = interval(goal.low, goal.high, goal.unit), chance(goal.probability)
        told.append(say(text, forecast=value(goal.forecast, goal.unit), interval=between, chance=likely))
    return joined(" ", told)


def one_goal(goal: GoalLine, pack: Pack, speech: Speech = as_it_is) -> Iterator[Block]:
    """Yield what is to be known of a goal; `speech` says what stands in its figure."""
    yield Paragraph(goal_sentence(goal, pack), "lead")
    by_hand = pack.override(goal.goal)
    if by_hand is not None:
        yield Paragraph(say(
            "{by} set the status to “{status}”; computed is “{computed}”. The reason: {reason}", by=by_hand.by,
            status=status_word(by_hand.status), computed=status_word(goal.status), reason=by_hand.reason,
        ))  # fmt: skip
    if drawn := goal_figure(goal, speech):
        caption = say("{title}, with the fan of its forecast and the target", title=goal.title)
        yield Figure(drawn, figure_words(goal), caption)
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
            Cell(evidence(part.grade)),
        )
        for part in goal.parts
    ]  # fmt: skip
    if goal.residual:
        left = (Cell(say("Not explained by any declared driver")), Cell(value(goal.residual, goal.unit, signed=True)))
        rows.append((*left, Cell(NONE), Cell(NONE)))
    columns = (
        Column(say("What changed it"), wide=True), Column(say_in("how much it changed", "By"), figures=True),
        Column(say("90 % interval"), figures=True), Column(say("Evidence")),
    )  # fmt: skip
    return Table(say("What changed it, the largest first"), columns, tuple(rows), "contribution")


def _sight(goal: GoalLine) -> Table:
    rows = tuple(
        (
            Cell(line.title, detail=line.step, about=f"sight:{line.origin}"), Cell(KINDS.get(line.kind, line.kind)),
            Cell(say("{share:+.0f} %", share=line.share_of_gap * 100)), Cell(share_interval(line.low, line.high)),
            Cell(evidence(line.grade)),
        )
        for line in goal.sight
    )  # fmt: skip
    columns = (
        Column(say("What would move it"), wide=True), Column(say("Kind")),
        Column(say("Of what is to go"), figures=True), Column(say("90 % interval"), figures=True),
        Column(say("Evidence")),
    )  # fmt: skip
    caption = say("What would move it most: the strongest line of sight of each kind")
    return Table(caption, columns, rows, "sight")
