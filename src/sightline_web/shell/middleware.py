"""Security headers, the host check, and how large a body may be; and https for ever under a public address.

The policy knows no exceptions: no inline script, no inline style, nothing from another origin. A request under a
host name that is neither this machine's own nor the public one is refused, so that a page elsewhere cannot reach the
workspace by rebinding its name to 127.0.0.1.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from sightline_web.policy.guard import policy_of
from sightline_web.policy.rules import ABOUT_PERSONS
from sightline_web.policy.words import Record
from sightline_web.shell.refusals import refusal, under_api

__all__ = ["HEADERS", "TOO_LARGE", "fitting_body", "headers_of_all", "known_host", "security_headers"]

Handler = Callable[[HttpRequest], HttpResponseBase]

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
TOO_LARGE = "sightline.too_large"  # said in a scope by `asgi`, which has cut the body off
FOR_EVER = "max-age=63072000; includeSubDomains"
UNKEPT = ABOUT_PERSONS | {
    Record.ACCOUNT, Record.INVITATION, Record.SESSION, Record.TOKEN, Record.JOURNAL, Record.BACKUP, Record.REJECTED_ROW
}  # fmt: skip


def headers_of_all() -> dict[str, str]:
    """Return the headers that every answer carries, whoever makes it."""
    return HEADERS | ({"Strict-Transport-Security": FOR_EVER} if settings.SIGHTLINE_SECURE else {})


def security_headers(get_response: Handler) -> Handler:
    """Add the headers to every response."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in headers_of_all().items():
            response.headers[name] = value
        if _sensitive(request):
            response.headers["Cache-Control"] = "no-store"
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return middleware


def _sensitive(request: HttpRequest) -> bool:
    """Return whether no browser may keep what a view answers: what is about persons, accounts or the journal."""
    policy = policy_of(request.resolver_match.func) if request.resolver_match else None
    return policy is not None and policy.record in UNKEPT


def fitting_body(get_response: Handler) -> Handler:
    """Refuse a body that is too large before anything reads it; the server has not kept it either."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        told = request.META.get("CONTENT_LENGTH") or ""
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if getattr(request, "scope", {}).get(TOO_LARGE) or (told.isdecimal() and int(told) > most):
            raise RequestDataTooBig(f"A body may have {most} bytes.")
        return get_response(request)

    return middleware


def known_host(get_response: Handler) -> Handler:
    """Refuse a request under a host name that is neither this machine's own nor the public one."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            text = "Sightline answers only under the address that it printed at its start, such as 127.0.0.1.\n"
            if under_api(request):
                return refusal(request, 400, {"error": text.strip()})
            return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware
