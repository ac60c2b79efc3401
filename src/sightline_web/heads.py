"""The heads of requests, as httptools reads them: bounded in size and in time.

The parser itself takes a header of any length and waits for its end for ever.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

__all__ = ["HEAD_SECONDS", "LARGEST_HEAD", "BoundedHeads"]

LARGEST_HEAD = 32_768  # bytes of the line and the headers of a request
HEAD_SECONDS = 20.0  # from the first byte, or from the connection, to the end of the head
LATE = (
    b"HTTP/1.1 408 Request Timeout\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 36\r\n"
    b"connection: close\r\n\r\nThe request took too long to arrive."
)
BETWEEN = 4  # bytes of a header besides its name and value


class BoundedHeads(HttpToolsProtocol):
    """Answers 400 to a head that is too large, and 408 to one that takes too long."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._in_head = self._in_body = False
        self._read = self._unread = self._begun = 0
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Wait for a head."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._wait_no_longer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; what belongs to a head that has not ended is counted."""
        whole, most = not self._in_body, 0 if self._in_head else 1
        self._begun = 0
        super().data_received(data)
        if self._in_head and whole and self._begun <= most and not self.transport.is_closing():
            self._unread += len(data)
            if self._unread > LARGEST_HEAD:
                self.send_400_response("The head of the request is too large.")

    def eof_received(self) -> None:
        """Say that a body was cut off; who waits for more of it hears that nobody is there."""
        cycle = self.cycle
        if self._in_body and not cycle.response_started:
            self.send_400_response("The body is cut off.")
            cycle.disconnected = True
            cycle.message_event.set()

    def on_message_begin(self) -> None:
        """Begin to count."""
        super().on_message_begin()
        self._in_head, self._in_body = True, False
        self._read = self._unread = 0
        self._begun += 1
        self._wait()

    def on_url(self, url: bytes) -> None:
        """Take a part of the line."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, before or after the body."""
        self._count(len(name) + len(value) + BETWEEN)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Hand the request on."""
        self._in_head = False
        self._wait_no_longer()
        super().on_headers_complete()
        self._in_body = True

    def on_message_complete(self) -> None:
        """End the request."""
        self._in_body = False
        super().on_message_complete()

    def _count(self, size: int) -> None:
        self._read += size
        if self._read > LARGEST_HEAD:
            raise ValueError("the head is too large")  # the parser passes it on, and the answer is 400

    def _wait(self) -> None:
        self._wait_no_longer()
        self._late = self.loop.call_later(HEAD_SECONDS, self._too_late)

    def _wait_no_longer(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _too_late(self) -> None:
        if not self.transport.is_closing():
            if self._in_head:
                self.transport.write(LATE)
            self.transport.close()
