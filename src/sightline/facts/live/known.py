"""Which events are known: a short list of the last ones, and sorted files of those before.

A key falls anywhere among the others, so a tree of all of them would be written all over, a page or two for each event.
Here the last ones are appended in the order in which they came, held in memory by whoever lands, and gathered into
files that are sorted and never changed (`generations`); looking into ten million sorted keys costs a microsecond.

Reference: P. O'Neil, E. Cheng, D. Gawlick, E. O'Neil (1996), The log-structured merge-tree, Acta Informatica 33(4).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sightline.errors import EnvironmentFaultError
from sightline.facts.live.schema import mark

__all__ = ["ENTRY", "KEYS", "KNOWN", "Known", "Words", "opened_keys", "words_of"]

KNOWN = "known"  # the folder, beside that of sealed events
KEYS, GATHERED = "known_version", "gathered"  # marks: which files there are, and the last batch that is in one
_KEY, ENTRY = 16, 24  # bytes: a key, and with it what tells a redelivery from another event
Words = NDArray[np.uint64]  # (3, n): first and last half of a key, content; sorted by the first


@dataclass(slots=True)
class _File:
    name: str
    words: Words


class Known:
    """What a landing knows, for the one connection that lands through it.

    Parameters
    ----------
    folder : Path
        Of the files of keys.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._recent: dict[bytes, bytes] = {}
        self._files: list[_File] = []
        self.forget()

    def __len__(self) -> int:
        """Return how many of the last keys are held in memory."""
        return len(self._recent)

    def forget(self) -> None:
        """Hold nothing for certain: what a transaction added did not come to be."""
        self._version = self._gathered = self._batch = -1

    def meet(self, connection: sqlite3.Connection) -> None:
        """Take in what others did, within the transaction that lands.

        Raises
        ------
        EnvironmentFaultError
            If a file of keys is missing or cut off: then nothing may land, because it could land twice.
        """
        if (version := mark(connection, KEYS)) != self._version:
            self._open(connection)
            if (gathered := mark(connection, GATHERED)) != self._gathered:
                self._recent, self._gathered, self._batch = {}, gathered, gathered
            self._version = version
        for batch, entries in connection.execute("SELECT batch, keys FROM recent WHERE batch > ?", (self._batch,)):
            self._recent.update(_unpacked(entries))
            self._batch = batch

    def find(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the content of those keys that are known."""
        recent = self._recent
        found = {key: recent[key] for key in keys if key in recent}
        if self._files and len(found) < len(keys):
            left = [key for key in keys if key not in found]
            asked = np.frombuffer(b"".join(left), np.uint64).reshape(-1, 2)
            asked = asked[np.argsort(asked[:, 0], kind="stable")]  # neighbours share what the processor has at hand
            for file in self._files:
                found.update(_met(file.words, asked))
        return found

    def keep(self, connection: sqlite3.Connection, new: Mapping[bytes, bytes], *, received_us: int) -> None:
        """Know these from now on; `forget` must follow where the transaction does not come to be."""
        self._recent.update(new)
        row = (b"".join(key + content for key, content in new.items()), received_us)
        self._batch = connection.execute("INSERT INTO recent (keys, received_us) VALUES (?, ?)", row).lastrowid or 0

    def _open(self, connection: sqlite3.Connection) -> None:
        there = {each.name: each for each in self._files}
        chosen = "SELECT name, keys FROM known WHERE state = 'live' ORDER BY name DESC"
        self._files = [
            there.get(name) or _File(name, opened_keys(self._folder / name, keys))
            for name, keys in connection.execute(chosen)
        ]


def _unpacked(entries: bytes) -> Iterator[tuple[bytes, bytes]]:
    for at in range(0, len(entries), ENTRY):
        yield entries[at : at + _KEY], entries[at + _KEY : at + ENTRY]


def words_of(entries: Sequence[bytes]) -> Words:
    """Return kept entries as the sorted content of a file."""
    words = np.frombuffer(b"".join(entries), np.uint64).reshape(-1, 3)
    return np.ascontiguousarray(words[np.argsort(words[:, 0], kind="stable")].T)


def opened_keys(path: Path, keys: int) -> Words:
    """Return a file of keys without reading all of it.

    Raises
    ------
    EnvironmentFaultError
        If it is not there, or does not hold as many keys as it should.
    """
    try:
        words: Words = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError) as fault:
        raise _harmed(path) from fault
    if words.dtype != np.uint64 or words.shape != (3, keys):
        raise _harmed(path)
    return words.view(np.ndarray)


def _harmed(path: Path) -> EnvironmentFaultError:
    return EnvironmentFaultError(
        "a list of events that are known is missing or damaged: an event that is sent again could count twice.",
        place=str(path),
        fix="Restore the last backup: sightline restore; 'sightline doctor' names all such files.",
    )


def _met(words: Words, asked: Words) -> Iterator[tuple[bytes, bytes]]:
    """Yield the keys that are in a file, with their contents; `asked` holds a key a row."""
    first = words[0]
    places = np.searchsorted(first, asked[:, 0])
    places[places == len(first)] = 0
    for number in np.flatnonzero(first[places] == asked[:, 0]):
        place, (start, rest) = int(places[number]), asked[number]
        while place < len(first) and first[place] == start:
            if words[1, place] == rest:
                yield asked[number].tobytes(), words[2, place].tobytes()
                break
            place += 1
