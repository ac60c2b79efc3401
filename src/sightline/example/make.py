"""Making the example's folder: it appears whole or not at all, and only an example is ever replaced or removed."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from sightline.errors import EnvironmentFaultError
from sightline.example.build import build
from sightline.example.planted import Planted
from sightline.example.truth import document
from sightline.example.workspace_files import MARKER, write_beside
from sightline.example.world import DEFAULT_CASES, DEFAULT_SEED, MONTHS, Progress

FEWEST_CASES = MONTHS * 20


def make_example(
    into: Path,
    *,
    cases: int | None = None,
    seed: int = DEFAULT_SEED,
    progress: Progress | None = None,
    planted: Planted | None = None,
) -> Path:
    """Write the example enterprise, Halden Parts, as a complete workspace.

    Parameters
    ----------
    into : Path
        The folder to make. It may not exist yet, be empty, or hold an earlier example, which is replaced.
    cases : int, optional
        Orders in the 36 months to 31 October 2026; 22,000 (about 200,000 events in all) when left out, up to tens of
        millions. More orders are smaller orders: shares, times and euros stay what they are.
    seed : int
        Equal seeds give equal files on equal versions.
    progress : Progress, optional
        Told how far the work is.
    planted : Planted, optional
        Another set of truths, to see what the enterprise would be like without, say, its slow step.

    Returns
    -------
    Path
        The workspace, absolute.

    Raises
    ------
    EnvironmentFaultError
        If the folder holds something else than an example, or `cases` is too small to tell the story.
    """
    orders = DEFAULT_CASES if cases is None else cases
    if orders < FEWEST_CASES:
        raise EnvironmentFaultError(
            f"{orders} cases are too few for the story.", fix=f"Ask for {FEWEST_CASES} or more."
        )
    target = into.expanduser().resolve()
    _refuse_strangers(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        (draft / "data").mkdir()
        world = build(draft / "data", cases=orders, seed=seed, planted=planted, progress=progress)
        write_beside(draft, document(world), world.planted)
        draft.chmod(0o755)
        _replace(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def is_example(folder: Path) -> bool:
    """Return whether a folder is an example that `make_example` wrote."""
    try:
        marker = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(marker, dict) and marker.get("example") is True


def remove_example(folder: Path) -> None:
    """Delete an example whole.

    Raises
    ------
    EnvironmentFaultError
        If the folder is not an example; nothing is deleted then.
    """
    if not is_example(folder):
        raise EnvironmentFaultError(
            "this folder is not an example, so it is left alone.", place=str(folder), fix=f"An example holds {MARKER}."
        )
    shutil.rmtree(folder)


def _refuse_strangers(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise EnvironmentFaultError("there is a file of that name.", place=str(target), fix="Name another folder.")
    if target.is_dir() and any(target.iterdir()) and not is_example(target):
        raise EnvironmentFaultError(
            "the folder is not empty and holds no example.", place=str(target), fix="Name a new or an empty folder."
        )


def _replace(draft: Path, target: Path) -> None:
    """Put the draft in the target's place; an earlier example goes only when the new one is whole."""
    if target.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
        target.rename(old / target.name)
        draft.rename(target)
        shutil.rmtree(old)
    else:
        draft.rename(target)
