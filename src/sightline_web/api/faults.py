"""What was asked wrongly: which part, what is wrong with it, and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError

from sightline_web.shell.refusals import refusal

__all__ = ["malformed", "misnamed", "not_allowed", "not_json", "not_valid", "unacceptable"]

SHOWN = 20  # faults of one request
JSON = "application/json"


def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer values that cannot be: 422 with each of them."""
    errors = [_fault(each) for each in error.errors[:SHOWN]]
    said = "; ".join(f"{each['place']}: {each['cause']}" for each in errors[:3])
    fix = "See /api for what this operation takes."
    return refusal(request, 422, {"error": said or "The request is not valid.", "fix": fix, "errors": errors})


def _fault(each: Mapping[str, Any]) -> dict[str, str]:
    loc: Sequence[object] = each.get("loc", ())
    known = [str(part) for part in loc if part not in {"asked", "sent"}]
    return {"place": ".".join(known), "cause": str(each.get("msg", "not valid"))}


def malformed(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer what cannot be read at all, as a body that is no JSON."""
    cause = "The body cannot be read as JSON." if error.status_code == 400 else str(error)  # noqa: PLR2004 -- of HTTP
    return refusal(request, error.status_code, {"error": cause, "fix": "See /api for what this operation takes."})


def misnamed(request: HttpRequest, known: Collection[str], more: tuple[str, ...] = ()) -> HttpResponse | None:
    """Answer a parameter that there is not; None where all are known, or begin as `more` says."""
    unknown = [name for name in request.GET if name not in known and not name.startswith(more or "\0")]
    if not unknown:
        return None
    near = difflib.get_close_matches(unknown[0], known, n=3)
    fix = f"Did you mean {near[0]}?" if near else _known(known)
    told = {"error": f"There is no parameter “{unknown[0][:60]}” here.", "fix": fix, "nearest": near}
    return refusal(request, 422, told | {"errors": [{"place": f"query.{name[:60]}", "cause": "not known"} for name in
                                                     unknown[:SHOWN]]})  # fmt: skip


def _known(known: Collection[str]) -> str:
    return f"Known are {', '.join(known)}." if known else "This operation takes none."


def not_allowed(request: HttpRequest, verbs: Collection[str]) -> HttpResponse:
    """Answer a verb that an address does not know."""
    allowed = ", ".join(sorted({*verbs, *(["HEAD"] if "GET" in verbs else [])}))
    response = refusal(request, 405, {"error": f"{request.method} is not known here.", "fix": f"Use {allowed}."})
    response.headers["Allow"] = allowed
    return response


def unacceptable(request: HttpRequest) -> HttpResponse | None:
    """Answer a client that takes no JSON; None for every other."""
    if request.accepts(JSON):
        return None
    return refusal(request, 406, {"error": "The API answers JSON.", "fix": "Send Accept: application/json."})


def not_json(request: HttpRequest) -> HttpResponse | None:
    """Answer a body that does not say that it is JSON; None where it does."""
    if request.content_type == JSON:
        return None
    return refusal(request, 415, {"error": "The body does not say that it is JSON.",
                                  "fix": "Send Content-Type: application/json."})  # fmt: skip
