"""What assistants may ask is what the commands say of themselves."""

from __future__ import annotations

import click
import pytest
from jsonschema import Draft202012Validator

from sightline.cli.assistants.tools import GLOSSARY, NEVER, TOOLS, arguments_of, glossary
from sightline.cli.assistants.words import words
from sightline.cli.documents import DOCUMENTS
from tests.support import ROOT

ABOUT_PERSONS = {"people", "person", "evidence", "assign", "capabilities", "roles", "agree", "align", "promises"}
EACH = pytest.mark.parametrize("tool", TOOLS.values(), ids=list(TOOLS))


@EACH
def test_a_tool_takes_what_its_command_takes(tool):
    Draft202012Validator.check_schema(tool.takes())
    shown = {one.name.rstrip("_") for one in tool.asks.params if not getattr(one, "hidden", False)}
    assert set(tool.takes()["properties"]) == (shown - NEVER) | {"as_of"}
    assert all(each["description"] for each in tool.takes()["properties"].values())


@EACH
def test_a_tool_gives_the_published_documents_of_its_command(tool):
    Draft202012Validator.check_schema(tool.gives())
    assert tool.command in tool.documents
    told = tool.gives()
    assert [told] == [DOCUMENTS[tool.command].schema()] or told["anyOf"] == [
        DOCUMENTS[n].schema() for n in tool.documents
    ]


def test_no_tool_is_about_single_persons():
    assert not set(TOOLS) & ABOUT_PERSONS
    for tool in TOOLS.values():
        for name in tool.documents:
            keys = {*DOCUMENTS[name].names(), *DOCUMENTS[name].extras}
            assert not keys & {"person", "people", "performer", "employee", "manager"}, name


def test_no_tool_reads_or_writes_a_file_of_the_callers_choice():
    for tool in TOOLS.values():
        assert not [one.name for one in tool.parameters if isinstance(one.type, (click.Path, click.File))]


def test_arguments_become_the_words_of_a_command_line():
    asked = {"process": "order_to_cash", "variants": True, "map": False, "top": 3, "as_of": "2026-07-31"}
    assert arguments_of(TOOLS["process"], asked) == [
        "process", "--as-of=2026-07-31", "--variants", "--top=3", "--format=json", "--", "order_to_cash",
    ]  # fmt: skip
    assert arguments_of(TOOLS["why"], {"metric": "-C", "from": "2025-10"}) == [
        "why", "--from=2025-10", "--format=json", "--", "-C",
    ]  # fmt: skip
    assert arguments_of(TOOLS["goals"], {}) == ["goals", "--format=json"]


def test_the_words_are_those_of_the_glossary():
    known = words()
    assert known["goal"] == "A strategic statement with one metric, a target value and a date."
    assert known["evidence grade"] == known["grade"]  # another name of the same
    assert all(meaning for meaning in known.values())
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert all(f"\n{word}\n" in page for word in known)


def test_a_word_is_found_whatever_its_case():
    found = glossary(["Goal", "mase", "no such word"])
    assert {each["word"] for each in found["rows"]} == {"goal", "MASE"}
    Draft202012Validator(GLOSSARY).validate(found)
    assert len(glossary([])["rows"]) == len(words())
