"""Asking a command in this process: its document, or its fault as the command line tells it.

Standard output belongs to the protocol, so whatever a command prints is caught; one question at a time, because what
is caught belongs to the process.
"""

from __future__ import annotations

import io
import json
import sys
import threading
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sightline.cli.assistants.tools import TOOLS, arguments_of, glossary
from sightline.cli.entry import run

__all__ = ["Answer", "ask"]

_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Answer:
    """A document, or the words of a fault."""

    document: Mapping[str, Any] | None
    words: str


def ask(tool: str, asked: Mapping[str, Any], *, root: Path) -> Answer:
    """Ask a tool about the workspace at `root`.

    Returns
    -------
    Answer
        With the document wherever the command gives one, also with findings or in part; its remarks in `words`.
    """
    if tool == "glossary":
        return Answer(glossary(asked.get("words", ())), "")
    words = ["-C", str(root), "--quiet", "--no-color", *arguments_of(TOOLS[tool], asked)]
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    with _one_at_a_time, redirect_stdout(out), redirect_stderr(err):
        run(words)
        sys.stdout.flush()
    written = out.buffer.getvalue().decode("utf-8")
    said = err.getvalue().strip()
    try:
        return Answer(json.loads(written), said)
    except ValueError:
        return Answer(None, said or written.strip() or "The command said nothing.")
