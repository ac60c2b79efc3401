"""What the door for events and the store tell each other: batches, what became of them, and why some are not kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Batch", "BusyError", "FullError", "LandError", "Landed", "Refusal", "UnreadableError"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an event is not landed, or where it has no place, a whole request; says nothing of what was sent.

    Parameters
    ----------
    index : int, optional
        Its place in the batch, from 0.
    field : str
        What is wrong about it.
    reason, fix : str
        Why, and what to do.
    """

    index: int | None
    field: str
    reason: str
    fix: str


@dataclass(frozen=True, slots=True)
class Batch:
    """The events of one request.

    Parameters
    ----------
    rows : sequence
        Those that can be landed, as the store takes them.
    places : sequence of int
        Where each of them stands in the request.
    refused : sequence of Refusal
        The others.
    added : mapping
        What columns that are new hold, by log.
    """

    rows: Sequence[Any]
    places: Sequence[int]
    refused: Sequence[Refusal]
    added: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def events(self) -> int:
        """How many events there were."""
        return len(self.rows) + len(self.refused)


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of the events of one batch that could be landed; `conflicts` are places in the request."""

    new: int
    duplicates: int
    conflicts: tuple[int, ...]


class UnreadableError(ValueError):
    """A body that cannot be read at all; `kind` is `type`, `syntax` or `size`."""

    def __init__(self, kind: str, cause: str, fix: str) -> None:
        super().__init__(cause)
        self.kind, self.cause, self.fix = kind, cause, fix


class LandError(RuntimeError):
    """Events that cannot be kept now; none of them was."""

    def __init__(self, cause: str, fix: str) -> None:
        super().__init__(cause)
        self.cause, self.fix = cause, fix


class FullError(LandError):
    """There is no space left."""


class BusyError(LandError):
    """What keeps them answers nothing at present, or the model cannot be read."""
