"""All operations, in the order of the document."""

from __future__ import annotations

from sightline_web.api import holding, keeping, planning, queue, reviewing, sights, strategy, work
from sightline_web.api.operations import Operation

__all__ = ["OPERATIONS"]

OPERATIONS: tuple[Operation, ...] = (
    *strategy.OPERATIONS,
    *sights.OPERATIONS,
    *work.OPERATIONS,
    *queue.OPERATIONS,
    *planning.OPERATIONS,
    *reviewing.OPERATIONS,
    *holding.OPERATIONS,
    *keeping.OPERATIONS,
)
