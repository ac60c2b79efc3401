"""Agreements on disk: one file each, named by the hash of what stands in it, never written over.

A file is the canonical JSON of its agreement, so its name is the SHA-256 of its bytes: whoever doubts it can check it
with no more than `sha256sum`. The versions of one agreement stand in one folder, named by period, role and person as a
hash, so that no name of a file tells who agreed. A file is written beside its place, made durable, and put there in one
step; a crash leaves a `.part` behind, which the next writer takes away. Reading checks every hash: a file that does not
say what was agreed is named, and the rest is read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sightline.errors import EnvironmentFaultError, SourceError
from sightline.facts.durable import placed
from sightline.facts.locks import hold
from sightline.records.agreements import Agreement, canonical, content_hash

__all__ = ["AgreementFault", "AgreementStore", "KeptAgreements"]

_LOCK, _PART, _SUFFIX = ".lock", ".part", ".json"
_LEVELS = 2  # the folder of an agreement, and that of all: each may be new
_FOLDER = 16  # hex digits of the name of a folder
Key = tuple[str, str, str]
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

    def of_person(self, person: str) -> tuple[Agreement, ...]:
        """Return every version that a person is a side of, as holder or as manager."""
        return tuple(one for one in self.every if person in (one.person, one.manager))

    def of(self, period: str) -> tuple[Agreement, ...]:
        """Return the newest version of each agreement of a period."""
        newest = {one.key: one for one in self.every if one.period == period}
        return tuple(newest.values())

    def newest(self, key: Key) -> Agreement | None:
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
        return _read(self.folder.glob(f"*/*{_SUFFIX}"))

    def versions(self, key: Key) -> KeptAgreements:
        """Return the versions of one agreement, by its key, without looking at others."""
        return _read(self._place(key).glob(f"*{_SUFFIX}"))

    def file_of(self, agreement: Agreement) -> Path:
        """Return where an agreement is kept, or would be."""
        return self._place(agreement.key) / f"{agreement.hash}{_SUFFIX}"

    def _place(self, key: Key) -> Path:
        return self.folder / content_hash(list(key))[:_FOLDER]

    def keep(self, agreement: Agreement) -> Path:
        """Keep an agreement, and return its file; one that is kept already stays as it is.

        Raises
        ------
        SourceError
            If it does not follow upon the newest version there is, because somebody was faster; or if a version of
            it was changed, so that nobody can say which is the newest.
        EnvironmentFaultError
            If the folder cannot be written.
        """
        file = self.file_of(agreement)
        try:
            with self._alone(file.parent):
                self._refuse(agreement, self.versions(agreement.key))
                if not file.exists():
                    _write(file, canonical(agreement.content()))
        except OSError as fault:
            if isinstance(fault, SourceError):
                raise
            raise EnvironmentFaultError(
                f"the agreement cannot be kept: {fault.strerror or fault}.", place=str(self.folder),
                fix="Make the folder writable, or free some room.",
            ) from fault  # fmt: skip
        return file

    def forget(self, person: str) -> int:
        """Take away every agreement of one person as its holder, and return how many versions that were.

        Where the person leads somebody else, that agreement is the other's, and stays: changing it would break its
        hash.
        """
        if not self.folder.is_dir():
            return 0
        with self._alone(self.folder):
            mine = [self.file_of(one) for one in self.read().every if one.person == person]
            for file in mine:
                file.unlink()
            for place in {file.parent for file in mine}:
                with suppress(OSError):  # something else stands in it
                    place.rmdir()
        return len(mine)

    def _refuse(self, agreement: Agreement, kept: KeptAgreements) -> None:
        for fault in kept.faults:
            raise SourceError(fault.cause, place=str(fault.file), fix=fault.fix)
        if agreement in kept.every:
            return
        newest = kept.newest(agreement.key)
        if (newest.hash if newest is not None else None) != agreement.previous:
            said = f"version {newest.version}" if newest is not None else "nothing"
            raise SourceError(
                f"it does not follow upon what is kept: {said} is the newest there.",
                place=f"role '{agreement.role}', {agreement.period}", fix="Look at it, then agree anew.",
            )  # fmt: skip

    @contextmanager
    def _alone(self, place: Path) -> Iterator[None]:
        place.mkdir(parents=True, exist_ok=True)
        with (self.folder / _LOCK).open("wb") as mark:
            hold(mark)
            yield


def _write(file: Path, content: bytes) -> None:
    for left in file.parent.glob(f"*{_PART}"):  # nobody else is writing: these were left by a crash
        left.unlink(missing_ok=True)
    with placed(file, folders=_LEVELS, beside=file.with_suffix(_PART)) as part:
        part.touch(mode=0o600)  # it is about persons
        part.write_bytes(content)


def _read(files: Iterable[Path]) -> KeptAgreements:
    found: list[tuple[Agreement, Path]] = []
    faults = []
    for file in sorted(files):
        try:
            found.append((_agreement(file), file))
        except (OSError, ValueError) as fault:
            faults.append(AgreementFault(file, f"{fault}."))
    found.sort(key=lambda pair: (pair[0].first, pair[0].key, pair[0].version, pair[1].stem))
    return KeptAgreements(tuple(one for one, _ in found), (*faults, *_chains(found)))


def _agreement(file: Path) -> Agreement:
    content = file.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != file.stem:
        told = f"its content has the hash {found[:8]}, not {file.stem[:8]}"
        raise ValueError(f"It was changed after it was agreed: {told}")
    agreement = Agreement.from_content(json.loads(content))
    if content_hash(list(agreement.key))[:_FOLDER] != file.parent.name:
        raise ValueError("It stands in the folder of another agreement")
    return agreement


def _chains(found: Iterable[tuple[Agreement, Path]]) -> Iterator[AgreementFault]:
    """Yield where a version before is missing, and where two versions are the same one."""
    known = {file.stem for _, file in found}
    seen: set[tuple[Key, int]] = set()
    for one, file in found:
        if one.previous is not None and one.previous not in known:
            yield AgreementFault(
                file, f"Version {one.version} names one before it that is not there: {one.previous[:8]}."
            )
        if (one.key, one.version) in seen:
            yield AgreementFault(
                file, f"Two agreements are version {one.version} for role '{one.role}' in {one.period}.",
                "Keep the one that both sides know, and take the other file away.",
            )  # fmt: skip
        seen.add((one.key, one.version))
