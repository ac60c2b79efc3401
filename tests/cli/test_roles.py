"""`roles` and `agree`: derived goals with the path behind each, and what is frozen of them."""

from __future__ import annotations

import csv
import io
import json
from types import SimpleNamespace

import jsonschema
import pytest

from sightline.cli.completing import role_names
from sightline.cli.documents import DOCUMENTS
from sightline.reading import Reading
from sightline.reading.agreeing import store
from sightline.roles.goals import role_goals
from tests.cli.ahead import FakeReading, stand_in
from tests.roles.support import basis, model

FORMATS = jsonschema.FormatChecker()


class Fake(FakeReading):
    staffed = (None, None)

    def roles(self, *_):
        return role_goals(basis()).roles

    def targets(self, *_):
        return role_goals(basis()).targets

    def agreements(self, period):
        return Reading.agreements(self, period)


@pytest.fixture
def reading(monkeypatch, tmp_path):
    workspace = SimpleNamespace(root=tmp_path, state=tmp_path / ".sightline")
    return stand_in(monkeypatch, Fake(model=model(), workspace=workspace))


AGREE = ("agree", "--period", "2027-01")


def kept(reading):
    return store(reading.workspace).read()


def test_all_roles_are_listed_with_their_goals(reading, sightline):
    printed = sightline("roles")
    assert printed.lines[0] == "3 roles with 4 goals to agree upon; idler has none."
    assert "check" in printed.out
    assert "grow: Of 100.00 EUR still to go, 2 roles can bring" in printed.out
    assert printed.code == 0


def test_one_role_is_shown_with_the_path_behind_each_weight(reading, sightline):
    printed = sightline("roles", "clerk")
    said = " ".join(printed.out.split())
    assert printed.lines[0].startswith("Clerk: 1 goal to agree upon.")
    assert "Lower Check time (through 'check') lowers Late share, which raises Sales, 2 months later." in said
    assert "Split of work: p.check 100 %, p.file 0 %." in said
    assert "Not to be agreed upon" in printed.out


def test_the_document_holds_and_csv_has_its_columns(reading, sightline):
    printed = sightline("roles", "--format", "json")
    jsonschema.validate(printed.json, DOCUMENTS["roles"].schema(), format_checker=FORMATS)
    agreed = [row for row in printed.json["rows"] if row["agreed"] == "yes"]
    assert [(row["role"], row["metric"]) for row in agreed] == [
        ("clerk", "check"), ("head", "sales"), ("head", "late"), ("head", "check"),
    ]  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(sightline("roles", "head", "--format", "csv").out)))
    assert list(rows[0]) == DOCUMENTS["roles"].names()
    assert rows[0]["path"] == "sales"


def test_an_unknown_role_gives_the_nearest(reading, sightline):
    printed = sightline("roles", "clark")
    assert printed.code == 2
    assert "Did you mean 'clerk'?" in printed.err


def test_all_roles_agree_and_what_holds_nothing_is_named(reading, sightline):
    printed = sightline(*AGREE)
    assert (printed.code, printed.lines[0]) == (0, "2 agreements for 2027-01 are kept.")
    assert "role 'idler', 2027-01: It holds nothing" in printed.err
    assert {one.role for one in reading.agreements("2027-01")} == {"clerk", "head"}


def test_agreeing_again_changes_nothing(reading, sightline):
    before = (sightline(*AGREE), kept(reading).every)[1]
    printed = sightline(*AGREE)
    assert printed.lines[0] == "All 2 agreements for 2027-01 stood already; nothing has changed."
    assert kept(reading).every == before


def test_a_period_that_has_begun_is_agreed_with_a_word_of_warning(reading, sightline):
    assert "--as-of" not in sightline(*AGREE, "--role", "head").err
    assert "As of its beginning: --as-of 2026-09-30." in sightline("agree", "--period", "2026-10", "--role", "head").err


def test_a_dry_run_keeps_nothing(reading, sightline):
    printed = sightline(*AGREE, "--role", "head", "--dry-run")
    assert printed.lines[0] == "1 agreement for 2027-01 would be made; nothing is kept."
    assert kept(reading).every == ()


def test_by_hand_the_derived_weight_stands_beside(reading, sightline):
    words = (*AGREE, "--role", "head", "--set", "late.weight=60%", "--reason", "Customers wait.")
    printed = sightline(*words)
    assert "Set by hand (derived weight" in printed.out
    assert "Customers wait." in printed.out
    document = sightline(*words, "--format", "json").json
    jsonschema.validate(document, DOCUMENTS["agree"].schema(), format_checker=FORMATS)
    late = next(row for row in document["rows"] if row["metric"] == "late")
    assert (late["weight"], late["by_hand"], late["reason"]) == (0.6, ["weight"], "Customers wait.")
    assert late["derived_weight"] < 0.6


def test_by_hand_without_a_reason_is_refused(reading, sightline):
    printed = sightline(*AGREE, "--role", "head", "--set", "late.weight=0.6")
    assert printed.code == 2
    assert "needs a reason" in printed.err
    assert kept(reading).every == ()


def test_something_else_is_a_new_version_or_refused(reading, sightline):
    sightline(*AGREE, "--role", "head")
    change = (*AGREE, "--role", "head", "--set", "late.weight=0.6", "--reason", "Customers wait.")
    refused = sightline(*change)
    assert refused.code == 2
    assert "never edited" in refused.err
    assert sightline(*change, "--rebaseline").code == 0
    first, second = kept(reading).every
    assert (second.version, second.previous, second.reason) == (2, first.hash, "Customers wait.")


def test_a_person_needs_a_role_while_nothing_says_who_holds_which(reading, sightline):
    assert "Name the role" in sightline(*AGREE, "--person", "p1").err
    assert sightline(*AGREE, "--person", "p1", "--role", "head").code == 0
    assert kept(reading).every[0].person == "p1"


def test_a_change_for_all_roles_is_refused(reading, sightline):
    assert "Name it: --role ROLE" in sightline(*AGREE, "--set", "late.weight=0.6", "--reason", "x").err
    assert "Name it: --role ROLE" in sightline(*AGREE, "--rebaseline", "--reason", "x").err


def test_a_damaged_file_is_named_and_the_rest_still_works(reading, sightline):
    sightline(*AGREE)
    file = min((reading.workspace.state / "agreements").glob("*/*.json"))
    file.write_bytes(b"{}")
    printed = sightline("agree", "--period", "2027-02", "--role", "head", "--format", "json")
    assert printed.code == 1
    assert file.name in printed.err
    assert [one["file"] for one in printed.json["damaged"]] == [file.name]


def test_an_unknown_period_is_refused(reading, sightline):
    printed = sightline("agree", "--period", "soon")
    assert printed.code != 0
    assert "'soon'" in printed.err


def test_roles_are_completed(tmp_path):
    (tmp_path / "sightline.yml").write_text("sightline: 1\nroles: {clerk: {title: Clerk}}\n", encoding="utf-8")
    assert role_names(tmp_path) == {"clerk": "Clerk"}


def test_a_model_without_roles_says_how_to_begin(monkeypatch, tmp_path, sightline):
    text = "sightline: 1\nname: Bare\n"

    class Bare(Fake):
        def roles(self, *_):
            return ()

        def targets(self, *_):
            return ()

    stand_in(monkeypatch, Bare(model=model(text)))
    assert sightline("roles").lines[0].startswith("The model declares no roles")
    assert json.loads(sightline("roles", "--format", "json").out)["rows"] == []
