"""Promises of the fake snapshot: one that was kept, one of which the data cannot say, one declined, one not decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cached_property

from sightline_web.decided import Beside, Book, Known, Promise, Realised, Trust
from sightline_web.snapshot import Fault, UnanswerableError, UnderWayError

KNOWN = (
    Known("grow_service", "share", 0.012, 0.002, 0.021, 0.31, 0.42, "It raises what is shipped on time."),
    Known("grow_revenue", "EUR", 0.0, None, None, 0.2, 0.2, "No line of sight."),
)
FAST = Promise(
    "fast_lane", "Fast lane for small orders", {"lead_time": (-0.9, -0.6, -0.3)}, 1, 75_000.0, "EUR", {"picker": 6.0},
    "shift_lead", "process", date(2025, 1, 20), "Steering committee", "Best per euro", "m" * 64, date(2024, 12, 31),
    KNOWN,
)  # fmt: skip
TRAINING = Promise(
    "training", "Training in care", {"on_time_share": (0.01, 0.03, 0.05)}, 0, None, "EUR", {}, "shift_lead", "training",
)  # fmt: skip
BOARD = Promise("night_shift", "Board of open calls", {"lead_time": (-0.4, -0.2, 0.0)}, 2, 20_000.0, "EUR",
                {"picker": 2.0}, "shift_lead", "process")  # fmt: skip
BOT = Promise("portal", "Bot for reminders", {}, 3, 85_000.0, "EUR", {}, None, "technology")
DRAFTS = {each.initiative: each for each in (BOARD, BOT)}
REFUSED = replace(BOT, approved_on=date(2026, 9, 1), by="Steering committee", reason="No line of sight", declined=True)
PATH = tuple(
    Beside(f"2024-{month:02}" if month < 13 else f"2025-{month - 12:02}", month > 12, 3.4 - 0.5 * (month > 12),
           3.4, *((3.2, 3.6) if month > 12 else (None, None)))
    for month in range(1, 25)
)  # fmt: skip
CAME = (
    Realised("fast_lane", "lead_time", "days", (-0.9, -0.6, -0.3), date(2025, 1, 1), ("South",), -0.5, -0.7, -0.3, 0.83,
             "as promised", "quasi-experimental", 12, 12, 2, "-0.5 days against 2 segments without it.", PATH),
    Realised("training", "on_time_share", "share", (0.01, 0.03, 0.05), date(2026, 1, 1), (), 0.004, -0.01, 0.02, 0.13,
             "cannot say", "correlational", 20, 9, 0, "+0.4 points against its own trend and season, too unsure."),
)  # fmt: skip
TRUST = (
    Trust("all", "", 4, 0.74, 0.1, 1.38, "Promises can be expected to keep 74 %."),
    Trust("kind", "process", 2, 0.8, 0.2, 1.4, "Promises of the kind process can be expected to keep 80 %."),
    Trust(
        "asker", "shift_lead", 3, 0.69, 0.07, 1.3, "Promises that shift_lead asked for can be expected to keep 69 %."
    ),
)
FAULT = "old.json: it was changed after it was frozen, and counts no more. Put it back from a backup."


class FakePromises:
    """The part of the fake snapshot that knows promises; what a page decides can be looked up in `decided`."""

    bare: bool
    waiting: tuple[str, ...]
    refused: tuple[str, ...]
    broken_seals: tuple[str, ...] = ()

    @cached_property
    def decided(self) -> list[Promise]:
        return []

    def promises(self) -> Book:
        self._promised("promises")
        if self.bare:
            return Book()
        approved = [each for each in self.decided if not each.declined]
        declined = (REFUSED, *(each for each in self.decided if each.declined))
        names = {each.initiative for each in approved}
        undecided = tuple(each for each in DRAFTS.values() if each.initiative not in names)
        return Book((FAST, TRAINING, *approved), CAME, TRUST, declined, undecided, self.broken_seals)

    def would_promise(self, initiative: str) -> Promise:
        self._promised("would_promise")
        return replace(DRAFTS.get(initiative, BOT), known=KNOWN if initiative == "night_shift" else ())

    def decide(self, initiative: str, *, by: str, reason: str, on: date, declined: bool) -> Promise:
        self._promised("would_promise")
        if any(each.initiative == initiative and not each.declined for each in self.decided):
            raise UnanswerableError(Fault(f"'{initiative}' was approved before.", fix="See 'sightline promises'."))
        found = next((each for each in (FAST, TRAINING) if each.initiative == initiative), None)
        if found is not None:
            raise UnanswerableError(Fault(f"'{initiative}' is delivered; a promise is made before."))
        made = replace(self.would_promise(initiative), by=by, reason=reason, approved_on=on, declined=declined)
        self.decided.append(made)
        return made

    def take_back(self, made: Promise) -> None:
        self.decided.remove(made)

    def _promised(self, question: str) -> None:
        if question in self.waiting:
            raise UnderWayError(question)
        if question in self.refused:
            raise UnanswerableError(Fault("The cost of “bot” is in dollars, without a rate.", fix="Give a rate."))
