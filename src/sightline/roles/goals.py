"""Role goals: what each role can do for the goals, weighed, with a target, a counter-metric and the path in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sightline.model.model import Model
from sightline.records import EffectRecord, GoalStatus, LineOfSight, SightPath
from sightline.records.effects import GRADES, SUPPORTS, Grade
from sightline.records.roles import GoalTargets, RoleGoal, RoleGoals, WeightState
from sightline.roles.activities import Past, split
from sightline.roles.aims import Aim, Lines, aims_of
from sightline.roles.counters import Counters
from sightline.roles.holding import Held, activities_in, held_by, idle
from sightline.roles.movable import Movable, movable
from sightline.roles.targets import Cascade, cascade
from sightline.roles.weights import Weighed, state_of, weigh
from sightline.roles.wording import named, path_in_words
from sightline.saying import joined, listed, phrase, say, say_many

__all__ = ["LIGHTEST", "MOST", "Basis", "Derived", "role_goals"]

MOST = 5  # goals of a role
LIGHTEST = 0.05  # a weight below this is not agreed upon
_ALL = 0.995
_ACTIVITY_WORDS = phrase("Nothing that is declared leads from it to a goal: it weighs nothing.")


@dataclass(frozen=True, slots=True)
class Basis:
    """What role goals are derived from.

    Parameters
    ----------
    model : Model
        What is declared.
    lines : sequence of LineOfSight
        Of all metrics and activities to all goals, with several paths each; other origins are left aside.
    statuses : sequence of GoalStatus
        Where the goals stand.
    effects : sequence of EffectRecord
        Declared and exact ones.
    moves : mapping of str to Movable
        How far each metric that a role may hold can be moved; one that is not in it cannot be told.
    past : mapping of str to Past
        What holders of each role did.
    measured : str
        What that is counted in: `hours`, `cases`.
    """

    model: Model
    lines: Sequence[LineOfSight]
    statuses: Sequence[GoalStatus]
    effects: Sequence[EffectRecord] = ()
    moves: Mapping[str, Movable] = field(default_factory=dict)
    past: Mapping[str, Past] = field(default_factory=dict)
    measured: str = ""


@dataclass(frozen=True, slots=True)
class Derived:
    """The goals of all roles, and how the goals of the enterprise are handed down to them.

    Parameters
    ----------
    roles : tuple of RoleGoals
        In the order of the model.
    targets : tuple of GoalTargets
        In the order of the model's goals.
    """

    roles: tuple[RoleGoals, ...]
    targets: tuple[GoalTargets, ...]


def role_goals(basis: Basis) -> Derived:
    """Return the goals of every role.

    All roles are derived together: targets add up over them.

    Returns
    -------
    Derived
        A role with nothing to agree upon has no goals, and words that say why.
    """
    return _Deriving(basis).all()


_UNKNOWN = movable(None, "higher")


class _Deriving:
    """Derives the goals of all roles, step by step."""

    def __init__(self, basis: Basis) -> None:
        self.basis, self.model = basis, basis.model
        self.aims: dict[str, Aim] = aims_of(basis.model, basis.statuses)
        wanted = [one for one in basis.lines if one.origin in ("metric", "activity")]
        self.lines: Lines = {(one.goal, one.from_): one for one in wanted}
        self.parts = activities_in(wanted)
        self.counters = Counters(basis.model, basis.effects)
        self.effects = {(one.driver, one.on): one for one in basis.effects}

    def all(self) -> Derived:
        weighed = {name: self._weighed(name) for name in self.model.roles}
        chosen = {name: self._ordered(name, those) for name, those in weighed.items()}
        holders: dict[str, dict[str, float]] = {}
        for name, found in chosen.items():
            for one in found.goals:
                holders.setdefault(one.metric, {})[name] = one.share
        handed = cascade(self.model, self.lines, self.aims, holders, self.basis.moves)
        roles = tuple(self._finished(found, handed) for found in chosen.values())
        told = {one.goal: one for one in handed.goals}
        return Derived(roles, tuple(told[name] for name in self.model.goals if name in told))

    def _move(self, metric: str) -> Movable:
        return self.basis.moves.get(metric, _UNKNOWN)

    def _weighed(self, name: str) -> tuple[Weighed, ...]:
        held = held_by(self.model.roles[name], self.parts)
        better = {one.metric: self.model.metric(one.metric).better for one in held}
        sizes = {one.metric: self._move(one.metric).size for one in held}
        return weigh(held, self.lines, self.aims, better=better, sizes=sizes)

    def _ordered(self, name: str, weighed: Sequence[Weighed]) -> RoleGoals:
        role = self.model.roles[name]
        metrics = {one.held.metric for one in weighed}
        goals = [self._goal(name, one, metrics - {one.held.metric}) for one in weighed]
        goals.sort(key=lambda one: (-(one.weight or 0.0), one.state != "undetermined", -(one.high or 0.0), one.metric))
        agreed = [one for one in goals if one.state == "settled" and (one.weight or 0.0) >= LIGHTEST][:MOST]
        rest = [one for one in goals if one not in agreed]
        held = tuple(one.held for one in weighed)
        rest += [self._idle(name, activity) for activity in idle(role, held)]
        shared = split(tuple(role.performs), weighed, self.basis.past.get(name), measured=self.basis.measured)
        words = joined(" ", [_sentence(agreed, rest), shared.words])
        return RoleGoals(name, role.title, tuple(agreed), tuple(rest), shared.shares, words)

    def _goal(self, role: str, weighed: Weighed, also: Iterable[str]) -> RoleGoal:
        held, metric = weighed.held, self.model.metric(weighed.held.metric)
        move = self._move(held.metric)
        goal, line = self._main(weighed)
        path = self._shown(held, line)
        state, low, middle, high = self._state(weighed, path, move)
        counter = self.counters.of(weighed, self.aims, also)
        start = held.activities[:1] if path is not None and path.nodes[0] in held.activities else ()
        return RoleGoal(
            role, held.metric, goal, metric.title, metric.unit, metric.better, held.activities, held.share, move.size,
            None if state == "undetermined" else middle, low, high, state,
            line.probability if line is not None else 0.0, self._periods(path),
            line.support if line is not None else "cannot_say", _grade(path),
            path.nodes if path is not None else (*start, held.metric), baseline=move.level, counter=counter.metric,
            words=self._words(weighed, line, path, move), counter_why=counter.why, draws=weighed.draws,
        )  # fmt: skip

    def _main(self, weighed: Weighed) -> tuple[str, LineOfSight | None]:
        """Return the goal that a metric moves most, and the line there; of none that is open, the first it leads to."""
        metric = weighed.held.metric
        goal = weighed.main(self.aims)
        if goal is None:
            goal = next((one for one in sorted(self.aims) if self._leads(one, metric)), None)
        return goal or "", self.lines.get((goal, metric)) if goal is not None else None

    def _leads(self, goal: str, metric: str) -> bool:
        line = self.lines.get((goal, metric))
        return line is not None and bool(line.paths)

    def _shown(self, held: Held, line: LineOfSight | None) -> SightPath | None:
        """Return the strongest path, from the activity where the role moves the metric by its work alone."""
        if line is None or not line.paths:
            return None
        if held.accountable or not held.activities:
            return line.paths[0]
        own = self.lines.get((line.goal, held.activities[0]))
        through = [path for path in own.paths if held.metric in path.nodes[1:2]] if own is not None else []
        return through[0] if through else line.paths[0]

    def _state(
        self, weighed: Weighed, path: SightPath | None, move: Movable
    ) -> tuple[WeightState, float | None, float | None, float | None]:
        if path is None:
            return "no_path", 0.0, 0.0, 0.0
        if weighed.draws is not None and move.known:
            return state_of(weighed.draws)
        if weighed.draws is None and not self._unknown(weighed.held.metric):  # all that it leads to is reached, or past
            return "settled", 0.0, 0.0, 0.0
        return "undetermined", None, None, None

    def _unknown(self, metric: str) -> bool:
        """Return whether a line of sight to an open goal is there and cannot be told."""
        lines = (self.lines.get((goal, metric)) for goal, aim in self.aims.items() if aim.open)
        return any(one is not None and one.paths and one.per_unit is None for one in lines)

    def _periods(self, path: SightPath | None) -> int:
        """Return the fewest periods behind the least supported estimate on a way."""
        links = [one for one in (path.links if path is not None else ()) if one.kind == "estimated"]
        known = [(SUPPORTS.index(one.support), self.effects.get((one.driver, one.on))) for one in links]
        worst = max((rank for rank, _ in known), default=0)
        return min((one.periods for rank, one in known if rank == worst and one is not None), default=0)

    def _words(self, weighed: Weighed, line: LineOfSight | None, path: SightPath | None, move: Movable) -> str:
        metric = self.model.metric(weighed.held.metric)
        if line is None or path is None:
            text = phrase("Nothing that is declared leads from {metric} to a goal: it weighs nothing.")
            return say(text, metric=named(metric.title))
        aim = self.aims[line.goal]
        said = [path_in_words(weighed.held, line, path, aim, self.model)]
        if not aim.open:
            said += [aim.closed, say("It weighs nothing there.")]
        against = [goal for goal, draws in sorted(weighed.by_goal.items()) if float(np.median(draws)) < 0]
        others = [goal for goal in sorted(weighed.by_goal) if goal not in (line.goal, *against)]
        if line.goal in against:
            said.append(say("For the better it moves “{goal}” the wrong way.", goal=aim.statement))
        if rest := [goal for goal in against if goal != line.goal]:
            said.append(say("It works against {goals}.", goals=self._quoted(rest)))
        moving = [goal for goal in others if weighed.by_goal[goal].any()]
        if moving:
            said.append(say("It also moves {goals}.", goals=self._quoted(moving)))
        return joined(" ", [*said, line.words, move.words])

    def _quoted(self, goals: Sequence[str]) -> str:
        return listed([f"“{self.aims[goal].statement}”" for goal in goals])

    def _idle(self, role: str, activity: str) -> RoleGoal:
        process, _, name = activity.partition(".")
        declared = self.model.processes[process].activities.get(name) if process in self.model.processes else None
        title = (declared.title if declared is not None else None) or name.replace("_", " ").capitalize()
        return RoleGoal(
            role, activity, "", title, "", "higher", (activity,), float(self.model.roles[role].performs[activity]),
            0.0, 0.0, 0.0, 0.0, "no_path", 0.0, 0, "cannot_say", None, (activity,), words=say(_ACTIVITY_WORDS),
            counter_why=say("It has no weight, so nothing is watched beside it."),
        )  # fmt: skip

    def _finished(self, found: RoleGoals, handed: Cascade) -> RoleGoals:
        return replace(found, goals=tuple(self._aimed(one, handed) for one in found.goals))

    def _aimed(self, one: RoleGoal, handed: Cascade) -> RoleGoal:
        part = handed.brought.get(one.metric, 0.0)
        before: str = ""
        if part > _ALL:
            before = say("What moves it brings it to its target: nothing more is asked of it.")
        elif part:
            before = say("What moves it brings {part:.0f} % of the way to its target.", part=part * 100)
        return replace(
            one, target=handed.targets.get(one.metric),
            contribution=handed.contributions.get((one.role, one.metric, one.goal)),
            words=joined(" ", [one.words, before]),
        )  # fmt: skip


def _grade(path: SightPath | None) -> Grade | None:
    """Return the weakest kind of evidence on a way; None where all is arithmetic."""
    known = [one.grade for one in (path.links if path is not None else ()) if one.grade is not None]
    return min(known, key=GRADES.index, default=None)


def _sentence(agreed: Sequence[RoleGoal], rest: Sequence[RoleGoal]) -> str:
    """Return what a reader should know of a role as a whole."""
    unsure = sum(one.state == "undetermined" for one in rest)
    if agreed:
        said = [say_many("{count} goal to agree upon", "{count} goals to agree upon", len(agreed))]
        said += [say("of {unsure} more the data cannot settle the weight", unsure=unsure)] if unsure else []
        return joined("", [joined("; ", said), "."])
    if unsure:
        return say("Nothing can be agreed upon yet: the data cannot settle the weight of anything that it holds.")
    if rest:
        return say("Nothing that it holds has a line of sight to a goal with something still to go.")
    return say("It holds nothing: declare what it performs, and what it is accountable for.")
