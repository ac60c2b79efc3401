"""What a snapshot can be asked about work, people and roles: agreed against actual, open work, what people can do.

Questions raise `UnderWayError` while their answer is being found, `UnanswerableError` where the library gave a fault.
How the answers are found stands in `staffing.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sightline_web.alignments import Aligned, Alignments
from sightline_web.capabilities import Coverage, Curve, Development, Way
from sightline_web.proposals import Proposals

__all__ = ["Staffed", "Stretch"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Periods that are looked at: labels of the first and the last one, the first day, and the day after the last."""

    since: str
    until: str
    start: date
    end: date


class Staffed(Protocol):
    """The part of a snapshot that knows work, people and roles."""

    @property
    def role_titles(self) -> Mapping[str, str]:
        """How roles are called."""

    @property
    def capability_titles(self) -> Mapping[str, str]:
        """How capabilities are called."""

    def alignment(self) -> Alignments:
        """Return how far the work of roles and units is from what was agreed; of nobody alone."""

    def aligned_since(self, day: date | None = None) -> Stretch | None:
        """Return the whole periods that are looked at, from a day on; None where none of them is over."""

    def alignment_of(self, person: str, since: str) -> tuple[Aligned, ...]:
        """Return one person's alignment from a period on, by role; whoever asks has made sure that it may be told."""

    def proposals(
        self, *, anew: bool = False, levels_of: Collection[str] = (), wishes: Collection[tuple[str, str]] = ()
    ) -> Proposals:
        """Return who should take which open work; only the levels of these persons count, and these wishes.

        A wish is a person and the capability that they want to learn.
        """

    def coverage(self) -> Coverage:
        """Return where one departure would hurt, and what roles lack, in numbers."""

    def ways(self) -> tuple[Way, ...]:
        """Return where roles lead, in the order of the model."""

    def stays(self, by: str) -> tuple[Curve, ...]:
        """Return how long people stay, by `role` or `unit`."""

    def development_of(self, person: str) -> Development:
        """Return one person's gaps and ways; whoever asks has made sure that it may be told."""
