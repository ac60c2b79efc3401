"""What may move goals: metrics, activities, rules, roles and initiatives, each with its title and place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from sightline_web.ahead import Origin
from sightline_web.snapshot import Metric
from sightline_web.translation import place_of

__all__ = ["origins", "titled"]

Titled = TypeVar("Titled", Metric, Origin)


def titled(things: Mapping[str, Titled]) -> Mapping[str, Titled]:
    """Return things whose titles are in the language that is spoken now, where the library made them."""
    from sightline_web.shell.voices import said  # noqa: PLC0415 -- `engine`, which it asks, imports this module

    return {name: replace(each, title=said(each.title)) for name, each in things.items()}


def origins(model: Any, metrics: Mapping[str, Metric]) -> dict[str, Origin]:
    """Return everything that may move goals, by id: metrics, activities, rules, roles, initiatives."""
    found = [Origin(name, "metric", metric.title, metric.place) for name, metric in metrics.items()]
    for name, process in model.processes.items():
        for activity, declared in process.activities.items():
            title = declared.title or declared.as_ or _named(activity)
            place = place_of(model, ("processes", name, "activities", activity))
            found.append(Origin(f"{name}.{activity}", "activity", title, place))
        for rule, each in process.rules.items():
            place = place_of(model, ("processes", name, "rules", rule))
            found.append(Origin(f"{name}.{rule}", "rule", each.title or _named(rule), place))
    for kind, section in (("role", "roles"), ("initiative", "initiatives")):
        for name, each in getattr(model, section).items():
            delivered = kind == "initiative" and each.delivered is not None
            found.append(Origin(name, kind, each.title, place_of(model, (section, name)), delivered))
    by_id: dict[str, Origin] = {}
    for origin in found:
        by_id.setdefault(origin.id, origin)
    return by_id


def _named(name: str) -> str:
    return name.replace("_", " ").capitalize()
