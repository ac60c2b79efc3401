"""Lines of the log: one for each record, with what went wrong and where, and nothing that a person wrote.

A fault of a page has an incident's number, which stands on the page and in the log. Of an exception the log keeps its
kind and where it was raised, not its text, because that may quote a record; of a request its route, not its address.
"""

from __future__ import annotations

import logging
import re
import secrets
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.http import HttpRequest

__all__ = ["LineFormatter", "incident_of", "is_a_fault"]

FRAMES = 12  # the innermost ones
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
PLACE = re.compile(r".*[/\\](?:site-packages|src)[/\\]")


def incident_of(request: HttpRequest) -> str:
    """Return the number by which the fault of a request is found in the log; made when it is first asked for."""
    found = getattr(request, "incident", None)
    if found is None:
        found = secrets.token_hex(4)
        request.incident = found  # type: ignore[attr-defined]  # Django's request takes what it is given
    return str(found)


def is_a_fault(record: logging.LogRecord) -> bool:
    """Return whether a record is about a fault, and not about a program that was asked to come again in a moment."""
    return not getattr(getattr(record, "request", None), "told_to_wait", False)


class LineFormatter(logging.Formatter):
    """Writes a record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        request = getattr(record, "request", None)
        said = _asked(request, record) if isinstance(request, HttpRequest) else record.getMessage()
        parts = [at, record.levelname, record.name, said]
        if record.exc_info and record.exc_info[1] is not None:
            parts += [" < ".join(_raised(record.exc_info[1]))]
        return CONTROLS.sub(lambda found: repr(found.group())[1:-1], " ".join(parts))


def _asked(request: HttpRequest, record: logging.LogRecord) -> str:
    route = request.resolver_match.route if request.resolver_match else "(no route)"
    status = getattr(record, "status_code", "")
    return f"{request.method} /{route} {status} incident={incident_of(request)}"


def _raised(error: BaseException | None) -> Iterator[str]:
    """Give an exception and what it came from: the kind of each, and where it was raised."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
        where = ", ".join(f"{_short(each.filename)}:{each.lineno} {each.name}" for each in reversed(frames))
        yield f"{type(error).__name__} at {where}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _short(path: str) -> str:
    return PLACE.sub("", path) if PLACE.match(path) else Path(path).name
