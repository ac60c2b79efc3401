"""What the forms of reviews do; what is wrong is shown with what was typed."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.reviews import queries, services
from sightline_web.reviews.brief import brief_of
from sightline_web.reviews.forms import calendar_typed, day_or_none, period_typed
from sightline_web.reviews.models import Cycle, Decision, Note, Override, Part
from sightline_web.reviews.owning import owner_of
from sightline_web.reviews.services import Known, ReviewError
from sightline_web.reviews.tongue import house_spoken
from sightline_web.reviews.views import decisions_page, review_page, reviews_page
from sightline_web.shell.actors import actor_of
from sightline_web.shell.guarding import today
from sightline_web.shell.pages import Page
from sightline_web.shell.writes import posted, typed_in
from sightline_web.snapshot import Snapshot, UnanswerableError, UnderWayError

__all__ = ["decide", "decision_act", "note", "note_act", "open_", "plan", "prepared", "report", "sign", "status",
           "status_act"]  # fmt: skip

PARTS: dict[str, type[Part]] = {"note": Note, "status": Override, "decision": Decision}
ABOUT = ("", "strategy", "operations", "roles", "backlog", "decisions")
OWN = frozenset({Relation.AUTHOR})  # a service changes nothing of anybody else's


def _there(cycle: int, **_: object) -> str:
    return reverse("review", args=[cycle])


def _tried(
    request: HttpRequest, snapshot: Snapshot, cycle: int, write: Callable[[], object], then: str = ""
) -> HttpResponse | Page:
    """Write, and show the review again; with what was typed where that is wrong."""
    try:
        done = write()
    except ReviewError as error:
        return review_page(request, snapshot, cycle, typed=typed_in(request), wrong=str(error))
    if done is False:
        raise Http404
    return HttpResponseRedirect(f"{_there(cycle)}{then}")


@guarded(Record.REVIEW, Action.CREATE)
@posted(lambda: reverse("reviews"))
def open_(request: HttpRequest, snapshot: Snapshot) -> HttpResponse | Page:
    """Open the review of a period."""
    typed = typed_in(request)
    try:
        made = services.cycle_open(
            by=actor_of(request), period=period_typed(typed, snapshot.reviewable()), calendar=calendar_typed(typed),
            at=timezone.now(),
        )  # fmt: skip
    except ReviewError as error:
        return reviews_page(request, snapshot, typed=typed, wrong=str(error))
    return HttpResponseRedirect(_there(made.pk))


@guarded(Record.REVIEW, Action.EDIT)
@posted(_there)
def plan(request: HttpRequest, snapshot: Snapshot, cycle: int) -> HttpResponse | Page:
    """Change the calendar of a review, and who stands for it."""
    return _tried(request, snapshot, cycle, lambda: services.cycle_plan(
        by=actor_of(request), cycle=cycle, calendar=calendar_typed(typed_in(request)),
    ))  # fmt: skip


@guarded(Record.REVIEW, Action.EDIT)
@posted(_there)
def prepared(request: HttpRequest, snapshot: Snapshot, cycle: int, act: str) -> HttpResponse | Page:
    """Say that a review is prepared, or that it is not."""
    if act not in {"done", "undone"}:
        raise Http404
    at = timezone.now() if act == "done" else None
    return _tried(request, snapshot, cycle, lambda: services.cycle_prepared(by=actor_of(request), cycle=cycle, at=at))


@guarded(Record.REVIEW, Action.EDIT)
@posted(_there)
def sign(request: HttpRequest, snapshot: Snapshot, cycle: int) -> HttpResponse | Page:
    """Sign a review for good, which freezes its pack."""

    def freeze(one: Cycle) -> str:
        with house_spoken() as tongue:
            return snapshot.freeze_pack(brief_of(one, snapshot, today(snapshot)), tongue)

    return _tried(request, snapshot, cycle, lambda: services.cycle_sign(
        by=actor_of(request), cycle=cycle, at=timezone.now(), freeze=freeze,
    ))  # fmt: skip


@guarded(Record.REVIEW, Action.EDIT)
@posted(_there)
def status(request: HttpRequest, snapshot: Snapshot, cycle: int) -> HttpResponse | Page:
    """Set the status of a goal by hand."""
    typed = typed_in(request)
    goal = typed.get("goal", "")
    if goal not in {each.id for each in snapshot.goals}:
        raise Http404
    return _tried(request, snapshot, cycle, lambda: services.status_set(
        by=actor_of(request), cycle=cycle, goal=goal, status=typed.get("status", ""), reason=typed.get("reason", ""),
        at=timezone.now(),
    ), then=f"#goal-{goal}")  # fmt: skip


@guarded(Record.REVIEW_NOTE, Action.CREATE)
@posted(_there)
def note(request: HttpRequest, snapshot: Snapshot, cycle: int) -> HttpResponse | Page:
    """Write commentary on a part of the pack."""
    typed = typed_in(request)
    about = typed.get("about", "")
    if about not in ABOUT and about not in {f"goal:{each.id}" for each in snapshot.goals}:
        raise Http404
    return _tried(request, snapshot, cycle, lambda: services.note_add(
        by=actor_of(request), cycle=cycle, about=about, text=typed.get("text", ""), at=timezone.now(),
    ), then=f"#{about.replace(':', '-')}" if about else "")  # fmt: skip


def _act(
    request: HttpRequest, snapshot: Snapshot, cycle: int, key: int, act: str, kind: str
) -> HttpResponse | Page:  # fmt: skip
    by = actor_of(request)
    if act == "delete":
        return _tried(request, snapshot, cycle, lambda: services.part_take_back(
            PARTS[kind], by=by, cycle=cycle, key=key, at=timezone.now(),
        ), then=f"?gone={kind}&key={key}")  # fmt: skip
    if act == "restore":
        return _tried(request, snapshot, cycle, lambda: services.part_restore(PARTS[kind], by=by, cycle=cycle, key=key))
    raise Http404


@guarded(Record.REVIEW_NOTE, Action.EDIT, relations=OWN)
@posted(_there)
def note_act(request: HttpRequest, snapshot: Snapshot, cycle: int, key: int, act: str) -> HttpResponse | Page:
    """Change one's own commentary, take it back, or put it back."""
    if act == "change":
        return _tried(request, snapshot, cycle, lambda: services.note_change(
            by=actor_of(request), cycle=cycle, note=key, text=request.POST.get("text", ""), at=timezone.now(),
        ))  # fmt: skip
    return _act(request, snapshot, cycle, key, act, "note")


@guarded(Record.REVIEW, Action.EDIT)
@posted(_there)
def status_act(request: HttpRequest, snapshot: Snapshot, cycle: int, key: int, act: str) -> HttpResponse | Page:
    """Take back a status that oneself set by hand, or put it back."""
    return _act(request, snapshot, cycle, key, act, "status")


@guarded(Record.REVIEW_DECISION, Action.CREATE)
@posted(_there)
def decide(request: HttpRequest, snapshot: Snapshot, cycle: int) -> HttpResponse | Page:
    """Write down a decision, with what is known of its goal now."""
    typed = typed_in(request)
    about = typed.get("about", "")
    if about and about not in {f"goal:{each.id}" for each in snapshot.goals}:
        raise Http404
    if typed.get("role") and typed["role"] not in snapshot.role_titles:
        raise Http404

    def write() -> object:
        return services.decision_take(
            by=actor_of(request), cycle=cycle, title=typed.get("title", ""), role=typed.get("role", ""),
            due=day_or_none(typed.get("due")), about=about, known=_known(snapshot, cycle, about), at=timezone.now(),
        )  # fmt: skip

    return _tried(request, snapshot, cycle, write, then="#decisions")


def _known(snapshot: Snapshot, cycle: int, about: str) -> Known:
    """Return what is known of the goal that a decision is about; nothing while that is being found."""
    one = queries.cycle(cycle)
    if one is None or not about:
        return Known()
    try:
        goal = snapshot.goals_of(one.period).get(about.removeprefix("goal:"))
    except (UnderWayError, UnanswerableError):
        return Known()
    return Known(goal.probability, goal.forecast) if goal is not None else Known()


@guarded(Record.REVIEW_DECISION, Action.DELETE, relations=OWN)
@posted(_there)
def decision_act(request: HttpRequest, snapshot: Snapshot, cycle: int, key: int, act: str) -> HttpResponse | Page:
    """Take back one's own decision, or put it back."""
    return _act(request, snapshot, cycle, key, act, "decision")


@guarded(Record.REVIEW_DECISION, Action.EDIT, relations=owner_of)
@posted(lambda **_: reverse("review_decisions"))
def report(request: HttpRequest, snapshot: Snapshot, key: int) -> HttpResponse | Page:
    """Say where a decision is, and what came of it."""
    typed = typed_in(request)
    try:
        done = services.decision_report(
            by=actor_of(request), decision=key, state=typed.get("state", ""), came=typed.get("came", ""),
            on=today(snapshot),
        )  # fmt: skip
    except ReviewError as error:
        return decisions_page(request, snapshot, typed=typed | {"key": str(key)}, wrong=str(error))
    if not done:
        raise Http404
    return HttpResponseRedirect(f"{reverse('review_decisions')}#decision-{key}")
