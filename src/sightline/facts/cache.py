"""Where landed facts are kept: one folder for each state of a source, whole or not there at all.

A folder is made beside its final place under a name of its own, is locked while it is written, and gets its final name
by one rename. So a reader sees nothing half-written, two who land the same at once both end with the one that came
first, and what a killed process left is known by its lock being free and is swept away.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sightline.errors import EnvironmentFaultError, SightlineError
from sightline.facts import locks
from sightline.facts.durable import synced

__all__ = ["fingerprint", "kept", "landing"]

MANIFEST = "landed.json"
_LAYOUT_VERSION = 2  # raise it whenever the same source would be laid out, or remarked upon, differently
_TEMPORARY = ".landing-"
_LOCK = "lock"
_ABANDONED_AFTER_SECONDS = 3_600
_UNUSED_AFTER_SECONDS = 14 * 24 * 3_600


def fingerprint(files: Sequence[Path], declared: Mapping[str, object]) -> str:
    """Return 16 hex digits that change whenever a file (name, size, time of change) or a declaration does."""
    states = [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    text = json.dumps([_LAYOUT_VERSION, states, declared], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def kept(folder: Path) -> dict[str, object] | None:
    """Return the manifest of a landed folder; None where it is not there or its files are not whole."""
    try:
        manifest: dict[str, object] = json.loads((folder / MANIFEST).read_text("utf-8"))
        sizes = manifest["sizes"]
        assert isinstance(sizes, dict)  # noqa: S101 -- a damaged manifest is as good as none
        if any((folder / name).stat().st_size != size for name, size in sizes.items()):
            return None
        os.utime(folder)
    except (OSError, ValueError, KeyError, AssertionError):
        return None
    return manifest


@contextmanager
def landing(target: Path) -> Iterator[tuple[Path, Callable[[dict[str, object]], None]]]:
    """Give a folder to write into and a function that makes it `target`, with the manifest it is handed.

    Raises
    ------
    EnvironmentFaultError
        If the folder cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target.parent)
        work = _new_folder(target.parent)
    except OSError as fault:
        raise EnvironmentFaultError(
            f"the folder cannot be written: {fault.strerror}.",
            place=str(target.parent),
            fix="Check its rights and the free space.",
        ) from fault
    try:
        with (work / _LOCK).open("wb") as lock:
            locks.hold(lock)
            yield work, lambda manifest: _publish(work, target, manifest)
    except SightlineError:  # some are an OSError too
        raise
    except OSError as fault:
        raise EnvironmentFaultError(
            f"the facts cannot be written: {fault.strerror or fault}.",
            place=str(target.parent),
            fix="Check the free space.",
        ) from fault
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _publish(work: Path, target: Path, manifest: dict[str, object]) -> None:
    for entry in list(work.iterdir()):
        if entry.suffix != ".parquet" and entry.name != _LOCK:
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    files = sorted(work.glob("*.parquet"))
    whole = manifest | {"sizes": {file.name: file.stat().st_size for file in files}}
    (work / MANIFEST).write_text(json.dumps(whole, ensure_ascii=False, default=str), "utf-8")
    for file in [*files, work / MANIFEST]:
        synced(file)
    synced(work)
    try:
        work.rename(target)
    except OSError:
        if kept(target) is None:  # a damaged one is in the way
            aside = _new_folder(target.parent)
            target.rename(aside / "damaged")
            work.rename(target)
            shutil.rmtree(aside, ignore_errors=True)
    (target / _LOCK).unlink(missing_ok=True)
    synced(target.parent)


def _new_folder(parent: Path) -> Path:
    """Make a folder that nobody else has, with the rights that other new folders here have."""
    folder = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=parent))
    folder.chmod(parent.stat().st_mode & 0o777)
    return folder


def _sweep(parent: Path) -> None:
    """Remove what killed landings left, and states of sources that nobody used for two weeks."""
    now = time.time()
    for entry in parent.iterdir():
        try:
            unused = now - entry.stat().st_mtime
            if entry.name.startswith(_TEMPORARY):
                if _abandoned(entry, unused):
                    shutil.rmtree(entry, ignore_errors=True)
            elif unused > _UNUSED_AFTER_SECONDS and (entry / MANIFEST).exists():
                shutil.rmtree(entry, ignore_errors=True)
        except OSError:
            continue  # another process was faster


def _abandoned(entry: Path, unused_seconds: float) -> bool:
    lock = entry / _LOCK
    if not locks.KNOWN or not lock.exists():
        return unused_seconds > _ABANDONED_AFTER_SECONDS
    with lock.open("rb") as handle:
        return locks.is_free(handle)
