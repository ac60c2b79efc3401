"""The folder of the example enterprise: made whole, known by its mark, removed with what goes counted."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sightline.cli.release import version
from sightline.cli.staging import appearing
from sightline.cli.state import State

MARK = Path(".sightline") / "example.json"
DEFAULT_FOLDER = "halden-parts"


@dataclass(frozen=True, slots=True)
class Example:
    """What the mark says of a made example: how many cases were asked for, from which seed, and its files."""

    cases: int | None
    seed: int | None
    files: dict[str, list[int]]


def read_mark(folder: Path) -> Example | None:
    """Return what the mark in `folder` says, or None where `folder` is not a made example."""
    try:
        content: dict[str, Any] = json.loads((folder / MARK).read_text(encoding="utf-8"))
        return Example(content["cases"], content["seed"], dict(content["files"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _stamps(folder: Path) -> dict[str, list[int]]:
    """Return size and time of change of every file, without Sightline's own."""
    return {
        path.relative_to(folder).as_posix(): [path.stat().st_size, path.stat().st_mtime_ns]
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] != ".sightline"
    }


def make(state: State, folder: Path, *, cases: int | None, seed: int | None) -> None:
    """Write the example to `folder`, whole or not at all.

    Parameters
    ----------
    state : State
        Draws the progress bar.
    folder : Path
        New or empty.
    cases, seed : int or None
        As of `sightline.example.make_example`; its own where None.
    """
    from sightline.example import make_example  # noqa: PLC0415 -- slow import

    with appearing(folder) as staged, state.progress() as bar:
        asked = {"cases": cases} | ({} if seed is None else {"seed": seed})
        make_example(staged, progress=bar, **asked)
        mark = {
            "example": "Halden Parts", "sightline": version(), "cases": cases, "seed": seed, "files": _stamps(staged),
        }  # fmt: skip
        (staged / MARK).parent.mkdir(exist_ok=True)
        (staged / MARK).write_text(json.dumps(mark, indent=1), encoding="utf-8")


def own_work(folder: Path, example: Example) -> list[str]:
    """Return the files in `folder` that somebody added or changed since the example was made."""
    return [name for name, stamp in _stamps(folder).items() if example.files.get(name) != stamp]


def count(folder: Path) -> tuple[int, int]:
    """Return how many files are below `folder` and how many bytes they take."""
    sizes = [path.lstat().st_size for path in folder.rglob("*") if path.is_file() or path.is_symlink()]
    return len(sizes), sum(sizes)


def remove(folder: Path) -> None:
    """Delete `folder`, the mark last, so that an interrupted removal can be finished."""
    for child in folder.iterdir():
        if child.name == ".sightline":
            continue
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child)
        else:
            child.unlink()
    shutil.rmtree(folder / ".sightline")
    folder.rmdir()
