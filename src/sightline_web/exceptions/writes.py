"""What forms do to exceptions: each answers with the page to look at next, where what was done can be undone.

A form that is refused, or that comes second, is shown again as it was typed, with what happened meanwhile.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sightline_web import keeper
from sightline_web.engine.exceptions import RefusedError
from sightline_web.engine.saying import begun
from sightline_web.exceptions import clock, queries, services
from sightline_web.exceptions.models import Happening
from sightline_web.exceptions.opened import Typed, opened
from sightline_web.exceptions.views import crumbs, owned
from sightline_web.languages.marks import later
from sightline_web.policy.actor import Actor
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.shell.actors import actor_of
from sightline_web.shell.pages import FIRST_ANSWER_SECONDS, show, told
from sightline_web.shell.typed import plain, whole
from sightline_web.snapshot import Fault, Snapshot
from sightline_web.store import StoreError

__all__ = [
    "acknowledge",
    "act",
    "comment",
    "end_of",
    "hand_over",
    "happened",
    "level",
    "mute",
    "reopen",
    "resolve",
    "undo",
]

Do = Callable[[HttpRequest, Snapshot, int, datetime], Happening | None]
MEANWHILE = {
    "acknowledged": later("Somebody else has acknowledged it"),
    "in action": later("Somebody else has acted on it"),
    "muted": later("Somebody else has muted it"),
    "resolved": later("Somebody else has closed it"),
    "handed over": later("Somebody else has handed it over"),
    "reopened": later("Somebody else has reopened it"),
    "undone": later("Somebody else has undone something"),
    "raised": later("It has meanwhile been raised"),
    "regressed": later("It has meanwhile come back"),
    "woke": later("It has meanwhile woken"),
    "went": later("It has meanwhile gone by itself"),
    "interrupted": later("It has meanwhile interrupted its owner"),
}
CHANGED = later("Somebody else has changed it")
FIELDS = ("note", "until", "worse", "outcome", "reason", "other", "to", "text")


def _form(name: str, do: Do) -> Callable[..., HttpResponse]:
    """Return a view that answers POST alone; who comes by GET is shown the exception."""

    @functools.wraps(do)
    def answer(request: HttpRequest, exception: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseRedirect(reverse("exception", args=[exception]))
        state = keeper.current().state(wait=FIRST_ANSWER_SECONDS)
        if state.snapshot is None:
            return told(request, Fault(_("There is no reading yet."), fix=_("Go back and try again in a moment.")))
        typed = {field: request.POST[field] for field in FIELDS if field in request.POST}
        try:
            done = do(request, state.snapshot, exception, clock.moment(state.snapshot))
        except services.UnknownExceptionError as error:
            raise Http404 from error
        except services.ChangedMeanwhileError as error:
            return _again(request, exception, Typed(typed, _meanwhile(error.last), name), 409)
        except RefusedError as error:
            return _again(request, exception, Typed(typed, _opened(error.fault), name), 422)
        except StoreError as error:
            return told(request, error.fault)
        return HttpResponseRedirect(_next(request, exception, done))

    return require_http_methods(["GET", "HEAD", "POST"])(answer)


def _next(request: HttpRequest, exception: int, done: Happening | None) -> str:
    """Return where to look next: where the form was, with what was done, so that it can be undone."""
    back = request.POST.get("next", "")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("exception", args=[exception])
    kept = [part for part in back.partition("?")[2].split("&") if part and not part.startswith("did=")]
    if done is not None and done.what != services.UNDONE:
        kept.append(f"did={done.pk}")
    return back.partition("?")[0] + ("?" + "&".join(kept) if kept else "")


def _opened(fault: Fault) -> Fault:
    """Return a fault whose cause begins as a sentence does: the library's go on after a name."""
    return replace(fault, cause=begun(fault.cause))


def _again(request: HttpRequest, exception: int, typed: Typed, status: int) -> HttpResponse:
    state = keeper.current().state()
    row = queries.find(by=actor_of(request), exception=exception)
    if row is None or state.snapshot is None:
        raise Http404
    return show(request, opened(request, state.snapshot, row, crumbs(), typed), state, status=status)


def happened(last: Happening | None) -> str:
    """Return what happened to an exception meanwhile: "Somebody else has muted it"."""
    return str(MEANWHILE.get(last.what, CHANGED) if last is not None else CHANGED)


def _meanwhile(last: Happening | None) -> Fault:
    """Return what happened since an exception was shown, as the reason for doing nothing."""
    said = _("{happened} since you opened this page; yours is not done yet.").format(happened=happened(last))
    return Fault(said, fix=_("Look at what happened below, and do yours again if it is still right."))


def _shared(request: HttpRequest, exception: int, at: datetime) -> Mapping[str, object]:
    text = request.POST.get("revision", "")
    revision = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004 -- 32 bits
    return {"exception": exception, "by": actor_of(request), "at": at, "revision": revision}


def _text(request: HttpRequest, name: str) -> str:
    return plain(request.POST.get(name, ""))


def _acknowledge(request: HttpRequest, _snapshot: Snapshot, exception: int, at: datetime) -> Happening | None:
    return services.acknowledge(**_shared(request, exception, at))  # type: ignore[arg-type]  # by their names


def _act(request: HttpRequest, _snapshot: Snapshot, exception: int, at: datetime) -> Happening | None:
    note = _text(request, "note")
    if not note:
        raise RefusedError(Fault(_("What is done about it is not said."), fix=_("Say it in a few words.")))
    return services.act(**_shared(request, exception, at), note=note)  # type: ignore[arg-type]  # by their names


def _mute(request: HttpRequest, snapshot: Snapshot, exception: int, at: datetime) -> Happening | None:
    until = None
    if text := _text(request, "until"):
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            said = _("“{text}” is no day.").format(text=text[:40])
            raise RefusedError(Fault(said, fix=_("Write it as 2026-12-31."))) from error
        until = end_of(day, snapshot)
    above = level(actor_of(request), exception) if request.POST.get("worse") else None
    shared = _shared(request, exception, at)
    return services.mute(**shared, until=until, above=above, note=_text(request, "note"))  # type: ignore[arg-type]  # by their names


def end_of(day: date, snapshot: Snapshot) -> datetime:
    """Return when a day is over where the enterprise is."""
    try:
        over = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(snapshot.head.timezone))
        return over.astimezone(UTC)
    except OverflowError as error:
        said = _("{day} is too far away.").format(day=day)
        raise RefusedError(Fault(said, fix=_("Choose an earlier day."))) from error


def level(by: Actor, exception: int) -> float | None:
    """Return how bad it is now: above that a muted exception wakes."""
    row = queries.find(by=by, exception=exception, action=Action.EDIT)
    if row is None:
        raise services.UnknownExceptionError(exception)
    one = row.raised
    return {"share": one.price_share, "price": one.price}.get(one.measure, one.worst)


def _resolve(request: HttpRequest, _snapshot: Snapshot, exception: int, at: datetime) -> Happening | None:
    outcome = _text(request, "outcome")
    if not outcome:
        raise RefusedError(Fault(_("What came of it is not said."), fix=_("Choose an outcome.")))
    reason = _text(request, "other") if outcome == "duplicate" else _text(request, "reason")
    return services.resolve(**_shared(request, exception, at), outcome=outcome, reason=reason)  # type: ignore[arg-type]  # by their names


def _hand_over(request: HttpRequest, snapshot: Snapshot, exception: int, at: datetime) -> Happening | None:
    to = _text(request, "to")
    if to not in snapshot.directory.roles(at.astimezone(ZoneInfo(snapshot.head.timezone)).date()):
        raise RefusedError(Fault(_("Nobody holds that role today."), fix=_("Choose one of the list.")))
    return services.hand_over(**_shared(request, exception, at), to=to, note=_text(request, "note"))  # type: ignore[arg-type]  # by their names


def _reopen(request: HttpRequest, _snapshot: Snapshot, exception: int, at: datetime) -> Happening | None:
    return services.reopen(**_shared(request, exception, at), note=_text(request, "note"))  # type: ignore[arg-type]  # by their names


def _comment(request: HttpRequest, _snapshot: Snapshot, exception: int, at: datetime) -> Happening | None:
    text = _text(request, "text")
    if not text:
        raise RefusedError(Fault(_("The comment is empty."), fix=_("Write something, or leave it.")))
    return services.comment(exception=exception, by=actor_of(request), at=at, text=text)


def _undo(request: HttpRequest, _snapshot: Snapshot, exception: int, at: datetime) -> Happening | None:
    return services.undo(
        exception=exception, happening=whole(request.POST.get("happening")), by=actor_of(request), at=at
    )


_edits = guarded(Record.EXCEPTION, Action.EDIT, relations=owned)
acknowledge = _edits(_form("acknowledge", _acknowledge))
act = _edits(_form("act", _act))
mute = _edits(_form("mute", _mute))
resolve = _edits(_form("resolve", _resolve))
hand_over = _edits(_form("hand_over", _hand_over))
reopen = _edits(_form("reopen", _reopen))
comment = _edits(_form("comment", _comment))
undo = guarded(Record.EXCEPTION, Action.RESTORE, relations=owned)(_form("undo", _undo))
