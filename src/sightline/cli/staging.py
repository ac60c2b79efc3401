"""Folders that appear whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sightline.errors import EnvironmentFaultError


def is_free(folder: Path) -> bool:
    """Return whether `folder` is not there, or is there and empty."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


@contextmanager
def appearing(folder: Path) -> Iterator[Path]:
    """Give a folder to fill, whose content is at `folder` when the block ends well.

    When the block raises, also by Ctrl-C, nothing is left behind. A new folder comes by one rename; into one that is
    there and empty (someone may stand in it) the content is moved.

    Parameters
    ----------
    folder : Path
        Not there yet, or empty.

    Raises
    ------
    EnvironmentFaultError
        If the place cannot be written.
    """
    folder = folder.absolute()
    there = folder.is_dir()
    made = [above for above in (folder.parent, *folder.parent.parents) if not above.exists()]
    staged = _stage(folder if there else folder.parent, folder.name)
    moved: list[Path] = []
    try:
        staged.chmod(0o755)
        yield staged
        if there:
            for child in sorted(staged.iterdir()):
                moved.append(folder / child.name)
                child.rename(moved[-1])
            staged.rmdir()
        else:
            staged.rename(folder)
    except BaseException:
        for path in (staged, *moved):
            _take_away(path)
        for above in made:
            if above.exists() and not any(above.iterdir()):
                above.rmdir()
        raise


def _stage(parent: Path, name: str) -> Path:
    try:
        parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{name}-", dir=parent))
    except OSError as fault:
        raise EnvironmentFaultError(
            f"the folder cannot be written: {(fault.strerror or str(fault)).lower()}.",
            place=str(parent),
            fix="Choose another folder, or give yourself the right to write there.",
        ) from fault


def _take_away(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
