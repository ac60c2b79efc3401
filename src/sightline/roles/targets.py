"""Targets: what is still to go of each goal, handed down to the metrics of roles.

Each metric that a role is to agree upon is asked for the same part of its movable range: as much as closes the gap, and
all of it where that is not enough. What the metrics before it bring counts once: a metric is asked itself only for
what is left of its range when they have moved. A metric that works against a goal makes that goal ask for more. A role
brings its share of a metric; what nobody answers for is not assigned. What is left of the gap is shown.

So of one goal, with e the effect of a unit of a metric for the better, R its range, S the share that roles hold of it,
and v what metrics before it bring through it: own = S x max(0, e R - v), and the part is
min(1, (gap + what works against it) / sum of own). All in medians over draws; what it adds up to has its range.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from sightline.model.model import Model
from sightline.records import LineOfSight
from sightline.records.history import Floats
from sightline.records.roles import GoalTargets, TargetPart
from sightline.roles.aims import Aim, Lines, closes, sign
from sightline.roles.movable import Movable
from sightline.roles.wording import named
from sightline.saying import joined, say, say_many
from sightline.units import format_size, format_value

__all__ = ["Cascade", "Holders", "cascade"]

Holders = Mapping[str, Mapping[str, float]]  # metric -> role -> share
_LOW, _HIGH = 0.1, 0.9
_ROUNDS = 200
_SETTLED = 1e-12
_ALL = 0.995
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Cascade:
    """What is asked of each metric, and how it adds up.

    Parameters
    ----------
    goals : tuple of GoalTargets
        One for each goal, in the order of their ids.
    targets : mapping of str to float
        Metric -> its target, in its unit.
    contributions : mapping of (role, metric, goal) to float
        In goal units.
    brought : mapping of str to float
        Metric -> how much of its way to the target metrics before it bring, 0 to 1.
    """

    goals: tuple[GoalTargets, ...]
    targets: Mapping[str, float]
    contributions: Mapping[tuple[str, str, str], float]
    brought: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """One goal: what each metric can bring itself, in the goal's unit, if asked for all of its range."""

    aim: Aim
    effects: Mapping[str, Floats] = field(repr=False)
    middle: Mapping[str, float]  # the median of each effect
    own: Mapping[str, float]
    through: Mapping[tuple[str, str], float]


def cascade(
    model: Model, lines: Lines, aims: Mapping[str, Aim], holders: Holders, moves: Mapping[str, Movable]
) -> Cascade:
    """Return targets for the metrics that roles are to agree upon.

    Parameters
    ----------
    model : Model
        What is declared.
    lines : mapping
        `(goal, metric)` to its line of sight, with its paths.
    aims : mapping of str to Aim
        The goals.
    holders : mapping
        Metric -> role -> share, of what is to be agreed upon. Shares that make more than 1 are brought to 1.
    moves : mapping of str to Movable
        How far each metric can be moved.
    """
    whole = {metric: _to_one(shares) for metric, shares in sorted(holders.items())}
    columns = {name: _column(model, lines, aim, whole, moves) for name, aim in sorted(aims.items()) if aim.open}
    shifts = _shifts(columns, whole)
    contributions = {
        (role, metric, name): shifts[metric] * column.middle[metric] * share / sum(whole[metric].values())
        for name, column in columns.items()
        for metric in column.effects
        for role, share in sorted(whole[metric].items())
    }
    moved = {metric: _moved(metric, columns, shifts) for metric in whole}
    targets = {
        metric: level + sign(model.metric(metric).better) * (own + before)
        for metric, (own, before) in moved.items()
        if (level := moves[metric].level) is not None and own + before > 0
    }
    goals = tuple(
        _told(model, aims[name], columns.get(name), shifts, contributions, whole, lines) for name in sorted(aims)
    )
    brought = {metric: before / (own + before) for metric, (own, before) in moved.items() if own + before > 0}
    return Cascade(goals, targets, contributions, brought)


def _to_one(shares: Mapping[str, float]) -> dict[str, float]:
    whole = sum(shares[role] for role in sorted(shares))
    return {role: share / max(1.0, whole) for role, share in sorted(shares.items()) if share > 0}


def _column(
    model: Model, lines: Lines, aim: Aim, whole: Mapping[str, Mapping[str, float]], moves: Mapping[str, Movable]
) -> _Column:
    effects = {}
    for metric, shares in whole.items():
        draws = closes(lines.get((aim.goal, metric)), model.metric(metric).better, aim)
        if draws is not None and shares and _settled(draws):
            effects[metric] = draws
    through = {
        (before, metric): part
        for before in effects
        for metric in effects
        if before != metric and (part := _through(lines[aim.goal, before], metric)) > 0
    }
    middle = {metric: float(np.median(draws)) for metric, draws in effects.items()}
    own: dict[str, float] = {}
    for metric in sorted(effects, key=lambda one: (-_length(lines[aim.goal, one]), one)):  # what comes before, first
        effect = middle[metric]
        if effect > 0:
            before = sum(own[one] * through.get((one, metric), 0.0) for one in sorted(own))
            own[metric] = sum(whole[metric].values()) * max(0.0, effect * moves[metric].size - before)
    return _Column(aim, effects, middle, own, through)


def _settled(draws: Floats) -> bool:
    """Return whether the data settle in which direction a metric moves a goal."""
    low, high = np.quantile(draws, (_LOW, _HIGH)).tolist()
    return bool(low > 0 or high < 0)


def _through(line: LineOfSight, metric: str) -> float:
    """Return the part of a line's effect that runs through a metric on the way."""
    if not line.per_unit:
        return 0.0
    part = sum(path.per_unit for path in line.paths if metric in path.nodes[1:]) / line.per_unit
    return min(max(part, 0.0), 1.0)


def _length(line: LineOfSight) -> int:
    return max((len(path.nodes) for path in line.paths), default=0)


def _shifts(columns: Mapping[str, _Column], whole: Mapping[str, object]) -> dict[str, float]:
    """Return how far each metric is asked to be moved by itself, in its unit, for the better.

    What works against a goal makes it ask for more, which may work against another: repeated until nothing changes.
    Each round asks for no less than the one before and for no more than the range, so it comes to an end.
    """
    shifts = dict.fromkeys(whole, 0.0)
    for _ in range(_ROUNDS):
        before = dict(shifts)
        for column in columns.values():
            assert column.aim.gap is not None  # noqa: S101 -- only open goals have a column
            can = sum(column.own.values())
            harm = -sum(min(0.0, column.middle[one]) * before[one] for one in column.effects)
            part = min(1.0, (column.aim.gap + harm) / can) if can > 0 else 0.0
            for metric, own in column.own.items():
                shifts[metric] = max(shifts[metric], part * own / column.middle[metric])
        if all(shifts[one] - before[one] <= _SETTLED * max(shifts[one], _SETTLED) for one in shifts):
            break
    return shifts


def _moved(metric: str, columns: Mapping[str, _Column], shifts: Mapping[str, float]) -> tuple[float, float]:
    """Return how far a metric moves by itself, and how far metrics before it move it, in its unit, for the better."""
    before = [
        sum(
            shifts[one] * column.middle[one] * part / column.middle[metric]
            for (one, on), part in sorted(column.through.items())
            if on == metric
        )
        for column in columns.values()
        if metric in column.own
    ]
    return shifts[metric], max([0.0, *before])


def _told(
    model: Model,
    aim: Aim,
    column: _Column | None,
    shifts: Mapping[str, float],
    contributions: Mapping[tuple[str, str, str], float],
    whole: Mapping[str, Mapping[str, float]],
    lines: Lines,
) -> GoalTargets:
    if column is None or aim.gap is None:
        return GoalTargets(aim.goal, aim.statement, aim.metric, aim.unit, aim.gap, 0.0, 0.0, 0.0, 0.0, words=aim.closed)
    parts = tuple(
        TargetPart(role, metric, size)
        for (role, metric, goal), size in sorted(contributions.items())
        if goal == aim.goal and size != 0
    )
    assigned = sum(one.contribution for one in parts)
    draws = sum((column.effects[one] * shifts[one] for one in sorted(column.effects)), np.zeros(1))
    low, high = np.quantile(draws, (_LOW, _HIGH)).tolist()
    left = max(0.0, aim.gap - assigned)
    left = 0.0 if left <= _SETTLED * aim.gap else left
    unheld = _unheld(aim, lines, whole, column, model)
    told = GoalTargets(aim.goal, aim.statement, aim.metric, aim.unit, aim.gap, assigned, low, high, left, parts, unheld)
    return replace(told, words=_words(told, aim, model))


def _unheld(
    aim: Aim, lines: Lines, whole: Mapping[str, Mapping[str, float]], column: _Column, model: Model
) -> tuple[tuple[str, float], ...]:
    """Return lead metrics that move the goal, as far as the data settle it, and that nobody answers for as a whole."""
    found = []
    for (goal, metric), line in sorted(lines.items()):
        if goal != aim.goal or line.origin != "metric" or model.metric(metric).indicator != "lead":
            continue
        draws = column.effects.get(metric, closes(line, model.metric(metric).better, aim))
        free = 1.0 - sum(whole.get(metric, {}).values())
        if draws is not None and _settled(draws) and 1.0 - free < _ALL:
            found.append((metric, free))
    return tuple(found)


def _words(told: GoalTargets, aim: Aim, model: Model) -> str:
    assert told.gap is not None  # noqa: S101 -- told of open goals alone
    gap, assigned, left = (_amount(one, told.unit) for one in (told.gap, told.assigned, told.unassigned))
    roles = len({one.role for one in told.parts if one.contribution > 0})
    if not told.parts:
        said = say(
            "Of {gap} still to go nothing is handed down: nothing that a role would agree to is known to move it.",
            gap=gap,
        )
    elif told.unassigned:
        said = say_many(
            "Of {gap} still to go, {count} role can bring {assigned} within the range in which their metrics usually "
            "move; {left} is assigned to nobody.",
            "Of {gap} still to go, {count} roles can bring {assigned} within the range in which their metrics usually "
            "move; {left} is assigned to nobody.",
            roles, gap=gap, assigned=assigned, left=left,
        )  # fmt: skip
    else:
        said = say_many(
            "Of {gap} still to go, {count} role can bring {assigned} within the range in which their metrics usually "
            "move; that is all of it.",
            "Of {gap} still to go, {count} roles can bring {assigned} within the range in which their metrics usually "
            "move; that is all of it.",
            roles, gap=gap, assigned=assigned,
        )  # fmt: skip
    return joined(" ", [said, _unheld_in_words(told, model), _by_itself(aim)])


def _unheld_in_words(told: GoalTargets, model: Model) -> str:
    if not told.unheld:
        return ""
    names: list[str] = [
        say("{share:.0f} % of {metric}", share=free * 100, metric=named(model.metric(metric).title))
        for metric, free in told.unheld[:_NAMED]
    ]
    if len(told.unheld) > _NAMED:
        names.append(say("{count} more", count=len(told.unheld) - _NAMED))
    return say("Among nobody's goals: {names}.", names=joined("; ", names))


def _by_itself(aim: Aim) -> str:
    """Return where the goal is heading without all this: line of sight counts from there."""
    if aim.forecast is None or aim.target is None:
        return ""
    there = format_value(aim.forecast, aim.unit, compact=True)
    if (aim.forecast - aim.target) * sign(aim.better) >= 0:
        return say("By itself it is heading for {forecast}, which would be enough.", forecast=there)
    return say("By itself it is heading for {forecast}.", forecast=there)


def _amount(size: float, unit: str) -> str:
    """Return a difference, with a sign only where it is negative: a share in points."""
    if size < 0:
        return format_value(size, unit, compact=True, signed=True)
    return format_size(size, unit, compact=True)
