"""Where roles lead, and what is to be learnt on the way.

The ways are shortest ones over `leads_to`; circles lead nowhere new. A level that was learnt for one step is there for
the next. Which way somebody takes is theirs to say: nothing here says who is fit for what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sightline.model.declarations import Role
from sightline.records.development import Career, CareerStep, Gap, Lesson

__all__ = ["careers_from", "gaps_of", "lessons"]

KEPT = 64  # equally short ways to one role that are carried along


def careers_from(roles: Mapping[str, Role], start: str, levels: Mapping[str, int] | None = None) -> tuple[Career, ...]:
    """Return the shortest way from one role to each that can be reached, shortest first, then by id.

    Parameters
    ----------
    roles : mapping of str to Role
        As declared; a role that one leads to and that is not declared needs nothing.
    start : str
        Where it begins.
    levels : mapping of str to int, optional
        What somebody has; what the first role needs, where left out.
    """
    first = roles.get(start)
    have = dict(levels) if levels is not None else {name: int(need) for name, need in _needs(first)}
    found: dict[str, tuple[str, ...]] = {start: (start,)}
    edge: dict[str, list[tuple[str, ...]]] = {start: [(start,)]}
    while edge:
        ahead: dict[str, list[tuple[str, ...]]] = {}
        for name, ways in edge.items():
            for after in roles[name].leads_to if name in roles else ():
                if after not in found:
                    ahead.setdefault(after, []).extend((*way, after) for way in ways)
        # what is learnt early may serve later, so that ways are told apart at their end, and some are carried along
        edge = {
            name: sorted(ways, key=lambda way: (_career(roles, way, have).levels, way))[:KEPT]
            for name, ways in ahead.items()
        }
        found |= {name: ways[0] for name, ways in edge.items()}
    reached = sorted((way for way in found.values() if len(way) > 1), key=lambda way: (len(way), way[-1]))
    return tuple(_career(roles, way, have) for way in reached)


def _needs(role: Role | None) -> Iterable[tuple[str, int]]:
    return role.needs.items() if role is not None else ()


def _career(roles: Mapping[str, Role], way: tuple[str, ...], have: Mapping[str, int]) -> Career:
    return Career(way[0], way[-1], _steps(roles, way, have))


def _steps(roles: Mapping[str, Role], way: tuple[str, ...], have: Mapping[str, int]) -> tuple[CareerStep, ...]:
    levels, steps = dict(have), []
    for name in way[1:]:
        learn = lessons(roles.get(name), levels)
        levels |= {one.capability: one.to for one in learn}
        steps.append(CareerStep(name, learn))
    return tuple(steps)


def lessons(role: Role | None, levels: Mapping[str, int]) -> tuple[Lesson, ...]:
    """Return what is to be learnt for a role by somebody with these levels, in the order of the declaration."""
    return tuple(
        Lesson(name, levels.get(name), int(need)) for name, need in _needs(role) if levels.get(name, -1) < need
    )  # fmt: skip


def gaps_of(role: Role, levels: Mapping[str, int]) -> tuple[Gap, ...]:
    """Return what a role needs beside what somebody has."""
    return tuple(Gap(name, int(need), levels.get(name)) for name, need in role.needs.items())
