"""What each request does with the record store: it says who asks, and a fault of it becomes a page that says so."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from sightline_web import rows, store
from sightline_web.policy.actor import NOBODY
from sightline_web.shell.views import unavailable

__all__ = ["Asking"]

Handler = Callable[[HttpRequest], HttpResponseBase]


class Asking:
    """Tells the database who asks; stands right behind whatever sets `request.actor`."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request with the rows that are its actor's to see."""
        with rows.acting_as(getattr(request, "actor", NOBODY)):
            return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer with a 503 that may be tried again, where the store failed and no view has told it."""
        if (fault := store.fault_of(exception)) is None:
            return None
        request.actor = NOBODY  # type: ignore[attr-defined]  # the page must not ask the store again
        return unavailable(request, fault)
