"""The file of a backup: a zip whose manifest names every other member with its size and SHA-256.

What is written is what is read: no member but those, no name that leads out of a folder, no link, nothing that grows
beyond what the manifest says or beyond what a real backup would. An archive from elsewhere is a stranger's file.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import IO, Any

from sightline_web.engine import EnvironmentFaultError

__all__ = ["FORMAT", "MANIFEST", "Box", "Tally", "Writer", "opened", "signature"]

FORMAT = 1
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
LARGEST_MANIFEST = 50_000_000
MOST_MEMBERS = 100_000
LONGEST_NAME = 500
GROWTH, SLACK = 200, 50_000_000  # unpacked bytes per packed one, and what a small archive may reach all the same
AT_ONCE = 1 << 20
_NAME = re.compile(r"[^\x00-\x1f\x7f\\:]+")
WHERE_NEXT = "Take another backup; this one is not to be trusted."


class Tally:
    """A member that is being written: what passes through is counted and hashed."""

    def __init__(self, into: IO[bytes]) -> None:
        self._into, self._hash, self.bytes = into, hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        """Write on."""
        self._into.write(data)
        self._hash.update(data)
        self.bytes += len(data)

    def entry(self) -> dict[str, object]:
        """Return what the manifest says of the member."""
        return {"bytes": self.bytes, "sha256": self._hash.hexdigest()}


class Writer:
    """Fills an archive; `close` writes the manifest."""

    def __init__(self, path: Path) -> None:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)  # it holds what the store holds
        self._file = os.fdopen(handle, "w+b")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED)
        self.files: dict[str, dict[str, object]] = {}

    @contextmanager
    def member(self, name: str) -> Iterator[Tally]:
        """Give a member to write to."""
        with self._zip.open(name, "w", force_zip64=True) as into:
            tally = Tally(into)
            yield tally
        self.files[name] = tally.entry()

    def add(self, name: str, path: Path) -> None:
        """Put a file into the archive."""
        with path.open("rb") as file, self.member(name) as into:
            while data := file.read(AT_ONCE):
                into.write(data)

    def close(self, manifest: Mapping[str, object], *, key: str) -> None:
        """Write the manifest and its signature, and bring everything to the disk."""
        text = json.dumps({**manifest, "files": self.files}, ensure_ascii=False, indent=1, sort_keys=True).encode()
        self._zip.writestr(MANIFEST, text)
        self._zip.writestr(SIGNATURE, signature(text, key=key))
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Close what was not finished; it is no archive."""
        with suppress(OSError, ValueError):  # a full disk, or a member in the middle
            self._zip.close()
        self._file.close()


def signature(text: bytes, *, key: str) -> str:
    """Return what only a holder of the key can write under a manifest."""
    return hmac.new(key.encode(), text, hashlib.sha256).hexdigest()


class Box:
    """An archive that was opened, whose names and sizes are those of its manifest."""

    def __init__(self, path: Path, inside: zipfile.ZipFile) -> None:
        self.path, self._zip = path, inside
        self._members = _checked(path, inside)
        self.text = self._whole(MANIFEST)
        self.manifest: dict[str, Any] = _manifest(path, self.text)
        self.files: dict[str, dict[str, Any]] = self.manifest["files"]
        self._compare()

    def _whole(self, name: str) -> bytes:
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise _damaged(self.path, name) from error

    def signed_by(self, key: str) -> bool:
        """Return whether the manifest was signed with a key."""
        return hmac.compare_digest(self._whole(SIGNATURE).decode("ascii", "replace"), signature(self.text, key=key))

    def _compare(self) -> None:
        there, named = set(self._members) - {MANIFEST, SIGNATURE}, set(self.files)
        if foreign := sorted(there - named):
            raise _refused(self.path, f"holds {foreign[0]}, which its manifest does not name")
        if missing := sorted(named - there):
            raise _refused(self.path, f"lacks {missing[0]}, which its manifest names")
        for name, entry in self.files.items():
            if self._members[name].file_size != entry["bytes"]:
                raise _damaged(self.path, name)

    def under(self, folder: str) -> list[str]:
        """Return the members below a folder of the archive."""
        return sorted(name for name in self.files if name.startswith(f"{folder}/"))

    def size(self) -> int:
        """Return how many bytes it holds unpacked."""
        return sum(entry["bytes"] for entry in self.files.values())

    @contextmanager
    def reading(self, name: str) -> Iterator[Iterator[bytes]]:
        """Give the content of a member in pieces; at the last piece its size and its hash are compared."""
        try:
            file = self._zip.open(name)
        except (zipfile.BadZipFile, NotImplementedError) as error:
            raise _damaged(self.path, name) from error
        with file:
            yield self._pieces(file, name)

    def _pieces(self, file: IO[bytes], name: str) -> Iterator[bytes]:
        whole, count, said = hashlib.sha256(), 0, self.files[name]
        try:
            while data := file.read(AT_ONCE):
                whole.update(data)
                count += len(data)
                if count > said["bytes"]:
                    break
                yield data
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise _damaged(self.path, name) from error
        if count != said["bytes"] or whole.hexdigest() != said["sha256"]:
            raise _damaged(self.path, name)

    def check(self) -> None:
        """Read every member, and compare its hash."""
        for name in self.files:
            with self.reading(name) as pieces:
                for _ in pieces:
                    pass

    def lines(self, name: str) -> Iterator[str]:
        """Yield the lines of a member."""
        rest = b""
        with self.reading(name) as pieces:
            for piece in pieces:
                *whole, rest = (rest + piece).split(b"\n")
                yield from (line.decode() for line in whole)
        if rest:
            raise _damaged(self.path, name)

    def extract(self, name: str, to: Path) -> None:
        """Write a member to a new file."""
        to.parent.mkdir(parents=True, exist_ok=True)
        with to.open("xb") as file, self.reading(name) as pieces:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def opened(path: Path) -> Iterator[Box]:
    """Open an archive.

    Raises
    ------
    EnvironmentFaultError
        If it is not a backup, is damaged, or is made to do harm.
    """
    try:
        inside = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise _refused(path, f"is no backup, or its end is missing ({str(error).lower()})") from error
    except OSError as error:
        cause = (error.strerror or str(error)).lower()
        raise EnvironmentFaultError(f"the backup cannot be read: {cause}.", place=str(path)) from error
    with inside:
        yield Box(path, inside)


def _checked(path: Path, inside: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the members by name, once nothing about them is dangerous."""
    infos = inside.infolist()
    if len(infos) > MOST_MEMBERS:
        raise _refused(path, f"holds {len(infos):,} members, more than any backup")
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name, parts = info.orig_filename, PurePosixPath(info.orig_filename).parts
        hidden = any(
            part.startswith(".") for part in name.split("/")
        )  # "..", ".", and what no backup holds: .git, .ssh
        outside = name.startswith("/") or hidden or not parts
        if outside or not _NAME.fullmatch(name) or len(name) > LONGEST_NAME or "//" in name:
            raise _refused(path, f"holds a name that leads elsewhere: {name[:80]!r}")
        kind = stat.S_IFMT(info.external_attr >> 16)
        if info.is_dir() or kind not in {0, stat.S_IFREG}:
            raise _refused(path, f"holds {name}, which is no plain file")
        if name in found:
            raise _refused(path, f"holds {name} twice")
        if info.flag_bits & 1 or info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise _refused(path, f"holds {name} in a form that no backup has")
        found[name] = info
    for name in (MANIFEST, SIGNATURE):
        if name not in found or found[name].file_size > LARGEST_MANIFEST:
            raise _refused(path, f"is no backup of Sightline: it has no proper {name}")
    unpacked = sum(info.file_size for info in infos)
    if unpacked > GROWTH * path.stat().st_size + SLACK:
        raise _refused(path, f"would unpack to {unpacked:,} bytes, far more than a backup of its size holds")
    return found


def _manifest(path: Path, text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
        files = found["files"]
        sound = all(isinstance(each["bytes"], int) and isinstance(each["sha256"], str) for each in files.values())
        number = int(found["format"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(path, MANIFEST) from error
    if number > FORMAT:
        made = str(found.get("sightline", ""))[:40]
        raise EnvironmentFaultError(
            f"the backup was made by a newer version of Sightline ({made}).", place=str(path), fix="Restore it there."
        )
    if not sound:
        raise _damaged(path, MANIFEST)
    return dict(found)


def _damaged(path: Path, name: str) -> EnvironmentFaultError:
    return EnvironmentFaultError(
        f"the backup is damaged: {name} is not as it was written.", place=str(path), fix=WHERE_NEXT
    )


def _refused(path: Path, what: str) -> EnvironmentFaultError:
    return EnvironmentFaultError(f"the archive {what}.", place=str(path), fix=WHERE_NEXT)
