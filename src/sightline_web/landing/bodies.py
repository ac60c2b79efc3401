"""Taking the body of a request: bounded in size and in time, and inflated no further than it may be.

Nothing is written to the disk, and what is held in memory by all requests together is bounded too.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sightline_web.assets import Receive
from sightline_web.landed import Refusal
from sightline_web.landing.answers import Turned

__all__ = ["LARGEST", "PATIENCE", "Room", "body_of", "said_length"]

LARGEST = 8 * 1_024 * 1_024
MOST_AT_ONCE = 64 * 1_024 * 1_024  # bytes of bodies that are taken at the same time
RATIO = 100  # to which a body may be inflated
SMALL = 65_536  # up to which it does not matter
GZIP = 31  # zlib's number for it
UNSAID = 256 * 1_024  # is taken for the size of a body that does not say it


@dataclass
class Patience:
    """How long a body may take."""

    seconds: float = 20.0


PATIENCE = Patience()
TOO_LARGE = Refusal(None, "", f"The body has more than {LARGEST:,} bytes.", "Send it in smaller batches.")
BOMB = Refusal(None, "", f"The body becomes more than {RATIO} times as large.", "Send it without compression.")
CUT_OFF = Refusal(None, "", "The body is cut off.", "Send it again; nothing of it was landed.")
NO_GZIP = Refusal(None, "", "The body is no gzip, or cut off.", "Compress it anew; nothing of it was landed.")
LATE = Refusal(None, "", "The body took too long to arrive.", "Send it again; nothing of it was landed.")
ENCODING = Refusal(None, "content-encoding", "The body is packed in a way that is not read.", "Use gzip, or nothing.")
LENGTH = Refusal(None, "content-length", "This is no length.", "Say the number of bytes.")
CROWDED = Refusal(None, "", "Too much is coming in at this moment.", "Send it again after the time in Retry-After.")


class Room:
    """How much may be in memory at the same time."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        self._most, self._taken = most, 0

    @asynccontextmanager
    async def of(self, size: int) -> AsyncIterator[None]:
        """Hold room for a body, or turn it away."""
        if self._taken + size > self._most:
            raise Turned(429, CROWDED, retry_seconds=1)
        self._taken += size
        try:
            yield
        finally:
            self._taken -= size


def said_length(headers: Mapping[str, str]) -> int:
    """Return how much room a body is given; one that says that it is too large is turned away."""
    said = headers.get("content-length")
    if said is None:
        return UNSAID
    if not (said.isascii() and said.isdecimal()):
        raise Turned(400, LENGTH)
    if len(said) > len(str(LARGEST)) or int(said) > LARGEST:
        raise Turned(413, TOO_LARGE, close=True)
    return int(said)


async def body_of(receive: Receive, headers: Mapping[str, str]) -> bytes:
    """Return the body of a request, inflated.

    Raises
    ------
    Turned
        If it is too large, packed otherwise, cut off or late.
    """
    packing = headers.get("content-encoding", "identity").strip().lower()
    if packing not in {"gzip", "x-gzip", "identity"}:
        raise Turned(415, ENCODING, close=True, more=(("Accept-Encoding", "gzip"),))
    taken = _Inflated() if packing != "identity" else _Plain()
    try:
        async with asyncio.timeout(PATIENCE.seconds):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    raise Turned(400, CUT_OFF, close=True)
                taken.take(message.get("body", b""))
                if not message.get("more_body", False):
                    return taken.whole()
    except TimeoutError:
        raise Turned(408, LATE, close=True) from None


class _Plain:
    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def take(self, part: bytes) -> None:
        """Add a part."""
        self._size += len(part)
        if self._size > LARGEST:
            raise Turned(413, TOO_LARGE, close=True)
        self._parts.append(part)

    def whole(self) -> bytes:
        """Return all of it."""
        return b"".join(self._parts)


class _Inflated(_Plain):
    def __init__(self) -> None:
        super().__init__()
        self._packed = 0
        self._reader = zlib.decompressobj(wbits=GZIP)

    def take(self, part: bytes) -> None:
        """Inflate a part, as far as it may become."""
        self._packed += len(part)
        most = min(LARGEST, max(SMALL, RATIO * self._packed))
        try:
            out = self._reader.decompress(part, most - self._size + 1)
        except zlib.error:
            raise Turned(400, NO_GZIP, close=True) from None
        if self._size + len(out) > most:
            raise Turned(413, TOO_LARGE if most == LARGEST else BOMB, close=True)
        if self._reader.unused_data:
            raise Turned(400, NO_GZIP, close=True)
        super().take(out)

    def whole(self) -> bytes:
        """Return all of it."""
        if not self._reader.eof:
            raise Turned(400, NO_GZIP)
        return super().whole()
