"""One live event as it is landed, and what becomes of those that are handed in.

The key of an event is its source and its id: delivered again, it changes nothing; with other content, it is a conflict
that the sender is told about. A column of further data holds numbers, booleans or texts, by what it held first.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal, NamedTuple

import msgspec
import pyarrow as pa

from sightline.facts.instants import INSTANT_TYPE

__all__ = [
    "FOLLOWED",
    "LAST_IN_TIME",
    "LAYOUT",
    "EventRow",
    "MemberKind",
    "Receipt",
    "content_of",
    "event_id",
    "key_of",
]

MemberKind = Literal["number", "boolean", "text"]
LAST_IN_TIME = 1 << 41  # the sequence of live events begins here: after those of files that happened at the same moment
_ENCODED = msgspec.msgpack.Encoder()
LAYOUT = pa.schema(
    [
        ("case", pa.string()),
        ("activity", pa.string()),
        ("time", INSTANT_TYPE),
        ("start", INSTANT_TYPE),
        ("offset_min", pa.int16()),
        ("seq", pa.int64()),
        ("performer", pa.string()),
        ("event_id", pa.string()),
    ]
)
FOLLOWED = pa.schema(
    [
        ("row", pa.int64()),
        ("log", pa.string()),
        ("source", pa.string()),
        ("id", pa.string()),
        *[field for field in LAYOUT if field.name != "start"],
        ("data", pa.string()),
        ("supersedes", pa.string()),
    ]
)


class EventRow(NamedTuple):
    """One event.

    Parameters
    ----------
    log : str
        The id of a source that is live.
    source, id : str
        Who says so, and what they call the event: together its key.
    case, activity : str
        Which case, and what was done to it, as the log labels it.
    time_us : int
        When, in microseconds of UTC.
    offset_min : int, optional
        The minutes by which the sender's clock was ahead of UTC.
    sequence : int, optional
        Orders events of the same moment; those without one are ordered as they came in.
    performer : str, optional
        Who did it.
    data : str
        A JSON object of further columns, scalars only.
    supersedes : str, optional
        The id of the event of the same source that this one corrects.
    """

    log: str
    source: str
    id: str
    case: str
    activity: str
    time_us: int
    offset_min: int | None = None
    sequence: int | None = None
    performer: str | None = None
    data: str = "{}"
    supersedes: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one batch.

    Parameters
    ----------
    new : int
        Events that were not known.
    duplicates : int
        Events that were known already, with the same content.
    conflicts : tuple of int
        Places in the batch of events whose key is known with other content; these are not kept.
    last : int
        The highest row number after this batch.
    """

    new: int
    duplicates: int
    conflicts: tuple[int, ...]
    last: int


def key_of(source: str, name: str) -> bytes:
    """Return the 16 bytes by which an event is known again."""
    return hashlib.blake2b(f"{len(source)}:{source}{name}".encode(), digest_size=16).digest()


def content_of(row: EventRow) -> bytes:
    """Return 8 bytes that tell a redelivery from another event under the same key."""
    said = (row.log, row.case, row.activity, row.time_us, row.sequence, row.performer, row.data, row.supersedes)
    return hashlib.blake2b(_ENCODED.encode(said), digest_size=8).digest()


def event_id(source: str, name: str) -> str:
    """Return what an event is called in a laid-out log."""
    return f"{source}#{name}"
