"""What a role holds: metrics that it answers for, metrics that its activities are part of, and with which share.

A role's share of a metric is what it is accountable for. Where it performs activities that are part of a metric for
which it is not accountable, its share is its part of each activity, each counting alike among all activities of that
metric. Which metric an activity is part of, is told by its lines of sight.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sightline.model.declarations import Role
from sightline.records import LineOfSight

__all__ = ["Held", "activities_in", "held_by", "idle"]


@dataclass(frozen=True, slots=True)
class Held:
    """One metric of one role.

    Parameters
    ----------
    metric : str
        Which.
    share : float
        Of it that is the role's, 0 to 1.
    activities : tuple of str
        Activities of the role that are part of it.
    accountable : bool
        Whether the role answers for the metric itself.
    """

    metric: str
    share: float
    activities: tuple[str, ...] = ()
    accountable: bool = True


def activities_in(lines: Iterable[LineOfSight]) -> dict[str, tuple[str, ...]]:
    """Return the activities that are part of each metric, out of the lines of sight of activities."""
    found: dict[str, set[str]] = {}
    for line in lines:
        if line.origin == "activity":
            for path in line.paths:
                if len(path.nodes) > 1:
                    found.setdefault(path.nodes[1], set()).add(line.from_)
    return {metric: tuple(sorted(those)) for metric, those in sorted(found.items())}


def held_by(role: Role, parts: Mapping[str, tuple[str, ...]]) -> tuple[Held, ...]:
    """Return what a role holds, in the order of the metrics' ids.

    Parameters
    ----------
    role : Role
        As declared.
    parts : mapping
        Metric -> the activities that are part of it, whoever performs them.
    """
    shares = {metric: float(share) for metric, share in role.accountable.items()}
    mine: dict[str, tuple[str, ...]] = {}
    for metric, activities in parts.items():
        own = tuple(one for one in activities if one in role.performs)
        if own:
            mine[metric] = own
            part = sum(float(role.performs[one]) for one in own) / len(activities)
            shares.setdefault(metric, part)
    return tuple(
        Held(metric, share, mine.get(metric, ()), metric in role.accountable)
        for metric, share in sorted(shares.items())
    )


def idle(role: Role, held: Iterable[Held]) -> tuple[str, ...]:
    """Return the activities of a role that are part of no metric with a line of sight, in the order of their ids."""
    busy = {activity for one in held for activity in one.activities}
    return tuple(sorted(one for one in role.performs if one not in busy))
