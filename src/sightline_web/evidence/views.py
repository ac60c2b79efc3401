"""The pages of evidence: of metrics, of what there is about a person, of one figure, and of all that it rests on.

A person sees a figure first; their manager only after that, or after five days, and not while a judgement of their own
is due. Analysts, who may see figures of nobody they know, and calibration groups, who may see bands, are refused here:
the address says whose figure it is.
"""

from __future__ import annotations

from collections.abc import Collection

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sightline_web import keeper
from sightline_web.duties import queries as duties
from sightline_web.duties import services as registers
from sightline_web.evidence import allowing, pages, shown, wording
from sightline_web.evidence.allowing import Allowed
from sightline_web.evident import PersonFigures
from sightline_web.journal.services import looked
from sightline_web.policy.decide import may
from sightline_web.policy.grants import Condition, View
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.roles.cards import names_of
from sightline_web.shell.actors import actor_of
from sightline_web.shell.guarding import person_asked, standing_to, today
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.snapshot import NotDeclaredError, Snapshot, UnanswerableError
from sightline_web.store import StoreError

__all__ = ["evidence", "evidence_about", "person_evidence", "workings"]

SECTION = "roles"


def _holding(request: HttpRequest, person: str, metric: str, **_rest: object) -> Collection[Condition]:
    """Return which conditions of the policy hold for a figure."""
    snapshot = keeper.current().state().snapshot
    if snapshot is None:
        return frozenset()
    try:
        days = _asked(request, snapshot, person, metric).days
        return allowing.holding(by=actor_of(request), person=person, metric=metric, days=days, at=timezone.now())
    except (NotDeclaredError, StoreError):
        return frozenset()


def _asked(request: HttpRequest, snapshot: Snapshot, person: str, metric: str) -> Allowed:
    period = request.GET.get("period", "").strip()
    return allowing.allowed(snapshot, person=person, metric=metric, period=period, on=today(snapshot))


@guarded(Record.METRIC_REGISTER, Action.LIST)
@page
def evidence(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show how much of each metric is individual; teams to those whom they are, and to whom a duty opens roles."""
    by, formats = actor_of(request), formats_of(request, snapshot.head.timezone)
    try:
        entries, off = duties.entries(), duties.switches(off=True)
        stopped = allowing.COMPUTATION in duties.stopped()
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    found = () if stopped else snapshot.evidence()
    everything = may(by, Action.LIST, Record.ROLE_WEIGHTS, ()).allowed
    units = None if everything else pages.units_around(by.person, snapshot, today(snapshot))
    states = {each.metric: duties.state_of(each, off) for each in entries}
    rows = [
        shown.metric_row(
            each, wording.REGISTER[states.get(each.metric, "none")], shown.teams_for(each, units), formats
        )
        for each in found
    ]  # fmt: skip
    context = {
        "sentence": wording.about_list(found, stopped=stopped, formats=formats), "stopped": stopped,
        "rows": [each for each in rows if each.about.bar], "mute": [each for each in rows if not each.about.bar],
        "mine": by.person and bool(snapshot.directory.assignments(by.person)), "person": by.person,
    }  # fmt: skip
    teams = [
        {"metric": each.metric, **pages.plain_team(one)}
        for each in found for one in shown.teams_for(each, units)
    ]  # fmt: skip
    twins, extra = [shown.plain_metric(each) for each in rows], {"stopped": stopped, "teams": teams}
    crumbs = [Crumb(_("Roles"), reverse("team"))]
    return Page("evidence", _("Evidence about work"), "evidence/list.html", twins, context, extra, crumbs, SECTION)


@guarded(Record.PERSON, Action.VIEW, subject=person_asked)
@page
def evidence_about(request: HttpRequest, snapshot: Snapshot, person: str) -> Page:
    """Show which figures there are about a person and when each opens, to that person and to who leads them."""
    by, standing = actor_of(request), standing_to(request, person)
    own = by.person == person
    if not {Relation.SELF, Relation.MANAGER} & standing or not snapshot.directory.assignments(person):
        raise Http404
    formats, name = formats_of(request, snapshot.head.timezone), names_of([person]).get(person, person)
    period = request.GET.get("period", "").strip()
    try:
        looked(by=by, kind=Record.PERSON_METRIC, key="which there are", subject=person)
        found = [
            allowing.allowed(snapshot, person=person, metric=metric, period=period, on=today(snapshot))
            for metric in allowing.registered(snapshot)
        ]
        if not own and request.method == "GET":
            _made(snapshot, found)
        lines = pages.lines(snapshot, found, by=by, own=own, at=timezone.now(), formats=formats)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    context = {
        "sentence": wording.about_index(len(found), name=name, own=own), "own": own, "name": name, "lines": lines,
        "person": person, "period": period,
    }  # fmt: skip
    twins = [{"person": person, "metric": each.metric, "days": each.days, "state": each.state} for each in lines]
    crumbs = _crumbs(person, name, own=own)[:2]
    title = _("Evidence about my work") if own else _("Evidence about the work of {name}").format(name=name)
    return Page(f"evidence-{person}", title, "evidence/about.html", twins, context, {}, crumbs, SECTION)


def _made(snapshot: Snapshot, found: Collection[Allowed]) -> None:
    """Have the time begin after which a manager sees figures that are there and that the person has not looked at."""
    for each in found:
        if each.reason or each.days is None or pages.seen(each.person, each.metric, each.days.key) is not None:
            continue
        if allowing.figures(snapshot, each).state != "nothing":
            registers.figure_made(
                person=each.person, metric=each.metric, period=each.days.key, at=timezone.now()
            )  # fmt: skip


@guarded(Record.PERSON_METRIC, Action.VIEW, subject=person_asked, holding=_holding)
@page
def person_evidence(request: HttpRequest, snapshot: Snapshot, person: str, metric: str) -> Page:
    """Show one figure about a person with all that explains it; a look by somebody else is written down first."""
    asked, found = _found(request, snapshot, person, metric)
    by, formats = actor_of(request), formats_of(request, snapshot.head.timezone)
    own = by.person == person
    name = names_of([person]).get(person, person)
    title = snapshot.evidence_of(metric).title
    cases = may(by, Action.VIEW, Record.CASE).allowed
    context = pages.common(asked, snapshot, own=own, name=name, formats=formats) | {"title": title}
    extra: dict[str, object] = {"person": person, "metric": metric, "days": asked.days and asked.days.key}
    if found is None:
        why = wording.why_withheld(asked, own=own, formats=formats)
        context |= {"sentence": _("{title}: nothing is computed.").format(title=title), "why": why}
        extra |= {"state": asked.reason, "sentence": why.cause}
        twins: list[dict[str, object]] = []
    else:
        context |= pages.of_figures(found, snapshot, name=name, own=own, cases=cases, formats=formats)
        extra |= pages.plain_extra(found, snapshot, cases=cases) | {"sentence": context["sentence"]}
        twins = shown.plain_figures(found)
    if own:
        context["looks"] = pages.looks(by, metric)
        extra["looks"] = pages.plain_looks(by, metric)
    crumbs = _crumbs(person, name, own=own)
    return Page(f"evidence-{person}-{metric}", title, "evidence/person.html", twins, context, extra, crumbs, SECTION)


@guarded(Record.PERSON_METRIC, Action.EXPORT, subject=person_asked, holding=_holding)
@page
def workings(request: HttpRequest, snapshot: Snapshot, person: str, metric: str) -> Page:
    """Give all that a figure rests on, so that anybody can compute it again."""
    asked, found = _found(request, snapshot, person, metric, whole=True)
    by, formats = actor_of(request), formats_of(request, snapshot.head.timezone)
    own = by.person == person
    name = names_of([person]).get(person, person)
    title = snapshot.evidence_of(metric).title
    behind = found.workings if found is not None else None
    ids = own or may(by, Action.VIEW, Record.CASE).allowed
    rows = pages.working_rows(behind, named=ids) if behind else []
    extra: dict[str, object] = {"person": person, "metric": metric, "days": asked.days and asked.days.key}
    sentence = _("{title}: all that the figures rest on.") if behind else _("{title}: there are no workings.")
    context = pages.common(asked, snapshot, own=own, name=name, formats=formats) | {
        "title": title, "behind": behind, "number": len(rows), "count": formats.count(len(rows)),
        "sentence": sentence.format(title=title),
        "parameters": pages.parameters_shown(behind) if behind else [],
    }  # fmt: skip
    if found is None:
        context["why"] = wording.why_withheld(asked, own=own, formats=formats)
    elif behind:
        extra |= {
            "formula": behind.formula, "words": behind.words, "parameters": pages.parameters(behind),
            "figures": shown.plain_figures(found),
        }  # fmt: skip
    crumbs = [
        *_crumbs(person, name, own=own),
        Crumb(title, reverse("person_evidence", args=[person, metric]) + pages.query(asked)),
    ]
    named = _("{title}, worked out").format(title=title)
    return Page(f"workings-{person}-{metric}", named, "evidence/workings.html", rows, context, extra, crumbs, SECTION)


def _found(
    request: HttpRequest, snapshot: Snapshot, person: str, metric: str, *, whole: bool = False
) -> tuple[Allowed, PersonFigures | None]:
    """Return a figure, where it may be computed; whoever looks sees all of it or nothing, and it is written down."""
    by = actor_of(request)
    held = _holding(request, person, metric)
    most = may(by, Action.VIEW, Record.PERSON_METRIC, standing_to(request, person), holding=held).view
    if most != View.FULL or not snapshot.directory.assignments(person):
        raise Http404
    snapshot.evidence_of(metric)  # what is no metric is not there, whatever the register says
    try:
        asked = _asked(request, snapshot, person, metric)
        key = f"{metric} {asked.days.key if asked.days else ''}".strip()
        looked(by=by, kind=Record.PERSON_METRIC, key=key[:200], subject=person)
        found = None if asked.reason else allowing.figures(snapshot, asked, whole=whole)
        if found is not None and asked.days and found.state != "nothing" and by.person == person:
            _seen(request, asked, asked.days.key)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    return asked, found


def _seen(request: HttpRequest, asked: Allowed, key: str) -> None:
    """Keep that the person has seen a figure; once."""
    row = pages.seen(asked.person, asked.metric, key)
    if request.method != "GET" or (row is not None and row.seen_at is not None):
        return
    registers.figure_made(person=asked.person, metric=asked.metric, period=key, at=timezone.now())
    registers.figure_seen(by=actor_of(request), metric=asked.metric, period=key, at=timezone.now())


def _crumbs(person: str, name: str, *, own: bool) -> list[Crumb]:
    whose = Crumb(_("My record"), reverse("me")) if own else Crumb(name, reverse("person", args=[person]))
    return [Crumb(_("Roles"), reverse("team")), whose, Crumb(_("Evidence"), reverse("evidence_about", args=[person]))]
