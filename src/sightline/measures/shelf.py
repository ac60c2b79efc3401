"""The shelf of answers: what an engine said, kept under what it was asked.

The key is made of the query and of the fingerprint of the facts, so an entry is never wrong, only unused. Entries
appear whole or not at all. A shelf that cannot be written is no shelf: the answer is simply asked again.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

__all__ = ["Shelf", "key_of"]

_VERSION = "1"  # of the meaning of an entry
_TOUCHED_SECONDS = 3_600  # how exactly it is known when an entry was used last


def key_of(*parts: str) -> str:
    """Return the name of what was asked."""
    digest = hashlib.sha256()
    for part in (_VERSION, *parts):
        digest.update(part.encode())
        digest.update(b"\x00")
    return digest.hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of answers.

    Parameters
    ----------
    folder : Path
        Made when the first answer is kept.
    """

    folder: Path

    def find(self, key: str) -> pa.Table | None:
        """Return the answer kept under `key`, or None; its remarks are in the schema's metadata."""
        path = self.folder / f"{key}.arrow"
        try:
            found = pa.ipc.open_file(path.read_bytes()).read_all() if path.exists() else None
        except (pa.ArrowException, OSError):
            return None
        if found is not None:
            with suppress(OSError):  # who may only read leaves no trace
                if time.time() - path.stat().st_mtime > _TOUCHED_SECONDS:
                    os.utime(path)
        return found

    def keep(self, key: str, table: pa.Table, remarks: Mapping[str, str]) -> pa.Table:
        """Keep an answer with remarks; return it as `find` will."""
        table = table.replace_schema_metadata({**(table.schema.metadata or {}), **remarks})
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.folder, suffix=".part")
            os.close(handle)
            try:
                with pa.OSFile(name, "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
                    writer.write_table(table)
                Path(name).replace(self.folder / f"{key}.arrow")
            finally:
                Path(name).unlink(missing_ok=True)
        return table

    def sweep(self, *, unused_seconds: float) -> None:
        """Remove entries that nobody has found or kept for so long."""
        oldest = time.time() - unused_seconds
        for path in self.folder.glob("*.arrow"):
            with suppress(OSError):  # another process was faster
                if path.stat().st_mtime < oldest:
                    path.unlink()


def remark(table: pa.Table, name: str) -> str:
    """Return a remark that was kept with an answer; empty where there is none."""
    found: bytes = (table.schema.metadata or {}).get(name.encode(), b"")
    return found.decode()
