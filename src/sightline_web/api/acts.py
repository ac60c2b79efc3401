"""What can be done about an exception, by the services that the forms of its page call."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse

from sightline_web.api.answers import done
from sightline_web.api.once import once
from sightline_web.api.waiting import reading_of
from sightline_web.engine.exceptions import RefusedError
from sightline_web.exceptions import clock, listed, queries, services
from sightline_web.exceptions.models import Happening
from sightline_web.exceptions.views import owned
from sightline_web.exceptions.writes import end_of, happened, level
from sightline_web.policy.actor import Actor
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.shell.actors import actor_of
from sightline_web.shell.refusals import refusal
from sightline_web.shell.typed import plain
from sightline_web.snapshot import Fault, Snapshot

__all__ = ["acknowledge", "act", "comment", "hand_over", "mute", "reopen", "resolve", "undo"]

Sent = Any  # the body, which ninja has checked


@dataclass(frozen=True, slots=True)
class Doing:
    """One act: on which exception, by whom, and when."""

    exception: int
    by: Actor
    at: datetime
    snapshot: Snapshot

    def shared(self, sent: Sent) -> dict[str, Any]:
        """Return what every service is told."""
        return {"exception": self.exception, "by": self.by, "at": self.at, "revision": sent.revision}


Do = Callable[[Doing, Sent], Happening | None]


def _act(action: Action) -> Callable[[Do], Callable[..., HttpResponse]]:
    """Turn what is done into an operation: with the guard of the page's form, and its refusals as problems."""

    def turn(do: Do) -> Callable[..., HttpResponse]:
        @guarded(Record.EXCEPTION, action, relations=owned)
        @once
        @functools.wraps(do)
        def answer(request: HttpRequest, exception: int, sent: Sent) -> HttpResponse:
            snapshot = reading_of(request)
            if isinstance(snapshot, HttpResponse):
                return snapshot
            doing = Doing(exception, actor_of(request), clock.moment(snapshot), snapshot)
            try:
                happening = do(doing, sent)
            except services.UnknownExceptionError as error:
                raise Http404 from error
            except services.ChangedMeanwhileError as error:
                said = f"{happened(error.last)} since you read it; yours is not done."
                return _refused(request, 409, Fault(said, fix="Read it again, and send yours with its new revision."))
            except RefusedError as error:
                return _refused(request, 422, error.fault)
            row = queries.find(by=doing.by, exception=exception)
            if row is None:
                raise Http404
            told = {"exception": listed.plain_row(row.raised, row), "happening": happening.pk if happening else None}
            return done(told)

        return answer

    return turn


def _refused(request: HttpRequest, status: int, fault: Fault) -> HttpResponse:
    return refusal(request, status, {"error": fault.cause, "fix": fault.fix})


@_act(Action.EDIT)
def acknowledge(doing: Doing, sent: Sent) -> Happening | None:
    """Take an exception up."""
    return services.acknowledge(**doing.shared(sent))


@_act(Action.EDIT)
def act(doing: Doing, sent: Sent) -> Happening | None:
    """Say what is done about it."""
    return services.act(**doing.shared(sent), note=_said(sent.note, "What is done about it is not said."))


@_act(Action.EDIT)
def mute(doing: Doing, sent: Sent) -> Happening | None:
    """Hear no more of it for a while."""
    until = end_of(sent.until, doing.snapshot) if sent.until else None
    above = level(doing.by, doing.exception) if sent.worse else None
    return services.mute(**doing.shared(sent), until=until, above=above, note=plain(sent.note))


@_act(Action.EDIT)
def resolve(doing: Doing, sent: Sent) -> Happening | None:
    """Close it with what came of it."""
    return services.resolve(**doing.shared(sent), outcome=sent.outcome, reason=plain(sent.reason))


@_act(Action.EDIT)
def reopen(doing: Doing, sent: Sent) -> Happening | None:
    """Take it up again."""
    return services.reopen(**doing.shared(sent), note=plain(sent.note))


@_act(Action.EDIT)
def hand_over(doing: Doing, sent: Sent) -> Happening | None:
    """Hand it over to a role that somebody holds today."""
    day = doing.at.astimezone(ZoneInfo(doing.snapshot.head.timezone)).date()
    if sent.to not in doing.snapshot.directory.roles(day):
        raise RefusedError(Fault("Nobody holds that role today.", fix="Name a role that somebody holds."))
    return services.hand_over(**doing.shared(sent), to=sent.to, note=plain(sent.note))


@_act(Action.EDIT)
def comment(doing: Doing, sent: Sent) -> Happening | None:
    """Say something about it."""
    text = _said(sent.text, "The comment is empty.")
    return services.comment(exception=doing.exception, by=doing.by, at=doing.at, text=text)


@_act(Action.RESTORE)
def undo(doing: Doing, sent: Sent) -> Happening | None:
    """Undo the last act, or a comment of one's own."""
    return services.undo(exception=doing.exception, happening=sent.happening, by=doing.by, at=doing.at)


def _said(text: str, otherwise: str) -> str:
    if not (found := plain(text)):
        raise RefusedError(Fault(otherwise, fix="Say it in a few words."))
    return found
