"""Reading exceptions from the record store: those that are open to whoever asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from sightline_web import store
from sightline_web.exceptions import wording
from sightline_web.exceptions.holders import owning
from sightline_web.exceptions.models import Exceptional, Happening, Lived, Look, Seen, ThresholdChange
from sightline_web.exceptions.offering import LONGEST_SHIFT, TOLD
from sightline_web.exceptions.services import ACTS, COMMENTED, UNDONE
from sightline_web.journal.queries import names_of
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Action, Relation
from sightline_web.raised import Life, Past

__all__ = [
    "Told",
    "find",
    "happenings",
    "interruptions",
    "just_done",
    "last_look",
    "listed",
    "lives",
    "past",
    "prices",
    "related",
    "role_of",
    "roles_that_must_act",
    "standing",
    "states_by_key",
    "threshold_changes",
    "titles_of",
]

WENT = "went"


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened to an exception, as its page tells it."""

    id: int
    at: datetime
    what: str
    who: str  # the name of whoever did it; empty for what happened by itself
    role: str
    note: str
    undone: bool
    undoable: bool

    @property
    def word(self) -> str:
        """What it was, as a line of a history says it."""
        return wording.what_happened(self.what, self.who)


@store.reading()
def listed(*, by: Actor, still: bool = True) -> list[Exceptional]:
    """Return the exceptions open to an actor, the dearest first: those that stand, or those that are closed."""
    found = _open(by).filter(open=still)
    return list(found if still else found.order_by("-changed_at", "-id"))


@store.reading()
def find(*, by: Actor, exception: int, action: Action = Action.VIEW) -> Exceptional | None:
    """Return one exception with which an actor may do that; None without one."""
    return _open(by, action).filter(pk=exception).first()


@store.reading()
def roles_that_must_act(*, by: Actor) -> list[str]:
    """Return the roles of the exceptions that nobody has taken up, one for each."""
    return list(_open(by).filter(open=True, state__in=("new", "regressed")).values_list("role", flat=True))


@store.reading()
def titles_of(*, keys: Iterable[str], by: Actor) -> dict[str, Exceptional]:
    """Return the exceptions open to an actor by their keys."""
    return {each.key: each for each in _open(by).filter(key__in=list(keys))}


@store.reading()
def role_of(*, exception: int) -> str:
    """Return the role that answers for an exception; empty where there is none."""
    found = Exceptional.objects.unscoped("whose it is, not what it says").filter(pk=exception)
    return found.values_list("role", flat=True).first() or ""


def standing(*, by: Actor, exception: int) -> frozenset[Relation]:
    """Return how an actor stands to an exception: as holder of the role that answers for it, or not at all."""
    return owning(by, role_of(exception=exception)) if by.person else frozenset()


@store.reading()
def happenings(*, row: Exceptional, by: Actor) -> list[Told]:
    """Return what happened to an exception, the newest first, with the names of those who acted."""
    found = list(Happening.objects.filter(exception=row).order_by("-id"))
    names = names_of({each.account for each in found if each.account is not None})
    undone = {each.undoes_id for each in found if each.undoes_id}  # type: ignore[attr-defined]  # the column of its key
    last = next((each.pk for each in found if each.what in ACTS and each.pk not in undone), None)
    told = []
    for each in found:
        own = each.what == COMMENTED and each.account == by.account
        born = each.pk == last and each.before is not None and each.before.get("raised_at") == row.record["raised_at"]
        undoable = each.pk not in undone and (born or own)
        who = "" if each.account is None else names.get(each.account, _("account {number}").format(number=each.account))
        note = _(each.note) if each.what == WENT and each.note else each.note  # how it went is told by the library
        if each.what != UNDONE:
            told.append(Told(each.pk, each.at, each.what, who, each.role, note, each.pk in undone, undoable))
    return told


@store.reading()
def just_done(*, by: Actor, happening: int) -> Happening | None:
    """Return what an actor has just done, so that it can be undone; None where it has been, or is another's."""
    if not happening or by.account is None:
        return None
    found = Happening.objects.filter(pk=happening, account=by.account, undone=None).select_related("exception").first()
    if found is None or not _open(by, Action.RESTORE).filter(pk=found.exception.pk).exists():
        return None
    return found if found.what in (*ACTS, COMMENTED) else None


@store.reading()
def lives(*, row: Exceptional) -> list[Life]:
    """Return the lives of an exception, the newest first."""
    return [
        each.life for each in Lived.objects.filter(exception=row).select_related("exception").order_by("-raised_at")
    ]


@store.reading()
def prices(*, key: str) -> list[tuple[datetime, float | None]]:
    """Return what an exception cost on each day on which it was seen, as a share of what its goal had to go."""
    return list(Seen.objects.filter(key=key).order_by("at").values_list("at", "share"))


@store.reading()
def related(*, row: Exceptional, by: Actor, most: int = 6) -> list[Exceptional]:
    """Return exceptions that have to do with one: that explain it, that it explains, that repeat it, of one subject."""
    one = row.raised
    subject = f"{one.subject}@"
    every = _open(by).exclude(pk=row.pk)
    named = [*one.part_of, *([one.reason] if one.outcome == "duplicate" else [])]
    near = Q(key__in=named) | Q(key=one.subject) | Q(key__startswith=subject)
    found = {each.pk: each for each in every.filter(near)}
    for each in every:
        told = each.record
        if one.key in (told.get("part_of") or ()) or (told.get("outcome") == "duplicate" and told["reason"] == one.key):
            found[each.pk] = each
    return sorted(found.values(), key=lambda each: (not each.open, -(each.share or 0.0), each.pk))[:most]


@store.reading()
def interruptions(*, since: datetime) -> list[tuple[str | None, datetime]]:
    """Return which roles were interrupted when, from a moment on."""
    found = Happening.objects.filter(what=TOLD, at__gt=since - LONGEST_SHIFT).values_list("role", "at")
    return [(role or None, at) for role, at in found]


@store.reading()
def last_look() -> datetime | None:
    """Return when all was looked for last; None where that never was."""
    found: datetime | None = Look.objects.aggregate(last=Max("last_at"))["last"]
    return found


@store.reading()
def past(*, since: datetime, until: datetime) -> Past:
    """Return what was seen in a stretch of time, when it was looked for, and the lives of exceptions in it."""
    seen = Seen.objects.filter(at__gte=since, at__lt=until)
    looked = Look.objects.filter(at__gte=since, at__lt=until).values_list("at", flat=True)
    lives = Lived.objects.select_related("exception").filter(raised_at__lt=until)
    return Past(
        tuple(each.sighting for each in seen), tuple(looked),
        tuple(each.life for each in lives if each.closed_at is None or each.closed_at >= since),
    )  # fmt: skip


@store.reading()
def states_by_key() -> dict[str, str]:
    """Return how every exception stands, by its key: for whoever sits at the machine that keeps them."""
    found = Exceptional.objects.unscoped("the command line belongs to whoever may read the file")
    return dict(found.values_list("key", "state"))


@store.reading()
def threshold_changes(*, subject: str | None = None) -> list[tuple[ThresholdChange, str]]:
    """Return the changes of thresholds, the newest first, each with the name of whoever made it."""
    rows = ThresholdChange.objects.order_by("-id").select_related("undone")
    found = list(rows if subject is None else rows.filter(about=subject))
    names = names_of({each.account for each in found if each.account is not None})
    return [(each, names.get(each.account or 0, "")) for each in found]


def _open(by: Actor, action: Action = Action.VIEW) -> QuerySet[Exceptional]:
    return Exceptional.objects.for_actor(by, action)
