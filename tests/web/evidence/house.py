"""The register, approvals and notices as evidence needs them, in the house of `tests.web.house`."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sightline_web import keeper
from sightline_web.duties import queries as duties
from sightline_web.duties import services as registers
from sightline_web.keeper import Outcome
from sightline_web.policy.actor import Actor
from tests.web.fakes import keeper_of
from tests.web.house import DIRECTORY, Peopled, actor, person_of
from tests.web.people import signed_in

BY = Actor(None, "system", origin="tests")
TOLD = datetime(2026, 1, 2, 9, tzinfo=UTC)
PERIOD = "2026-Q3"
METRIC = "lead_time"
WHERE = f"/roles/people/p1/evidence/{METRIC}"
FORMS = ("", ".json", ".csv")
PEOPLE = tuple(f"p{one}" for one in (1, 2, 3, 4, 5))


def move_in(**more: object) -> None:
    """Have the app serve the enterprise."""
    kept = keeper_of(Outcome(Peopled(**more)))
    keeper.install(kept)
    kept.settle()


def entered(metric: str = METRIC) -> None:
    registers.entry_set(
        by=BY, metric=metric, purpose="To talk about the work", legal_basis="Agreement", data="The log of orders",
        level="individual", at=TOLD,
    )  # fmt: skip


def approve(metric: str = METRIC, *, unit: str = "", told: datetime = TOLD, people: tuple[str, ...] = PEOPLE) -> None:
    """Enter and approve a metric, tell people about it, and have them say so."""
    entered(metric)
    registers.approval_give(by=BY, metric=metric, agreement="WA 2026/3", unit=unit, since=date(2026, 1, 1), at=TOLD)
    registers.notices_make(by=BY, persons=people, metrics=[metric], at=told)
    for person in people:
        for notice in duties.notices_of(person):
            registers.notice_acknowledge(by=actor(int(person[1:])), notice=notice.pk, at=told)


def signed(number: int):
    return signed_in(person_of(number))


def figure(answer: object, name: str) -> float:
    """One figure out of the JSON of a page."""
    rows = answer.json()["rows"]  # type: ignore[attr-defined]  # an answer
    return next(row["value"] for row in rows if row["figure"] == name)


__all__ = [
    "BY", "DIRECTORY", "FORMS", "METRIC", "PEOPLE", "PERIOD", "TOLD", "WHERE", "approve", "entered", "figure",
    "move_in", "signed",
]  # fmt: skip
