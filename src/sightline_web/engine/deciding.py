"""Promises of one reading, as the pages ask for them: read anew whenever one was made, kept by the library."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sightline_web.behind import Behind
from sightline_web.decided import Book, Promise, book_of, promise_of
from sightline_web.foresight import Foresight
from sightline_web.snapshot import UnderWayError
from sightline_web.touched import state_of

__all__ = ["Deciding"]

RESTS: Mapping[str, tuple[str, ...]] = {"promises": (), "would_promise": ("effects", "sight", "outlooks")}


class Deciding(Foresight):
    """The part of a snapshot that knows promises; `ReadSnapshot` brings the reading and its errors."""

    def __init__(self) -> None:
        super().__init__()
        self._answered_behind(Behind(), RESTS)

    def promises(self) -> Book:
        """Return everything that was decided or delivered; found once, and again when a file is new or was touched."""
        state = state_of(sorted(self._promised_in().glob("*.json")))
        return self._ask_behind(("promises", state), self._book)

    def would_promise(self, initiative: str) -> Promise:
        """Return what an initiative would promise now, with what is known of its worth."""
        return self._ask_behind(("would_promise", initiative), lambda: promise_of(self._reading.promise(initiative)))

    def decide(self, initiative: str, *, by: str, reason: str, on: date, declined: bool) -> Promise:
        """Keep a decision for good."""
        if not self._rested("would_promise"):
            raise UnderWayError("would_promise")
        keep = self._reading.decline if declined else self._reading.approve
        found: Promise = self._guarded(lambda: promise_of(keep(initiative, by=by, reason=reason, on=on)))
        return found

    def take_back(self, made: Promise) -> None:
        """Take away what `decide` kept a moment ago."""
        from sightline.reading.promise_files import take_back  # noqa: PLC0415 -- with the reading

        self._guarded(
            lambda: take_back(self._promised_in(), made.initiative, on=made.approved_on, declined=made.declined)
        )

    def _promised_in(self) -> Path:
        from sightline.reading.promise_files import promises_in  # noqa: PLC0415 -- with the reading

        return promises_in(Path(self._reading.workspace.state))

    def _book(self) -> Book:
        from sightline.strategy.portfolio.candidates import backlog_of  # noqa: PLC0415 -- slow import: NumPy

        found = self._reading.promises()
        model = self._reading.model
        told = {one.initiative for one in found.promises}
        undecided = tuple(
            Promise(
                one.id, one.title, dict(one.changes), one.takes, one.cost, model.settings.currency, dict(one.effort),
                one.asked_by, one.kind,
            )
            for one in backlog_of(model)
            if one.id not in told
        )  # fmt: skip
        return book_of(found, undecided)
