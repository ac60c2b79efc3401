"""How the examples of a documentation page run: in order, in a folder of the page's own.

- `{code-block}` with a `:caption:` that is a path writes that file.
- `python` runs; with `>>>` its output is compared.
- `console` runs each `$ ` line in a shell and compares what the page shows; `...` stands for anything. A command
  without shown output must succeed; `cd` holds for the rest of the page.
- `yaml` without a caption must have the shape of a model file.
- `% needs: spark` (or `postgres`) on a page asks for that part of the machine; `sh`, `text` and others only stand
  there.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from sybil import Document, Example, Region
from sybil.parsers.myst import PythonCodeBlockParser
from sybil.parsers.myst.codeblock import CodeBlockParser
from sybil.parsers.myst.lexers import DirectiveLexer

from sightline.model import load
from sightline.model.reports import render_text
from tests import forked

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
SHELL = re.compile(r"[|&;<>$`(){}*?~\n#\\]")  # what only a shell understands
FILE = re.compile(r"[\w./-]+\.(yml|csv|xes|sql|json)")


class FileParser:
    """Writes `{code-block}` content to the file its caption names."""

    lexer = DirectiveLexer(directive="code-block", arguments=".+")

    def __call__(self, document: Document) -> Iterable[Region]:
        for region in self.lexer(document):
            caption = region.lexemes["options"].get("caption", "")
            if FILE.fullmatch(caption):
                region.parsed = (caption, str(region.lexemes["source"]))
                region.evaluator = write_file
                yield region


def write_file(example: Example) -> None:
    name, content = example.parsed
    path = Path(example.namespace["workspace"]) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


class YamlParser(CodeBlockParser):
    """Checks the shape of model files that a page shows without writing them."""

    language = "yaml"

    def __init__(self) -> None:
        super().__init__(language="yaml", evaluator=check_shape)

    def __call__(self, document: Document) -> Iterable[Region]:
        if Path(document.path).name == "error-codes.md":  # faults on purpose; tests/model holds each to its code
            return
        for region in super().__call__(document):
            if not FILE.fullmatch(region.lexemes.get("options", {}).get("caption", "")):
                yield region


def check_shape(example: Example) -> str | None:
    text = str(example.parsed)
    whole = {} if "sightline:" in text.splitlines()[0] else {"sightline.yml": "sightline: 1\nname: Docs\n"}
    found = load({**whole, ("page.yml" if whole else "sightline.yml"): text}).findings
    return render_text(one for one in found if one.code.startswith(("SL1", "SL2"))) or None


def run_console(example: Example) -> str | None:
    commands: list[tuple[str, list[str]]] = []
    for line in str(example.parsed).splitlines():
        if line.startswith("$ "):
            commands.append((line[2:], []))
        elif line.startswith("> ") and commands and not commands[-1][1]:
            commands[-1] = (f"{commands[-1][0]}\n{line[2:]}", [])
        elif commands:
            commands[-1][1].append(line)
    faults = [fault for command, shown in commands if (fault := _run(command, shown, example))]
    return "\n".join(faults) or None


def _run(command: str, shown: list[str], example: Example) -> str | None:
    if command.startswith("cd ") and not shown:
        example.namespace["workspace"] = (Path(example.namespace["workspace"]) / command[3:]).resolve()
        return None
    environment = {
        **os.environ,
        **example.namespace.get("environment", {}),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "PYTHONUTF8": "1",
    }
    code, printed = _done(command, Path(example.namespace["workspace"]), environment)
    wanted = "\n".join(shown).rstrip()
    if not wanted:
        return None if code == 0 else f"$ {command}\nended with {code}:\n{printed}"
    if doctest.OutputChecker().check_output(wanted + "\n", printed.rstrip() + "\n", FLAGS):
        return None
    return f"$ {command}\n--- the page shows:\n{wanted}\n--- it printed:\n{printed}"


def _done(command: str, cwd: Path, environment: dict[str, str]) -> tuple[int, str]:
    """Return the exit code of a command and what it printed; the program alone needs no shell."""
    if command.startswith("sightline ") and not SHELL.search(command):
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "printed"
            code = forked.sightline(shlex.split(command)[1:], cwd=cwd, environment=environment, output=output)
            return code, output.read_text(encoding="utf-8")
    done = subprocess.run(
        ["bash", "-c", command], cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


PARSERS = [
    FileParser(),
    YamlParser(),
    CodeBlockParser(language="console", evaluator=run_console),
    PythonCodeBlockParser(doctest_optionflags=FLAGS),
]
