"""Review packs of the fake snapshot: one pack made by hand, told by the library as any other, and kept in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cached_property

from sightline.reviews.pack import Pack
from sightline_web.engine.reviewing import frozen, goals, in_tongue, told, with_people
from sightline_web.packed import Brief, GoalNow, Reviewable, Speech, Told, Tongue
from sightline_web.snapshot import Fault, UnanswerableError, UnderWayError
from tests.reviews.support import GROW, KEEP, pack

FIGURES = pack(
    goals=(replace(GROW, goal="grow_revenue"), replace(KEEP, goal="gain_share")), notes=(), decisions=(), signatures=(),
    enterprise="Halden Parts",
)  # fmt: skip
PERIODS = (
    Reviewable("2026-10", "October 2026", date(2026, 10, 1), date(2026, 11, 1)),
    Reviewable("2026-09", "September 2026", date(2026, 9, 1), date(2026, 10, 1)),
)
GONE = Fault("it was changed after it was frozen.", "pack.json", "Restore the folder from a backup.")


class FakePacks:
    """The part of the fake snapshot that knows packs; what was frozen can be looked up in `frozen_packs`."""

    waiting: tuple[str, ...]
    refused: tuple[str, ...]
    bare: bool

    @cached_property
    def frozen_packs(self) -> dict[str, Pack]:
        return {}

    def reviewable(self) -> tuple[Reviewable, ...]:
        return () if self.bare else PERIODS

    def goals_of(self, period: str) -> dict[str, GoalNow]:
        return {one.goal: one for one in goals(self._whole(Brief(period)))}

    def pack(self, brief: Brief, speech: Speech) -> Told:
        return told(self._whole(brief), speech)

    def pack_file(self, brief: Brief, form: str, tongue: Tongue) -> bytes:
        return f"{form} of {in_tongue(self._whole(brief), tongue).words}".encode()

    def freeze_pack(self, brief: Brief, tongue: Tongue) -> str:
        found = in_tongue(self._whole(brief), tongue)
        name = f"{len(self.frozen_packs):064x}"
        self.frozen_packs[name] = found
        return name

    def frozen_pack(self, name: str) -> Told:
        if name not in self.frozen_packs:
            raise UnanswerableError(GONE)
        return frozen(self.frozen_packs[name], name)

    def frozen_file(self, name: str, form: str) -> bytes:
        if name not in self.frozen_packs:
            raise UnanswerableError(GONE)
        return f"{form} of {name}".encode()

    def _whole(self, brief: Brief) -> Pack:
        if "pack" in self.waiting:
            raise UnderWayError("pack")
        if "pack" in self.refused:
            raise UnanswerableError(Fault("2026-11 begins on 2026-11-01, and the data end on 2026-10-31."))
        return with_people(FIGURES, brief)
