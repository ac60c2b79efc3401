"""Ending the tour: whoever ends it is not asked again."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sightline_web.policy.guard import signed_in

__all__ = ["end"]

A_YEAR = 365 * 24 * 3600


@signed_in
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Lead back to the page, without the tour, and remember in this browser that it was seen."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    secure = settings.SIGHTLINE_SECURE
    name = settings.SIGHTLINE_TOUR_COOKIE
    response.set_cookie(name, "seen", max_age=A_YEAR, secure=secure, httponly=True, samesite="Strict")
    return response
