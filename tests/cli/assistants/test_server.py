"""The server, asked by the SDK's own client: in memory, and once as a process of its own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from jsonschema import Draft202012Validator

from sightline.cli.assistants.tools import TOOLS
from tests.support import ROOT

pytest.importorskip("mcp")
from mcp import ClientSession, McpError, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.shared.memory import create_connected_server_and_client_session as connected

from sightline.cli.assistants.server import make_server

Asking = Callable[[ClientSession], Awaitable[Any]]


def asked(root: Path, ask: Asking) -> Any:
    async def all_of_it() -> Any:
        async with connected(make_server(root)) as client:
            return await ask(client)

    return anyio.run(all_of_it)


def call(root: Path, tool: str, **arguments: object) -> Any:
    return asked(root, lambda client: client.call_tool(tool, arguments))


def test_every_tool_only_reads_and_says_so(workspace):
    found = asked(workspace, lambda client: client.list_tools()).tools
    assert [each.name for each in found] == [*TOOLS, "glossary"]
    for each in found:
        assert each.annotations.readOnlyHint
        assert not each.annotations.destructiveHint
        assert each.description


def test_an_answer_is_the_document_of_the_command(workspace, reading, sightline):
    found = call(workspace, "goals")
    printed = sightline("goals", "--format", "json")
    assert found.structuredContent == printed.json
    assert json.loads(found.content[0].text) == printed.json
    Draft202012Validator(TOOLS["goals"].gives()).validate(found.structuredContent)
    row = found.structuredContent["rows"][0]
    assert {"low", "high", "probability"} <= row.keys()


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [("effects", {}), ("sight", {}), ("whatif", {"changes": ["lead_time=-10%"]}), ("check", {})],
)
def test_intervals_n_and_grades_stay_and_the_document_is_the_published_one(workspace, reading, tool, arguments):
    found = call(workspace, tool, **arguments)
    if not found.isError:
        Draft202012Validator(TOOLS[tool].gives()).validate(found.structuredContent)
    else:
        assert found.content[0].text.startswith("error: ")


def test_a_fault_is_told_as_the_command_line_tells_it(workspace, reading, sightline):
    found = call(workspace, "goals", goals=["grwo"])
    printed = sightline("--no-color", "goals", "grwo")
    assert found.isError
    assert found.content[0].text == printed.err.strip()
    assert "fix:" in found.content[0].text


def test_what_a_tool_does_not_take_is_refused(workspace):
    assert "was unexpected" in call(workspace, "goals", format="csv").content[0].text
    assert "there is no tool" in call(workspace, "person").content[0].text


def test_findings_are_an_answer_and_no_fault(workspace):
    (workspace / "broken.yml").write_text("goals:\n  g: {statement: x}\n", encoding="utf-8")
    found = call(workspace, "check")
    assert not found.isError
    assert found.structuredContent["rows"][0]["code"].startswith("SL")


def test_the_files_of_the_model_can_be_read_and_no_other(workspace):
    listed = asked(workspace, lambda client: client.list_resources()).resources
    names = {each.name for each in listed}
    assert "sightline.yml" in names
    one = next(each for each in listed if each.name == "sightline.yml")
    read = asked(workspace, lambda client: client.read_resource(one.uri)).contents[0]
    assert read.text == (workspace / "sightline.yml").read_text(encoding="utf-8")
    assert read.mimeType == "application/yaml"
    for other in ("sightline://model/../secret", "sightline://model/data/shipments.csv", "file:///etc/passwd"):
        assert "no file of the model" in asked(workspace, lambda client, other=other: _refusal(client, other))


async def _refusal(client: ClientSession, uri: str) -> str:
    try:
        return str(await client.read_resource(uri))
    except McpError as error:
        return str(error)


def test_a_process_speaks_nothing_but_the_protocol(workspace):
    """What commands print besides, even straight to the file of standard output, is not heard by the client."""

    async def all_of_it() -> tuple[Any, Any]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "ignore"}
        command = [sys.executable, "-m", "sightline", "-C", str(workspace), "mcp"]
        about = StdioServerParameters(command=command[0], args=command[1:], env=environment)
        async with stdio_client(about) as (heard, said), ClientSession(heard, said) as client:
            started = await client.initialize()
            return started, await client.call_tool("check", {})

    started, found = anyio.run(all_of_it)
    assert started.serverInfo.name == "sightline"
    assert started.instructions
    assert found.structuredContent["command"] == "check"


def test_without_the_sdk_the_extra_is_named(workspace, sightline, monkeypatch):
    for name in [
        each for each in sys.modules if each == "mcp" or each.startswith(("mcp.", "sightline.cli.assistants.s"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    printed = sightline("mcp")
    assert printed.code == 3
    assert "pip install 'sightline[mcp]'" in printed.err


def test_without_a_workspace_it_says_so(tmp_path, sightline):
    printed = sightline("-C", tmp_path, "mcp")
    assert (printed.code, printed.out) == (3, "")
