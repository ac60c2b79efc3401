"""The program run in a process forked from one that has its modules loaded: starting anew takes seconds of each.

The server that forks does nothing but import, so nothing is shared between runs but code. There is one for all tests
of a process, so whatever is forked anywhere is loaded here; but no module of the tests, since the server looks for
`tests` where the interpreter does, and may find those of another package.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["CONTEXT", "sightline"]

LOADED = ["sightline.cli.entry", "sightline.reading", "sightline.reading.foresight", "sightline.reading.deciding",
          "sightline.reading.deviating", "sightline.cli.documents", "sightline.facts.live.generations",
          "sightline.facts.live.merging", "sightline.facts.live.sealing", "sightline.facts.live.store"]  # fmt: skip
LATEST = 120
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(LOADED)


def sightline(words: Sequence[str], *, cwd: Path, environment: Mapping[str, str], output: Path) -> int:
    """Run the program as a process of its own; both its outputs go to a file. Returns its exit code."""
    process = CONTEXT.Process(target=_run, args=(list(words), str(cwd), dict(environment), str(output)))
    process.start()
    process.join(LATEST)
    if process.is_alive():
        process.kill()
        process.join()
        raise TimeoutError(f"sightline {' '.join(words)} took more than {LATEST} s")
    return process.exitcode or 0


def _run(words: list[str], cwd: str, environment: dict[str, str], output: str) -> None:
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    to = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(to, 1)
    os.dup2(to, 2)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
    sys.argv = ["sightline", *words]
    from sightline.cli.entry import main

    main()
