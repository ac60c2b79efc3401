"""What the policy refuses is written in the journal, and told: what is missing, and who can give it.

Where even the existence of a record must not be told, the answer is that of an address which does not exist.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from sightline_web.journal.services import refused
from sightline_web.policy.guard import Denied, policy_of
from sightline_web.policy.words import Action
from sightline_web.shell.actors import actor_of
from sightline_web.shell.pages import not_found
from sightline_web.shell.views import denied

__all__ = ["Denials"]

LETTERS = 200


class Denials:
    """Turns what the guard of a view raises into an answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer what was refused; everything else is for others."""
        if not isinstance(exception, Denied):
            return None
        match = request.resolver_match
        asked = {} if match is None else {name: each for name, each in match.kwargs.items() if name != "form"}
        key = next((str(each).replace("\0", "")[:LETTERS] for each in asked.values()), "")
        policy = policy_of(match.func) if match is not None else None
        record = policy.record if policy is not None and policy.record is not None else "page"
        asked_for = policy.action if policy is not None and policy.action is not None else Action.VIEW
        refused(by=actor_of(request), action=asked_for, kind=record, key=key)
        if exception.hidden:
            return not_found(request)
        return denied(request, exception.decision.missing, exception.decision.ask)
