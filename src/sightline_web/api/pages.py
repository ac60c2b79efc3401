"""The page about the API: every operation with an example, and what each problem means."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.policy.guard import allowed, signed_in
from sightline_web.shell.actors import actor_of
from sightline_web.shell.pages import Page, page
from sightline_web.shell.refusals import TYPES
from sightline_web.shell.sentences import counted
from sightline_web.snapshot import Snapshot

__all__ = ["about"]

HELP = {
    400: later("Send JSON; leave the cursor out to start anew."),
    401: later("Send a token that is good, or sign in."),
    403: later("“missing” says what the account or the token lacks, “ask” who can help."),
    404: later("Look at “nearest”; what is not yours to know of is not there either."),
    405: later("“Allow” lists the verbs that there are."),
    406: later("Send Accept: application/json."),
    409: later("Read it again, then decide; it has changed, or the name is taken."),
    410: later("There is a newer reading: leave the cursor out, and read again from the start."),
    413: later("Send less than 100 kB."),
    415: later("Send Content-Type: application/json."),
    422: later("“errors” lists each value that cannot be, with its place."),
    429: later("Wait as many seconds as Retry-After says."),
    500: later("Tell whoever runs Sightline the number in “incident”."),
    503: later("Wait as many seconds as Retry-After says; where it is missing, “see” leads to what has to be mended."),
}
CODE = re.compile(r"`([^`]*)`")
CHAPTERS = {
    "goals": later("Goals"),
    "calibration": later("How probabilities did"),
    "metrics": later("Metrics"),
    "sight": later("Line of sight"),
    "effects": later("Effects"),
    "processes": later("Processes"),
    "deviations": later("Deviations"),
    "charts": later("Behaviour charts"),
    "exceptions": later("Exceptions"),
    "controls": later("Controls"),
    "scenarios": later("Scenarios"),
    "whatif": later("What if?"),
    "initiatives": later("Initiatives"),
    "portfolio": later("Portfolio"),
    "promises": later("Promises"),
    "reviews": later("Reviews"),
    "decisions": later("Decisions"),
    "roles": later("Roles"),
    "me": later("Oneself"),
    "model": later("Model"),
    "sources": later("Sources"),
    "journal": later("Journal"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One operation as the page shows it."""

    id: str
    verb: str
    path: str
    summary: str
    about: str
    scope: str  # of a token; empty where no token will do
    open: bool
    takes: tuple[tuple[str, str, str], ...]  # name, where, meaning
    rows: tuple[str, ...]
    curl: str


@signed_in
@page
def about(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show every operation, and whether it is open to whoever looks."""
    del snapshot
    shown = _shown(request)
    opened = sum(each.open for each in shown)
    chapters = [
        (CHAPTERS.get(chapter, chapter), list(those))
        for chapter, those in groupby(shown, key=lambda each: each.path.split("/")[3])
    ]
    context = {
        "heading": opening(
            ngettext(
                "{operations} of {many} is open to you.", "{operations} of {many} are open to you.", opened
            ).format(operations=counted(opened, "operation"), many=len(shown))
        ),
        "chapters": chapters,
        "problems": [(status, anchor, title, HELP[status]) for status, (anchor, title) in TYPES.items()],
        "base": _base(request),
    }
    rows = [
        {"operation": each.id, "verb": each.verb, "path": each.path, "summary": each.summary, "scope": each.scope,
         "open": each.open}
        for each in shown
    ]  # fmt: skip
    return Page("api", _("API"), "api/operations.html", rows, context, section="api")


def _base(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _shown(request: HttpRequest) -> list[Shown]:
    from sightline_web.api.document import document  # noqa: PLC0415 -- slow import
    from sightline_web.api.every import OPERATIONS  # noqa: PLC0415 -- likewise
    from sightline_web.api.reference import of_rows, taken  # noqa: PLC0415 -- likewise

    by_id, made, actor = {each.id: each for each in OPERATIONS}, document(), actor_of(request)
    return [
        Shown(
            told["operationId"], verb.upper(), path, told["summary"], _words(told.get("description", "")),
            told["security"][0].get("token", [""])[0], allowed(actor, by_id[told["operationId"]].policy),
            tuple((each["name"], _where(each), _words(each.get("description", ""))) for each in taken(told, made)),
            tuple(of_rows(told, made)), _curl(_base(request), path, verb, told, made),
        )
        for path, verbs in made["paths"].items()
        for verb, told in verbs.items()
    ]  # fmt: skip


def _words(text: str) -> str:
    """Return a text of the document as a reader sees it: what it marks as code, in quotes."""
    return CODE.sub(r"“\1”", text)


def _where(each: Mapping[str, Any]) -> str:
    return each["in"] if each.get("required") else _("{place}, may be left out").format(place=each["in"])


def _curl(base: str, path: str, verb: str, told: Mapping[str, Any], made: Mapping[str, Any]) -> str:
    """Return a command that asks this, with the examples of the document."""
    from sightline_web.api.reference import taken  # noqa: PLC0415 -- slow import

    body = {}
    for each in taken(told, made):
        if each["in"] == "path":
            example = each["schema"].get("examples", [each["name"]])[0]
            path = path.replace(f"{{{each['name']}}}", str(example))
        elif each["in"] == "body" and each.get("required"):
            body[each["name"]] = _example(each)
    lines = [f'curl{"" if verb == "get" else f" -X {verb.upper()}"} -H "Authorization: Bearer $TOKEN"']
    if told.get("requestBody"):
        lines += ['-H "Content-Type: application/json"', f"-d '{json.dumps(body)}'"]
    return " \\\n  ".join([*lines, f"{base}{path}"])


def _example(field: Mapping[str, Any]) -> object:
    if "enum" in field:
        return field["enum"][0]
    kinds: dict[str, object] = {"array": ["lead_time=-10%"], "integer": 1, "boolean": True}
    return kinds.get(str(field.get("type")), "…")
