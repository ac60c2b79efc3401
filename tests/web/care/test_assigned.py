"""What the people source says of a person goes into their export, dated, and nobody else's."""

from __future__ import annotations

from datetime import date

import pytest

from sightline_web import keeper
from sightline_web.care.assigned import assignments
from sightline_web.directory import Directory, Person
from tests.web.fakes import good, keeper_of


@pytest.fixture
def kept() -> None:
    outcome = good()
    outcome.snapshot.__dict__["directory"] = Directory.of(
        (
            Person("E001", "buyer", "purchasing", "E009", date(2024, 1, 1), date(2025, 1, 1)),
            Person("E001", "planner", None, None, date(2025, 1, 1), None),
            Person("E002", "driver"),
        )
    )
    it = keeper_of(outcome)
    keeper.install(it)
    it.settle()


def test_all_that_a_person_ever_held_is_there_with_its_days(kept):
    assert assignments("E001") == [
        {"role": "buyer", "unit": "purchasing", "manager": "E009", "since": "2024-01-01", "until": "2025-01-01"},
        {"role": "planner", "unit": None, "manager": None, "since": "2025-01-01", "until": None},
    ]


def test_nobody_in_particular_held_nothing(kept):
    assert assignments(None) == []
    assert assignments("E999") == []
