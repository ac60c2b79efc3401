"""What forms do to one's own development."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from sightline_web.development import services
from sightline_web.development.models import Aspiration, LearningGoal, Own
from sightline_web.development.services import DevelopmentError
from sightline_web.development.views import development_page
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.actors import actor_of
from sightline_web.shell.pages import Page
from sightline_web.shell.typed import whole
from sightline_web.shell.writes import day_typed, posted, typed_in
from sightline_web.snapshot import Snapshot

__all__ = ["act", "aspire", "learn"]

KINDS: dict[str, type[Own]] = {"aspiration": Aspiration, "learning": LearningGoal}
SELF = frozenset({Relation.SELF})


def _there(**_rest: object) -> str:
    return reverse("development")


def _tried(
    request: HttpRequest, snapshot: Snapshot, write: Callable[[], object], *, then: str = ""
) -> HttpResponse | Page:
    try:
        done = write()
    except DevelopmentError as error:
        typed = typed_in(request)
        return development_page(request, snapshot, wrong=str(error), typed=typed)
    if done is False:
        raise Http404
    return HttpResponseRedirect(f"{_there()}{then}")


@guarded(Record.ASPIRATION, Action.CREATE, relations=SELF)
@posted(_there)
def aspire(request: HttpRequest, snapshot: Snapshot) -> HttpResponse | Page:
    """Write down what one would like."""
    text, role = request.POST.get("text", ""), request.POST.get("role", "")
    return _tried(
        request, snapshot,
        lambda: services.aspiration_add(by=actor_of(request), text=text, role=role, at=timezone.now()),
    )  # fmt: skip


@guarded(Record.LEARNING_GOAL, Action.CREATE, relations=SELF)
@posted(_there)
def learn(request: HttpRequest, snapshot: Snapshot) -> HttpResponse | Page:
    """Write down what one wants to learn."""
    said = request.POST
    return _tried(
        request, snapshot,
        lambda: services.learning_add(
            by=actor_of(request), text=said.get("text", ""), capability=said.get("capability", ""),
            level=whole(said.get("level")) or None, due=day_typed(said.get("due")), at=timezone.now(),
        ),
    )  # fmt: skip


@guarded(Record.ASPIRATION, Action.EDIT, relations=SELF)
@posted(_there)
def act(request: HttpRequest, snapshot: Snapshot, kind: str, key: int, act: str) -> HttpResponse | Page:
    """Share something or end that, let it count, say that it is learned or not, delete it or bring it back."""
    which = KINDS.get(kind)
    if which is None or act not in {"share", "unshare", "count", "uncount", "done", "undone", "delete", "restore"}:
        raise Http404
    by, at = actor_of(request), timezone.now() if act in {"done", "delete"} else None

    def write() -> object:
        if act in {"share", "unshare"}:
            return services.own_share(which, by=by, key=key, shared=act == "share")
        if act in {"count", "uncount"} and which is LearningGoal:
            return services.learning_counts(by=by, key=key, counts=act == "count")
        if act in {"done", "undone"}:
            return services.learning_done(by=by, key=key, at=at)
        return services.own_take_away(which, by=by, key=key, at=at)

    return _tried(request, snapshot, write, then=f"?gone={kind}-{key}" if act == "delete" else "")
