"""The bytes of a file, decompressed where need be, in pieces, with progress.

Decompression runs in a thread of its own, so it overlaps with whoever reads. A gzip stream that ends early is a
fault with its place; one that unfolds beyond reason is refused before it fills the memory.
"""

from __future__ import annotations

import queue
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sightline.errors import SourceError, SourceMissingError
from sightline.facts.progress import Progress, under_way
from sightline.saying import say

__all__ = ["pieces"]

_READ = 1 << 18
_PIECE = 1 << 20
_AHEAD = 8
_GZIP = b"\x1f\x8b"
_RATIO = 200  # honest logs unfold to some 10 to 40 times their size
_RATIO_FROM = 500 * 1024 * 1024


def pieces(file: Path, progress: Progress) -> Iterator[bytes]:
    """Yield the content of `file`, unpacked if it is gzip, in pieces of about a megabyte.

    Raises
    ------
    SourceMissingError
        If the file is not there.
    SourceError
        If it cannot be read, its gzip stream is broken or ends early, or it unfolds beyond reason.
    """
    try:
        size = file.stat().st_size
        with under_way(progress, file.name, size), file.open("rb") as raw:
            head = raw.read(len(_GZIP))
            raw.seek(0)
            if head == _GZIP:
                yield from _ahead(_inflated(file, _raw(raw, progress)))
            else:
                yield from _raw(raw, progress, _PIECE)
    except FileNotFoundError as fault:
        raise SourceMissingError(
            say("the file is not there."), place=str(file), fix=say("Check the path in `file:`.")
        ) from fault
    except OSError as fault:
        raise SourceError(
            say("the file cannot be read: {why}.", why=str(fault.strerror)),
            place=str(file),
            fix=say("Check its rights."),
        ) from fault


def _raw(raw: BinaryIO, progress: Progress, size: int = _READ) -> Iterator[bytes]:
    while piece := raw.read(size):
        progress.advance(len(piece))
        yield piece


def _inflated(file: Path, packed: Iterator[bytes]) -> Iterator[bytes]:
    unpack = zlib.decompressobj(wbits=31)
    read = written = 0
    fed = False
    for piece in packed:
        read += len(piece)
        waiting = piece
        while waiting:
            if unpack.eof:
                waiting = waiting.lstrip(b"\0")  # gzip files may be padded
                if not waiting:
                    break
                unpack, fed = zlib.decompressobj(wbits=31), False
            try:
                unfolded = unpack.decompress(waiting, _PIECE)
            except zlib.error as fault:
                raise SourceError(
                    f"the gzip stream is damaged after {written:,} unpacked bytes ({fault}).",
                    place=str(file),
                    fix="Copy or export the file again.",
                ) from fault
            fed = True
            waiting = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
            written += len(unfolded)
            _refuse_bomb(file, read, written)
            if unfolded:
                yield unfolded
    if fed and not unpack.eof and (rest := unpack.flush()):
        written += len(rest)
        yield rest
    if not fed or not unpack.eof:
        raise SourceError(
            f"the gzip stream ends too early, after {written:,} unpacked bytes.",
            place=str(file),
            fix="The file was cut off: copy or export it again.",
        )


def _refuse_bomb(file: Path, read: int, written: int) -> None:
    if written > _RATIO_FROM and written > _RATIO * read:
        raise SourceError(
            f"the gzip stream unfolds to more than {_RATIO} times its size; it looks like a bomb.",
            place=str(file),
            fix="Unpack the file yourself if you trust it, and name the unpacked file.",
        )


def _ahead(source: Iterator[bytes]) -> Iterator[bytes]:
    """Run `source` in a thread, a few pieces ahead of whoever takes them."""
    ready: queue.Queue[bytes | BaseException | None] = queue.Queue(_AHEAD)
    stopped = threading.Event()

    def offer(item: bytes | BaseException | None) -> bool:
        while not stopped.is_set():
            try:
                ready.put(item, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def work() -> None:
        try:
            for piece in source:
                if not offer(piece):
                    return
            offer(None)
        except BaseException as fault:  # noqa: BLE001 -- handed to the reader's thread
            offer(fault)

    worker = threading.Thread(target=work, name="sightline-inflate", daemon=True)
    worker.start()
    try:
        while (item := ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stopped.set()
        worker.join()
