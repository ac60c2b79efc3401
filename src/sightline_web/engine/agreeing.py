"""Agreements of one reading, as the pages ask for them: read anew whenever one was made, frozen by the library."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from sightline_web.agreed import Agreed, AgreedAim, Kept, Terms
from sightline_web.mirroring import mirrored
from sightline_web.snapshot import Fault, UnderWayError
from sightline_web.touched import state_of

__all__ = ["Agreeing"]


class Agreeing:
    """The part of a snapshot that knows agreements; `ReadSnapshot` brings the reading and its errors."""

    _reading: Any
    _guarded: Callable[..., Any]
    ready: Callable[[str], bool]

    def __init__(self) -> None:
        super().__init__()
        self._read_agreements = threading.Lock()
        self._kept_agreements: tuple[str, Kept] | None = None

    def agreements(self) -> Kept:
        """Return all versions of all agreements; files are read once, and again when one is new or was touched."""
        from sightline.reading.agreeing import store  # noqa: PLC0415 -- Arrow, with the facts

        files = store(self._reading.workspace)
        with self._read_agreements:
            state = state_of(sorted(files.folder.glob("*/*.json")))
            if self._kept_agreements is None or self._kept_agreements[0] != state:
                found = files.read()
                kept = Kept(tuple(map(_agreed, found.every)), tuple(map(_fault, found.faults)))
                self._kept_agreements = state, kept
            return self._kept_agreements[1]

    def agreement_periods(self) -> tuple[str, ...]:
        """Return the labels of periods that can be agreed upon: the one under way and the next, of each size."""
        from sightline.periods import Grain  # noqa: PLC0415 -- with the library

        calendar, day = self._reading.model.calendar, self._reading.last_day
        found = []
        for grain in (Grain.MONTH, Grain.QUARTER, Grain.YEAR):
            if calendar.grain.finer_or_equal(grain):
                now = calendar.period_of(day, grain)
                found += [now.label, calendar.shift(now, 1).label]
        return tuple(found)

    def agree(self, terms: Terms, *, keep: bool) -> Agreed:
        """Return what is agreed, and keep it where told to."""
        if not self.ready("role_goals"):
            raise UnderWayError("role_goals")
        found: Agreed = self._guarded(lambda: _agreed(self._agree(terms, keep=keep)))
        return found

    def _agree(self, terms: Terms, *, keep: bool) -> Any:
        from sightline.reading.agreeing import Wish, agree  # noqa: PLC0415 -- as above
        from sightline.roles.agreements import Change  # noqa: PLC0415 -- likewise

        changes = (
            *(Change(metric, "weight", value) for metric, value in terms.weights.items()),
            *(Change(metric, "target", value) for metric, value in terms.targets.items()),
        )
        wish = Wish(terms.period, terms.role, terms.person, changes, terms.again, terms.reason)
        (found,) = agree(self._reading, wish, keep=keep)
        return found.agreement


def _fault(each: Any) -> Fault:
    return Fault(each.cause, f"{each.file.parent.name}/{each.file.name}", each.fix, language="en")


def _agreed(each: Any) -> Agreed:
    return mirrored(Agreed, each, id=each.hash, goals=tuple(mirrored(AgreedAim, one) for one in each.goals))
