"""The pages of promises: all of them with what came, and one with what was known when it was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.decided import Book, Promise, Realised
from sightline_web.policy.decide import may
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.promises import wording
from sightline_web.promises.deciders import named
from sightline_web.promises.figure import beside_figure
from sightline_web.shell.actors import actor_of
from sightline_web.shell.formats import Formats
from sightline_web.shell.intervals import interval
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.shell.sizes import between
from sightline_web.snapshot import Fault, NotDeclaredError, Snapshot, UnanswerableError, UnderWayError
from sightline_web.store import StoreError

__all__ = ["known", "promise", "promise_page", "promises"]

SECTION = "portfolio"


@guarded(Record.PROMISE, Action.LIST)
@page
def promises(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show what was promised, what came of it, and how far new promises can be trusted."""
    book, formats = snapshot.promises(), formats_of(request, snapshot.head.timezone)
    names = _names((*book.promises, *book.declined))
    by_name = {each.initiative: each for each in book.promises}
    found = [each for each in book.realised if each.initiative in by_name]
    first = sorted(found, key=lambda each: each.value is None)  # what can be compared comes first
    context = {
        "sentence": wording.about_all(book), "decides": _decides(request),
        "rows": [_shown(each, by_name[each.initiative], snapshot, names, formats) for each in first],
        "empty": [_decided(each, snapshot, names, formats) for each in book.promises if not each.changes],
        "declined": [_decided(each, snapshot, names, formats) for each in book.declined],
        "trust": wording.trust_rows(book, snapshot, formats), "tried": book.tried,
        "undecided": [(each.title, reverse("promise", args=[each.initiative])) for each in book.undecided],
        "faults": book.faults,
    }  # fmt: skip
    extra = {"trust": wording.plain_trust(book), "faults": list(book.faults),
             "undecided": [each.initiative for each in book.undecided]}  # fmt: skip
    return Page("promises", _("Promises"), "promises/list.html", wording.twins(book), context, extra, section=SECTION)


def _decides(request: HttpRequest) -> bool:
    return may(actor_of(request), Action.CREATE, Record.PROMISE).allowed


def _names(those: tuple[Promise, ...]) -> Mapping[str, str]:
    try:
        return named(each.by for each in those)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error


def _shown(
    one: Realised, promise: Promise, snapshot: Snapshot, names: Mapping[str, str], formats: Formats
) -> dict[str, object]:
    quiet = one.outcome == "cannot say"
    return {"row": wording.row_of(one, promise, snapshot, names, formats),
            "figure": interval(one.low, one.value, one.high, quiet=quiet)}  # fmt: skip


def _decided(one: Promise, snapshot: Snapshot, names: Mapping[str, str], formats: Formats) -> dict[str, object]:
    moved = wording.moved(one)
    return {
        "title": one.title, "href": reverse("promise", args=[one.initiative]), "reason": one.reason,
        "day": formats.day(one.approved_on), "by": names.get(one.by, one.by),
        "known": wording.known_of(moved, snapshot, formats),
    }  # fmt: skip


def known(snapshot: Snapshot, initiative: str) -> tuple[Book, Promise]:
    """Return all promises and that of an initiative; raises NotDeclaredError for one that is unknown."""
    book = snapshot.promises()
    found = book.promise(initiative)
    if found is None:
        every = [each.initiative for each in (*book.promises, *book.undecided)]
        raise NotDeclaredError("initiative", initiative, every)
    return book, found


@guarded(Record.PROMISE, Action.VIEW)
@page
def promise(request: HttpRequest, snapshot: Snapshot, initiative: str) -> Page:
    """Show one promise: what was known when it was decided, and what came beside what would have been."""
    return promise_page(request, snapshot, initiative)


def promise_page(
    request: HttpRequest, snapshot: Snapshot, initiative: str, *, typed: Mapping[str, str] | None = None,
    fault: Fault | None = None,
) -> Page:  # fmt: skip
    """Return the page, with what was typed and is wrong."""
    formats, (book, found) = formats_of(request, snapshot.head.timezone), known(snapshot, initiative)
    refusals = book.refusals(initiative)
    names, can_decide = _names((found, *refusals)), book.open(initiative) and _decides(request)
    now, waits, unsaid = _now(snapshot, found) if book.open(initiative) else (found, "", None)
    trust = book.trust_in(found) if found.changes and book.open(initiative) else None
    context: dict[str, Any] = {
        "one": found, "sentence": wording.about_one(found, book, snapshot, formats),
        "by": names.get(found.by, found.by), "open": book.open(initiative), "can_decide": can_decide,
        "came": [_came(each, found, snapshot, names, formats) for each in book.came(initiative)],
        "changes": wording.changes(found, book, snapshot, formats),
        "facts": wording.facts(found, snapshot, formats), "known": wording.known_rows(now, snapshot, formats),
        "still": wording.still(now), "noted": any(each.words for each in now.known if wording.moves(each)),
        "waits": waits, "unsaid": unsaid, "refusals": [_decided(each, snapshot, names, formats) for each in refusals],
        "trust": wording.trust_words(trust, snapshot, formats),
        "typed": typed or {}, "fault": fault,
    }  # fmt: skip
    only = Book((found,), book.came(initiative), declined=refusals)
    extra = {"promise": asdict(found), "known_now": [asdict(each) for each in now.known],
             "path": {each.metric: [asdict(one) for one in each.path] for each in only.realised}}  # fmt: skip
    crumbs = [Crumb(_("Promises"), reverse("promises"))]
    return Page("promise", found.title, "promises/one.html", wording.twins(only), context, extra, crumbs, SECTION)


def _now(snapshot: Snapshot, found: Promise) -> tuple[Promise, str, Fault | None]:
    """Return an initiative with what is known of its worth now, or what is waited for, or why it cannot be said."""
    try:
        return snapshot.would_promise(found.initiative), "", None
    except UnderWayError:
        return found, "would_promise", None
    except UnanswerableError as error:
        return found, "", error.fault


def _came(
    one: Realised, promise: Promise, snapshot: Snapshot, names: Mapping[str, str], formats: Formats
) -> dict[str, object]:
    titles = {name: metric.title for name, metric in snapshot.metrics.items()}
    return {
        "row": wording.row_of(one, promise, snapshot, names, formats), "one": one,
        "figure": beside_figure(one.path, one.unit, formats), "method": wording.methods(one, titles),
        "path": [
            (formats.period(each.label), each.after, formats.value(each.came, one.unit),
             formats.value(each.without, one.unit),
             "" if each.low is None
             else between(formats.value(each.low, one.unit), formats.value(each.high, one.unit), one.unit, formats))
            for each in one.path
        ],
    }  # fmt: skip
