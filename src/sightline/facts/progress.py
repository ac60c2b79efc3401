"""How a long read tells how far it is.

A reader calls `start` once with the bytes ahead, `advance` as it goes, `finish` at the end, also after
a fault. Whoever shows a bar decides when one is worth showing; facts never print.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

__all__ = ["Progress", "Silent", "under_way"]


@runtime_checkable
class Progress(Protocol):
    """Something that can show how far a read is."""

    def start(self, label: str, total: int) -> None:
        """Begin a piece of work named `label` of `total` bytes; 0 where the size is not known."""

    def advance(self, n: int) -> None:
        """Tell that `n` more bytes are done."""

    def finish(self) -> None:
        """End the piece of work, done or not."""


class Silent:
    """Progress that nobody watches."""

    def start(self, label: str, total: int) -> None:
        """Say nothing."""

    def advance(self, n: int) -> None:
        """Say nothing."""

    def finish(self) -> None:
        """Say nothing."""


@contextmanager
def under_way(progress: Progress, label: str, total: int) -> Iterator[Progress]:
    """Start and surely finish one piece of work."""
    progress.start(label, total)
    try:
        yield progress
    finally:
        progress.finish()
