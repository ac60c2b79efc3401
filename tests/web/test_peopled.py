"""The directory of persons comes from the model's people source, whose last days belong to an assignment."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sightline_web.directory import Directory, Person
from sightline_web.engine import open_workspace
from tests.web.test_engine import workspace

PEOPLE = """\
person_id,role,manager_id,unit,since,until
P1,picker,P2,logistics,2019-02-01,2024-11-30
P1,coordinator,P3,service,2024-12-01,
P2,lead,,logistics,2013-06-01,
"""
DECLARED = """
roles:
  picker: {title: Picker}
  coordinator: {title: Coordinator}
  lead: {title: Lead}
sources:
  people: {file: data/people.csv}
people: {source: people, person: person_id, role: role, manager: manager_id, unit: unit, from: since, to: until}
"""


def directory_of(folder: Path) -> Directory:
    kept = open_workspace(folder)
    state = kept.settle(120)
    assert state.snapshot is not None, state.latest
    found = state.snapshot.directory
    kept.close()
    return found


@pytest.fixture
def peopled(tmp_path):
    folder = workspace(tmp_path / "ws")
    (folder / "people.yml").write_text(DECLARED)
    (folder / "data" / "people.csv").write_text(PEOPLE)
    return folder


def test_each_row_is_an_assignment_that_ends_after_its_last_day(peopled):
    found = directory_of(peopled)
    assert found.assignments("P1") == (
        Person("P1", "picker", "logistics", "P2", date(2019, 2, 1), date(2024, 12, 1)),
        Person("P1", "coordinator", "service", "P3", date(2024, 12, 1), None),
    )
    assert [found.person("P1", date(2024, each, 30)).role for each in (11, 12)] == ["picker", "coordinator"]
    assert found.assignments("P2")[0].manager is None
    assert found.units == ("logistics", "service")


def test_a_people_source_that_cannot_be_read_makes_nobody_anybodys_manager(peopled):
    (peopled / "data" / "people.csv").unlink()
    assert directory_of(peopled) == Directory()


def test_a_model_without_people_has_an_empty_directory(tmp_path):
    assert directory_of(workspace(tmp_path / "ws")) == Directory()
