"""The views behind the addresses of the API; what they answer with is loaded at the first request.

Whoever has an account comes in here. What they may do, the guard of each operation asks anew.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sightline_web.policy.guard import signed_in
from sightline_web.shell.refusals import refusal

__all__ = ["document", "v1"]


@signed_in
def v1(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer an operation of the first version."""
    from sightline_web.api.mounted import answer  # noqa: PLC0415 -- slow import, which most processes never need

    return answer(request, rest)


@signed_in
def document(request: HttpRequest) -> HttpResponse:
    """Answer the OpenAPI document of the first version."""
    from sightline_web.api.document import response  # noqa: PLC0415 -- likewise

    if request.method not in {"GET", "HEAD"}:
        told = {"error": f"{request.method} is not known here.", "fix": "Use GET."}
        answered = refusal(request, 405, told)
        answered.headers["Allow"] = "GET, HEAD"
        return answered
    return response(request)
