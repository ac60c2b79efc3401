"""A copy of live events for a backup: the landing as it is at one moment, then every file that it names.

The database comes first: the files that it names are never changed, and stay for an hour after they count no longer.
Each is held to the sum that was written down with it, so that no backup carries a damaged one unnoticed.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sightline.errors import EnvironmentFaultError
from sightline.facts.live.checking import is_whole
from sightline.facts.live.known import KNOWN
from sightline.facts.live.schema import FILE, FOLDER, told

__all__ = ["copy_landing"]


def copy_landing(state: Path, into: Path) -> tuple[Path, ...]:
    """Copy the landing of a workspace to the file `into`; return the files that belong to it, relative to the folder.

    Parameters
    ----------
    state : Path
        The workspace's own folder.
    into : Path
        The file to write; where nothing has ever landed, none is made.

    Raises
    ------
    EnvironmentFaultError
        If the landing cannot be copied, or a file is missing or damaged.
    """
    file = state / FILE
    if not file.is_file():
        return ()
    with told(file), closing(sqlite3.connect(file, timeout=60)) as here, closing(sqlite3.connect(into)) as there:
        here.backup(there)
        there.execute("PRAGMA journal_mode = DELETE")
        chosen = "SELECT name, bytes, sha256 FROM segment WHERE state = 'live' ORDER BY name"
        files = [(Path(FOLDER) / name, size, digest) for name, size, digest in there.execute(chosen)]
        keys = "SELECT name, bytes, sha256 FROM known WHERE state = 'live' ORDER BY name"
        files += [(Path(KNOWN) / name, size, digest) for name, size, digest in there.execute(keys)]
    for name, size, digest in files:
        if not is_whole(state / name, size, digest):
            raise EnvironmentFaultError(
                "a file of live events is missing or damaged.",
                place=str(state / name),
                fix="Put it back from an older backup; 'sightline doctor' names all of them.",
            )
    return tuple(name for name, _, _ in files)
