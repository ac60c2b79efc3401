"""The relation behind a source or a log, or the fault that stands in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.errors import SightlineError
from sightline.events.relations import Relation

if TYPE_CHECKING:
    from sightline.reading.measuring import Measuring

__all__ = ["relation_of"]


def relation_of(base: Measuring, source: str) -> Relation:
    """Return how an engine knows a source; the lock of the reading is held by who asks.

    Raises
    ------
    SightlineError
        If it cannot be read.
    """
    found = base.answers.relation(source)
    if isinstance(found, SightlineError):
        raise found
    return found
