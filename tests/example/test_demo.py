"""The demo's mark: it names real people of the example, and counts for the marked model alone."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from sightline.example import DEMO_MARK, demo_people, make_example, mark_demo
from sightline.example.make import FEWEST_CASES


@pytest.fixture(scope="module")
def marked(tmp_path_factory) -> Path:
    folder = make_example(tmp_path_factory.mktemp("demo") / "halden", cases=FEWEST_CASES)
    mark_demo(folder)
    return folder


@pytest.fixture
def demo(marked, tmp_path) -> Path:
    return Path(shutil.copytree(marked, tmp_path / "copy"))


def people_of(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "data" / "people.csv").open() as text:
        return {row["person_id"]: row for row in csv.DictReader(text) if not row["until"]}


def test_each_kind_of_user_is_somebody_who_works_there_and_nobody_twice(demo):
    cast, employed = demo_people(demo), people_of(demo)
    assert cast is not None
    assert len(cast) == 11
    persons = [who["person"] for who in cast.values()]
    assert len(set(persons)) == len(persons)
    assert set(persons) <= set(employed)


def test_the_employee_reports_to_the_line_manager(demo):
    cast = demo_people(demo)
    assert people_of(demo)[cast["employee"]["person"]]["manager_id"] == cast["line_manager"]["person"]


def test_an_example_without_the_mark_is_no_demo(demo):
    (demo / DEMO_MARK).unlink()
    assert demo_people(demo) is None


def test_a_changed_model_is_no_demo_until_the_change_is_taken_back(demo):
    head = demo / "sightline.yml"
    before = head.read_text()
    head.write_text(before.replace("name: Halden Parts", "name: Real Parts"))
    assert demo_people(demo) is None
    head.write_text(before)
    assert demo_people(demo) is not None


def test_a_comment_in_the_model_changes_nothing(demo):
    head = demo / "sightline.yml"
    head.write_text(head.read_text() + "\n# looked at\n")
    assert demo_people(demo) is not None


def test_the_mark_carried_into_another_workspace_means_nothing(demo, tmp_path):
    mine = tmp_path / "mine"
    (mine / ".sightline").mkdir(parents=True)
    (mine / "sightline.yml").write_text("sightline: 1\nname: Mine\n")
    shutil.copy(demo / DEMO_MARK, mine / DEMO_MARK)
    assert demo_people(mine) is None
    shutil.copy(demo / "example.json", mine / "example.json")
    assert demo_people(mine) is None


@pytest.mark.parametrize("content", ["", "[]", '{"model": 3}', '{"people": {}}', "{"])
def test_a_broken_mark_means_nothing(demo, content):
    (demo / DEMO_MARK).write_text(content)
    assert demo_people(demo) is None


def test_a_model_that_does_not_load_is_no_demo(demo):
    (demo / "goals.yml").write_text("goals: [")
    assert demo_people(demo) is None


def test_the_mark_holds_the_hash_of_the_model_and_no_password(demo):
    assert set(json.loads((demo / DEMO_MARK).read_text())) == {"model", "people"}
