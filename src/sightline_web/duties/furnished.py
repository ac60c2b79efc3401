"""What the demo's register holds: four entries that a works agreement allows, and notices that were read long ago."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from sightline_web.duties import services
from sightline_web.duties.models import MetricEntry
from sightline_web.duties.queries import notices_of
from sightline_web.furnishing import House

__all__ = ["furnish"]

ENTERED = datetime(2024, 9, 2, 9, 0, tzinfo=UTC)
TOLD = datetime(2024, 9, 16, 9, 0, tzinfo=UTC)
BASIS = "Works agreement 2024/7 (invented)"
ENTRIES = (
    (
        "repair_hours",
        "To talk about repairs, with the cases in view.",
        "Hours per repair, and what was repaired",
    ),
    (
        "response_time",
        "To talk about how requests are taken up, with the cases in view.",
        "Hours from report to dispatch, and what was reported",
    ),
    ("alignment", "To see early that work moves away from what was agreed.", "Hours by activity, out of tickets"),
    ("capabilities", "To plan who learns what next.", "Levels that were noted down in training"),
)


def furnish(house: House) -> None:
    """Enter, approve and tell; nothing where the register holds something."""
    analyst, council = house.actors.get("analyst"), house.actors.get("works_council")
    if MetricEntry.objects.exists() or analyst is None or council is None:
        return
    for metric, purpose, data in ENTRIES:
        services.entry_set(
            by=analyst, metric=metric, purpose=purpose, legal_basis=BASIS, data=data, level="individual", at=ENTERED
        )
        services.approval_give(
            by=council, metric=metric, agreement=BASIS, unit=house.unit, since=ENTERED.date(), at=ENTERED
        )
    leads = house.actors.get("line_manager")
    told = (*house.team, *([leads.person] if leads and leads.person else []))
    services.notices_make(by=analyst, persons=told, metrics=[each for each, *_ in ENTRIES], at=TOLD)
    for person in told:
        for notice in notices_of(person):
            services.notice_acknowledge(by=replace(analyst, person=person), notice=notice.pk, at=TOLD)
