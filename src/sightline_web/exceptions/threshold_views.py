"""The pages of thresholds: all of them, and one with the consequence of another, which is shown before it is set."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sightline_web import keeper
from sightline_web.engine.exceptions import DEFAULT, RefusedError, Rules
from sightline_web.exceptions import clock, holders, keeping, queries, setting, wording
from sightline_web.exceptions.models import ThresholdChange
from sightline_web.exceptions.tried import Asked, address_of
from sightline_web.exceptions.views import SECTION, crumbs, owner_of_any
from sightline_web.languages.openings import opening
from sightline_web.policy.decide import may
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.raised import Consequence, Past, Threshold
from sightline_web.shell.actors import actor_of
from sightline_web.shell.formats import Formats
from sightline_web.shell.guarding import owning_role
from sightline_web.shell.pages import FIRST_ANSWER_SECONDS, Crumb, Page, formats_of, page, show
from sightline_web.shell.sentences import counted
from sightline_web.shell.templatetags.shell import name
from sightline_web.shell.typed import plain, whole
from sightline_web.snapshot import Fault, NotDeclaredError, Snapshot, UnanswerableError
from sightline_web.store import StoreError

__all__ = ["set_threshold", "threshold", "thresholds", "undo_threshold"]

MONTH = timedelta(days=30)
INSTANT = timedelta(seconds=1)  # a stretch of time ends before its end, and what was seen just now is in it
LONG = timedelta(days=120)  # what stood before the month is not counted as new in it
ELSE = "anything_else"  # the address of the threshold of all that have none of their own
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Line:
    """One threshold in the list."""

    subject: str
    href: str
    title: str
    words: str
    origin: str
    seen: int
    raised: int
    acted: int
    wrong: int


def _subject(address: str) -> str:
    return DEFAULT if address == ELSE else address


def _address(subject: str) -> str:
    return reverse("threshold", args=[ELSE if subject == DEFAULT else subject])


def _owner(snapshot: Snapshot, subject: str) -> str | None:
    """Return the role that answers for a rule or metric."""
    process, _dot, rule = subject.partition(".")
    declared = snapshot.processes.get(process)
    if declared is not None and rule in declared.rules:
        return declared.rules[rule].owner
    return snapshot.metrics[subject].owner if subject in snapshot.metrics else None


def _owned(request: HttpRequest, subject: str, **_rest: object) -> frozenset[Relation]:
    return owning_role(request, lambda snapshot: _owner(snapshot, _subject(subject)))


@guarded(Record.THRESHOLD, Action.LIST, relations=owner_of_any)
@page
def thresholds(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show from what price on each rule and metric interrupts, and what that led to in the last month."""
    formats = formats_of(request, snapshot.head.timezone)
    try:
        now = clock.moment(snapshot) + INSTANT
        past, changes = queries.past(since=now - LONG, until=now), queries.threshold_changes()
        rules = keeping.rules_now(snapshot)
        set_here = keeping.thresholds_now()
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    lines = _lines(rules, past, snapshot, formats, set(set_here), now)
    role = request.GET.get("for", "")
    roles = sorted({each.owner for each in past.sightings if each.owner})
    proposal = rules.proposed(past, role, since=now - LONG, until=now) if role in roles else None
    raised = sum(each.raised for each in lines)
    said = ngettext(
        "{exceptions} was raised in the last 30 days.", "{exceptions} were raised in the last 30 days.", raised
    )
    sentence = opening(said.format(exceptions=counted(raised, "exception")))
    context = {
        "sentence": sentence,
        "lines": lines,
        "budget": rules.budget,
        "roles": [(each, name(each), each == role) for each in roles],
        "proposal": proposal,
        "proposed": address_of(proposal.price_share, formats.locale) if proposal and proposal.price_share else "",
        "role": name(role),
        "changes": [_Change.of(each, who, snapshot, formats) for each, who in changes[:20]],
        "set_now": _set_now(request, changes),
        "may_set": may(actor_of(request), Action.EDIT, Record.THRESHOLD).allowed,
        "processes": snapshot.processes.values(),
    }
    rows = [_row(each, rules.threshold(each.subject)) for each in lines]
    extra = {"sentence": sentence, "per_shift": rules.budget.per_shift, "per_hour": rules.budget.per_hour}
    return Page("thresholds", _("Thresholds"), "exceptions/thresholds.html", rows, context, extra, crumbs(), SECTION)


def _lines(rules: Rules, past: Past, snapshot: Snapshot, formats: Formats, here: set[str], now: datetime) -> list[Line]:
    since = now - MONTH
    seen = Counter(key.partition("@")[0] for key in {each.key for each in past.sightings if each.at >= since})
    subjects = sorted({*seen, *rules.declared(), *(each.subject for each in past.lives if each.raised_at >= since)})
    set_here, in_model, as_else = _("set here"), _("the model"), _("as anything else")
    found = []
    for subject in (DEFAULT, *subjects):
        lives = [each for each in past.lives if each.subject == subject and each.raised_at >= since]
        outcomes = Counter(each.outcome for each in lives)
        own = subject in rules.declared()
        origin = set_here if subject in here else in_model if own else as_else
        if subject == DEFAULT and subject not in here:
            origin = _("the model, or the product's default")
        title = wording.threshold_title(subject, snapshot)
        words = wording.threshold_in_words(rules.threshold(subject), None, formats)
        found.append(
            Line(subject, _address(subject), title, words, origin, seen[subject], len(lives), outcomes["acted"],
                 outcomes["false_alarm"])
        )  # fmt: skip
    return sorted(found, key=lambda each: (each.subject != DEFAULT, -each.raised, -each.seen, each.subject))


def _row(each: Line, threshold: Threshold) -> dict[str, object]:
    return {
        "threshold": each.subject, "price_share": threshold.price_share, "price": threshold.price,
        "never": threshold.retired, "origin": each.origin, "deviating": each.seen, "raised": each.raised,
        "acted": each.acted, "false_alarms": each.wrong,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Change:
    """One change of a threshold, as a history tells it."""

    id: int
    at: datetime
    who: str
    title: str
    href: str
    words: str
    reason: str
    consequence: str
    undoing: bool
    undone: bool

    @classmethod
    def of(cls, each: ThresholdChange, who: str, snapshot: Snapshot, formats: Formats) -> _Change:
        """Return a change in words."""
        held = each.threshold
        words = _("none set here") if held is None else wording.threshold_in_words(held, None, formats)
        title = wording.threshold_title(each.about, snapshot)
        return cls(
            each.pk, each.at, who, title, _address(each.about), words, each.reason, each.foreseen,
            each.undoes is not None, hasattr(each, "undone"),
        )  # fmt: skip


def _set_now(request: HttpRequest, changes: list[tuple[ThresholdChange, str]]) -> ThresholdChange | None:
    """Return the change that was just made, so that it can be undone."""
    text = request.GET.get("set", "")
    found = next((each for each, _ in changes if str(each.pk) == text), None)
    mine = found is not None and found.account == actor_of(request).account and not hasattr(found, "undone")
    return found if mine else None


@guarded(Record.THRESHOLD, Action.VIEW, relations=_owned)
@page
def threshold(request: HttpRequest, snapshot: Snapshot, subject: str) -> Page:
    """Show one threshold, and what another would have raised."""
    return _opened(request, snapshot, subject, Asked.of(request.GET, formats_of(request).locale))


def _opened(request: HttpRequest, snapshot: Snapshot, address: str, asked: Asked, fault: Fault | None = None) -> Page:
    by, formats, subject = actor_of(request), formats_of(request, snapshot.head.timezone), _subject(address)
    if subject != DEFAULT and not _declared(snapshot, subject):
        raise NotDeclaredError("rule or metric", subject, (*snapshot.metrics, *_rules(snapshot)))
    try:
        now = clock.moment(snapshot) + INSTANT
        past, changes = queries.past(since=now - LONG, until=now), queries.threshold_changes(subject=subject)
        rules = keeping.rules_now(snapshot)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    title = wording.threshold_title(subject, snapshot)
    present = rules.threshold(subject)
    consequence = None
    if asked.anything and not asked.problem:
        consequence = _consequence(rules, past, subject, asked.threshold, now)
    own = subject in rules.declared() or (subject == DEFAULT and bool(changes))
    context = {
        "subject": subject,
        "address": address,
        "general": subject == DEFAULT,
        "title": title,
        "present": wording.threshold_in_words(present, None, formats),
        "own": own,
        "asked": asked,
        "in_words": _asked_words(asked, formats),
        "consequence": consequence,
        "fault": fault,
        "reason": request.POST.get("reason", "")[:LONGEST],
        "last": changes[0][0].pk if changes else 0,
        "changes": [_Change.of(each, who, snapshot, formats) for each, who in changes],
        "may_set": may(by, Action.EDIT, Record.THRESHOLD, _standing(by, snapshot, subject)).allowed,
        "processes": snapshot.processes.values(),
    }
    extra = {
        "threshold": subject, "price_share": present.price_share, "price": present.price, "never": present.retired,
        "consequence": consequence and _plain(consequence),
    }  # fmt: skip
    rows = [_change_row(each, who) for each, who in changes]
    way = crumbs(Crumb(_("Thresholds"), reverse("thresholds")))
    return Page(f"threshold-{address}", title, "exceptions/threshold.html", rows, context, extra, way, SECTION)


def _plain(one: Consequence) -> dict[str, object]:
    return {
        "raised": one.raised, "raised_before": one.raised_before, "outcomes": dict(one.outcomes),
        "missed": dict(one.missed), "sentence": one.sentence,
    }  # fmt: skip


def _change_row(each: ThresholdChange, who: str) -> dict[str, object]:
    return {
        "change": each.pk, "at": each.at, "who": who, "price_share": each.share, "price": each.price,
        "never": each.retired, "reason": each.reason, "consequence": each.consequence,
    }  # fmt: skip


def _rules(snapshot: Snapshot) -> list[str]:
    return [f"{process.id}.{rule}" for process in snapshot.processes.values() for rule in process.rules]


def _declared(snapshot: Snapshot, subject: str) -> bool:
    return subject in snapshot.metrics or subject in _rules(snapshot)


def _standing(by: object, snapshot: Snapshot, subject: str) -> frozenset[Relation]:
    return holders.owning(by, _owner(snapshot, subject) or "")  # type: ignore[arg-type]  # an actor


def _asked_words(asked: Asked, formats: Formats) -> str:
    held = asked.threshold
    if held is None:
        return _("none set here")
    return wording.threshold_in_words(held, None, formats)


def _consequence(rules: Rules, past: Past, subject: str, threshold: Threshold | None, now: datetime) -> Consequence:
    """Return what another threshold would have raised in the last month."""
    return rules.consequence(past, subject, threshold, since=now - MONTH, until=now)


@guarded(Record.THRESHOLD, Action.EDIT, relations=_owned)
@require_http_methods(["GET", "HEAD", "POST"])
def set_threshold(request: HttpRequest, subject: str) -> HttpResponse:
    """Set a threshold whose consequence has been shown."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("threshold", args=[subject]))
    state = keeper.current().state(wait=FIRST_ANSWER_SECONDS)
    asked, snapshot = Asked.of(request.POST, formats_of(request).locale), state.snapshot
    if snapshot is None:
        return HttpResponseRedirect(reverse("threshold", args=[subject]))
    fault = Fault(asked.problem, fix=_("Mend it and look at its consequence again.")) if asked.problem else None
    reason = plain(request.POST.get("reason", ""))
    if fault is None and not reason:
        fault = Fault(_("Why it is changed is not said."), fix=_("Say it in a few words, for whoever looks later."))
    name_of = _subject(subject)
    if name_of != DEFAULT and not _declared(snapshot, name_of):
        raise Http404
    if fault is None:
        try:
            now = clock.moment(snapshot)
            past = queries.past(since=now - LONG, until=now + INSTANT)
            told = _consequence(keeping.rules_now(snapshot), past, name_of, asked.threshold, now + INSTANT).sentence
            made = setting.threshold_set(
                subject=name_of, threshold=asked.threshold, by=actor_of(request), at=now, reason=reason,
                consequence=told, seen=_seen(request),
            )  # fmt: skip
            return HttpResponseRedirect(f"{reverse('thresholds')}?set={made.pk}")
        except setting.ThresholdChangedError:
            fault = Fault(
                _("Somebody else has changed this threshold since you opened it; yours is not set yet."),
                fix=_("Look at theirs below, and set yours again if it is still right."),
            )
        except StoreError as error:
            fault = error.fault
    return show(request, _opened(request, snapshot, subject, asked, fault), state, status=422)


def _seen(request: HttpRequest) -> int | None:
    text = request.POST.get("last", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None  # noqa: PLR2004 -- 64 bits


@guarded(Record.THRESHOLD, Action.RESTORE, relations=_owned)
@require_http_methods(["GET", "HEAD", "POST"])
def undo_threshold(request: HttpRequest, subject: str) -> HttpResponse:
    """Undo the last change of a threshold."""
    back = reverse("threshold", args=[subject])
    if request.method != "POST":
        return HttpResponseRedirect(back)
    state = keeper.current().state(wait=FIRST_ANSWER_SECONDS)
    if state.snapshot is None:
        return HttpResponseRedirect(back)
    try:
        now = clock.moment(state.snapshot)
        setting.threshold_undo(
            change=whole(request.POST.get("change")), subject=_subject(subject), by=actor_of(request), at=now
        )
    except (setting.ThresholdChangedError, RefusedError) as error:
        fault = error.fault if isinstance(error, RefusedError) else Fault(
            _("It has been changed again since."), fix=_("Undo the last change first.")
        )  # fmt: skip
        return show(request, _opened(request, state.snapshot, subject, Asked(), fault), state, status=409)
    except StoreError as error:
        return show(request, _opened(request, state.snapshot, subject, Asked(), error.fault), state, status=503)
    return HttpResponseRedirect(back)
