"""A copy of live events for a backup: the landing as it is at one moment, then every file that it names.

The database comes first: the files that it names are never changed, and stay for an hour after they count no longer.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sightline.facts.live.schema import told
from sightline.facts.live.sqlite_store import FILE, FOLDER

__all__ = ["copy_landing"]


def copy_landing(state: Path, into: Path) -> tuple[Path, ...]:
    """Copy the landing of a workspace to the file `into`; return the files that belong to it, relative to the folder.

    Parameters
    ----------
    state : Path
        The workspace's own folder.
    into : Path
        The file to write; where nothing has ever landed, none is made.
    """
    file = state / FILE
    if not file.is_file():
        return ()
    with told(file), closing(sqlite3.connect(file, timeout=60)) as here, closing(sqlite3.connect(into)) as there:
        here.backup(there)
        there.execute("PRAGMA journal_mode = DELETE")
        names = there.execute("SELECT name FROM segment WHERE state = 'live' ORDER BY name").fetchall()
    return tuple(Path(FOLDER) / name for (name,) in names)
