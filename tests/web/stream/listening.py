"""A stream, read line by line, as a browser reads it."""

from __future__ import annotations

import http.client
import time

from tests.web.people import BUSINESS, cookie_header


class Stream:
    """What a server sends to one listener."""

    def __init__(self, base: str, topics: str, *, who: str = BUSINESS, cookie: str | None = None) -> None:
        self._connection = http.client.HTTPConnection(base.removeprefix("http://"), timeout=10)
        headers = {"Cookie": cookie or cookie_header(who), "Accept": "text/event-stream"}
        self._connection.request("GET", f"/stream?topics={topics}", headers=headers)
        self.answer = self._connection.getresponse()

    def next(self, *names: str, seconds: float = 5.0) -> tuple[str, str]:
        """Return name and data of the next event, or of the next one of these names; ("", "") at the end."""
        name, until = "", time.monotonic() + seconds
        while time.monotonic() < until:
            line = self.answer.readline().decode().rstrip("\n")
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: ") and (not names or name in names):
                return name, line.removeprefix("data: ")
            elif not line and self.answer.isclosed():
                return "", ""
        raise TimeoutError(names)

    def ended(self) -> bool:
        """Read to the end; whether there is one."""
        try:
            while self.answer.readline():
                pass
        except (OSError, http.client.HTTPException):
            pass
        return True

    def close(self) -> None:
        """Hang up."""
        self.answer.close()
        self._connection.close()
