"""What forms do to conversations; each answers with the conversation, and what was deleted can be put back there."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sightline_web.conversations import queries, services
from sightline_web.conversations.models import AgendaItem, CheckIn, NextStep, Part, SharedNote
from sightline_web.conversations.seeding import seeds_for
from sightline_web.conversations.services import PartyError, TakenError, WordsError
from sightline_web.conversations.views import conversation_page
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.actors import actor_of
from sightline_web.shell.guarding import person_asked, standing_to, today
from sightline_web.shell.pages import Page
from sightline_web.shell.writes import day_typed, posted, typed_in
from sightline_web.snapshot import Snapshot, UnanswerableError

__all__ = ["act", "add", "note", "note_change", "part", "plan", "private", "private_change"]

KINDS: dict[str, type[Part]] = {"agenda": AgendaItem, "step": NextStep, "note": SharedNote}


def _there(person: str, **_rest: object) -> str:
    return reverse("conversation", args=[person])


def _author(request: HttpRequest, person: str, key: int, **_rest: object) -> frozenset[Relation]:
    """Return whether the actor wrote a note that is theirs to see."""
    by = actor_of(request)
    rows = queries.part(SharedNote, by=by, person=person, standing=standing_to(request, person), key=key)
    return frozenset({Relation.AUTHOR} if rows.filter(account=by.account).exists() else ())


def _oneself(request: HttpRequest, **_rest: object) -> frozenset[Relation]:
    """Return that whoever has an account is the author of their private notes."""
    return frozenset({Relation.AUTHOR} if actor_of(request).account is not None else ())


def _tried(
    request: HttpRequest, snapshot: Snapshot, person: str, write: Callable[[], object], *, then: str = ""
) -> HttpResponse | Page:
    """Write, and show the conversation; where that is refused, with what was typed."""
    try:
        done = write()
    except PartyError as error:
        raise Http404 from error
    except (WordsError, TakenError) as error:
        typed = typed_in(request)
        return conversation_page(request, snapshot, person, wrong=str(error), typed=typed)
    if done is False:
        raise Http404
    return HttpResponseRedirect(f"{_there(person)}{then}")


@guarded(Record.CHECK_IN, Action.CREATE, subject=person_asked)
@posted(_there)
def plan(request: HttpRequest, snapshot: Snapshot, person: str) -> HttpResponse | Page:
    """Plan a conversation."""
    by, day = actor_of(request), today(snapshot)
    own = by.person == person
    managers = snapshot.directory.managers(person, day)
    manager = request.POST.get("manager", "") if own else by.person or ""
    when = day_typed(request.POST.get("day"))

    def write() -> object:
        if manager not in managers:
            raise WordsError(_("Choose with whom."))
        if when is None:
            raise WordsError(_("Give the day, such as 2026-12-31."))
        return services.check_in_plan(
            by=by, person=person, manager=manager, day=when, at=timezone.now(), seeds=_seeds(snapshot, person)
        )

    return _tried(request, snapshot, person, write)


def _seeds(snapshot: Snapshot, person: str) -> list[services.Seed]:
    """Return what the figures propose."""
    try:
        return seeds_for(snapshot, person)
    except UnanswerableError:  # what cannot be computed is proposed by nobody
        return []


def _check_in(request: HttpRequest, person: str, check_in: int) -> CheckIn:
    found = queries.check_in(
        by=actor_of(request), person=person, standing=standing_to(request, person), check_in=check_in
    )
    if found is None:
        raise Http404
    return found


@guarded(Record.CHECK_IN, Action.EDIT, subject=person_asked)
@posted(_there)
def add(request: HttpRequest, snapshot: Snapshot, person: str, check_in: int, kind: str) -> HttpResponse | Page:
    """Bring something to talk about, or agree on a next step."""
    found, words = _check_in(request, person, check_in), request.POST.get("words", "")
    who = {"by": actor_of(request), "standing": standing_to(request, person)}

    def write() -> object:
        if kind == "agenda":
            return services.agenda_add(**who, check_in=found, words=words, at=timezone.now())  # type: ignore[arg-type]  # by their names
        if kind == "step":
            return services.step_add(
                **who, check_in=found, words=words, side=request.POST.get("side", ""),  # type: ignore[arg-type]  # likewise
                due=day_typed(request.POST.get("due")), at=timezone.now(),
            )  # fmt: skip
        raise Http404

    return _tried(request, snapshot, person, write)


@guarded(Record.SHARED_NOTE, Action.CREATE, subject=person_asked)
@posted(_there)
def note(request: HttpRequest, snapshot: Snapshot, person: str, check_in: int) -> HttpResponse | Page:
    """Write a note that both see."""
    found = _check_in(request, person, check_in)

    def write() -> object:
        return services.note_add(
            by=actor_of(request), standing=standing_to(request, person), check_in=found,
            words=request.POST.get("words", ""), at=timezone.now(),
        )  # fmt: skip

    return _tried(request, snapshot, person, write)


@guarded(Record.SHARED_NOTE, Action.EDIT, relations=_author)
@posted(_there)
def note_change(request: HttpRequest, snapshot: Snapshot, person: str, key: int, act: str) -> HttpResponse | Page:
    """Change a note of one's own, delete it, or put it back."""
    who = {"by": actor_of(request), "standing": standing_to(request, person), "person": person}

    def write() -> object:
        if act == "change":
            return services.note_change(**who, note=key, words=request.POST.get("words", ""), at=timezone.now())  # type: ignore[arg-type]  # by their names
        at = timezone.now() if act == "delete" else None
        return services.part_take_away(SharedNote, **who, key=key, at=at)  # type: ignore[arg-type]  # likewise

    return _tried(request, snapshot, person, write, then=f"?gone=note-{key}" if act == "delete" else "")


@guarded(Record.CHECK_IN, Action.EDIT, subject=person_asked)
@posted(_there)
def part(request: HttpRequest, snapshot: Snapshot, person: str, kind: str, key: int, act: str) -> HttpResponse | Page:
    """Say that an item or a step is done, or not; delete it, or put it back."""
    who = {"by": actor_of(request), "standing": standing_to(request, person), "person": person}
    if kind not in {"agenda", "step"}:
        raise Http404
    at = timezone.now() if act in {"done", "delete"} else None

    def write() -> object:
        if act in {"done", "undone"}:
            if kind == "agenda":
                return services.agenda_done(**who, item=key, at=at)  # type: ignore[arg-type]  # by their names
            return services.step_done(**who, step=key, at=at)  # type: ignore[arg-type]  # likewise
        if act in {"delete", "restore"}:
            return services.part_take_away(KINDS[kind], **who, key=key, at=at)  # type: ignore[arg-type]  # likewise
        raise Http404

    return _tried(request, snapshot, person, write, then=f"?gone={kind}-{key}" if act == "delete" else "")


@guarded(Record.CHECK_IN, Action.DELETE, subject=person_asked)
@posted(_there)
def act(request: HttpRequest, snapshot: Snapshot, person: str, check_in: int, act: str) -> HttpResponse | Page:
    """Say that a conversation took place, or not; delete it, or bring it back; take up what the figures propose."""
    who = {"by": actor_of(request), "standing": standing_to(request, person), "person": person}
    at = timezone.now() if act in {"held", "delete"} else None

    def write() -> object:
        if act == "propose":
            _check_in(request, person, check_in)
            seeds = _seeds(snapshot, person)
            return services.agenda_seed(by=actor_of(request), check_in=check_in, seeds=seeds, at=timezone.now())
        if act in {"held", "not-held"}:
            return services.check_in_held(**who, check_in=check_in, at=at)  # type: ignore[arg-type]  # by their names
        if act in {"delete", "restore"}:
            return services.check_in_take_away(**who, check_in=check_in, at=at)  # type: ignore[arg-type]  # likewise
        raise Http404

    then = f"?gone=checkin-{check_in}" if act == "delete" else "?proposed=1" if act == "propose" else ""
    return _tried(request, snapshot, person, write, then=then)


@guarded(Record.CHECK_IN, Action.VIEW, subject=person_asked)
@posted(_there)
def private(request: HttpRequest, snapshot: Snapshot, person: str) -> HttpResponse | Page:
    """Write a note that one sees alone."""
    words = request.POST.get("words", "")
    return _tried(
        request, snapshot, person,
        lambda: services.private_add(by=actor_of(request), person=person, words=words, at=timezone.now()),
    )  # fmt: skip


@guarded(Record.PRIVATE_NOTE, Action.EDIT, relations=_oneself)
@posted(_there)
def private_change(request: HttpRequest, snapshot: Snapshot, person: str, key: int, act: str) -> HttpResponse | Page:
    """Change a private note, delete it, or put it back; whose it is not, for them there is none."""
    by = actor_of(request)

    def write() -> object:
        if act == "change":
            return services.private_change(by=by, note=key, words=request.POST.get("words", ""), at=timezone.now())
        return services.private_take_away(by=by, note=key, at=timezone.now() if act == "delete" else None)

    return _tried(request, snapshot, person, write, then=f"?gone=private-{key}" if act == "delete" else "")
