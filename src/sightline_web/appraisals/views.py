"""The pages of appraisals: one's own and one's team's, one of them, objections, sessions, and copies of suggestions."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.appraisals import calibration, queries, supplied, wording
from sightline_web.appraisals.models import TEXT_LETTERS, Appraisal, Objection
from sightline_web.appraisals.queries import Shown
from sightline_web.appraisals.states import may_follow
from sightline_web.journal.services import looked
from sightline_web.policy.grants import Condition
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.roles.cards import names_of
from sightline_web.shell.actors import actor_of
from sightline_web.shell.formats import Formats
from sightline_web.shell.guarding import NO_PERSON, standing_to, today
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.shell.support import grade_word
from sightline_web.shell.typed import written
from sightline_web.snapshot import Snapshot, UnanswerableError
from sightline_web.store import StoreError

__all__ = [
    "appraisal", "appraisal_page", "appraisals", "appraisals_page", "calibrations", "calibrations_page",
    "decision_shares", "found_for", "in_session", "objections", "of_group", "subject_of",
]  # fmt: skip

SECTION = "roles"


def _row(appraisal: int) -> Appraisal | None:
    try:
        return queries.appraisal_find(appraisal)
    except StoreError:
        return None


def subject_of(_request: HttpRequest, appraisal: int, **_rest: object) -> str:
    """Return whom an appraisal is about."""
    row = _row(appraisal)
    return row.person if row is not None else NO_PERSON


def of_group(request: HttpRequest, appraisal: int, **_rest: object) -> frozenset[Relation]:
    """Return whether the actor sits in a session about an appraisal."""
    row = _row(appraisal)
    return calibration.calibration_group(actor_of(request), row) if row is not None else frozenset()


def in_session(request: HttpRequest, appraisal: int, **_rest: object) -> Collection[Condition]:
    """Return whether that session lasts."""
    return {Condition.IN_SESSION} if of_group(request, appraisal) else frozenset()


def found_for(request: HttpRequest, appraisal: int) -> tuple[Shown, frozenset[Relation]]:
    """Return an appraisal as far as it is to be seen, and how whoever asks stands to its person."""
    row = queries.appraisal_find(appraisal)
    if row is None:
        raise Http404
    standing = standing_to(request, row.person) | of_group(request, appraisal)
    found = queries.shown(row, by=actor_of(request), standing=standing)
    if found.part == "status" and not {Relation.MANAGER, Relation.HR_PARTNER_OF} & standing:
        raise Http404
    return found, standing


def _led(request: HttpRequest, snapshot: Snapshot) -> tuple[str, ...]:
    return snapshot.directory.team(actor_of(request).person or "", today(snapshot))


@guarded(Record.DRAFT_REVIEW, Action.LIST, relations={Relation.SELF})
@page
def appraisals(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show one's own appraisals, those of one's team, and objections that wait."""
    return appraisals_page(request, snapshot)


def appraisals_page(
    request: HttpRequest, snapshot: Snapshot, *, wrong: str = "", typed: dict[str, str] | None = None
) -> Page:
    """Return the list, with what was typed and is wrong."""
    by, team = actor_of(request), _led(request, snapshot)
    try:
        mine, theirs = queries.appraisals_of(by.person or ""), queries.appraisals_under(team)
        waiting = queries.objections_open(team)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    names = names_of([*team, by.person or ""])
    day = today(snapshot)
    context = {
        "mine": [(each, wording.STATES[each.state]) for each in mine],
        "theirs": [(each, wording.STATES[each.state], names.get(each.person, each.person)) for each in theirs],
        "team": [(each, names.get(each, each)) for each in team],
        "waiting": [(each, names.get(each.person, each.person), each.due < day) for each in waiting],
        "sentence": wording.about_list(len(mine), len(theirs), len(waiting)),
        "person": by.person, "wrong": wrong, "typed": typed or {},
    }  # fmt: skip
    twins = [_plain_row(each) for each in (*mine, *theirs)]
    return Page("appraisals", _("Appraisals"), "appraisals/list.html", twins, context, section=SECTION)


def _plain_row(each: Appraisal) -> dict[str, object]:
    return {
        "appraisal": each.pk, "person": each.person, "period": each.period, "state": each.state,
        "opened_at": each.opened_at, "shared_at": each.shared_at, "finalised_at": each.finalised_at,
    }  # fmt: skip


@guarded(Record.FINAL_REVIEW, Action.VIEW, subject=subject_of, relations=of_group, holding=in_session)
@page
def appraisal(request: HttpRequest, snapshot: Snapshot, appraisal: int) -> Page:
    """Show one appraisal, as much of it as whoever looks may see; a look by somebody else is written down first."""
    return appraisal_page(request, snapshot, appraisal)


def appraisal_page(
    request: HttpRequest,
    snapshot: Snapshot,
    appraisal: int,
    *,
    wrong: str = "",
    typed: dict[str, str] | None = None,
) -> Page:
    """Return the page of an appraisal, with what was typed and is wrong."""
    try:
        found, standing = found_for(request, appraisal)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    row, by, formats = found.row, actor_of(request), formats_of(request, snapshot.head.timezone)
    looked(by=by, kind=Record.FINAL_REVIEW, key=str(row.pk), subject=row.person)
    names = names_of([row.person, row.manager])
    name = names.get(row.person, row.person)
    titles = {each["id"]: each["title"] for each in row.criteria}
    units = {each["id"]: each.get("unit", "") for each in row.criteria}
    judged = {each.criterion: each.judged for each in found.weighed}
    decided = {each.criterion: each.decided for each in found.weighed}
    context = {
        "found": found, "row": row, "look": wording.STATES[row.state], "name": name,
        "manager": names.get(row.manager, row.manager), "sentence": wording.about_one(found, name),
        "lines": [_line(each, formats) for each in found.weighed],
        "may": _acts(found, by.person == row.manager, standing),
        "left": [(wording.LEFT.get(reason, reason), many) for reason, many in (found.left or {}).items()],
        "criteria": row.criteria, "wrong": wrong, "typed": typed or {},
        "objections": [(each, titles.get(each.about, _("the text")), each.open and each.due < today(snapshot))
                       for each in found.objections],
        "changes": [(each, wording.change_in_words(each, titles.get(each.criterion, each.criterion),
                                                   units.get(each.criterion, ""), formats)) for each in found.changes],
        "judging": _fields(row, judged, typed or {}, formats), "deciding": _fields(row, decided, typed or {}, formats),
        "changing": _fields(row, {}, typed or {}, formats),
        "most": TEXT_LETTERS,
        "items": [(each, formats.value(each.value, each.unit), formats.value(each.low, each.unit),
                   formats.value(each.high, each.unit), grade_word(each.grade))
                  for each in found.items or ()],
    }  # fmt: skip
    extra = _extra(found)
    rows = [
        {
            "criterion": each.criterion, "title": each.title, "judged": each.judged, "computed": each.computed,
            "decided": each.decided, "deviation": each.deviation,
        }
        for each in found.weighed
    ]  # fmt: skip
    crumbs = [Crumb(_("Appraisals"), reverse("appraisals"))]
    own = found.part == "self"
    title = _("{period}, my appraisal").format(period=row.period) if own else f"{row.period}, {name}"
    return Page(f"appraisal-{row.pk}", title, "appraisals/one.html", rows, context, extra, crumbs, SECTION)


def _fields(
    row: Appraisal, values: Mapping[str, float | None], typed: Mapping[str, str], formats: Formats
) -> list[tuple[dict[str, str], str]]:
    """Return each criterion with what was typed for it and is wrong, or with what is kept, a share in per cent."""

    def shown(each: dict[str, str]) -> str:
        value = values.get(each["id"])
        if value is None:
            return ""
        return written(round(value * 100, 10) if each.get("unit") == "share" else value, formats.locale)

    return [(each, typed.get(f"value-{each['id']}", shown(each))) for each in row.criteria]


def _line(each: queries.Weighed, formats: Formats) -> dict[str, object]:
    def said(value: float | None) -> str:
        return wording.value_in_words(value, each.unit, formats)

    return {
        "each": each, "judged": said(each.judged), "computed": said(each.computed), "decided": said(each.decided),
        "deviation": wording.deviation_in_words(each.deviation, each.unit, formats),
    }  # fmt: skip


def _acts(found: Shown, own: bool, standing: Collection[Relation]) -> frozenset[str]:  # noqa: FBT001 -- whose it is
    """Return what whoever looks can do now."""
    row, acts = found.row, set()
    if Relation.MANAGER in standing and own:
        every = ("judge", "open_evidence", "reason", "share", "finalise")
        acts |= {act for act in every if may_follow(row.state, act, judges_first=row.judges_first)}
    if Relation.MANAGER in standing and not own and found.part == "status":
        acts.add("take_over")
    if found.part == "self":
        acts |= {"object"} if found.weighed else set()
        acts |= {"state"} if row.state != "finalised" else set()
    waits = any(each.open for each in found.objections)
    if waits and {Relation.MANAGER, Relation.HR_PARTNER_OF} & set(standing) and found.part != "self":
        acts.add("answer")
    if Relation.CALIBRATION_GROUP in standing and may_follow(row.state, "calibrate"):
        acts.add("calibrate")
    return frozenset(acts)


def _extra(found: Shown) -> dict[str, object]:
    """Return what the JSON says besides its rows: what the page shows, and nothing more."""
    return {
        "appraisal": _plain_row(found.row), "part": found.part, "statement": found.statement,
        "judgement": found.judgement, "reason": found.reason, "final": found.final,
        "evidence": None if found.items is None else [supplied.plain(each) for each in found.items],
        "left_out": found.left, "objections": [_objection(each) for each in found.objections],
    }  # fmt: skip


def _objection(each: Objection) -> dict[str, object]:
    return {
        "objection": each.pk, "about": each.about, "text": each.said, "answer": each.answered, "due": each.due,
        "made_at": each.made_at, "answered_at": each.answered_at, "withdrawn_at": each.withdrawn_at,
    }  # fmt: skip


@guarded(Record.OBJECTION, Action.LIST, relations={Relation.SELF})
@page
def objections(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show the objections that wait for an answer of whoever looks: of their team, and of the units they are HR of."""
    by, day = actor_of(request), today(snapshot)
    persons = set(_led(request, snapshot))
    if by.units:
        everybody = snapshot.directory.everybody(day)
        persons |= {each for each in everybody if Relation.HR_PARTNER_OF in standing_to(request, each)}
    try:
        found = queries.objections_open(sorted(persons))
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    names = names_of([each.person for each in found])
    for each in found:
        looked(by=by, kind=Record.OBJECTION, key=str(each.pk), subject=each.person)
    context = {
        "rows": [(each, names.get(each.person, each.person), each.due < day) for each in found],
        "sentence": wording.about_list(0, 1, len(found)) if found else _("No objection waits for your answer."),
    }
    twins = [{"person": each.person, "appraisal": each.appraisal.pk, **_objection(each)} for each in found]
    crumbs = [Crumb(_("Appraisals"), reverse("appraisals"))]
    return Page("objections", _("Objections"), "appraisals/objections.html", twins, context, {}, crumbs, SECTION)


@guarded(Record.DECISION_SHARE, Action.LIST, relations={Relation.SELF})
@page
def decision_shares(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show how many decisions were just as computed: one's own, or for those who watch over it all managers'."""
    by, formats = actor_of(request), formats_of(request, snapshot.head.timezone)
    watches = bool({"hr_partner", "auditor", "works_council"} & by.duties)
    try:
        found = queries.equal_shares() if watches else queries.equal_shares(manager=by.person or NO_PERSON)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    names = names_of([each.manager for each in found])
    for each in found:
        looked(by=by, kind=Record.DECISION_SHARE, key=each.manager, subject=each.manager)
    context = {
        "rows": [
            (names.get(each.manager, each.manager), each, wording.share_in_words(each, formats)) for each in found
        ],
        "sentence": wording.about_shares(found),
    }  # fmt: skip
    twins = [
        {"manager": each.manager, "decisions": each.decisions, "share": each.share, "warns": each.warns}
        for each in found
    ]
    crumbs = [Crumb(_("Appraisals"), reverse("appraisals"))]
    return Page("decisions", _("Copies of suggestions"), "appraisals/shares.html", twins, context, {}, crumbs, SECTION)


def _sits(request: HttpRequest, **_rest: object) -> frozenset[Relation]:
    by = actor_of(request)
    found = queries.sessions(member=by.person) if by.person else []
    return frozenset({Relation.CALIBRATION_GROUP} if found else ())


def _lasts(request: HttpRequest, **_rest: object) -> Collection[Condition]:
    return {Condition.IN_SESSION} if _sits(request) else frozenset()


@guarded(Record.CALIBRATION, Action.LIST, relations=_sits, holding=_lasts)
@page
def calibrations(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show calibration sessions, and to those who sit in one the appraisals that it is about."""
    return calibrations_page(request, snapshot)


def calibrations_page(
    request: HttpRequest, snapshot: Snapshot, *, wrong: str = "", typed: dict[str, str] | None = None
) -> Page:
    """Return the sessions, with what was typed and is wrong."""
    by = actor_of(request)
    partner = bool({"hr_partner", "auditor"} & by.duties)
    try:
        found = queries.sessions() if partner else queries.sessions(member=by.person or NO_PERSON)
        people = {each.pk: queries.appraisals_in(each) for each in found if by.person in each.members}
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    names = names_of([one.person for rows in people.values() for one in rows])
    told = {
        key: [(one, names.get(one.person, one.person), wording.STATES[one.state]) for one in those]
        for key, those in people.items()
    }
    context = {
        "rows": [(each, told.get(each.pk, [])) for each in found], "sentence": wording.about_sessions(found),
        "may": "hr_partner" in by.duties, "units": snapshot.directory.units, "wrong": wrong, "typed": typed or {},
    }  # fmt: skip
    twins = [
        {"session": each.pk, "unit": each.unit, "period": each.period, "members": len(each.members),
         "opened_at": each.opened_at, "closed_at": each.closed_at}
        for each in found
    ]  # fmt: skip
    crumbs = [Crumb(_("Appraisals"), reverse("appraisals"))]
    return Page("calibrations", _("Calibration"), "appraisals/calibrations.html", twins, context, {}, crumbs, SECTION)
