"""A full disk is a clear refusal: nothing is torn, what was acknowledged is there, and it goes on by itself."""

from __future__ import annotations

import errno
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from sightline.errors import EnvironmentFaultError
from sightline.facts import durable
from sightline.facts.live import sealing
from sightline.facts.live.store import open_store
from tests.facts.live.lives import AT, batch, names, wanted


@dataclass
class Disk:
    """A small disk of its own, with ballast to make it full and to give space back."""

    folder: Path

    def fill(self) -> None:
        """Leave no room."""
        with (self.folder / "ballast").open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"\0" * 65_536)

    def empty(self) -> None:
        """Give the room back."""
        (self.folder / "ballast").unlink()


@pytest.fixture
def disk(tmp_path) -> Iterator[Disk]:
    """A disk of 4 MB, where this system lets one be made."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], check=False, capture_output=True)
    if made.returncode:
        pytest.skip("no disk may be made here")
    yield Disk(folder)
    subprocess.run(["umount", "-l", folder], check=True)


def landed_until_full(store) -> tuple[int, EnvironmentFaultError]:
    """Land batches until one is refused; return how many were taken, and why no more."""
    for number in range(1, 5_000):
        try:
            store.land([batch(number)], received_us=AT)
        except EnvironmentFaultError as error:
            return number, error
    raise AssertionError("the disk never was full")


def test_landing_on_a_full_disk_is_refused_and_goes_on_when_there_is_space(disk):
    store = open_store(disk.folder)
    store.land([batch(0)], received_us=AT)
    disk.fill()
    landed, refused = landed_until_full(store)
    assert "disk is full" in refused.cause
    assert "Make space" in refused.fix
    assert set(names(store)) == wanted(landed), "what was acknowledged can be read, and nothing else is there"
    with pytest.raises(EnvironmentFaultError):
        store.land([batch(landed)], received_us=AT)
    disk.empty()
    assert store.land([batch(landed)], received_us=AT)[0].new == len(batch(landed))
    assert set(names(store)) == wanted(landed + 1)
    store.close()


def test_sealing_on_a_full_disk_is_refused_and_goes_on_when_there_is_space(disk):
    store = open_store(disk.folder)
    for number in range(20):
        store.land([batch(number)], received_us=AT)
    disk.fill()
    with pytest.raises(EnvironmentFaultError, match="disk is full"):
        sealing.seal(disk.folder, now_us=AT)
    assert set(names(store)) == wanted(20)
    disk.empty()
    assert sealing.seal(disk.folder, now_us=AT) + sealing.seal(disk.folder, now_us=AT)
    assert names(store).most_common(1)[0][1] == 1
    assert set(names(store)) == wanted(20)
    assert not list(disk.folder.rglob("*.tmp"))
    store.close()


def test_a_disk_that_fills_while_a_file_is_written_leaves_nothing_of_it(tmp_path, monkeypatch):
    store = open_store(tmp_path)
    store.land([batch(0)], received_us=AT)

    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(durable, "synced", full)
    with pytest.raises(EnvironmentFaultError, match="disk is full"):
        sealing.seal(tmp_path, now_us=AT)
    assert not [one for one in store.folder.rglob("*") if one.is_file()]
    monkeypatch.undo()
    assert set(names(store)) == wanted(1)
    sealing.seal(tmp_path, now_us=AT)
    assert store.view("orders").tail.num_rows == 0
    assert set(names(store)) == wanted(1)
    store.close()
