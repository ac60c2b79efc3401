"""How the API answers: some of the rows of a page, what goes with them, and what a client may keep.

The mark of an answer (`ETag`) begins with the reading and ends with a digest of what was said: while figures are still
being estimated, and where the records change, the same reading says more by and by.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from sightline_web import keeper
from sightline_web.api.operations import Read
from sightline_web.api.paging import BadCursorError, OverError, part_of
from sightline_web.api.shapes import Paging
from sightline_web.shell.pages import HANDED_OVER, HandedOver
from sightline_web.shell.refusals import refusal
from sightline_web.shell.twins import json_twin

__all__ = ["done", "marked", "read"]

AGAIN = "Leave the cursor out to start anew."


def read(request: HttpRequest, operation: Read, asked: Paging, parts: Mapping[str, object]) -> HttpResponse:
    """Answer an operation that reads."""
    found = operation.view(request, form=HANDED_OVER, **parts)
    if not isinstance(found, HandedOver):
        return found
    document = {key: each for key, each in found.document.items() if key not in {"page", *operation.without}}
    rows = found.page.rows
    try:
        part = part_of(
            rows, request=request, reading=found.reading, limit=asked.limit, cursor=asked.cursor, order=operation.order
        )
    except OverError as error:
        return refusal(request, 410, {"error": str(error), "fix": AGAIN})
    except BadCursorError as error:
        return refusal(request, 400, {"error": str(error), "fix": AGAIN})
    following = None if part.cursor is None else _following(request, part.cursor)
    about = {"reading": found.reading, "count": part.count, "next": following}
    response = json_twin(document | about | {"rows": list(part.rows)})
    if following is not None:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return marked(request, response, found.reading)


def marked(request: HttpRequest, response: HttpResponse, reading: str) -> HttpResponse:
    """Give an answer its mark; to a client that has it already, 304 and no body."""
    digest = hashlib.sha256(response.content).hexdigest()[:24]
    response.headers["ETag"] = f'"{reading}.{digest}"'
    patch_vary_headers(response, ["Accept-Language", "Authorization", "Cookie"])
    kept = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    return kept or response


def done(told: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    """Answer an act with what it led to."""
    snapshot = keeper.current().state().snapshot
    about = {"sightline": snapshot.head.version, "reading": snapshot.head.reading} if snapshot is not None else {}
    return json_twin(about | dict(told), status=status)


def _following(request: HttpRequest, cursor: str) -> str:
    kept = [(name, each) for name in request.GET for each in request.GET.getlist(name) if name != "cursor"]
    return f"{request.path}?{urlencode([*kept, ('cursor', cursor)])}"
