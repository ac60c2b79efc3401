"""The keys of a workspace, for those who move it: by what each is recognised, and a file of them apart from the backup.

A backup without keys gives nothing away that is sealed; keys without a backup give nothing away at all.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path

from sightline_web import secrets_, store
from sightline_web.engine import EnvironmentFaultError

__all__ = ["BACKUP_KEY", "key_id", "key_ids", "lay_out", "read_keys", "write_keys"]

BACKUP_KEY = "backup_key"  # what manifests are signed with
KNOWN = (
    "audit_key", "backup_key", "factor_key", "feedback_key", "journal_key", "seal_key", "session_key", "webhook_key",
)  # fmt: skip
LARGEST = 100_000
MODE = 0o600


def _folder() -> Path | None:
    folder = store.folder()
    return None if folder is None else folder / secrets_.KEYS


def _given(name: str) -> bool:
    """Return whether the environment says a key, so that no file does."""
    variable = f"SIGHTLINE_{name.upper()}"
    return variable in os.environ or f"{variable}_FILE" in os.environ


def kept() -> list[str]:
    """Return the names of the keys in the workspace's own folder."""
    folder = _folder()
    found = {path.name for path in folder.iterdir() if path.is_file()} if folder and folder.is_dir() else set()
    return sorted(name for name in found if name.isidentifier() and not _given(name))


def held() -> list[str]:
    """Return the names of the keys that there are."""
    return sorted({*kept(), *(name for name in KNOWN if _given(name))})


def key_id(name: str, value: str) -> str:
    """Return by what a key is recognised, which gives nothing of it away."""
    return hashlib.sha256(f"sightline key\n{name}\n{value}".encode()).hexdigest()[:16]


def key_ids() -> dict[str, str]:
    """Return by what each key that there is here is recognised."""
    return {name: key_id(name, secrets_.secret(name)) for name in held()}


def write_keys(path: Path) -> int:
    """Write the keys to a new file that only its owner can read; return how many they are."""
    found = {name: secrets_.secret(name) for name in held()}
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    except FileExistsError as error:
        raise EnvironmentFaultError(
            "the file of the keys is there already.", place=str(path), fix="Name another, or move it away."
        ) from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"sightline_keys": 1, "keys": found}, file, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    return len(found)


def read_keys(path: Path) -> dict[str, str]:
    """Return the keys in a file that `write_keys` wrote."""
    found, sound = {}, False
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        said = json.loads(path.read_text(encoding="utf-8")) if path.stat().st_size <= LARGEST else {}
        found = {str(name): str(value) for name, value in said["keys"].items() if str(name).isidentifier()}
        sound = said["sightline_keys"] == 1 and len(found) == len(said["keys"])
    if not sound:
        raise EnvironmentFaultError(
            "the file holds no keys of Sightline.", place=str(path), fix="Name the one that --with-keys wrote."
        )
    return found


def lay_out(found: dict[str, str], *, to: Path) -> None:
    """Make a folder of keys out of those that there are, and of some that take their place."""
    to.mkdir(mode=0o700)
    for name, value in ({each: secrets_.secret(each) for each in kept()} | found).items():
        handle = os.open(to / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(value)
