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
    """Give a folder to fill, which takes the place of `folder` when the block ends well.

    When the block raises, also by Ctrl-C, nothing is left behind. The hidden folder stands beside `folder`,
    so that the last step is one rename.

    Parameters
    ----------
    folder : Path
        Not there yet, or empty.

    Raises
    ------
    EnvironmentFaultError
        If the folder above cannot be written.
    """
    folder = folder.absolute()
    made = [above for above in (folder.parent, *folder.parent.parents) if not above.exists()]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as fault:
        raise EnvironmentFaultError(
            f"the folder cannot be written: {(fault.strerror or str(fault)).lower()}.",
            place=str(folder.parent),
            fix="Choose another folder, or give yourself the right to write there.",
        ) from fault
    try:
        staged.chmod(0o755)
        yield staged
        if folder.exists():
            folder.rmdir()  # empty, or it changed under us: then this refuses
        staged.rename(folder)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        for above in made:
            if above.exists() and not any(above.iterdir()):
                above.rmdir()
        raise
