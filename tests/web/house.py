"""A house of people for tests: an employee, who leads them, who leads those, colleagues, and an HR partner.

`p1` and `p4` report to `p2`, who reports to `p3`; `p5` works in another unit under `p9`; `p6` led `p1` before.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from sightline_web import keeper
from sightline_web.accounts.acting import actor_of
from sightline_web.accounts.models import Account
from sightline_web.directory import Directory, Person
from sightline_web.keeper import Outcome
from sightline_web.policy.actor import Actor
from sightline_web.policy.relations import relations
from sightline_web.policy.words import Relation
from tests.web import people
from tests.web.fakes import FakeSnapshot, keeper_of

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
LONG_AGO = date(2015, 1, 1)
LEFT = date(2025, 1, 1)
SELF, MANAGER = frozenset({Relation.SELF}), frozenset({Relation.MANAGER})
DIRECTORY = Directory.of(
    (
        Person("p1", "picker", "logistics", "p6", LONG_AGO, LEFT),
        Person("p1", "service_coordinator", "service", "p2", LEFT, None),
        Person("p2", "shift_lead", "service", "p3", LONG_AGO, None),
        Person("p3", "head_of_logistics", "logistics", None, LONG_AGO, None),
        Person("p4", "picker", "service", "p2", LONG_AGO, None),
        Person("p5", "packer", "packing", "p9", LONG_AGO, None),
        Person("p6", "shift_lead", "logistics", "p3", LONG_AGO, None),
        Person("p9", "shift_lead", "packing", "p3", LONG_AGO, None),
    )
)


class Peopled(FakeSnapshot):
    """The small enterprise with these people in it."""

    directory = DIRECTORY


def move_in() -> None:
    """Have the app serve that enterprise."""
    kept = keeper_of(Outcome(Peopled()))
    keeper.install(kept)
    kept.settle()


def person_of(number: int, *, name: str = "", duties: tuple[str, ...] = (), units: tuple[str, ...] = ()) -> Account:
    """The account of a person, made where there is none."""
    found, _ = Account.objects.get_or_create(
        person=f"p{number}",
        defaults={
            "email": f"p{number}@example.org", "name": name or f"Person {number}", "duties": list(duties),
            "units": list(units),
        },
    )  # fmt: skip
    return found


def actor(number: int) -> Actor:
    """The same as who acts."""
    return actor_of(person_of(number))


def partner_of(unit: str) -> Account:
    """The HR partner of a unit."""
    Account.objects.filter(email=people.address("hr_partner")).update(units=[unit])
    return people.account("hr_partner")


def standing(by: Actor, person: str) -> frozenset[Relation]:
    """How somebody stands to a person in this house."""
    return relations(by, person, DIRECTORY, TODAY)


def unmarked(page: str) -> str:
    """A page without the buttons of words that open their meaning."""
    plain = re.sub(r'<button type="button" class="word"[^>]*>([^<]*)</button>', r"\1", page)
    return re.sub(r'<span class="kept">([^<]*)</span>', r"\1", plain)


def text_of(response: object) -> str:
    """The text of a page, without its marks."""
    content = response.content.decode()  # type: ignore[attr-defined]  # an answer
    assert response.status_code == 200, content[:400]  # type: ignore[attr-defined]  # the same
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unmarked(content)))
