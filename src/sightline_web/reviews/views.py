"""The pages of reviews: all cycles, one with its pack, the decisions, and the files of a pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sightline_web import keeper
from sightline_web.accounts.marks import named
from sightline_web.packed import FORMS, GoalNow, Told
from sightline_web.policy.decide import may
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.reviews import queries, shown, wording
from sightline_web.reviews.brief import brief_of, moved
from sightline_web.reviews.forms import usual
from sightline_web.reviews.models import REASON_LETTERS, STATES, TEXT_LETTERS, TITLE_LETTERS, Cycle, Decision
from sightline_web.reviews.owning import owns_decision
from sightline_web.reviews.tongue import house_spoken
from sightline_web.shell.actors import actor_of
from sightline_web.shell.formats import Formats
from sightline_web.shell.guarding import today
from sightline_web.shell.pages import FIRST_ANSWER_SECONDS, Crumb, Page, formats_of, page, told
from sightline_web.shell.typed import whole
from sightline_web.shell.voices import said
from sightline_web.snapshot import Fault, Snapshot, UnanswerableError, UnderWayError
from sightline_web.store import StoreError

__all__ = ["decisions", "decisions_page", "pack_file", "review", "review_page", "reviews", "reviews_page"]

SECTION = "reviews"
FILES = {
    "html": ("text/html; charset=utf-8", "html"), "pdf": ("application/pdf", "pdf"),
    "slides": ("application/pdf", "slides.pdf"), "json": ("application/json", "json"),
}  # fmt: skip
GOAL_KEYS = ("goal", "statement", "metric", "unit", "value", "previous", "target", "by", "forecast", "low", "high",
             "probability", "status", "owner")  # fmt: skip
LIMITS = {"text": TEXT_LETTERS, "title": TITLE_LETTERS, "reason": REASON_LETTERS}


@guarded(Record.REVIEW, Action.LIST)
@page
def reviews(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show all reviews: where each is, until when, and its pack."""
    return reviews_page(request, snapshot)


def reviews_page(
    request: HttpRequest, snapshot: Snapshot, *, typed: Mapping[str, str] | None = None, wrong: str = ""
) -> Page:
    """Return the page, with what was typed and is wrong."""
    by, formats = actor_of(request), formats_of(request, snapshot.head.timezone)
    try:
        found = queries.cycles()
        open_decisions = [one for one in queries.decisions() if one.state == "open"]
        people = queries.stand_for() if _keeps(request) else {}
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    there = {one.period for one in found}
    free = [one for one in snapshot.reviewable() if one.label not in there]
    context = {
        "sentence": wording.about_cycles(found, formats),
        "cycles": [(one, wording.titled(one, formats), wording.look_of(one)) for one in found],
        "may_open": _keeps(request), "free": [(one.label, wording.titled(one, formats)) for one in free],
        "usual": usual(free[0]) if free else {}, "people": people,
        "typed": typed or {}, "wrong": wrong, "whole": shown.may_see_whole(by),
        "open_decisions": len(open_decisions),
        "late": len(queries.overdue(open_decisions, today(snapshot))), "me": by.account,
    }  # fmt: skip
    twins = [
        {"review": one.pk, "period": one.period, "state": one.state, "prepare_until": one.prepare_until,
         "meets_on": one.meets_on, "sign_until": one.sign_until, "signed_at": one.signed_at, "pack": one.pack or None}
        for one in found
    ]  # fmt: skip
    return Page("reviews", _("Reviews"), "reviews/list.html", twins, context, section=SECTION)


def _keeps(request: HttpRequest) -> bool:
    return may(actor_of(request), Action.CREATE, Record.REVIEW).allowed


@guarded(Record.REVIEW, Action.VIEW)
@page
def review(request: HttpRequest, snapshot: Snapshot, cycle: int) -> Page:
    """Show one review: its pack, what people wrote, and what can be done."""
    return review_page(request, snapshot, cycle)


def review_page(
    request: HttpRequest, snapshot: Snapshot, cycle: int, *, typed: Mapping[str, str] | None = None, wrong: str = ""
) -> Page:
    """Return the page, with what was typed and is wrong."""
    by, formats = actor_of(request), formats_of(request, snapshot.head.timezone)
    try:
        one = queries.cycle(cycle)
        if one is None:
            raise Http404
        pack = pack_of(one, snapshot, whole_=shown.may_see_whole(by))
        context = _context(request, snapshot, one, pack, formats)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    goals = pack.content.get("goals", []) if pack else []
    extra: dict[str, object] = {"review": one.pk, "period": one.period, "state": one.state, "name": one.pack or None}
    if pack is not None and shown.may_see_whole(by):
        extra["pack"] = pack.content
    return Page(
        "review", _("Review of {period}").format(period=wording.titled(one, formats)), "reviews/one.html",
        [{key: goal.get(key) for key in GOAL_KEYS} for goal in goals],
        context | {"typed": typed or {}, "wrong": wrong}, extra, [Crumb(_("Reviews"), reverse("reviews"))], SECTION,
    )  # fmt: skip


def pack_of(one: Cycle, snapshot: Snapshot, *, whole_: bool) -> Told | None:
    """Return the pack of a cycle: frozen once it is signed; before that for those alone who may see it whole."""
    if one.signed_at is not None:
        return snapshot.frozen_pack(one.pack)
    return snapshot.pack(brief_of(one, snapshot, today(snapshot)), said) if whole_ else None


def _context(
    request: HttpRequest, snapshot: Snapshot, one: Cycle, pack: Told | None, formats: Formats
) -> dict[str, Any]:
    by, open_ = actor_of(request), one.signed_at is None
    names = queries.titles_of([one.preparer_account, one.owner_account, one.signer_account])
    marks = named([one.prepared_by, one.signed_by])
    keeps = open_ and _keeps(request)
    notes = [note for note in queries.notes(one) if note.account == by.account] if open_ else []
    writes = open_ and may(by, Action.CREATE, Record.REVIEW_NOTE).allowed
    decides = open_ and may(by, Action.CREATE, Record.REVIEW_DECISION).allowed
    return {
        "one": one, "title": wording.titled(one, formats), "look": wording.look_of(one),
        "sentence": wording.about_cycle(one, formats),
        "next": wording.next_step(one, formats), "pack": pack,
        "lead": shown.whole(pack.lead.removeprefix(f"{pack.headline}. ")) if pack is not None else "",
        "sections": shown.sections(shown.sifted(pack, by)) if pack is not None else [],
        "stands": wording.stands_for(one, names, formats) if open_ else "",
        "prepared_by": marks.get(one.prepared_by, ""), "signed_by": marks.get(one.signed_by, ""),
        "keeps": keeps, "writes": writes, "decides": decides,
        "stand": {"preparer": one.preparer_account, "owner": one.owner_account, "signer": one.signer_account},
        "signs": keeps and one.prepared_at is not None and one.signer_account in (None, by.account),
        "files": [form for form in FORMS if shown.may_see_whole(by)],
        "people": queries.stand_for() if keeps else {},
        "mine": [(each, _told_of(each.about, snapshot, pack)) for each in notes],
        "statuses": wording.STATUS_WORDS, "most": LIMITS,
        "overrides": [
            (each, wording.STATUS_WORDS.get(each.status, each.status), _told_of(f"goal:{each.goal}", snapshot, pack))
            for each in queries.overrides(one)
        ] if keeps else [],
        "decided": [each for each in queries.carried(one) if each.cycle.pk == one.pk and each.account == by.account]
                   if decides else [],
        "roles": sorted(snapshot.role_titles.items(), key=lambda pair: pair[1]) if decides else [],
        "gone": request.GET.get("gone", ""), "gone_key": whole(request.GET.get("key")),
    }  # fmt: skip


@guarded(Record.REVIEW_DECISION, Action.LIST)
@page
def decisions(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show all decisions: whose each is, until when, and what came of it."""
    return decisions_page(request, snapshot)


def decisions_page(
    request: HttpRequest, snapshot: Snapshot, *, typed: Mapping[str, str] | None = None, wrong: str = ""
) -> Page:
    """Return the page, with what was typed and is wrong."""
    day, formats = today(snapshot), formats_of(request, snapshot.head.timezone)
    try:
        found = queries.decisions()
        names = named({one.written_by for one in found})
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    only_open = request.GET.get("show") == "open"
    those = [one for one in found if one.state == "open"] if only_open else found
    figures = _figures(snapshot, those)
    context = {
        "sentence": wording.about_decisions(found, day), "only_open": only_open, "any": bool(found),
        "rows": [
            {"one": one, "review": wording.titled(one.cycle, formats), "look": wording.look_of_decision(one, day),
             "owner": snapshot.role_titles.get(one.role, one.role),
             "by": names.get(one.written_by, one.written_by), "moved": said(moved(one, figures)),
             "goal": _goal_href(one, snapshot), "reports": owns_decision(request, one)}
            for one in those
        ],
        "states": {state: wording.STATE_WORDS[state] for state in STATES}, "most": LIMITS,
        "typed": typed or {}, "wrong": wrong,
    }  # fmt: skip
    twins = [
        {"decision": one.pk, "title": one.title, "role": one.role, "due": one.due, "state": one.state,
         "about": one.about,
         "review": one.cycle.period, "decided_at": one.written_at, "came": one.came, "ended_on": one.ended_on,
         "probability_then": one.probability}
        for one in those
    ]  # fmt: skip
    crumbs = [Crumb(_("Reviews"), reverse("reviews"))]
    return Page(
        "review_decisions", _("Decisions"), "reviews/decisions.html", twins, context, crumbs=crumbs, section=SECTION
    )


def _figures(snapshot: Snapshot, those: list[Decision]) -> Mapping[str, GoalNow]:
    """Return the goals as they are now; none while they are being found, or where no decision is about one."""
    periods = snapshot.reviewable()
    if not periods or not any(one.probability is not None for one in those):
        return {}
    try:
        return snapshot.goals_of(periods[0].label)
    except (UnderWayError, UnanswerableError):
        return {}


def _told_of(about: str, snapshot: Snapshot, pack: Told | None) -> str:
    """Return what something is said of: a goal in its own words, or a part of the pack by its title."""
    goals = {f"goal:{each.id}": each.statement for each in snapshot.goals}
    parts = {each.anchor: each.title for each in pack.sections} if pack is not None else {}
    return goals.get(about) or parts.get(about) or about.removeprefix("goal:")


def _goal_href(one: Decision, snapshot: Snapshot) -> tuple[str, str] | None:
    name = one.about.removeprefix("goal:")
    goal = next((each for each in snapshot.goals if one.about == f"goal:{each.id}"), None)
    return (reverse("goal", args=[name]), goal.statement) if goal is not None else None


@guarded(Record.REVIEW_PACK, Action.EXPORT)
@require_safe
def pack_file(request: HttpRequest, cycle: int, kind: str) -> HttpResponse:
    """Give a pack out as a file: as it was frozen, or as a draft that says so."""
    state = keeper.current().state(wait=FIRST_ANSWER_SECONDS)
    if kind not in FILES:
        raise Http404
    if state.snapshot is None:
        return told(request, Fault(_("The data are being read."), fix=_("Try again in a moment.")))
    snapshot = state.snapshot
    try:
        one = queries.cycle(cycle)
        if one is None:
            raise Http404
        if one.signed_at is not None:
            content = snapshot.frozen_file(one.pack, kind)
        else:
            with house_spoken() as tongue:
                content = snapshot.pack_file(brief_of(one, snapshot, today(snapshot)), kind, tongue)
    except UnderWayError:
        return told(request, Fault(_("The figures of this pack are being found."), fix=_("Try again in a moment.")))
    except (UnanswerableError, StoreError) as error:
        return told(request, error.fault)
    media, suffix = FILES[kind]
    response = HttpResponse(content, content_type=media)
    draft = "" if one.signed_at else "-draft"
    response.headers["Content-Disposition"] = f'attachment; filename="review-{one.period}{draft}.{suffix}"'
    if one.signed_at is not None:
        response.headers["ETag"] = f'"{one.pack}-{kind}"'
    return response
