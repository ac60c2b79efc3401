"""The folder of the example enterprise: what was made, what somebody added since, and how it goes again."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from sightline.cli.interrupts import held_back
from sightline.cli.state import State

MARK = "example.json"  # the generator's: an example, and of which seed
RECORD = Path(".sightline") / "made.json"  # ours: the files as they were made
REPLAY = Path(".sightline") / "replay.json"  # of a live one: what it is, and how far its replay got
DEFAULT_FOLDER = "halden-parts"
LIVE_FOLDER = "halden-parts-live"
LIVE_CASES = 6_000  # enough for the slow step to stand out, few enough for a reading in seconds


@dataclass(frozen=True, slots=True)
class Example:
    """A made example: how many cases it has, from which seed, and its files as they were made."""

    cases: int | None
    seed: int | None
    files: dict[str, list[int]]


def find(folder: Path) -> Example | None:
    """Return the example in `folder`, or None where there is none."""
    try:
        mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(mark, dict) or mark.get("example") is not True:
        return None
    try:
        files = dict(json.loads((folder / RECORD).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        files = {}
    return Example(mark.get("cases"), mark.get("seed"), files)


def _stamps(folder: Path) -> dict[str, list[int]]:
    """Return size and time of change of every file, without Sightline's own."""
    return {
        path.relative_to(folder).as_posix(): [path.stat().st_size, path.stat().st_mtime_ns]
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] != ".sightline"
    }


def make(state: State, folder: Path, *, cases: int | None, seed: int | None, live: bool = False) -> None:
    """Write the example to `folder`, whole or not at all.

    Parameters
    ----------
    state : State
        Draws the progress bar.
    folder : Path
        New or empty.
    cases, seed : int or None
        As of `sightline.example.make_example`; its own where None.
    live : bool
        Cut it where its story begins, so that the rest can be sent as it happens.
    """
    with held_back():
        from sightline.example import DEFAULT_CASES, DEFAULT_SEED, make_example, mark_demo  # noqa: PLC0415 -- slow

    chosen = DEFAULT_SEED if seed is None else seed
    with state.progress() as bar:
        make_example(folder, cases=cases, seed=chosen, progress=bar)
    (folder / RECORD).parent.mkdir(exist_ok=True)
    if live:
        from sightline.example.streaming import cut_example  # noqa: PLC0415 -- only here

        cut_example(folder)
        said = {"cases": DEFAULT_CASES if cases is None else cases, "seed": chosen}
        (folder / REPLAY).write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    (folder / RECORD).write_text(json.dumps(_stamps(folder), indent=1), encoding="utf-8")
    mark_demo(folder)


def mark(folder: Path, example: Example) -> None:
    """Mark an example that was made before there were demo accounts, unless it is marked or was changed."""
    with held_back():
        from sightline.example import DEMO_MARK, mark_demo  # noqa: PLC0415 -- slow import

    if example.files and not (folder / DEMO_MARK).exists() and not own_work(folder, example):
        mark_demo(folder)


def is_live(folder: Path) -> bool:
    """Return whether the example in `folder` is cut, to be replayed."""
    return (folder / REPLAY).is_file()


def own_work(folder: Path, example: Example) -> list[str]:
    """Return the files in `folder` that somebody added or changed since; none where it is not known."""
    if not example.files:
        return []
    return [name for name, stamp in _stamps(folder).items() if example.files.get(name) != stamp]


def count(folder: Path) -> tuple[int, int]:
    """Return how many files are below `folder` and how many bytes they take."""
    sizes = [path.lstat().st_size for path in folder.rglob("*") if path.is_file() or path.is_symlink()]
    return len(sizes), sum(sizes)


def remove(folder: Path) -> None:
    """Delete `folder`, the mark last, so that an interrupted removal can be finished."""
    for child in folder.iterdir():
        if child.name == MARK:
            continue
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child)
        else:
            child.unlink()
    (folder / MARK).unlink()
    folder.rmdir()
