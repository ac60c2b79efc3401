"""The part of a snapshot that knows work, people and roles: asked of the library on demand, behind the visitor's back.

What is about one person stands beside the rest and is asked for only after the register of metrics allowed it: the
pages do that, and say so here by `approved`.

Works on what `engine` hands over and imports nothing of the library, so it is read and tested alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property

from sightline_web.alignments import Aligned, Alignments, alignments_of
from sightline_web.behind import Behind
from sightline_web.capabilities import (
    Coverage,
    Curve,
    Development,
    Way,
    coverage_of,
    curve_of,
    development_of,
    way_of,
)
from sightline_web.foresight import Foresight
from sightline_web.proposals import Proposals, Wish, proposals_of
from sightline_web.staffed import Stretch

__all__ = ["Staffing"]

RESTS: Mapping[str, tuple[str, ...]] = {
    "alignment": (), "alignment_of": (), "proposals": ("effects", "sight"), "coverage": (), "ways": (), "stays": (),
    "development_of": (),
}  # fmt: skip


class Staffing(Foresight):
    """Asks a reading about work, people and roles; `engine.readings.ReadSnapshot` brings the reading."""

    def __init__(self) -> None:
        super().__init__()
        self._answered_behind(Behind(), RESTS)

    @cached_property
    def role_titles(self) -> Mapping[str, str]:
        """How roles are called."""
        return {name: role.title for name, role in self._model.roles.items()}

    @cached_property
    def capability_titles(self) -> Mapping[str, str]:
        """How capabilities are called."""
        return {name: each.title for name, each in self._model.capabilities.items()}

    def alignment(self) -> Alignments:
        """Return how far the work of roles and units is from what was agreed; of nobody alone."""
        return self._ask_behind(
            ("alignment",), lambda: alignments_of(self._reading.align(), self._reading.aligned_periods())
        )

    def aligned_since(self, day: date | None = None) -> Stretch | None:
        """Return the whole periods that are looked at, from a day on; None where none of them is over."""
        periods = self._guarded(self._reading.aligned_periods)
        asked = [each for each in periods if day is None or each.start >= day]
        return Stretch(asked[0].label, asked[-1].label, asked[0].start, asked[-1].end) if asked else None

    def alignment_of(self, person: str, since: str) -> tuple[Aligned, ...]:
        """Return one person's alignment from a period on, by role; whoever asks has made sure that it may be told."""

        def ask() -> tuple[Aligned, ...]:
            found = self._reading.align(since=since, persons=(person,), approved=("alignment",))
            return alignments_of(found, ()).persons

        return self._ask_behind(("alignment_of", person, since), ask)

    def proposals(
        self, *, anew: bool = False, levels_of: Collection[str] = (), wishes: Collection[tuple[str, str]] = ()
    ) -> Proposals:
        """Return who should take which open work; only the levels of these persons and these wishes count."""
        those, wanted = tuple(sorted(levels_of)), tuple(Wish(*each) for each in sorted(wishes))
        return self._ask_behind(
            ("proposals", anew, those, wanted),
            lambda: proposals_of(self._reading.assign(anew=anew, levels_of=those, aspirations=wanted)),
        )

    def coverage(self) -> Coverage:
        """Return where one departure would hurt, and what roles lack, in numbers."""
        return self._ask_behind(("coverage",), lambda: coverage_of(self._reading.coverage()))

    def ways(self) -> tuple[Way, ...]:
        """Return where roles lead, in the order of the model."""
        return self._ask_behind(
            ("ways",), lambda: tuple(way_of(way) for name in self._model.roles for way in self._reading.careers(name))
        )

    def stays(self, by: str) -> tuple[Curve, ...]:
        """Return how long people stay, by `role` or `unit`."""
        return self._ask_behind(("stays", by), lambda: tuple(curve_of(each) for each in self._reading.retention(by)))

    def development_of(self, person: str) -> Development:
        """Return one person's gaps and ways; whoever asks has made sure that it may be told."""
        return self._ask_behind(
            ("development_of", person),
            lambda: development_of(self._reading.development(person, approved=("capabilities",))),
        )
