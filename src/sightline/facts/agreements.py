"""Agreements on disk: one file each, named by the hash of what stands in it, never written over.

A file is the canonical JSON of its agreement, so its name is the SHA-256 of its bytes: whoever doubts it can check it
with no more than `sha256sum`. It is written beside its place, made durable, and put there in one step; a crash leaves a
`.part` behind, which the next writer takes away. Reading checks every hash: a file that does not say what was agreed is
named, and the rest is read.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sightline.errors import EnvironmentFaultError, SourceError
from sightline.facts.locks import hold
from sightline.records.agreements import Agreement, canonical

__all__ = ["AgreementFault", "AgreementStore", "KeptAgreements"]

_LOCK, _PART, _SUFFIX = ".lock", ".part", ".json"
_FIX = "Restore the file from a backup; what was agreed cannot be told from it."


@dataclass(frozen=True, slots=True)
class AgreementFault:
    """A file of agreements that is not what it should be.

    Parameters
    ----------
    file : Path
        Which.
    cause, fix : str
        What is wrong, and what to do.
    """

    file: Path
    cause: str
    fix: str = _FIX


@dataclass(frozen=True, slots=True)
class KeptAgreements:
    """What is kept.

    Parameters
    ----------
    every : tuple of Agreement
        All versions that can be trusted, in the order of period, role, person and version.
    faults : tuple of AgreementFault
        What cannot.
    """

    every: tuple[Agreement, ...]
    faults: tuple[AgreementFault, ...] = ()

    def of(self, period: str) -> tuple[Agreement, ...]:
        """Return the newest version of each agreement of a period."""
        newest = {one.key: one for one in self.every if one.period == period}
        return tuple(newest.values())

    def newest(self, key: tuple[str, str, str]) -> Agreement | None:
        """Return the newest version of one agreement, by its key; None where there is none."""
        return next((one for one in reversed(self.every) if one.key == key), None)


class AgreementStore:
    """The agreements of a workspace.

    Parameters
    ----------
    folder : Path
        Where they lie; it is made with the first of them.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self) -> KeptAgreements:
        """Return all that is kept, with what is wrong with it: changed files, gaps and forks in the versions."""
        every, faults = [], []
        for file in sorted(self.folder.glob(f"*{_SUFFIX}")) if self.folder.is_dir() else ():
            try:
                every.append(_agreement(file))
            except (OSError, ValueError) as fault:
                faults.append(AgreementFault(file, f"{fault}."))
        every.sort(key=lambda one: (one.first, one.period, one.role, one.person or "", one.version, one.hash))
        faults += self._chains(every)
        return KeptAgreements(tuple(every), tuple(faults))

    def keep(self, agreement: Agreement) -> Path:
        """Keep an agreement, and return its file; one that is kept already stays as it is.

        Raises
        ------
        SourceError
            If it does not follow upon the newest version there is, because somebody was faster; or if its file is
            there and was changed.
        EnvironmentFaultError
            If the folder cannot be written.
        """
        content, name = canonical(agreement.content()), agreement.hash
        file = self.folder / f"{name}{_SUFFIX}"
        try:
            with self._alone():
                if file.exists():
                    _agreement(file)
                    return file
                self._refuse_fork(agreement)
                self._write(file, content)
        except ValueError as fault:
            if isinstance(fault, SourceError):
                raise
            raise SourceError(f"{fault}.", place=str(file), fix=_FIX) from fault
        except OSError as fault:
            raise EnvironmentFaultError(
                f"the agreement cannot be kept: {fault.strerror or fault}.", place=str(self.folder),
                fix="Make the folder writable, or free some room.",
            ) from fault  # fmt: skip
        return file

    def _refuse_fork(self, agreement: Agreement) -> None:
        newest = self.read().newest(agreement.key)
        if (newest.hash if newest is not None else None) != agreement.previous:
            said = f"version {newest.version}" if newest is not None else "nothing"
            raise SourceError(
                f"it does not follow upon what is kept: {said} is the newest there.",
                place=f"role '{agreement.role}', {agreement.period}", fix="Look at it, then agree anew.",
            )  # fmt: skip

    def _write(self, file: Path, content: bytes) -> None:
        for left in self.folder.glob(f"*{_PART}"):  # nobody else is writing: these were left by a crash
            left.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=_PART)
        try:
            with os.fdopen(handle, "wb") as part:
                part.write(content)
                part.flush()
                os.fsync(part.fileno())
            Path(name).replace(file)
        finally:
            Path(name).unlink(missing_ok=True)
        if os.name == "posix":
            folder = os.open(self.folder, os.O_RDONLY)
            try:
                os.fsync(folder)  # so that the name is there after a power cut, too
            finally:
                os.close(folder)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / _LOCK).open("wb") as mark:
            hold(mark)
            yield

    def _chains(self, every: list[Agreement]) -> Iterator[AgreementFault]:
        """Yield where a version before is missing, and where two versions follow upon the same one."""
        known = {one.hash for one in every}
        seen: dict[tuple[object, ...], Agreement] = {}
        for one in every:
            file = self.folder / f"{one.hash}{_SUFFIX}"
            if one.previous is not None and one.previous not in known:
                yield AgreementFault(
                    file, f"Version {one.version} names one before it that is not there: {one.previous[:8]}."
                )
            other = seen.setdefault((one.key, one.version), one)
            if other is not one:
                yield AgreementFault(
                    file, f"Two agreements are version {one.version} for role '{one.role}' in {one.period}.",
                    "Keep the one that both sides know, and take the other file away.",
                )  # fmt: skip


def _agreement(file: Path) -> Agreement:
    content = file.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != file.stem:
        raise ValueError(
            f"It was changed after it was agreed: its content has the hash {found[:8]}, not {file.stem[:8]}"
        )
    return Agreement.from_content(json.loads(content))
