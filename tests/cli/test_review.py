"""`review`: a pack is shown, written, frozen, opened again and checked."""

from __future__ import annotations

import json

import jsonschema
import pytest

from sightline.cli import review_answer
from sightline.cli.documents import DOCUMENTS
from sightline.errors import SourceError
from sightline.reviews.checking import Check
from sightline.reviews.lines import Withheld
from sightline.reviews.pack import pack_from
from tests.reviews.support import pack

FORMATS = jsonschema.FormatChecker()


@pytest.fixture
def made(workspace, reading, monkeypatch):
    """Let the command compose the pack made by hand; returns what it was asked for."""
    asked = []

    def compose(_, brief):
        asked.append(brief)
        return pack()

    monkeypatch.setattr(review_answer, "compose", compose)
    return asked


def test_it_shows_the_whole_in_a_few_sentences_then_goals_and_what_is_to_be_decided(made, sightline):
    printed = sightline("review")
    assert printed.code == 0
    assert printed.lines[0] == "Corner Shop: review of October 2026"
    assert "1 of 2 goals is reached or on course." in printed.out
    assert "54.0 M to 59.5 M" in printed.out
    assert "To be decided" in printed.out


def test_the_document_holds_every_level(made, sightline):
    printed = sightline("review", "--period", "2026-10", "--format", "json")
    jsonschema.validate(printed.json, DOCUMENTS["review"].schema(), format_checker=FORMATS)
    assert {row["level"] for row in printed.json["rows"]} == {"strategy", "operations", "roles", "backlog", "decisions"}
    assert printed.json["model"] == pack().model
    assert made[0].period == "2026-10"


@pytest.mark.parametrize(
    ("name", "words", "begins"),
    [
        ("p.html", (), b"<!doctype html>"),
        ("p.pdf", (), b"%PDF"),
        ("p.PDF", ("--slides",), b"%PDF"),
        ("p.json", (), b"{"),
    ],
)
def test_the_end_of_a_name_says_the_form(made, sightline, workspace, name, words, begins):
    printed = sightline("review", "--out", name, *words)
    assert printed.code == 0
    assert (workspace / name).read_bytes().startswith(begins)
    assert "is there" in printed.err


def test_parts_that_are_missing_give_a_code_of_their_own(made, sightline, monkeypatch):
    missing = (Withheld("Backlog", "A cost has no rate.", "Declare it."),)
    monkeypatch.setattr(review_answer, "compose", lambda *_: pack(withheld=missing))
    printed = sightline("review")
    assert printed.code == 4
    assert "Backlog could not be made: A cost has no rate. Declare it." in " ".join(printed.out.split())


def test_a_frozen_pack_opens_with_the_same_bytes(made, sightline, workspace):
    first = sightline("review", "--freeze", "--out", "one.pdf", "--format", "json")
    name = first.json["pack"]
    sightline("review", "--pack", name[:8], "--out", "two.pdf")
    assert (workspace / "one.pdf").read_bytes() == (workspace / "two.pdf").read_bytes()
    sightline("review", "--pack", name, "--out", "two.json")
    assert pack_from((workspace / "two.json").read_bytes()) == pack()


def test_frozen_packs_are_listed_and_a_changed_one_says_so(made, sightline, workspace):
    assert "No pack is frozen here yet" in sightline("review", "--list").out
    name = sightline("review", "--freeze", "--format", "json").json["pack"]
    listed = sightline("review", "--list", "--format", "json")
    jsonschema.validate(listed.json, DOCUMENTS["review-packs"].schema(), format_checker=FORMATS)
    assert [(row["pack"], row["state"]) for row in listed.json["rows"]] == [(name, "whole")]
    (workspace / ".sightline" / "packs" / name / "pack.html").write_text("another")
    changed = sightline("review", "--list")
    assert changed.code == 1
    assert "changed after it was frozen" in " ".join(changed.out.split())


@pytest.mark.parametrize(("same", "code"), [(True, 0), (False, 1)])
def test_a_pack_is_verified_by_its_bytes_and_by_its_figures(made, sightline, monkeypatch, same, code):
    name = sightline("review", "--freeze", "--format", "json").json["pack"]
    monkeypatch.setattr(review_answer, "made_again", lambda *_: Check(same, True, (), "Made again, so it is."))
    printed = sightline("review", "--pack", name, "--verify")
    assert printed.code == code
    assert "are as they were frozen" in printed.err
    assert "made again, so it is." in printed.err


def test_a_changed_pack_is_not_opened(made, sightline, workspace):
    name = sightline("review", "--freeze", "--format", "json").json["pack"]
    (workspace / ".sightline" / "packs" / name / "pack.json").write_text("{}")
    printed = sightline("review", "--pack", name)
    assert printed.code == SourceError.exit_code
    assert "changed after it was frozen" in printed.err
    assert "Restore the folder from a backup" in printed.err


def test_a_pack_that_is_not_there_is_answered_with_those_that_are(made, sightline):
    name = sightline("review", "--freeze", "--format", "json").json["pack"]
    printed = sightline("review", "--pack", "0000")
    assert printed.code != 0
    assert name[:12] in printed.err


@pytest.mark.parametrize(
    "words",
    [("--pack", "abcd", "--freeze"), ("--pack", "abcd", "--period", "2026-10"), ("--verify",), ("--list", "--freeze"),
     ("--slides",), ("--slides", "--out", "p.html"), ("--out", "p.docx")],
)  # fmt: skip
def test_what_does_not_go_together_is_a_usage_error(made, sightline, words):
    assert sightline("review", *words).code == 2
    assert made == []


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_left(made, sightline, workspace):
    printed = sightline("review", "--out", "nowhere/p.pdf")
    assert printed.code == 3
    assert "cannot be written" in printed.err


def test_json_in_csv_and_table_stand_alone_on_standard_output(made, sightline):
    printed = sightline("review", "--format", "csv", "--out", "p.json")
    assert printed.lines[0].startswith("level,kind,about,title,value")
    json.loads(sightline("review", "--format", "json", "--freeze").out)
