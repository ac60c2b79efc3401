"""The server: tools and the files of the model, over standard input and output, for whoever started it.

It only reads. What a client sees is what its user could ask the command line in the same folder.

Reference: Model Context Protocol, revision 2025-06-18.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import anyio
from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.lowlevel.helper_types import ReadResourceContents
from mcp.server.stdio import stdio_server
from pydantic import AnyUrl

from sightline.cli.assistants.asking import ask
from sightline.cli.assistants.tools import GLOSSARY, TOOLS
from sightline.cli.release import version
from sightline.workspace import Workspace

__all__ = ["make_server", "serve"]

MODEL = "sightline://model/"
ABOUT = (
    "Sightline knows the goals of an enterprise, its metrics, and how they hang together. Quote intervals, n and "
    "evidence grades with every number; null means no data. `cannot_say` and `undetermined` are answers. Begin with "
    "`goals`; `glossary` explains the words. Nothing here is about single persons."
)
READS = types.ToolAnnotations(readOnlyHint=True, destructiveHint=False, idempotentHint=True, openWorldHint=False)
WORDS = {
    "type": "object",
    "properties": {
        "words": {"type": "array", "items": {"type": "string"}, "description": "Words; left out, all of them."}
    },
    "additionalProperties": False,
}


def make_server(root: Path) -> Server[Any, Any]:
    """Return the server of the workspace at `root`."""
    server: Server[Any, Any] = Server("sightline", version=version(), instructions=ABOUT)

    @server.list_tools()  # type: ignore[no-untyped-call, untyped-decorator]  # the SDK's own
    async def tools() -> list[types.Tool]:
        return list(_tools())

    @server.call_tool()  # type: ignore[untyped-decorator]  # the SDK's own
    async def call(name: str, asked: dict[str, Any]) -> types.CallToolResult:
        if name not in TOOLS and name != "glossary":
            return _fault(f"error: there is no tool '{name}'.")
        found = await anyio.to_thread.run_sync(partial(ask, name, asked, root=root), abandon_on_cancel=True)
        if found.document is None:
            return _fault(found.words)
        said = [json.dumps(found.document, ensure_ascii=False), *([found.words] if found.words else [])]
        content: list[types.ContentBlock] = [types.TextContent(type="text", text=each) for each in said]
        return types.CallToolResult(content=content, structuredContent=dict(found.document))

    @server.list_resources()  # type: ignore[no-untyped-call, untyped-decorator]  # the SDK's own
    async def resources() -> list[types.Resource]:
        return [
            types.Resource(
                uri=AnyUrl(MODEL + quote(name)),
                name=name,
                mimeType="application/yaml",
                description="A file of the model.",
            )
            for name in _files(root)
        ]

    @server.read_resource()  # type: ignore[no-untyped-call, untyped-decorator]  # the SDK's own
    async def read(uri: AnyUrl) -> Iterable[ReadResourceContents]:
        name = unquote(str(uri).removeprefix(MODEL))
        files = _files(root)
        if not str(uri).startswith(MODEL) or name not in files:
            raise ValueError(f"There is no file of the model at {uri}. There are: {', '.join(files)}.")
        return [ReadResourceContents(content=files[name], mime_type="application/yaml")]

    return server


def _tools() -> Iterable[types.Tool]:
    for each in TOOLS.values():
        yield types.Tool(
            name=each.command, title=each.title, description=each.description, inputSchema=each.takes(),
            outputSchema=each.gives(), annotations=READS,
        )  # fmt: skip
    yield types.Tool(
        name="glossary", title="What the words mean.", description="What the words of Sightline mean.",
        inputSchema=WORDS, outputSchema=GLOSSARY, annotations=READS,
    )  # fmt: skip


def _files(root: Path) -> dict[str, str]:
    return Workspace.find(root).texts()


def _fault(words: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=words)], isError=True)


def serve(root: Path) -> None:
    """Serve until standard input ends; nothing but the protocol reaches standard output."""
    sys.stdout.flush()
    ours = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what anybody prints is a remark
    anyio.run(_run, root, anyio.wrap_file(TextIOWrapper(ours, encoding="utf-8")))


async def _run(root: Path, out: anyio.AsyncFile[str]) -> None:
    server = make_server(root)
    async with stdio_server(stdout=out) as (heard, said):
        await server.run(heard, said, server.create_initialization_options())
