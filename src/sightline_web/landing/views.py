"""The page of live events coming in: who sends, how fresh each log is, and what is to be mended."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.landing.queries import PAST_DAYS, Reason, Sending, sendings
from sightline_web.languages.marks import later, later_in
from sightline_web.languages.openings import opening
from sightline_web.live.queries import freshness
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.shell.actors import actor_of
from sightline_web.shell.formats import Formats
from sightline_web.shell.pages import Page, form_of, formats_of, page
from sightline_web.shell.sentences import counted
from sightline_web.snapshot import Fault, Snapshot, UnanswerableError
from sightline_web.store import StoreError

__all__ = ["events"]

REASONS_SHOWN = 20
STATES = {  # of a log
    "fresh": later_in("a log", "fresh"),
    "late": later_in("a log", "late"),
    "silent": later_in("a log", "silent"),
    "never": later("nothing came yet"),
}


@guarded(Record.EVENT, Action.LIST)
@page
def events(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show what came in during the last week by each program, and why some of it was refused."""
    formats = formats_of(request, snapshot.head.timezone)
    found, fault = _found(request)
    logs = freshness()
    reasons = _latest(found)
    context = {
        "heading": _("Live events cannot be shown") if fault else _heading(found, formats),
        "fault": fault,
        "sendings": found,
        "logs": [(each, STATES[each.state]) for each in logs],
        "reasons": reasons,
        "processes": snapshot.processes.values(),
        "days": PAST_DAYS,
    }
    extra = {
        "days": PAST_DAYS,
        "logs": [
            {
                "log": each.log,
                "state": each.state,
                "newest_at": each.newest_at,
                "received_at": each.received_at,
                "usual_silence_s": each.usual.total_seconds(),
            }
            for each in logs
        ],
        "reasons": [_plain_reason(sending, each) for sending, each in reasons],
    }
    return Page("events", _("Live events"), "landing/events.html", _rows(found), context, extra, section="operations")


def _found(request: HttpRequest) -> tuple[tuple[Sending, ...], Fault | None]:
    """Return what came in, or why it cannot be read; a twin has no place to say so, and is refused."""
    try:
        return sendings(by=actor_of(request), now=timezone.now()), None
    except StoreError as error:
        if form_of(request) != "html":
            raise UnanswerableError(error.fault) from error
        return (), error.fault


def _heading(found: tuple[Sending, ...], formats: Formats) -> str:
    programs = [each for each in found if each.known]
    if not programs:
        return _("No program has sent a live event in the last {days} days.").format(days=PAST_DAYS)
    landed = sum(each.landed for each in programs)
    refused = sum(each.refused + each.conflicts for each in programs)
    said = ngettext(
        "{programs} has sent {events} in the last {days} days",
        "{programs} have sent {events} in the last {days} days",
        len(programs),
    ).format(
        programs=counted(len(programs), "program"),
        events=ngettext("{count} event", "{count} events", landed).format(count=formats.count(landed)),
        days=PAST_DAYS,
    )
    not_taken = ngettext("{count} was not taken", "{count} were not taken", refused)
    rest = not_taken.format(count=formats.count(refused)) if refused else _("none was refused")
    return f"{opening(said)}; {rest}."


def _latest(found: tuple[Sending, ...]) -> list[tuple[Sending, Reason]]:
    every = [(sending, each) for sending in found for each in sending.reasons]
    return sorted(every, key=lambda pair: pair[1].at, reverse=True)[:REASONS_SHOWN]


def _rows(found: tuple[Sending, ...]) -> list[dict[str, object]]:
    return [
        {
            "token": each.token or None,
            "program": each.name,
            "owner": each.owner,
            "requests": each.requests,
            "landed": each.landed,
            "duplicates": each.duplicates,
            "conflicts": each.conflicts,
            "refused": each.refused,
            "turned_away": each.turned_away,
            "last_at": each.last_at,
        }
        for each in found
    ]


def _plain_reason(sending: Sending, each: Reason) -> dict[str, object]:
    return {
        "program": sending.name,
        "at": each.at,
        "status": each.status,
        "index": each.index,
        "field": each.field,
        "reason": each.reason,
        "fix": each.fix,
    }
