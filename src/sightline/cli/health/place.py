"""The place of the workspace: found, writable, room, and a file system that locks files properly."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sightline.cli.health.looks import Look

LEAST_FREE, GOOD_FREE = 100_000_000, 1_000_000_000
REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "vboxsf", "fuse.rclone", "fuse.s3fs"})
_MOUNTS = Path("/proc/self/mounts")


def look_at_state(state: Path) -> Look:
    """Look whether `.sightline`, where results and records are kept, can be written."""
    check = f"write {state.name}"
    if state.exists() and not state.is_dir():
        return Look(check, "fail", f"{state} is a file", f"Move it away: mv {state} {state}.old")
    folder = state if state.exists() else state.parent
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as fault:
        found = f"{folder}: {(fault.strerror or str(fault)).lower()}"
        return Look(check, "fail", found, f"Give yourself the right to write: chmod u+rwx {folder}")
    return Look(check, "ok", str(state))


def look_at_room(folder: Path) -> Look:
    """Look how much room the disk has."""
    free = shutil.disk_usage(folder).free
    found = f"{free / 1e9:,.1f} GB free"
    if free < LEAST_FREE:
        return Look("disk space", "fail", found, "Free at least 1 GB, or move the workspace to a larger disk.")
    if free < GOOD_FREE:
        return Look(
            "disk space", "warn", found, "Free some space; the laid-out facts take about as much as the sources."
        )
    return Look("disk space", "ok", found)


def file_system_of(folder: Path, mounts: Path = _MOUNTS) -> str | None:
    """Return the type of the file system that holds `folder`, or None where the system does not tell."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    best, kind = "", None
    for line in lines:
        parts = line.split(" ")
        if len(parts) < 3:  # noqa: PLR2004 -- device, place, type
            continue
        point = parts[1].replace("\\040", " ")
        inside = os.fspath(folder) == point or os.fspath(folder).startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, parts[2]
    return kind


def look_at_file_system(folder: Path, mounts: Path = _MOUNTS) -> Look:
    """Look whether the file system is one on which SQLite's locks hold."""
    kind = file_system_of(folder, mounts)
    if kind is None:
        return Look("file system", "ok", "not told by this system")
    if kind in REMOTE:
        return Look(
            "file system", "warn", f"{kind}, a shared folder: the app's database may lock up or break on it",
            "Keep the workspace on a local disk, or set DATABASE_URL to a PostgreSQL server.",
        )  # fmt: skip
    return Look("file system", "ok", kind)


def look_at_place(root: Path, state: Path) -> Iterator[Look]:
    """Look at the place of the workspace at `root`, which keeps its own files in `state`."""
    yield look_at_state(state)
    yield look_at_room(root)
    yield look_at_file_system(root.resolve())
