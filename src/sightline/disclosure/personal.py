"""What in a model is about persons: dimensions that name them, and metrics that count them."""

from __future__ import annotations

from sightline.model.declarations import Metric
from sightline.model.model import Model
from sightline.model.names_of_persons import columns_of_persons

__all__ = ["names_persons", "persons_counted"]


def names_persons(model: Model, source: str | None, column: str) -> bool:
    """Return whether a column of a source says who somebody is."""
    return column in columns_of_persons(source, model.sources, model.people, model.work, model.skills)


def persons_counted(model: Model, metric: str) -> bool:
    """Return whether a metric is read from the source in which persons stand, one row for each assignment."""
    declared = model.metric(metric)
    return isinstance(declared, Metric) and model.people is not None and declared.source == model.people.source
