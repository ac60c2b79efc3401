"""Views that change something: they answer POST alone, and say in words when the store is away."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from sightline_web import keeper
from sightline_web.languages.marks import later
from sightline_web.shell.pages import FIRST_ANSWER_SECONDS, Page, formats_of, show, told
from sightline_web.shell.typed import number
from sightline_web.snapshot import Fault, Snapshot, UnanswerableError, UnderWayError
from sightline_web.store import StoreError

__all__ = ["day_typed", "number_typed", "posted", "typed_in"]

WAIT = Fault(later("This rests on what is being estimated from the past."), fix=later("Try again in a moment."))
Params = ParamSpec("Params")
Write = Callable[Concatenate[HttpRequest, Snapshot, Params], HttpResponse | Page]


def posted(back: Callable[..., str]) -> Callable[[Write[Params]], Callable[..., HttpResponse]]:
    """Turn a function into a view that changes something.

    Parameters
    ----------
    back : callable
        Takes the parts of the address, returns where whoever comes by GET is sent.

    The function is given the request and the snapshot; a page that it returns is what was typed, with what is wrong.
    """

    def turn(view: Write[Params]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def answer(request: HttpRequest, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
            state = keeper.current().state(wait=FIRST_ANSWER_SECONDS)
            if request.method != "POST" or state.snapshot is None:
                return HttpResponseRedirect(back(**kwargs))
            try:
                found = view(request, state.snapshot, *args, **kwargs)
                return show(request, found, state, status=422) if isinstance(found, Page) else found
            except (UnanswerableError, StoreError) as error:
                return told(request, error.fault)
            except UnderWayError:
                return told(request, WAIT)

        return require_http_methods(["GET", "HEAD", "POST"])(answer)

    return turn


def typed_in(request: HttpRequest) -> dict[str, str]:
    """Return what was typed, by the names of the fields."""
    return {name: str(value) for name, value in request.POST.items()}


def day_typed(text: str | None) -> date | None:
    """Return a day such as 2026-12-31; None for anything else."""
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        return None


def number_typed(request: HttpRequest, text: str | None) -> float | None:
    """Return a number as whoever asks writes it, a sign of percent left out; None for anything else."""
    return number((text or "").replace("%", ""), formats_of(request).locale)
