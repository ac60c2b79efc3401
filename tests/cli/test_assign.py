"""`assign` and `capabilities`: what is said first, a line for each, and documents that hold to their schemas."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import jsonschema
import pytest

from sightline.cli.documents import DOCUMENTS
from sightline.errors import UnknownNameError
from sightline.periods import PeriodError
from sightline.records.assigning import Load, Proposal, Proposals
from sightline.records.development import (
    ActivityCoverage,
    Career,
    CareerStep,
    Coverage,
    Development,
    Gap,
    Lesson,
    RoleNeed,
    SkillMisfit,
    Skills,
)
from sightline.records.retention import RetentionCurve, RetentionPoint
from tests.cli.ahead import FakeReading, stand_in

DUE = date(2026, 7, 9)
WAY = Career("clerk", "chief", (CareerStep("lead", (Lesson("credit", 1, 3),)), CareerStep("chief", ())))


def proposal(item, person, state, reason, roles=("clerk",)):
    return Proposal(item, "check", person, None, 4.0, DUE, 1.5, state, reason, 3, roles)


class Fake(FakeReading):
    def assign(self, until=None, *, anew=False, hours_a_day=8.0):
        self.asked = (until, anew, hours_a_day)
        if until == "2020":
            raise PeriodError("2020-12-31 is past.", fix="Ask for a day after 2026-07-01.")
        rows = (
            proposal("t1", "p1", "proposed", "Has 12 h."), proposal("t2", "p2", "stays", "Has it already."),
            proposal("t3", None, "no_capacity", "None has more than 3 h.", ("driver",)),
        )  # fmt: skip
        loads = (Load("p1", 40.0, 0.0, 4.0),)
        return Proposals(rows, loads, date(2026, 7, 31), 9.0, 9.1, 0.011, "1 of 3 open items goes to somebody.")

    def coverage(self):
        one = ActivityCoverage("check", "Check", ("clerk",), 6, 1, 1, 1, 0.0, "one", "Let a second one learn it.")
        fine = ActivityCoverage("ship", "Ship", ("driver",), 6, None, 6, None, None, "covered", "")
        needs = (
            RoleNeed("clerk", "credit", 3, 6, 5, 3, 2),
            RoleNeed("chief", "credit", 4, 1, None, None, None, "Few."),
        )
        return Coverage((fine, one), needs, "1 of 2 activities hangs on one person or nobody: Check.")

    def skills(self):
        return Skills((), (SkillMisfit("no_level", 2, "2 rows are left out.", "Write 0, 1, 2."),))

    def careers(self, role):
        return (WAY,) if role == "clerk" else ()

    def development(self, person, *, approved=()):
        assert approved == {"capabilities"}
        if person != "p1":
            raise UnknownNameError("person", person, ("p1",))
        return Development("p1", (("clerk", (Gap("credit", 3, 1), Gap("data", 2, None))),), (WAY,))

    def retention(self, by):
        points = (RetentionPoint(0, 1.0, 1.0, 1.0, 12), RetentionPoint(12, 0.8, 0.6, 0.9, 10))
        told = RetentionCurve(by, "clerk", "watch", 12, 2, points, None, "12 people watched.")
        return (told, RetentionCurve(by, "chief", "stay", 1, None, (), None, "Fewer than 10 people: nothing is told."))


@pytest.fixture
def reading(monkeypatch):
    model = SimpleNamespace(
        roles={"clerk": 1, "driver": 1, "chief": 1}, hash="x" * 64, settings=SimpleNamespace(name="Test")
    )
    return stand_in(monkeypatch, Fake(model=model))


def test_what_is_proposed_is_said_first_and_what_stays_is_not_listed(reading, sightline):
    printed = sightline("assign")
    assert printed.lines[0] == "1 of 3 open items goes to somebody."
    items = {line.split()[0]: line for line in printed.lines if line.startswith("t")}
    assert items.keys() == {"t1", "t3"}
    assert "proposed" in items["t1"]
    assert "too few hours" in items["t3"]
    assert "None has more than 3 h." in printed.out
    assert (printed.code, reading.asked) == (0, (None, False, 8.0))


def test_a_role_shows_its_work_alone_and_options_are_handed_on(reading, sightline):
    printed = sightline("assign", "--role", "driver", "--until", "2026-08-31", "--anew", "--hours", "7.5")
    assert "t3" in printed.out
    assert "t1" not in printed.out
    assert reading.asked == (date(2026, 8, 31), True, 7.5)
    sightline("assign", "--period", "2026-08")
    assert reading.asked[0] == "2026-08"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--until", "soon"), "write a day as 2026-12-31"),
        (("--period", "2020"), "is past"),
        (("--role", "clerc"), "Did you mean 'clerk'?"),
        (("--until", "2026-08-31", "--period", "2026-08"), "give one of them"),
        (("--hours", "0"), "hours"),
    ],
)
def test_what_cannot_be_asked_says_how(reading, sightline, words, says):
    printed = sightline("assign", *words)
    assert printed.code == 2
    assert says in printed.err


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("assign", ("assign",)),
        ("capabilities", ("capabilities",)),
        ("capabilities-needs", ("capabilities", "--needs")),
        ("capabilities-role", ("capabilities", "--role", "clerk")),
        ("capabilities-person", ("capabilities", "--person", "p1", "--purpose", "talk")),
        ("capabilities-stay", ("capabilities", "--stay", "unit")),
    ],
)
def test_each_document_holds_to_its_schema_and_each_csv_to_its_columns(reading, sightline, name, words):
    document = sightline(*words, "--format", "json").json
    jsonschema.validate(document, DOCUMENTS[name].schema())
    assert document["rows"]
    head = sightline(*words, "--format", "csv").lines[0]
    assert head.split(",") == DOCUMENTS[name].names()


def test_activities_that_hang_on_one_come_first(reading, sightline):
    printed = sightline("capabilities")
    assert printed.lines[0].startswith("1 of 2 activities hangs on one person")
    places = [printed.out.index(f"\n{name} ") for name in ("check", "ship")]
    assert places == sorted(places)
    assert "Let a second one learn it." in printed.out
    assert "2 rows are left out. Write 0, 1, 2." in printed.out


def test_a_role_shows_what_it_lacks_and_where_it_leads(reading, sightline):
    printed = sightline("capabilities", "--role", "clerk")
    assert "To chief: credit from 1 to 3 for lead, then nothing to learn for chief." in printed.out
    assert "leads to no other role" in sightline("capabilities", "--role", "chief").out
    assert "Levels of fewer than five people are not told." in sightline("capabilities", "--needs").out


def test_a_person_is_told_with_a_purpose_alone(reading, sightline):
    for words in (("--person", "p1"), ("--person", "p1", "--purpose", " "), ("--purpose", "talk")):
        assert sightline("capabilities", *words).code == 2
    printed = sightline("capabilities", "--person", "p1", "--purpose", "talk")
    assert printed.lines[0] == "p1 (asked for: talk)"
    assert "clerk needs: credit 3 (has 1), data 2 (not noted down)." in printed.out


def test_different_questions_are_not_asked_at_once(reading, sightline):
    assert "different questions" in sightline("capabilities", "--needs", "--stay", "role").err


def test_how_long_people_stay_is_told_of_groups_alone(reading, sightline):
    printed = sightline("capabilities", "--stay", "role")
    assert "80% (60% to 90%)" in printed.out
    assert "Fewer than 10 people: nothing is told." in printed.out
    assert "months count from the day on which watching began" in " ".join(printed.out.split())


ESCO = (
    "conceptUri,preferredLabel\nhttp://data.europa.eu/esco/skill/1,negotiate\nhttp://data.europa.eu/esco/skill/2,pack\n"
)


def test_capabilities_come_in_as_a_model_file_once(workspace, sightline):
    (workspace / "skills_en.csv").write_text(ESCO, encoding="utf-8")
    printed = sightline("import", "capabilities", "skills_en.csv", "--only", "NEGOT")
    assert printed.lines == [
        "capabilities:",
        '  negotiate: {title: "negotiate", levels: 5, ids: {esco: "http://data.europa.eu/esco/skill/1"}}',
    ]
    words = ("import", "capabilities", "skills_en.csv", "--only", "negot", "--out", "capabilities.yml")
    assert sightline(*words).code == 0
    again = sightline(*words)
    assert "1 declared already" in again.err
    assert sightline("import", "capabilities", "skills_en.csv", "--out", "capabilities.yml").code == 2
    assert sightline("import", "capabilities", "skills_en.csv", "--only", "nothing").code == 1


def test_options_of_people_are_not_for_capabilities_nor_the_other_way_round(workspace, sightline):
    (workspace / "skills_en.csv").write_text(ESCO, encoding="utf-8")
    assert "for people" in sightline("import", "capabilities", "skills_en.csv", "--on", "2026-07-01").err
    assert "for capabilities" in sightline("import", "people", "x.csv", "--only", "a").err
