"""Looking as somebody else in the demo."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sightline_web import store
from sightline_web.accounts import demo
from sightline_web.accounts.signing_in import sign_in
from sightline_web.policy.guard import public

__all__ = ["look_as"]


@public
@require_POST
def look_as(request: HttpRequest) -> HttpResponse:
    """Sign the visitor in as another demo account; an address that does not exist, outside the demo."""
    people = demo.demo_here(request)
    kind = next((each for each in demo.KINDS if each.id == request.POST.get("kind")), None)
    if people is None or kind is None or kind.id not in people:
        raise Http404
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or back.startswith("/sign-in"):
        back = "/"
    with store.writing():
        sign_in(request, demo.account_of(kind, people))
    response = HttpResponseRedirect(back)
    response.delete_cookie(demo.LEFT, samesite="Lax")
    return response
