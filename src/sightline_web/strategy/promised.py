"""Parts of a page that are still being estimated: shown as such, and filled in once, when they are ready.

`strategy/_awaits.html` asks the page's own address again every two seconds, under an id that names its question; the
answer is empty until the question is answered, and then the whole page, of which the parts named are put in place.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.http import HttpRequest, HttpResponse

from sightline_web import keeper
from sightline_web.snapshot import Fault, UnanswerableError, UnderWayError

__all__ = ["Promised", "filling", "promised"]

T = TypeVar("T")
AWAITS = "awaits-"


@dataclass(frozen=True, slots=True)
class Promised(Generic[T]):
    """An answer, or that it is being estimated, or the fault that the library gave instead."""

    value: T | None = None
    waiting: bool = False
    fault: Fault | None = None


def promised(ask: Callable[[], T]) -> Promised[T]:
    """Return what `ask` gives, or why there is nothing yet."""
    try:
        return Promised(ask())
    except UnderWayError:
        return Promised(waiting=True)
    except UnanswerableError as error:
        return Promised(fault=error.fault)


def filling(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer a part that asks whether it is ready with nothing until it is, and then with the page."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        asking = request.headers.get("HX-Trigger", "")
        snapshot = keeper.current().state().snapshot
        if asking.startswith(AWAITS) and snapshot is not None and not snapshot.ready(asking.removeprefix(AWAITS)):
            return HttpResponse(status=204)
        return view(request, *args, **kwargs)

    return answer
