"""Agreements of the fake snapshot: those that a test puts there, and those that are frozen."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property

from sightline_web.agreed import Agreed, AgreedAim, Kept, Terms
from sightline_web.snapshot import Fault, UnanswerableError, UnderWayError

AIM = AgreedAim(
    "orders", "Orders", "count", "grow_service", 0.7, 0.7, 0.62, 0.77, 6300.0, 6500.0, 6500.0, "on_time_share",
    "Orders raise revenue in the same month.",
)  # fmt: skip
LATE = AgreedAim(
    "lead_time", "Order lead time", "days", "grow_service", 0.3, None, None, None, 3.2, 3.0, None, None,
    "The data do not settle it.", ("weight",), "It is what customers ask for.",
)  # fmt: skip
PERIODS = ("2026-11", "2026-12")


def agreed(role: str, person: str | None, **more: object) -> Agreed:
    """An agreement of December."""
    made = Agreed(
        "", "2026-12", date(2026, 12, 1), date(2026, 12, 31), role, role.replace("_", " ").capitalize(), person,
        "service", "p2", (AIM, LATE), (("orders.pick", 0.6), ("orders.call_back", 0.4)), 1, None, "", "m1",
        datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    )  # fmt: skip
    made = replace(made, **more)  # type: ignore[arg-type]  # what the test says
    return replace(made, id=hashlib.sha256(repr(made).encode()).hexdigest())


class FakeAgreements:
    """The part of the fake snapshot that knows agreements; what is kept can be looked up in `frozen`."""

    waiting: tuple[str, ...]
    broken: tuple[Fault, ...] = ()

    @cached_property
    def frozen(self) -> list[Agreed]:
        return []

    def agreements(self) -> Kept:
        return Kept(tuple(self.frozen), self.broken)

    def agreement_periods(self) -> tuple[str, ...]:
        return PERIODS

    def agree(self, terms: Terms, *, keep: bool) -> Agreed:
        if "role_goals" in self.waiting:
            raise UnderWayError("role_goals")
        if terms.weights.get("orders", 0) > 1:
            raise UnanswerableError(Fault("A weight of 2 does not lie between 0 and 1.", fix="It holds orders."))
        before = next(
            (each for each in self.agreements().newest() if each.key == (terms.period, terms.role, terms.person or "")),
            None,
        )
        aim = replace(AIM, weight=terms.weights.get("orders", 0.7), target=terms.targets.get("orders", 6500.0))
        made = agreed(
            terms.role, terms.person, period=terms.period, goals=(aim, LATE), reason=terms.reason if before else "",
            version=before.version + 1 if before else 1, previous=before.id if before else None,
        )  # fmt: skip
        if keep:
            self.frozen.append(made)
        return made
