"""The reading itself: what is measured, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from sightline.reading.measuring import Measuring
from sightline.records import GoalStatus

__all__ = ["Reading"]


@dataclass
class Reading(Measuring):
    """All numbers of one model version at one moment; a context manager, safe to use from several threads."""

    def goals(self) -> tuple[GoalStatus, ...]:
        """Return where each goal stands."""
        return self.statuses()
