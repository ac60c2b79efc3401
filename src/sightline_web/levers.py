"""What stands around a metric: what moves it, which roles have it in hand, which initiatives would change it.

All of it is declared; nothing here is estimated. Works on what `engine` hands over and imports nothing of the
library, so it is read and tested alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sightline_web.snapshot import Change, Driver, Metric, RoleShare
from sightline_web.translation import place_of

__all__ = ["attached"]

PAIRS = ("response", "precedence", "chain_order", "exclusive", "four_eyes")


def attached(model: Any, metrics: Mapping[str, Metric]) -> dict[str, Metric]:
    """Return the metrics with their drivers, roles and changes.

    Parameters
    ----------
    model : Model
        The library's model.
    metrics : mapping of str to Metric
        All metrics of the model, by id.
    """
    return {
        name: replace(
            metric,
            drivers=tuple(_drivers(model, metric)),
            roles=tuple(_roles(model, name)),
            changes=tuple(_changes(model, name)),
        )
        for name, metric in metrics.items()
    }


def _drivers(model: Any, metric: Metric) -> Iterator[Driver]:
    for name in metric.inputs:
        yield Driver(name, metric.id, metric.kind, place=metric.place)
    for index, effect in enumerate(model.effects):
        if effect.on == metric.id:
            place = place_of(model, ("effects", index))
            yield Driver(effect.driver, metric.id, "effect", tuple(effect.lag), effect.sign, place)


def _roles(model: Any, metric: str) -> Iterator[RoleShare]:
    """Give the roles of a metric: accountable ones first, each once."""
    process, activities = _activities(model, metric)
    found = []
    for name, role in model.roles.items():
        share = role.accountable.get(metric)
        performs, ids = [], []
        for activity in activities:
            part = role.performs.get(f"{process}.{activity}")
            declared = model.processes[process].activities[activity]
            if part is None and declared.role == name:
                part = 1.0
            if part:
                performs.append((declared.title or declared.as_ or activity, float(part)))
                ids.append(f"{process}.{activity}")
        if share or performs:
            place = place_of(model, ("roles", name))
            own = float(share) if share else None
            found.append(RoleShare(name, role.title, own, tuple(performs), place, tuple(ids)))
    yield from sorted(found, key=lambda role: -(role.accountable or 0.0))


def _activities(model: Any, metric: str) -> tuple[str, tuple[str, ...]]:
    """Return the process of a metric and the activities behind it; none for a metric on a table."""
    declared = model.metric(metric)
    if metric not in model.metrics:
        process = model.processes[declared.process]
        if declared.activity:
            named: tuple[str, ...] = (declared.activity,)
        elif declared.rule:
            named = tuple(_of_rule(process.rules[declared.rule]))
        else:
            named = tuple(process.chain)
        return declared.process, _known(process, named)
    between = declared.duration or declared.conversion
    if between is None or not between.process or between.process not in model.processes:
        return "", ()
    process = model.processes[between.process]
    return between.process, _known(process, _stretch(process.chain, between.from_, between.to))


def _stretch(chain: tuple[str, ...], first: str, last: str) -> tuple[str, ...]:
    """Return the activities from one to another along the chain; the two alone where it does not lead there."""
    if first in chain and last in chain and chain.index(first) <= chain.index(last):
        return chain[chain.index(first) : chain.index(last) + 1]
    return (first, last)


def _of_rule(rule: Any) -> Iterator[str]:
    for key in PAIRS:
        yield from getattr(rule, key) or ()
    for single in (rule.absence, rule.return_to_start):
        if single:
            yield single
    for part in (rule.at_most, rule.batching):
        if part is not None:
            yield part.activity
    if rule.deadline is not None:
        yield from (rule.deadline.from_, rule.deadline.to)


def _known(process: Any, named: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in dict.fromkeys(named) if each in process.activities)


def _changes(model: Any, metric: str) -> Iterator[Change]:
    """Give what initiatives would change in a metric, in the order of the files."""
    for name, initiative in model.initiatives.items():
        change = initiative.changes.get(metric)
        if change is None:
            continue
        low, likely, high = (float(value) for value in change.by)
        asker = model.roles.get(initiative.asked_by)
        yield Change(
            name, initiative.title, low, likely, high, float(initiative.cost), initiative.takes,
            asker.title if asker is not None else None,
            tuple(model.initiatives[each].title for each in initiative.needs if each in model.initiatives),
            place_of(model, ("initiatives", name)),
        )  # fmt: skip
