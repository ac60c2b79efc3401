"""The reference names every command and every option, and none that is not there."""

from __future__ import annotations

import re

import click
import pytest

from sightline.cli.documents import DOCUMENTS
from sightline.cli.entry import COMMANDS, cli
from tests.support import ROOT

PAGE = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## `(\w+)[^\n]*`\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
SHARED = re.search(r"^## What every command takes\n(.*?)(?=^## )", PAGE, re.MULTILINE | re.DOTALL)


def _options(command: click.Command, *, hidden: bool) -> set[str]:
    return {
        word for one in command.params if isinstance(one, click.Option) and one.hidden is hidden
        for word in (*one.opts, *one.secondary_opts)
    }  # fmt: skip


def _command(name: str) -> click.Command:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    return command


def _written(text: str) -> set[str]:
    cells = re.findall(r"^\| (.*?) \|", text, re.MULTILINE)
    return {word for cell in cells for word in re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", cell)}


def test_every_command_has_its_section_and_no_other_has():
    assert set(SECTIONS) == set(COMMANDS)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_options_of_a_command_are_written_down(name):
    shown = {
        word for word in _options(_command(name), hidden=False) if word != "--format" or "--format" in SECTIONS[name]
    }
    if name == "completion":
        assert not shown
        return
    assert _written(SECTIONS[name]) == shown


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_takes_the_shared_options(name):
    assert SHARED is not None
    assert _options(_command(name), hidden=True) | {"--help", "-h", "--version"} == _written(SHARED[1])


@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_the_keys_of_each_document_are_written_down(name):
    assert f"`{', '.join(DOCUMENTS[name].names())}`" in SECTIONS[name.partition("-")[0]]
