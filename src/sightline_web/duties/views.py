"""The pages of duties: the register and its document, what one was told is computed, and fairness between groups."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.care.holdings import HOLDINGS
from sightline_web.care.retention import CLASSES
from sightline_web.duties import dpia, queries, wording
from sightline_web.duties.models import FairnessTable, Level, MetricEntry, Switch
from sightline_web.languages.marks import later
from sightline_web.policy.decide import may
from sightline_web.policy.grants import View
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.actors import actor_of
from sightline_web.shell.guarding import today
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.snapshot import Snapshot, UnanswerableError
from sightline_web.store import StoreError

__all__ = ["fairness", "fairness_page", "impact", "notices", "notices_page", "register", "register_page"]

SECTION = "roles"
SETTINGS = {
    "judge_first": later("What a manager does first"),
    "seen_days": later("Days after which a manager sees a figure that the person has not looked at"),
    "objection_days": later("Days within which an objection is answered"),
    "notice_days": later(
        "Business days between a notice and its first use; 0: from the day on which it is acknowledged"
    ),
}


@guarded(Record.METRIC_REGISTER, Action.LIST)
@page
def register(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show what may be computed about people's work: what for, on which basis, who agreed, and what is off."""
    return register_page(request, snapshot)


def register_page(
    request: HttpRequest, snapshot: Snapshot, *, wrong: str = "", typed: dict[str, str] | None = None
) -> Page:
    """Return the register, with what was typed and is wrong."""
    by = actor_of(request)
    try:
        entries, switches, settings = queries.entries(), queries.switches(), queries.settings()
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    off = [each for each in switches if each.on_at is None]
    rows = [_entry(each, off) for each in entries]
    waiting = sum(row["state"] == "waits" for row in rows)
    context = {
        "rows": [
            (row, wording.metric_in_words(str(row["metric"]), snapshot.metrics), wording.STATES[str(row["state"])])
            for row in rows
        ],
        "switches": [(each, wording.switch_in_words(each)) for each in off],
        "past": [(each, wording.switch_in_words(each)) for each in switches if each.on_at is not None],
        "sentence": wording.about_register(entries, waiting, off), "levels": Level.choices,
        "may_enter": may(by, Action.CREATE, Record.METRIC_REGISTER).allowed,
        "may_approve": may(by, Action.CREATE, Record.METRIC_APPROVAL).allowed,
        "may_stop": may(by, Action.CREATE, Record.SWITCH).allowed,
        "may_start": may(by, Action.DELETE, Record.SWITCH).allowed,
        "units": snapshot.directory.units, "wrong": wrong, "typed": typed or {},
        "settings": [(name, SETTINGS[name], settings[name]) for name in SETTINGS],
        "may_tell": may(by, Action.CREATE, Record.PERSON_NOTICE).allowed,
    }  # fmt: skip
    extra = {"settings": settings, "off": [wording.switch_in_words(each) for each in off]}
    return Page("register", _("Register"), "duties/register.html", rows, context, extra, section=SECTION)


def _entry(each: MetricEntry, off: Sequence[Switch]) -> dict[str, object]:
    own = each.approvals.all()
    force = [one for one in own if one.revoked_at is None and one.revision == each.revision]
    return {
        "metric": each.metric, "purpose": each.purpose, "legal_basis": each.legal_basis,
        "data": each.data, "level": wording.level_of(each), "state": queries.state_of(each, off),
        "revision": each.revision, "changed_at": each.changed_at,
        "approvals": [
            {"id": one.pk, "unit": one.unit, "country": one.country, "agreement": one.agreement, "since": one.since,
             "in_force": one in force}
            for one in own
        ],
    }  # fmt: skip


@guarded(Record.PERSON_NOTICE, Action.LIST, relations={Relation.SELF})
@page
def notices(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show what one was told is computed about oneself, and when one saw which figure."""
    return notices_page(request, snapshot)


def notices_page(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Return the page of one's notices."""
    by = actor_of(request)
    try:
        found, seen = queries.notices_of(by.person or ""), queries.shown_first(by.person or "")
        entries = {each.metric: each for each in queries.entries()} if found else {}
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    rows = [(each, *wording.notice_in_words(each, entries)) for each in found]
    figures = [(each, wording.metric_in_words(each.metric, snapshot.metrics)) for each in seen]
    context = {"rows": rows, "figures": figures, "sentence": wording.about_notices(found), "person": by.person}
    twins = [
        {"notice": each.pk, "metrics": each.metrics, "text": each.text, "made_at": each.made_at,
         "acknowledged_at": each.acknowledged_at}
        for each in found
    ]  # fmt: skip
    extra = {
        "figures": [{"metric": e.metric, "period": e.period, "since": e.since, "seen_at": e.seen_at} for e in seen]
    }
    return Page("person-notices", _("What is computed"), "duties/notices.html", twins, context, extra, section=SECTION)


@guarded(Record.FAIRNESS_AUDIT, Action.LIST)
@page
def fairness(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show how decisions fell out between groups: all of it to those who watch over it, a summary to everybody."""
    return fairness_page(request, snapshot)


def fairness_page(request: HttpRequest, snapshot: Snapshot, *, wrong: str = "") -> Page:
    """Return the tables, with what is wrong with a question."""
    by, formats = actor_of(request), formats_of(request, snapshot.head.timezone)
    try:
        tables = queries.fairness_tables()
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    whole = may(by, Action.VIEW, Record.FAIRNESS_AUDIT).view == View.FULL
    newest = [each for each in tables if each.period == tables[0].period] if tables else []
    flagged = sum(bool(row["flagged"]) for each in newest for row in each.rows)
    told = [(each, wording.groups_in_words(each), [_group(row, formats) for row in each.rows]) for each in tables]
    context = {
        "tables": told if whole else [], "mute": [one for one in told if whole and not one[0].rows],
        "summary": told, "whole": whole, "wrong": wrong,
        "sentence": wording.about_fairness(newest, flagged=flagged),
        "may_run": may(by, Action.CREATE, Record.FAIRNESS_AUDIT).allowed,
    }  # fmt: skip
    return Page(
        "fairness", _("Fairness"), "duties/fairness.html", _twins(tables, whole=whole), context, section=SECTION
    )


def _group(row: dict[str, object], formats: object) -> dict[str, object]:
    def share(name: str) -> str:
        return str(formats.share(row[name]))  # type: ignore[attr-defined]  # how a reader sees it

    return row | {
        "rate_words": share("rate"), "low_words": share("low"), "high_words": share("high"),
        "ratio_words": _("not compared: under 2 in 100") if row["impact_ratio"] is None else share("impact_ratio"),
    }  # fmt: skip


def _twins(tables: Sequence[FairnessTable], *, whole: bool) -> list[dict[str, object]]:
    head: list[dict[str, object]] = [
        {"period": each.period, "stage": each.stage, "by": each.attribute, "found": each.words} for each in tables
    ]
    if not whole:
        return head
    return [
        told | row | {"known": each.known, "unknown": each.unknown}
        for told, each in zip(head, tables, strict=True) for row in (each.rows or [{}])
    ]  # fmt: skip


@guarded(Record.METRIC_REGISTER, Action.VIEW)
@page
def impact(_request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show the document of what is computed about people, made from the register."""
    text = _document(snapshot)
    rows = [{"line": number, "text": line} for number, line in enumerate(text.splitlines(), 1)]
    crumbs = [Crumb(_("Register"), reverse("register"))]
    title = _("The document of the register")
    return Page("impact", title, "duties/impact.html", rows, {"text": text}, {"markdown": text}, crumbs, SECTION)


@guarded(Record.METRIC_REGISTER, Action.EXPORT)
def impact_file(_request: HttpRequest) -> HttpResponse:
    """Give the document as a Markdown file."""
    from sightline_web import keeper  # noqa: PLC0415 -- the reading that is served

    snapshot = keeper.current().state().snapshot
    text = _document(snapshot) if snapshot is not None else ""
    answer = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="impact-assessment.md"'
    return answer


def _document(snapshot: Snapshot) -> str:
    """Return the document as of now."""
    about = {label for label in HOLDINGS if label.split(".")[0] in OURS}
    held = [each for each in CLASSES.values() if each.label in about]
    try:
        return dpia.document(
            enterprise=snapshot.head.name, version=snapshot.head.version, model=snapshot.head.hash, on=today(snapshot),
            entries=queries.entries(), switches=queries.switches(off=True), settings=queries.settings(), held=held,
            audits=queries.fairness_tables(),
        )  # fmt: skip
    except StoreError as error:
        raise UnanswerableError(error.fault) from error


OURS = frozenset({"conversations", "appraisals", "duties", "development", "feedback"})
