"""How long each class of record is kept, what would go next, and taking it away when its time is over.

A class says from when its time runs; an administrator may choose another length, down to the class's floor. Records
of a person under a legal hold stay. What went is counted in the journal, and its content is not. The journal itself is
never cut: what is personal in it goes with the person (`erasure.py`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, DateTimeField, F, Min, Q, QuerySet, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from sightline_web import store
from sightline_web.care.holdings import HOLDINGS, model_of, whose
from sightline_web.care.models import LegalHold, RetentionRule
from sightline_web.engine.events import expired, keeping
from sightline_web.journal.services import record
from sightline_web.languages.marks import later
from sightline_web.policy.actor import Actor

__all__ = ["ASIDE", "CLASSES", "JOURNAL_DAYS", "Kept", "Planned", "apply", "plan"]

JOURNAL_DAYS = 183  # six months: what Article 26(6) of the AI Act asks of logs
AT_ONCE = 500
ASIDE = "before-restore-*"
STAMP = "before-restore-%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True)
class Kept:
    """A class of record.

    Parameters
    ----------
    title : str
        What a reader calls it.
    label : str
        The model of its rows; empty for the copies that a restore put aside, and where nothing is ever taken away.
    over : expression or None
        From when the time of a row runs; rows without it stay.
    days : int or None
        How long it is kept by default; None: as long as the workspace.
    floor : int
        The least that may be chosen.
    why : str
        What the time is for.
    """

    title: str
    label: str
    over: Combinable | None
    days: int | None
    floor: int
    why: str


def _deleted(title: str, label: str, *, days: int = 30) -> Kept:
    """Return how long that is kept which somebody deleted and can bring back."""
    return Kept(title, label, F("archived_at"), days, 1, later("to bring one back"))


CLASSES: dict[str, Kept] = {
    "sessions": Kept(
        later("Sessions, since they were seen last"),
        "usersessions.UserSession",
        F("last_seen_at"),
        30,
        1,
        later("to recognise a sign-in that was not yours"),
    ),
    "tokens": Kept(
        later("Tokens that ended"),
        "accounts.Token",
        Coalesce("revoked_at", "expires_at"),
        90,
        1,
        later("to find out what used one"),
    ),
    "invitations": Kept(
        later("Invitations that ended"),
        "accounts.Invitation",
        Coalesce("accepted_at", "withdrawn_at", "expires_at"),
        90,
        1,
        later("to answer who invited whom"),
    ),
    "recovery_links": Kept(
        later("Links for recovery that ended"),
        "accounts.RecoveryLink",
        Coalesce("used_at", "expires_at"),
        30,
        1,
        later("as evidence"),
    ),
    "scenarios_deleted": _deleted(later("Deleted scenarios"), "scenarios.Scenario", days=365),
    "comments_deleted": _deleted(later("Deleted comments"), "comments.Comment"),
    "mentions": Kept(
        later("Who was mentioned or answered in a discussion"),
        "comments.Told",
        F("at"),
        365,
        30,
        later("to find it again"),
    ),
    "subscriptions_ended": Kept(
        later("What somebody followed, once they ended it"),
        "subscriptions.Subscription",
        F("archived_at"),
        30,
        1,
        later("to take it up again"),
    ),
    "exceptions_closed": Kept(
        later("Closed exceptions, with what happened to them"),
        "exceptions.Exceptional",
        Case(When(open=False, then=F("changed_at"))),
        1095,
        365,
        later("to judge rules by their outcomes"),
    ),
    "sightings": Kept(
        later("What deviated on a day, whether or not it interrupted anybody"),
        "exceptions.Seen",
        F("at"),
        400,
        60,
        later("to say what another threshold would have raised"),
    ),
    "looks": Kept(
        later("Days on which deviations were looked for"),
        "exceptions.Look",
        F("at"),
        400,
        60,
        later("to tell days without one from days nobody looked at"),
    ),
    "notices": Kept(
        later("Notices that were sent or given up"),
        "notices.Message",
        F("done_at"),
        90,
        7,
        later("to say who was told"),
    ),
    "posts": Kept(
        later("Posts to webhooks that ended"), "notices.Posting", F("done_at"), 30, 7, later("to post one again")
    ),
    "conversations": Kept(
        later("Conversations, with notes and next steps"),
        "conversations.CheckIn",
        F("made_at"),
        730,
        90,
        later("to follow up on them"),
    ),
    "conversations_deleted": _deleted(later("Deleted conversations"), "conversations.CheckIn"),
    "agenda_deleted": _deleted(later("Deleted items of an agenda"), "conversations.AgendaItem"),
    "notes_deleted": _deleted(later("Deleted shared notes"), "conversations.SharedNote"),
    "steps_deleted": _deleted(later("Deleted next steps"), "conversations.NextStep"),
    "private_notes": Kept(
        later("Private notes"), "conversations.PrivateNote", F("written_at"), 730, 90, later("to follow up on them")
    ),
    "private_notes_deleted": _deleted(later("Deleted private notes"), "conversations.PrivateNote"),
    "appraisals": Kept(
        later("Appraisals, with all that led to them"),
        "appraisals.Appraisal",
        Coalesce("finalised_at", "opened_at"),
        730 + 365,
        365,
        later("the period, and two years after it"),
    ),
    "acknowledgements": Kept(
        later("Who took note of which agreement"),
        "appraisals.Acknowledgement",
        F("at"),
        1095,
        365,
        later("to say what was agreed"),
    ),
    "calibration_sessions": Kept(
        later("Calibration sessions that were closed"),
        "appraisals.CalibrationSession",
        F("closed_at"),
        1095,
        365,
        later("as evidence"),
    ),
    "person_notices": Kept(
        later("Notices of what is computed about persons"),
        "duties.PersonNotice",
        F("made_at"),
        1825,
        365,
        later("to prove them"),
    ),
    "figures_seen": Kept(
        later("When persons saw their figures first"),
        "duties.Seen",
        F("since"),
        730,
        183,
        later("to open them in their order"),
    ),
    "fairness_tables": Kept(
        later("Tables of the fairness audit"), "duties.FairnessTable", F("made_at"), 1825, 365, later("to compare")
    ),
    "aspirations_deleted": _deleted(later("Deleted aspirations"), "development.Aspiration"),
    "learning_goals_deleted": _deleted(later("Deleted learning goals"), "development.LearningGoal"),
    "feedback_rounds": Kept(
        later("Feedback, with who was asked"),
        "feedback.Round",
        F("over_at"),
        730,
        30,
        later("to look back on it"),
    ),
    "legal_holds": Kept(
        later("Legal holds that were lifted"), "care.LegalHold", F("until"), 1095, 365, later("to answer why")
    ),
    "live_events": Kept(
        later("Live events, by the day on which they happened"),
        "",
        None,
        3650,
        30,
        later("figures of past years rest on them; whole files go"),
    ),
    "put_aside": Kept(later("Records that a restore put aside"), "", None, 30, 1, later("to undo a restore")),
    "journal": Kept(
        later("Journal and read log"),
        "",
        None,
        None,
        JOURNAL_DAYS,
        later("its chain is never cut; personal text goes with the person"),
    ),
}


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to happen to one class: how much is due now, how much is held back, and when the next goes."""

    kind: str
    title: str
    days: int | None
    chosen: bool
    floor: int
    rows: int
    due: int
    held: int
    next_at: datetime | None
    why: str


def plan(now: datetime) -> list[Planned]:
    """Return what would go now, and what next, class by class; nothing is changed."""
    with store.reading():
        chosen = dict(RetentionRule.objects.values_list("kind", "days"))
        held = _held()
        return [_planned(kind, chosen, now, held) for kind in CLASSES]


def _planned(kind: str, chosen: dict[str, int], now: datetime, holds: list[str]) -> Planned:
    kept = CLASSES[kind]
    days = chosen.get(kind, kept.days)
    rows, due, held, first = 0, 0, 0, None
    if kind == "put_aside":
        times = [when for _, when in _aside()]
        rows, due = len(times), sum(when < now - timedelta(days=days or 0) for when in times)
        first = min(times, default=None)
    elif kind == "live_events":
        rows, due, first = _events(now - timedelta(days=days or 0))
    elif kept.label and days is not None:
        old = Count("pk", filter=Q(over__lt=now - timedelta(days=days)))
        ended = _ended(kept)
        every = ended.aggregate(rows=Count("pk", filter=Q(over__lte=now)), old=old)
        free = _free(kept, ended, holds).aggregate(old=old, first=Min("over"))
        rows, due, held, first = every["rows"], free["old"], every["old"] - free["old"], free["first"]
    next_at = None if first is None or days is None else first + timedelta(days=days)
    return Planned(kind, str(kept.title), days, kind in chosen, kept.floor, rows, due, held, next_at, str(kept.why))


def _events(before: datetime) -> tuple[int, int, datetime | None]:
    """Return how many live events there are in files, how many go, and when the newest of the next file happened."""
    folder = store.folder()
    if folder is None:
        return 0, 0, None
    found = keeping(folder, before=before)
    return found.events, found.due, found.next_at


def _ended(kept: Kept) -> QuerySet[Any]:
    """Return the rows of a class whose time runs, with the moment since when."""
    rows: QuerySet[Any] = QuerySet(model_of(kept.label))
    return rows.annotate(over=Coalesce(kept.over, None, output_field=DateTimeField())).exclude(over=None)


def _free(kept: Kept, rows: QuerySet[Any], holds: Iterable[str]) -> QuerySet[Any]:
    """Return those of some rows that none of the legal holds keeps, each the name of a person."""
    if (holding := HOLDINGS.get(kept.label)) is None:
        return rows
    for person in holds:
        rows = rows.exclude(pk__in=QuerySet(model_of(kept.label)).filter(holding.rows(whose(person))).values("pk"))
    return rows


def _held() -> list[str]:
    return list(LegalHold.objects.filter(until=None).values_list("person", flat=True))


def _aside() -> Iterable[tuple[Path, datetime]]:
    """Yield the folders in which a restore kept what was there, and since when."""
    folder = store.folder()
    for path in sorted(folder.glob(ASIDE)) if folder else ():
        try:
            yield path, datetime.strptime(path.name, STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue


def apply(now: datetime, *, by: Actor) -> dict[str, int]:
    """Take away what is due, class by class, each in a transaction of its own; return how much of each went."""
    gone: dict[str, int] = {}
    with store.writing():
        for planned in plan(now):
            if not planned.due:
                continue
            with transaction.atomic():
                count = _take(planned, now)
                after = {"rows": count, "kept_days": planned.days}
                record(by=by, action="delete", kind="retention", key=planned.kind, after=after)
            gone[planned.kind] = count
    return gone


def _take(planned: Planned, now: datetime) -> int:
    until = now - timedelta(days=planned.days or 0)
    if planned.kind == "put_aside":
        old = [path for path, when in _aside() if when < until]
        for path in old:
            shutil.rmtree(path)
        return len(old)
    if planned.kind == "live_events":
        folder = store.folder()
        return 0 if folder is None else expired(folder, before=until)
    kept = CLASSES[planned.kind]
    keys = list(_free(kept, _ended(kept).filter(over__lt=until), _held()).values_list("pk", flat=True))
    rows: QuerySet[Any] = QuerySet(model_of(kept.label))
    for start in range(0, len(keys), AT_ONCE):
        rows.filter(pk__in=keys[start : start + AT_ONCE]).delete()
    return len(keys)
