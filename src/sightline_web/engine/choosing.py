"""The backlog of one reading, as the pages ask for it: the set at once, what takes many solutions behind it.

Two lines of questions wait for nobody but their own kind, so that a new budget is answered while chances of an old one
are still being worked out.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sightline_web.behind import Behind
from sightline_web.choosable import ANYTHING
from sightline_web.foresight import Foresight
from sightline_web.portfolios import HangsOn, Limits, Portfolio, hangs_on_of, portfolio_of
from sightline_web.snapshot import UnderWayError

if TYPE_CHECKING:
    from sightline.reading.deciding import Choice
    from sightline.records.backlog import Candidate

__all__ = ["FIXES", "Choosing"]

RESTS = ("effects", "sight", "outlooks")
FIXES = "fixes"  # which take seconds of a million cases, in which nothing else that looks ahead is answered
AT_ONCE = frozenset({"portfolio", "compared"})
MANY_SETS = frozenset({"chances", "hangs_on"})
PATIENCE = 0.05  # seconds: a page is shown without what takes longer


class Choosing(Foresight):
    """The part of a snapshot that knows the backlog; `ReadSnapshot` brings the reading and its errors."""

    def __init__(self) -> None:
        super().__init__()
        self._answered_behind(Behind(kept=64), dict.fromkeys(AT_ONCE, RESTS))
        many = Behind(patience=PATIENCE, kept=64, newest_first=True)
        self._answered_behind(many, dict.fromkeys(MANY_SETS, RESTS))
        self._fixing = threading.Lock()
        self._fixed: tuple[Candidate, ...] | None = None

    def portfolio(self, limits: Limits = ANYTHING) -> Portfolio:
        """Return the backlog ranked and the best set within limits."""
        return self._ask_behind(("portfolio", limits), lambda: portfolio_of(self._solved(limits), limits))

    def chances(self, limits: Limits = ANYTHING) -> Mapping[str, float]:
        """Return in which share of draws each belongs to the best set of that draw."""

        def ask() -> Mapping[str, float]:
            found = self._solved(limits, chances=True).standings
            return {one.candidate.id: float(one.chance) for one in found if one.chance is not None}

        return self._ask_behind(("chances", limits), ask)

    def hangs_on(self, limits: Limits = ANYTHING) -> HangsOn:
        """Return what each limit costs, and what to learn first."""

        def ask() -> HangsOn:
            found = self._solved(limits, prices=True, lessons=True)
            return hangs_on_of(found.prices, found.lessons)

        return self._ask_behind(("hangs_on", limits), ask)

    def compared(self, limits: Limits, name: str, text: str) -> Portfolio:
        """Return the portfolio with a ranking beside it; nothing is kept."""
        if not self._rested("compared"):
            raise UnderWayError("compared")
        return self._guarded(lambda: portfolio_of(self._solved(limits, rankings={name: text}), limits))

    def _solved(self, limits: Limits, **wanted: Any) -> Any:
        from sightline.reading.quiet import kept_from_stdout  # noqa: PLC0415 -- with the reading

        choice = self._choice(limits, **wanted)
        with kept_from_stdout():
            return self._reading.portfolio(choice)

    def _choice(self, limits: Limits, **wanted: Any) -> Choice:
        from sightline.reading.deciding import Choice  # noqa: PLC0415 -- SciPy, with the reading

        asked = {"chances": False, "prices": False, "lessons": False} | wanted
        return Choice(
            limits.budget, dict(limits.capacity), limits.must, limits.without, limits.goal, limits.periods,
            fixes=self._ask_fixes(), costs=dict(limits.costs),
            factors=self._reading.kept_of_promises() if limits.discount else {}, **asked,
        )  # fmt: skip

    def _ask_fixes(self) -> tuple[Candidate, ...]:
        """Return operational fixes, sought once, as a rule before the first look at the backlog.

        There are none where logs cannot be read, which other pages say.
        """
        from sightline.errors import SightlineError  # noqa: PLC0415 -- with the library

        with self._fixing:
            if self._fixed is None:
                try:
                    self._fixed = tuple(self._reading.fixes())
                except SightlineError:
                    self._fixed = ()
            return self._fixed
