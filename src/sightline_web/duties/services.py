"""Writing what may be computed about persons: each service is one transaction with its entry in the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sightline_web import store
from sightline_web.duties.models import (
    ID_LETTERS,
    TEXT_LETTERS,
    Approval,
    Level,
    MetricEntry,
    PersonNotice,
    Seen,
    Setting,
    Switch,
)  # fmt: skip
from sightline_web.duties.queries import DEFAULTS
from sightline_web.duties.wording import notice_text
from sightline_web.journal.seal import personal
from sightline_web.journal.services import record
from sightline_web.languages.marks import later
from sightline_web.languages.spoken import DEFAULT, speaking, spoken_now
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Action, Record
from sightline_web.shell.formats import Formats
from sightline_web.stream.services import touch

__all__ = [
    "DutyError", "approval_give", "approval_revoke", "entry_set", "figure_made", "figure_seen", "notice_acknowledge",
    "notices_make", "setting_set", "switch_off", "switch_on",
]  # fmt: skip

LARGEST = 365
NEEDED = {"purpose": later("its purpose"), "legal_basis": later("its legal basis"), "data": later("its data")}


class DutyError(ValueError):
    """Something that cannot be; the text says why and what to do."""


@store.writing()
@transaction.atomic
def entry_set(
    *, by: Actor, metric: str, purpose: str, legal_basis: str, data: str, level: str, at: datetime
) -> MetricEntry:
    """Enter a metric in the register, or change its entry; an entry that is changed needs its approvals anew.

    Raises
    ------
    DutyError
        If something is missing.
    """
    said = {"purpose": purpose.strip(), "legal_basis": legal_basis.strip(), "data": data.strip(), "level": level}
    missing = [str(words) for name, words in NEEDED.items() if not said[name]]
    if missing:
        what = _(" and ").join(missing)
        raise DutyError(_("Say {what}: whoever approves it reads that.").format(what=what))
    if level not in Level.values:
        raise DutyError(_("Its level is one of {levels}.").format(levels=", ".join(Level.values)))
    if not metric.strip() or len(metric) > ID_LETTERS or any(len(each) > TEXT_LETTERS for each in said.values()):
        letters = Formats(spoken_now()).count(TEXT_LETTERS)
        raise DutyError(_("Name the metric by its id; a text has room for {letters} letters.").format(letters=letters))
    found = MetricEntry.objects.filter(metric=metric).first()
    before = None if found is None else {name: getattr(found, name) for name in said}
    if before == said and found is not None:
        return found
    if found is None:
        found = MetricEntry.objects.create(metric=metric, account=by.account, changed_at=at, **said)
    else:
        MetricEntry.objects.filter(pk=found.pk).update(
            account=by.account, changed_at=at, revision=F("revision") + 1, **said
        )
        found.refresh_from_db()
    action = Action.CREATE if before is None else Action.EDIT
    record(by=by, action=action, kind=Record.METRIC_REGISTER, key=metric, before=before, after=said)
    touch("duties")
    return found


@store.writing()
@transaction.atomic
def approval_give(
    *, by: Actor, metric: str, agreement: str, unit: str = "", country: str = "", since: date, at: datetime
) -> Approval:
    """Approve that a metric is computed for single persons; whoever entered it cannot also approve it.

    Raises
    ------
    DutyError
        If there is no such entry, it is not for single persons, it names no agreement, or it is the actor's own.
    """
    entry = MetricEntry.objects.filter(metric=metric).first()
    if entry is None:
        raise DutyError(_("The register has no metric {metric}; enter it first.").format(metric=metric))
    if entry.level != Level.INDIVIDUAL:
        raise DutyError(_("It is not entered for single persons, so it needs no approval."))
    if not agreement.strip():
        raise DutyError(_("Name the agreement that allows it, such as “works agreement 2026/3”."))
    if country and not (len(country) == 2 and country.isalpha()):  # noqa: PLR2004 -- ISO 3166
        raise DutyError(_("Name a country by its two letters, such as NL; leave it empty for all."))
    if entry.account is not None and entry.account == by.account:
        raise DutyError(_("Whoever entered a metric does not approve it; ask a colleague or the works council."))
    made = Approval.objects.create(
        entry=entry, revision=entry.revision, unit=unit.strip()[:ID_LETTERS], country=country.upper(),
        agreement=agreement.strip()[:ID_LETTERS], since=since, account=by.account, approved_at=at,
    )  # fmt: skip
    after = {
        "metric": metric, "unit": made.unit, "country": made.country, "agreement": made.agreement,
        "since": since.isoformat(),
    }  # fmt: skip
    record(by=by, action=Action.CREATE, kind=Record.METRIC_APPROVAL, key=str(made.pk), after=after)
    touch("duties")
    return made


@store.writing()
@transaction.atomic
def approval_revoke(*, by: Actor, approval: int, at: datetime) -> bool:
    """Take an approval back; from this moment nothing more is computed on it. Return whether it was in force."""
    if not Approval.objects.filter(pk=approval, revoked_at=None).update(revoked_at=at):
        return False
    record(by=by, action=Action.DELETE, kind=Record.METRIC_APPROVAL, key=str(approval))
    touch("duties")
    return True


@store.writing()
@transaction.atomic
def switch_off(
    *, by: Actor, reason: str, at: datetime, unit: str = "", country: str = "", metric: str = "", computation: str = ""
) -> Switch:
    """Switch off figures of single persons for a unit, a country, a metric, or all; or what one model suggests.

    Raises
    ------
    DutyError
        If there is no reason.
    """
    if not reason.strip():
        raise DutyError(_("Say why it is switched off: it stands in the register for all."))
    where = {
        "unit": unit.strip()[:ID_LETTERS], "country": country.strip().upper()[:2],
        "metric": metric.strip()[:ID_LETTERS], "computation": computation.strip()[:80],
    }  # fmt: skip
    made = Switch.objects.create(reason=reason.strip()[:400], account=by.account, off_at=at, **where)
    after = {name: each for name, each in where.items() if each} | {"reason": personal(made.reason, by)}
    record(by=by, action=Action.CREATE, kind=Record.SWITCH, key=str(made.pk), after=after)
    touch("duties")
    return made


@store.writing()
@transaction.atomic
def switch_on(*, by: Actor, switch: int, at: datetime) -> bool:
    """Switch something on again; return whether it was off."""
    if not Switch.objects.filter(pk=switch, on_at=None).update(on_at=at):
        return False
    record(by=by, action=Action.DELETE, kind=Record.SWITCH, key=str(switch))
    touch("duties")
    return True


@store.writing()
@transaction.atomic
def setting_set(*, by: Actor, name: str, value: int, at: datetime) -> None:
    """Choose how duties are done; raises DutyError."""
    if name not in DEFAULTS or not 0 <= value <= LARGEST:
        raise DutyError(_("Choose a number from 0 to {most}.").format(most=LARGEST))
    before = Setting.objects.filter(name=name).values_list("value", flat=True).first()
    Setting.objects.update_or_create(name=name, defaults={"value": value, "changed_at": at})
    was = {"value": DEFAULTS[name] if before is None else before}
    record(by=by, action=Action.EDIT, kind="duty_setting", key=name, before=was, after={"value": value})


@store.writing()
@transaction.atomic
def notices_make(*, by: Actor, persons: Iterable[str], metrics: Collection[str], at: datetime) -> int:
    """Tell persons what is to be computed about them, as the register says it; return how many are told anew.

    Raises
    ------
    DutyError
        If a metric is not in the register.
    """
    wanted = sorted(set(metrics))
    found = {each.metric: each for each in MetricEntry.objects.filter(metric__in=wanted)}
    if missing := [each for each in wanted if each not in found]:
        raise DutyError(_("The register has no metric {metric}; enter it first.").format(metric=missing[0]))
    if not wanted:
        raise DutyError(_("Choose at least one metric."))
    with speaking(DEFAULT):  # one text for all, by which it is known; pages word it for whoever reads
        text = notice_text([found[each] for each in wanted])
    digest = hashlib.sha256(text.encode()).hexdigest()
    told = set(PersonNotice.objects.filter(digest=digest).values_list("person", flat=True))
    new = [each for each in dict.fromkeys(persons) if each and each not in told]
    for person in new:
        PersonNotice.objects.create(person=person, text=text, metrics=wanted, digest=digest, made_at=at)
    if new:
        record(by=by, action=Action.CREATE, kind=Record.PERSON_NOTICE, key=digest, after={"persons": len(new)})
        touch("duties")
    return len(new)


@store.writing()
@transaction.atomic
def notice_acknowledge(*, by: Actor, notice: int, at: datetime) -> bool:
    """Say that one has read a notice; only the person can. Return whether that was still to be said."""
    if not by.person:
        return False
    if not PersonNotice.objects.filter(pk=notice, person=by.person, acknowledged_at=None).update(acknowledged_at=at):
        return False
    record(by=by, action=Action.EDIT, kind=Record.PERSON_NOTICE, key=str(notice), subject=by.person)
    touch("duties")
    return True


@store.writing()
@transaction.atomic
def figure_made(*, person: str, metric: str, period: str, at: datetime) -> None:
    """Say that a figure about a person is there; from now on the time runs after which others may see it."""
    try:
        with transaction.atomic():
            Seen.objects.create(person=person, metric=metric, period=period, since=at)
    except IntegrityError:
        return


@store.writing()
@transaction.atomic
def figure_seen(*, by: Actor, metric: str, period: str, at: datetime) -> bool:
    """Say that a person has seen a figure about themselves; return whether it was the first time."""
    rows = Seen.objects.filter(person=by.person or "", metric=metric, period=period, seen_at=None)
    return bool(by.person and rows.update(seen_at=at))
