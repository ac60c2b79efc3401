"""All operations, in the order of the document."""

from __future__ import annotations

from sightline_web.api import strategy
from sightline_web.api.operations import Operation

__all__ = ["OPERATIONS"]

OPERATIONS: tuple[Operation, ...] = (*strategy.OPERATIONS,)
