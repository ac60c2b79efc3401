"""An act that is sent twice is done once: a client that is not sure sends it again under the same `Idempotency-Key`.

What was answered is kept for a day under the account, the address and the key, and given again to the same body.

Reference: The Idempotency-Key HTTP Header Field (IETF httpapi, draft 07, 2025).
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from sightline_web.shell.actors import actor_of
from sightline_web.shell.refusals import refusal

__all__ = ["HEADER", "once"]

HEADER = "Idempotency-Key"
KEPT_SECONDS = 24 * 3600
BUSY_SECONDS = 60  # so long another one under the same key is waited for
Act = Callable[..., HttpResponse]


def once(act: Act) -> Act:
    """Have an act be done once for each key; stands below its guard, which is asked every time."""

    @functools.wraps(act)
    def answer(request: HttpRequest, **given: Any) -> HttpResponse:
        key = request.headers.get(HEADER, "").strip()
        if not key:
            return act(request, **given)
        place, body = _place(request, key), hashlib.sha256(request.body).hexdigest()
        if not cache.add(place, {"body": body, "status": None}, timeout=BUSY_SECONDS):
            return _again(request, cache.get(place), body)
        done = False
        try:
            response = act(request, **given)
            done = 200 <= response.status_code < 300  # noqa: PLR2004 -- what is refused may be sent again
        finally:
            if not done:
                cache.delete(place)
        if done:
            kept = {"body": body, "status": response.status_code, "content": response.content.decode(),
                    "location": response.headers.get("Location")}  # fmt: skip
            cache.set(place, kept, timeout=KEPT_SECONDS)
        return response

    return answer


def _place(request: HttpRequest, key: str) -> str:
    parts = (str(actor_of(request).account), str(request.method), request.path, key)
    return f"api-once:{hashlib.sha256(chr(0).join(parts).encode(errors='replace')).hexdigest()}"


def _again(request: HttpRequest, kept: dict[str, Any] | None, body: str) -> HttpResponse:
    """Answer what was answered before."""
    if kept is not None and kept["body"] != body:
        told = {"error": f"This {HEADER} was sent with another body.", "fix": "Use a new key for each act."}
        return refusal(request, 422, told)
    if kept is None or kept["status"] is None:
        told = {"error": "The same is being done just now.", "fix": "Send it again in a moment."}
        return refusal(request, 409, told, retry=1)
    response = HttpResponse(kept["content"], status=kept["status"], content_type="application/json")
    response.headers["Idempotency-Replayed"] = "true"
    if kept["location"]:
        response.headers["Location"] = kept["location"]
    return response
