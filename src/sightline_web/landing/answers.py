"""What the door answers: JSON, short, and in words that say what to do next."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sightline_web.assets import Send
from sightline_web.landed import Batch, Landed, Refusal

__all__ = ["Answer", "Turned", "landed", "refused_all"]

Pairs = Sequence[tuple[str, str]]


class Turned(Exception):  # noqa: N818 -- it is an answer, not a fault
    """A request that is turned away as a whole.

    Parameters
    ----------
    status : int
        Of HTTP.
    refusal : Refusal
        Why, and what to do.
    retry_seconds : int, optional
        After how long to come again.
    close : bool
        End the connection: what is still coming is not read.
    more : sequence of pairs
        Further headers.
    """

    def __init__(
        self, status: int, refusal: Refusal, *, retry_seconds: int | None = None, close: bool = False, more: Pairs = ()
    ) -> None:
        super().__init__(refusal.reason)
        self.status, self.refusal, self._more = status, refusal, tuple(more)
        self._retry, self._close = retry_seconds, close

    @property
    def answer(self) -> Answer:
        """What is said."""
        headers = list(self._more)
        if self._retry is not None:
            headers.append(("Retry-After", str(self._retry)))
        if self._close:
            headers.append(("Connection", "close"))
        told = {"error": self.refusal.reason, "fix": self.refusal.fix}
        return Answer(self.status, told | ({"field": self.refusal.field} if self.refusal.field else {}), headers)


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, a document, and headers."""

    status: int
    told: Mapping[str, object]
    headers: Pairs = ()

    async def send(self, send: Send) -> None:
        """Send it."""
        body = json.dumps(self.told, ensure_ascii=False).encode(errors="replace") + b"\n"
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            *((name.lower().encode(), value.encode()) for name, value in self.headers),
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def landed(batch: Batch, found: Landed) -> Answer:
    """Answer a request whose good events are on the disk: 202, or 200 where nothing was new and nothing refused."""
    told = {
        "accepted": found.new,
        "duplicates": found.duplicates,
        "conflicts": [
            {
                "index": each,
                "field": "id",
                "reason": "An event of this source and id is known, with other content.",
                "fix": "Give it an id of its own; to correct one, send a new event with its id in supersedes.",
            }
            for each in found.conflicts
        ],
        "refused": _told(batch.refused),
    }
    quiet = not found.new and not found.conflicts and not batch.refused
    return Answer(200 if quiet else 202, told)


def refused_all(batch: Batch) -> Answer:
    """Answer a request of which nothing is landed."""
    return Answer(422, {"accepted": 0, "duplicates": 0, "conflicts": [], "refused": _told(batch.refused)})


def _told(refused: Sequence[Refusal]) -> list[dict[str, object]]:
    return [{"index": each.index, "field": each.field, "reason": each.reason, "fix": each.fix} for each in refused]
