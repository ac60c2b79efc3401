"""The part of a snapshot that knows work, people and roles: asked of the library on demand, behind the visitor's back.

What is about one person stands beside the rest and is asked for only after the register of metrics allowed it: the
pages do that, and say so here by `approved`.

Works on what `engine` hands over and imports nothing of the library, so it is read and tested alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

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
from sightline_web.snapshot import UnderWayError
from sightline_web.staffed import Stretch

__all__ = ["Staffing"]

T = TypeVar("T")
RESTS: Mapping[str, tuple[str, ...]] = {
    "alignment": (), "alignment_of": (), "proposals": ("effects", "sight"), "coverage": (), "ways": (), "stays": (),
    "development_of": (),
}  # fmt: skip


class Staffing(Foresight):
    """Asks a reading about work, people and roles; `engine.readings.ReadSnapshot` brings the reading."""

    def __init__(self) -> None:
        super().__init__()
        self._asked_behind = Behind()

    def ready(self, question: str) -> bool:
        """Whether a question is answered without waiting."""
        if question not in RESTS:
            return super().ready(question)
        return self._rested(question) and not self._asked_behind.busy(question)

    def stop(self) -> None:
        """Have what is being found end at its next question."""
        super().stop()
        self._asked_behind.end()

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
        return self._found(
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

        return self._found(("alignment_of", person, since), ask)

    def proposals(
        self, *, anew: bool = False, levels_of: Collection[str] = (), wishes: Collection[tuple[str, str]] = ()
    ) -> Proposals:
        """Return who should take which open work; only the levels of these persons and these wishes count."""
        those, wanted = tuple(sorted(levels_of)), tuple(Wish(*each) for each in sorted(wishes))
        return self._found(
            ("proposals", anew, those, wanted),
            lambda: proposals_of(self._reading.assign(anew=anew, levels_of=those, aspirations=wanted)),
        )

    def coverage(self) -> Coverage:
        """Return where one departure would hurt, and what roles lack, in numbers."""
        return self._found(("coverage",), lambda: coverage_of(self._reading.coverage()))

    def ways(self) -> tuple[Way, ...]:
        """Return where roles lead, in the order of the model."""
        return self._found(
            ("ways",), lambda: tuple(way_of(way) for name in self._model.roles for way in self._reading.careers(name))
        )

    def stays(self, by: str) -> tuple[Curve, ...]:
        """Return how long people stay, by `role` or `unit`."""
        return self._found(("stays", by), lambda: tuple(curve_of(each) for each in self._reading.retention(by)))

    def development_of(self, person: str) -> Development:
        """Return one person's gaps and ways; whoever asks has made sure that it may be told."""
        return self._found(
            ("development_of", person),
            lambda: development_of(self._reading.development(person, approved=("capabilities",))),
        )

    def _found(self, key: tuple[object, ...], ask: Callable[[], T]) -> T:
        question = str(key[0])
        if not self._rested(question):
            raise UnderWayError(question)
        found: Any = self._asked_behind.ask(key, lambda: self._guarded(ask))
        return found  # type: ignore[no-any-return]  # what `ask` gives

    def _rested(self, question: str) -> bool:
        """Return whether the estimates that a question rests on are there."""
        return all(super(Staffing, self).ready(each) for each in RESTS[question])
