"""Writing appraisals: each act is one transaction with its entry in the journal, and is possible in its states alone.

Nothing here decides: a named person, who leads the other today, has opened what was computed and writes a reason of
their own, or the act is refused, whoever asks and by whatever way.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sightline_web import rows, store
from sightline_web.appraisals.acting import AppraisalError, finite, move, next_state, row_of, sealed_for
from sightline_web.appraisals.models import ID_LETTERS, Appraisal, Decision, Objection, Opening
from sightline_web.appraisals.states import NEXT, SHARED
from sightline_web.appraisals.supplied import Criterion, Item, kept
from sightline_web.duties import queries as duties
from sightline_web.duties.queries import Place
from sightline_web.journal.seal import personal, written
from sightline_web.journal.services import record
from sightline_web.languages.spoken import spoken_now
from sightline_web.policy.actor import SYSTEM, Actor
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.formats import Formats

__all__ = [
    "AppraisalError", "ThereAlreadyError", "appraisal_open", "appraisal_take_over", "decide", "evidence_open",
    "finalise", "judge", "objection_answer", "objection_make", "objection_withdraw", "share", "state_own",
]  # fmt: skip

Standing = Collection[Relation]
Values = Mapping[str, float | None]
MOST_CRITERIA = 12


class ThereAlreadyError(AppraisalError):
    """The person's period is being appraised already."""


@store.writing()
@transaction.atomic
@rows.acting_as(SYSTEM)  # the policy has been asked how the actor stands to the person
def appraisal_open(
    *, by: Actor, standing: Standing, person: str, unit: str, period: str, criteria: Sequence[Criterion], at: datetime
) -> Appraisal:
    """Open the appraisal of a person's period.

    Raises
    ------
    AppraisalError
        If the actor does not lead the person, or there is nothing to judge.
    ThereAlreadyError
        If there is one.
    """
    _leads(by, standing)
    if not period.strip() or not criteria or len(criteria) > MOST_CRITERIA:
        raise AppraisalError(
            _("Name the period, and between one and {most} things to judge.").format(most=MOST_CRITERIA)
        )
    if any(not each.title.strip() or len(each.title) > ID_LETTERS for each in criteria):
        raise AppraisalError(_("What is judged has a title of at most {most} letters.").format(most=ID_LETTERS))
    first = bool(duties.setting("judge_first"))
    kept = [{"id": each.id, "title": each.title.strip(), "unit": each.unit} for each in criteria]
    try:
        with transaction.atomic():
            made = Appraisal.objects.create(
                person=person, manager=by.person or "", unit=unit, period=period.strip()[:40], state="open",
                judges_first=first, criteria=kept, opened_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise ThereAlreadyError(_("This period is being appraised already; open it in the list.")) from error
    Decision.objects.bulk_create(
        Decision(appraisal=made, person=person, manager=made.manager, criterion=each.id) for each in criteria
    )
    _tell(by, Action.CREATE, Record.DRAFT_REVIEW, made, {"period": made.period})
    return made


@store.writing()
@transaction.atomic
@rows.acting_as(SYSTEM)
def appraisal_take_over(*, by: Actor, standing: Standing, appraisal: int) -> Appraisal:
    """Begin anew as the person's manager by now: what a former one judged and drafted is not the new one's."""
    _leads(by, standing)
    row = row_of(appraisal)
    if row.manager == by.person or row.state in SHARED:
        raise AppraisalError(_("There is nothing to take over."))
    Opening.objects.filter(appraisal=row).delete()
    Decision.objects.filter(appraisal=row).update(
        manager=by.person or "", judged=None, computed=None, decided=None, decided_at=None
    )
    Appraisal.objects.filter(pk=row.pk).update(
        manager=by.person or "", state="open", judgement="", evidence="", reason="", judged_at=None,
        revision=F("revision") + 1,
    )  # fmt: skip
    _tell(by, Action.EDIT, Record.DRAFT_REVIEW, row, {"taken over": True})
    return row_of(appraisal)


@store.writing()
@transaction.atomic
@rows.acting_as(SYSTEM)
def state_own(*, by: Actor, standing: Standing, appraisal: int, text: str) -> None:
    """Say as the person what one thinks of the period; until it is finalised."""
    row = row_of(appraisal)
    if Relation.SELF not in standing or by.person != row.person:
        raise AppraisalError(_("Only the person says this."))
    if row.state == "finalised":
        raise AppraisalError(_("It is finalised; an objection can still be made."))
    Appraisal.objects.filter(pk=row.pk).update(statement=sealed_for(text, row.person), revision=F("revision") + 1)
    _tell(by, Action.EDIT, Record.DRAFT_REVIEW, row, {"statement": True})


@store.writing()
@transaction.atomic
@rows.acting_as(SYSTEM)
def judge(*, by: Actor, standing: Standing, appraisal: int, values: Values, text: str, at: datetime) -> None:
    """Write one's own judgement; what was computed is shown only after it."""
    row = _drafted(by, standing, appraisal)
    to = next_state(row, "judge")
    sealed = sealed_for(text, row.person)
    for decision in Decision.objects.filter(appraisal=row):
        Decision.objects.filter(pk=decision.pk).update(judged=finite(values.get(decision.criterion)))
    move(row, to, judgement=sealed, judged_at=at)
    _tell(by, Action.EDIT, Record.DRAFT_REVIEW, row, {"state": to})


@store.writing()
@transaction.atomic
@rows.acting_as(SYSTEM)
def evidence_open(
    *,
    by: Actor,
    standing: Standing,
    appraisal: int,
    items: Sequence[Item],
    place: Place,
    since: date,
    today: date,
    at: datetime,
    zone: str = "UTC",
) -> dict[str, int]:
    """Open what was computed, and keep it as it is now; return what was left out, by its reason.

    Left out are figures that the register does not allow, of which the person was not told, and those of models that
    are stopped.

    Raises
    ------
    AppraisalError
        If the manager has not judged yet, or the person has not seen the figures and may still do so first.
    """
    row = _drafted(by, standing, appraisal)
    to = next_state(row, "open_evidence") if row.state not in {"reasoned", *SHARED} else row.state
    left: dict[str, int] = {}
    if not row.evidence:
        allowed = _allowed(row.person, items, place=place, since=since, today=today, left=left, zone=zone)
        if allowed:
            opens = duties.opens_to_manager(row.person, [(each.metric, each.period) for each in allowed])
            if opens is None or opens > at:
                raise AppraisalError(_seen_first(opens, zone))
        Appraisal.objects.filter(pk=row.pk).update(
            evidence=written(personal({"items": [kept(each) for each in allowed], "left": left}, row.person))
        )
        for each in allowed:
            Decision.objects.filter(appraisal=row, criterion=each.criterion).update(computed=finite(each.value))
    if by.account is not None:
        key = {"appraisal": row, "account": by.account}
        Opening.objects.get_or_create(**key, defaults={"person": row.person, "manager": row.manager, "at": at})
    if to != row.state:
        move(row, to)
    _tell(by, Action.VIEW, Record.PERSON_METRIC, row)
    return left


def _seen_first(opens: datetime | None, zone: str) -> str:
    """Return that figures open once the person has seen them, or at a moment that is known."""
    if opens is None:
        return _("The person sees these figures first. They open once that has happened.")
    return _(
        "The person sees these figures first. They open once that has happened, or on {day} at the latest."
    ).format(day=Formats(spoken_now(), zone).day_of(opens))


def _allowed(
    person: str, items: Sequence[Item], *, place: Place, since: date, today: date, left: dict[str, int], zone: str
) -> list[Item]:
    """Return the items that may be shown; the others are counted by their reason."""
    kept, stopped = [], duties.stopped()
    for each in items:
        answer = duties.computable(each.metric, {person: place}, since=since, on=today, zone=zone)
        reason = "stopped" if each.computation in stopped else next(iter(answer.withheld), None)
        reason = "not computed" if reason is None and not each.n else reason
        if reason is None:
            kept.append(each)
        else:
            left[reason] = left.get(reason, 0) + 1
    return kept


@store.writing()
@transaction.atomic
@rows.acting_as(SYSTEM)
def decide(*, by: Actor, standing: Standing, appraisal: int, values: Values, reason: str, at: datetime) -> None:
    """Decide on each criterion and give the reason, having opened the evidence."""
    row = _drafted(by, standing, appraisal)
    to = next_state(row, "reason")
    _opened(by, row)
    sealed = sealed_for(reason, row.person)
    for decision in Decision.objects.filter(appraisal=row):
        value = finite(values.get(decision.criterion))
        Decision.objects.filter(pk=decision.pk).update(decided=value, decided_at=None if value is None else at)
    move(row, to, reason=sealed)
    _tell(by, Action.EDIT, Record.DRAFT_REVIEW, row, {"state": to})


@store.writing()
@transaction.atomic
@rows.acting_as(SYSTEM)
def share(*, by: Actor, standing: Standing, appraisal: int, at: datetime) -> None:
    """Show the person all of it."""
    row = _drafted(by, standing, appraisal)
    move(row, next_state(row, "share"), shared_at=at)
    _tell(by, Action.EDIT, Record.DRAFT_REVIEW, row, {"state": "shared"})


@store.writing()
@transaction.atomic
@rows.acting_as(SYSTEM)
def objection_make(
    *, by: Actor, standing: Standing, appraisal: int, about: str, text: str, at: datetime, today: date
) -> Objection:
    """Object as the person to a number or to a text; until it is answered nothing can be finalised.

    Against one that is finalised an objection can be made, too: it stays final, with the objection beside it.
    """
    row = row_of(appraisal)
    if Relation.SELF not in standing or by.person != row.person:
        raise AppraisalError(_("Only the person whom it is about objects."))
    if row.state not in SHARED:
        raise AppraisalError(_("There is nothing to object to yet: it has not been shared."))
    if about not in {"text", *(each["id"] for each in row.criteria)}:
        raise AppraisalError(_("Choose what you object to."))
    made = Objection.objects.create(
        appraisal=row, person=row.person, manager=row.manager, about=about, text=sealed_for(text, row.person),
        made_at=at, due=today + timedelta(days=duties.setting("objection_days")),
    )  # fmt: skip
    if row.state != "finalised":
        move(row, next_state(row, "object"))
    _tell(by, Action.CREATE, Record.OBJECTION, row, {"objection": made.pk})
    return made


@store.writing()
@transaction.atomic
@rows.acting_as(SYSTEM)
def objection_answer(*, by: Actor, standing: Standing, objection: int, text: str, at: datetime) -> None:
    """Answer an objection; both texts stay."""
    found = _objection(objection)
    if not {Relation.MANAGER, Relation.HR_PARTNER_OF} & set(standing) or by.account is None:
        raise AppraisalError(_("The manager or the HR partner answers."))
    answer = sealed_for(text, found.person)
    if not Objection.objects.filter(pk=found.pk, answered_at=None, withdrawn_at=None).update(
        answer=answer, account=by.account, answered_at=at
    ):
        raise AppraisalError(_("It is answered already."))
    _settled(found.appraisal)
    _tell(by, Action.EDIT, Record.OBJECTION, found.appraisal, {"objection": found.pk})


@store.writing()
@transaction.atomic
@rows.acting_as(SYSTEM)
def objection_withdraw(*, by: Actor, standing: Standing, objection: int, at: datetime) -> None:
    """Withdraw an objection as the person; its text stays."""
    found = _objection(objection)
    if Relation.SELF not in standing or by.person != found.person:
        raise AppraisalError(_("Only who objected withdraws it."))
    if not Objection.objects.filter(pk=found.pk, answered_at=None, withdrawn_at=None).update(withdrawn_at=at):
        raise AppraisalError(_("It is settled already."))
    _settled(found.appraisal)
    _tell(by, Action.DELETE, Record.OBJECTION, found.appraisal, {"objection": found.pk})


@store.writing()
@transaction.atomic
@rows.acting_as(SYSTEM)
def finalise(*, by: Actor, standing: Standing, appraisal: int, reason: str, at: datetime) -> None:
    """Finalise an appraisal as the manager, by name and with a reason of one's own.

    Raises
    ------
    AppraisalError
        Without a reason, without having opened the evidence oneself, while an objection is open, before it was shared
        with the person, or by a program.
    """
    _leads(by, standing)
    row = row_of(appraisal)
    if by.scopes is not None:
        raise AppraisalError(_("A program does not finalise an appraisal; sign in and do it yourself."))
    if Objection.objects.filter(appraisal=row, answered_at=None, withdrawn_at=None).exists():
        raise AppraisalError(str(NEXT["objected"]))
    to = next_state(row, "finalise")
    _opened(by, row)
    said = reason.strip()
    if said and said == str(row.text("reason") or ""):
        raise AppraisalError(_("Write in your own words why you finalise it; this repeats your draft."))
    move(row, to, final=sealed_for(said, row.person), account=by.account, finalised_at=at, manager=by.person or "")
    _tell(by, Action.CREATE, Record.FINAL_REVIEW, row, {"state": to})


def _settled(row: Appraisal) -> None:
    """Thaw an appraisal whose last objection is settled."""
    if (
        row.state == "objected"
        and not Objection.objects.filter(appraisal=row, answered_at=None, withdrawn_at=None).exists()
    ):
        move(row, next_state(row, "settle"))


def _objection(objection: int) -> Objection:
    found = Objection.objects.filter(pk=objection).first()
    if found is None:
        raise AppraisalError(_("There is no such objection."))
    found.appraisal = row_of(found.appraisal.pk)
    return found


def _leads(by: Actor, standing: Standing) -> None:
    if Relation.MANAGER not in standing or by.account is None or not by.person:
        raise AppraisalError(_("Only who leads the person today does this, by name."))


def _drafted(by: Actor, standing: Standing, appraisal: int) -> Appraisal:
    """Return an appraisal that the actor is working on."""
    _leads(by, standing)
    row = row_of(appraisal)
    if row.manager != by.person:
        raise AppraisalError(_("A former manager began it; take it over first, and judge for yourself."))
    return row


def _opened(by: Actor, row: Appraisal) -> None:
    if not Opening.objects.filter(appraisal=row, account=by.account).exists():
        raise AppraisalError(_("Open the evidence first: who decides has seen it."))


def _tell(by: Actor, action: Action, kind: Record, row: Appraisal, after: object = None) -> None:
    record(by=by, action=action, kind=kind, key=str(row.pk), subject=row.person, after=after)
