"""The pages of the Portfolio surface: the backlog, one initiative, the best set. Rankings are in `compare_views`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TypeVar

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.policy.decide import may
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.portfolio import listed, setting, told, wording
from sightline_web.portfolio.amounts import step_of_cost
from sightline_web.portfolio.asked import Asked, Filters
from sightline_web.portfolios import Portfolio
from sightline_web.shell.actors import actor_of
from sightline_web.shell.pages import Crumb, Page, form_of, formats_of, not_declared, page
from sightline_web.shell.voices import said
from sightline_web.snapshot import Fault, NotDeclaredError, Snapshot, UnanswerableError, UnderWayError

__all__ = ["answered", "best_set", "initiative", "later", "limits_of", "portfolio", "top"]

SECTION = "portfolio"
SHOWN = 100  # rows on a page; its twins hold all of them
T = TypeVar("T")


def top() -> Crumb:
    """Return the way back to the backlog."""
    return Crumb(_("Portfolio"), reverse("portfolio"))


def limits_of(request: HttpRequest) -> Asked:
    """Return the limits of an address; of whoever does not plan, the goal alone."""
    asked = Asked.of(request.GET)
    plans = may(actor_of(request), Action.VIEW, Record.PORTFOLIO).allowed
    return asked if plans and not asked.problems else asked.goal_alone()


def later(request: HttpRequest, ask: Callable[[], T]) -> T | None:
    """Return a part of a page, None while it is being worked out; a twin has to wait for all of it."""
    try:
        return ask()
    except UnderWayError:
        if form_of(request) != "html":
            raise
        return None


@guarded(Record.INITIATIVE, Action.LIST)
@page
def portfolio(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show the backlog: a sentence, and what each candidate brings for what it takes, most first."""
    formats = formats_of(request, snapshot.head.timezone)
    asked, filters = limits_of(request), Filters.of(request.GET)
    found = snapshot.portfolio(asked.limits)
    chance = later(request, lambda: snapshot.chances(asked.limits))
    those = [each for each in found.candidates if listed.fits(each, found, filters)]
    scale = listed.scale_of(those[:SHOWN])
    titles = wording.names(snapshot, found)
    sentence = listed.about(found, those, snapshot, formats)
    context = {
        "sentence": sentence,
        "within": wording.limits_in_words(asked.limits, snapshot, formats),
        "query": asked.query,
        "asked": asked,
        "filters": filters,
        "choices": listed.choices(found, filters, snapshot),
        "lines": [
            listed.line(each, found, chance, snapshot, formats, query=asked.query, scale=scale)
            for each in those[:SHOWN]
        ],
        "every": len(found.candidates),
        "unshown": max(len(those) - SHOWN, 0),
        "waits": chance is None,
        "unplaced": wording.unplaced(found, titles),
        "mergers": listed.merged(found.mergers, titles),
        "per": step_of_cost(snapshot.head.currency, formats),
        "points": found.unit == "points",
        "words": found.words,
    }
    extra = {
        "sentence": sentence,
        "limits": asdict(asked.limits),
        "mergers": [asdict(each) for each in found.mergers],
        "worths": {each.id: [told.worth_row(each, one) for one in each.worths] for each in those},
    }
    rows = [listed.row(each, found, chance) for each in those]
    return Page("portfolio", _("Portfolio"), "portfolio/backlog.html", rows, context, extra, section=SECTION)


@guarded(Record.INITIATIVE, Action.VIEW)
@page
def initiative(request: HttpRequest, snapshot: Snapshot, initiative: str) -> Page:
    """Show one initiative: what it does for each goal and by which way, what that hangs on, and what it takes."""
    formats = formats_of(request, snapshot.head.timezone)
    asked = limits_of(request)
    found = snapshot.portfolio(asked.limits)
    each = found.find(initiative)
    if each is None:
        raise NotDeclaredError("initiative", initiative, tuple(one.id for one in found.candidates))
    chances = later(request, lambda: snapshot.chances(asked.limits))
    chance = None if chances is None else chances.get(initiative)
    titles = wording.names(snapshot, found)
    sentence = told.about(each, found, chance, snapshot, formats)
    why_not = wording.why_not(each, found)
    notes = wording.notes_beside(each, why_not)
    context = {
        "sentence": sentence,
        "each": each,
        "kind": wording.kind_of(each),
        "within": wording.limits_in_words(asked.limits, snapshot, formats),
        "query": asked.query,
        "notes": [each.unsighted, *notes] if each.unsighted else notes,
        "unpriced": len(notes) < len(each.notes),
        "why_not": why_not,
        "goals": told.goal_lines(each, snapshot, formats),
        "sways": told.sway_lines(each, found, titles, formats),
        "changes": told.change_lines(each, snapshot, formats),
        "facts": told.facts(each, found, snapshot, formats),
        "waits": chances is None,
        "per": step_of_cost(snapshot.head.currency, formats),
        "points": found.unit == "points",
        "mergers": listed.merged([one for one in found.mergers if initiative in one.candidates], titles),
        "promised": initiative if initiative in snapshot.origins else "",
        "declared": snapshot.origins[initiative].place if initiative in snapshot.origins else None,
    }
    extra = {"sentence": sentence, "standing": listed.row(each, found, chances), "hangs_on": [*map(asdict, each.sways)],
             "changes": {name: by for name, *by in each.changes}, "effort": dict(each.effort)}  # fmt: skip
    rows = [told.worth_row(each, one) for one in each.worths]
    name = f"initiative-{initiative}"
    return Page(name, said(each.title), "portfolio/initiative.html", rows, context, extra, [top()], SECTION)


@guarded(Record.PORTFOLIO, Action.VIEW)
@page
def best_set(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show the set that brings most within the limits of the form, over periods, and what that hangs on."""
    formats = formats_of(request, snapshot.head.timezone)
    asked = Asked.of(request.GET)
    found, fault = _solved(request, snapshot, asked)
    whole = found if found is not None else _solved(request, snapshot, asked.goal_alone())[0]
    answer = found if found is not None and found.best is not None else None
    chance = later(request, lambda: snapshot.chances(asked.limits)) if answer is not None else {}
    hangs = later(request, lambda: snapshot.hangs_on(asked.limits)) if answer is not None else None
    titles = wording.names(snapshot, found)
    sentence = wording.about_set(found, snapshot, formats) if found is not None else _("These limits cannot be read.")
    context = {
        "sentence": sentence,
        "asked": asked,
        "query": asked.query,
        "form": setting.form(asked, whole, snapshot),
        "fault": fault,
        "found": found,
        "grain": snapshot.head.grain,
        "currency": snapshot.head.currency,
        "periods": [formats.period(each) for each in found.periods] if found is not None else [],
        "plan": setting.plan(found, chance, snapshot, formats, asked.query) if found is not None else [],
        "left": setting.left_out(found, asked.query) if found is not None else [],
        "moves": setting.move_lines(answer.best.moves, snapshot, formats) if answer and answer.best else [],
        "conflict": found.conflict if found is not None else (),
        "relaxations": found.relaxations if found is not None else (),
        "prices": setting.price_lines(hangs, answer, titles, snapshot.head.currency, formats)
        if hangs and answer
        else [],
        "lessons": setting.lesson_lines(hangs, answer, formats) if hangs and answer else [],
        "waits": answer is not None and (hangs is None or chance is None),
        "waiting": "hangs_on" if hangs is None else "chances",
        "words": found.words if found is not None else (),
        "used": setting.used(found, titles, formats) if found is not None else "",
        "points": found is None or found.unit == "points",
    }
    extra = {
        "sentence": sentence,
        "limits": asdict(asked.limits),
        "periods": list(found.periods) if found is not None else [],
        "best": setting.plain(found),
        "conflict": list(found.conflict) if found is not None else [],
        "relaxations": list(found.relaxations) if found is not None else [],
        "prices": [asdict(each) for each in hangs.prices] if hangs else [],
        "lessons": [asdict(each) for each in hangs.lessons] if hangs else [],
    }
    rows = [setting.row(found, name, chance) for name in found.best.starts] if found and found.best else []
    return Page("best-set", _("Best set"), "portfolio/best.html", rows, context, extra, [top()], SECTION)


def _solved(request: HttpRequest, snapshot: Snapshot, asked: Asked) -> tuple[Portfolio | None, Fault | None]:
    """Return the answer within limits, or why there is none; a twin is refused, for it has no form to mend."""
    found, fault = answered(asked, lambda: snapshot.portfolio(asked.limits))
    if fault is not None and form_of(request) != "html":
        raise UnanswerableError(fault)
    return found, fault


def answered(asked: Asked, ask: Callable[[], Portfolio]) -> tuple[Portfolio | None, Fault | None]:
    """Return what is found within limits, or what is wrong with them, to be shown beside the form."""
    if asked.fault is not None:
        return None, asked.fault
    try:
        return ask(), None
    except UnanswerableError as error:
        return None, error.fault
    except NotDeclaredError as error:
        return None, Fault(not_declared(NotDeclaredError(error.kind, error.name)))
