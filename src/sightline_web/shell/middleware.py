"""Security headers and the host check, and https for ever under a public address.

The policy knows no exceptions: no inline script, no inline style, nothing from another origin. A request under a
host name that is neither this machine's own nor the public one is refused, so that a page elsewhere cannot reach the
workspace by rebinding its name to 127.0.0.1.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase

__all__ = ["HEADERS", "known_host", "security_headers"]

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
FOR_EVER = "max-age=63072000; includeSubDomains"


def security_headers(get_response: Handler) -> Handler:
    """Add the headers to every response."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        if settings.SIGHTLINE_SECURE:
            response.headers["Strict-Transport-Security"] = FOR_EVER
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return middleware


def known_host(get_response: Handler) -> Handler:
    """Refuse a request under a host name that is neither this machine's own nor the public one."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            text = "Sightline answers only under the address that it printed at its start, such as 127.0.0.1.\n"
            return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware
