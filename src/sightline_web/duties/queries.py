"""What may be computed about persons: by the register, approvals, switches and notices; everything else may not.

Whoever computes figures of single persons asks `computable` first and leaves out everybody who is not in its answer;
whoever shows what a model suggests asks `stopped` at that moment, so that a stop is felt with the next request.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from sightline_web import store
from sightline_web.duties.models import Approval, FairnessTable, Level, MetricEntry, PersonNotice, Seen, Setting, Switch

__all__ = [
    "DEFAULTS",
    "Computable",
    "NotNoticedError",
    "Place",
    "approved_metrics",
    "business_days_after",
    "computable",
    "entries",
    "fairness_tables",
    "noticed",
    "notices_of",
    "off_now",
    "opens_to_manager",
    "require_noticed",
    "setting",
    "settings",
    "shown_first",
    "state_of",
    "stopped",
    "switches",
]  # fmt: skip

DEFAULTS = {
    "judge_first": 1,  # a manager judges before seeing what was computed
    "objection_days": 14,  # within which an objection is answered
    "notice_days": 0,  # business days between a notice and its first use; 0: from its acknowledgement on
    "seen_days": 5,  # after which a manager sees a figure that the person has not looked at
}
SATURDAY = 5
MANY = 500  # persons from which on all notices are read at once


class NotNoticedError(PermissionError):
    """Something was to be computed about a person from before they were told."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person works, as far as approvals and switches go by it; empty where that is not known."""

    unit: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Computable:
    """About whom a metric may be computed, and why not about the others, as counts.

    Parameters
    ----------
    persons : frozenset of str
        Nobody else's rows may be read.
    withheld : mapping of str to int
        The reason, and about how many.
    """

    persons: frozenset[str]
    withheld: Mapping[str, int]


@store.reading()
def setting(name: str) -> int:
    """Return what was chosen, or the default."""
    found = Setting.objects.filter(name=name).values_list("value", flat=True).first()
    return DEFAULTS[name] if found is None else found


@store.reading()
def settings() -> dict[str, int]:
    """Return what was chosen, with the default of all else."""
    return DEFAULTS | dict(Setting.objects.filter(name__in=DEFAULTS).values_list("name", "value"))


@store.reading()
def entries() -> list[MetricEntry]:
    """Return the register, with every approval that was ever given, the newest first."""
    return list(MetricEntry.objects.prefetch_related("approvals"))


def state_of(entry: MetricEntry, off: Sequence[Switch]) -> str:
    """Return how far an entry of the register has come: "team", "waits", "approved" or "off" everywhere.

    `off` is what is switched off now; the entry comes with its approvals.
    """
    if any(one.metric in {"", entry.metric} and not (one.unit or one.country or one.computation) for one in off):
        return "off"
    if entry.level != Level.INDIVIDUAL:
        return "team"
    force = any(one.revoked_at is None and one.revision == entry.revision for one in entry.approvals.all())
    return "approved" if force else "waits"


@store.reading()
def switches(*, off: bool | None = None) -> list[Switch]:
    """Return what is switched off now, what was switched on again, or with None both."""
    rows = Switch.objects.all() if off is None else Switch.objects.filter(on_at__isnull=off)
    return list(rows)


@store.reading()
def approved_metrics(*, unit: str, country: str = "", on: date) -> frozenset[str]:
    """Return the metrics that may be computed for single persons of a unit and a country on a day.

    Those are entered at that level, approved as they stand by an agreement in force, and not switched off.
    """
    names = frozenset(_in_force(Place(unit, country), on).values_list("entry__metric", flat=True))
    return frozenset(each for each in names if not off_now(each, Place(unit, country)))


def _in_force(place: Place, on: date) -> QuerySet[Approval]:
    """Return the approvals of entries as they stand, by an agreement in force in a place on a day."""
    return Approval.objects.filter(
        entry__level=Level.INDIVIDUAL, revision=F("entry__revision"), revoked_at=None, since__lte=on,
        unit__in=("", place.unit), country__in=("", place.country),
    )  # fmt: skip


@store.reading()
def off_now(metric: str, place: Place) -> bool:
    """Return whether figures of single persons are switched off for a metric and a place.

    Where it is not known in which unit or country somebody works, a switch for any of them counts.
    """
    rows = Switch.objects.filter(on_at=None, computation="", metric__in=("", metric))
    if place.unit:
        rows = rows.filter(unit__in=("", place.unit))
    if place.country:
        rows = rows.filter(country__in=("", place.country))
    return rows.exists()


@store.reading()
def stopped() -> frozenset[str]:
    """Return the models that are stopped: what they suggest is shown nowhere."""
    rows = Switch.objects.filter(on_at=None).exclude(computation="")
    return frozenset(rows.values_list("computation", flat=True))


@store.reading()
def notices_of(person: str) -> list[PersonNotice]:
    """Return what a person was told, the newest first."""
    return list(PersonNotice.objects.filter(person=person)) if person else []


@store.reading()
def noticed(person: str, *, metric: str, zone: str = "UTC") -> date | None:
    """Return the first day whose work may go into a metric about a person; None where they were not told.

    That is the day on which they acknowledged a notice that names the metric, or, where the enterprise gives a time in
    business days instead, the first day after that time.
    """
    return _first_days({person}, metric, zone).get(person)


@store.reading()
def _first_days(persons: Collection[str], metric: str, zone: str) -> dict[str, date]:
    """Return the first day of each person who was told; see `noticed`."""
    if not persons:
        return {}
    days, found = setting("notice_days"), dict[str, date]()
    rows = PersonNotice.objects.defer("text")
    for each in rows.filter(person__in=persons) if len(persons) <= MANY else rows:
        first = _first_day(each, days, ZoneInfo(zone)) if metric in each.metrics and each.person in persons else None
        if first is not None:
            found[each.person] = min(first, found.get(each.person, first))
    return found


def _first_day(notice: PersonNotice, days: int, zone: ZoneInfo) -> date | None:
    if days:
        return business_days_after(notice.made_at.astimezone(zone).date(), days)
    return notice.acknowledged_at and notice.acknowledged_at.astimezone(zone).date()


def business_days_after(day: date, days: int) -> date:
    """Return the day after which so many days from Monday to Friday have passed.

    Examples
    --------
    >>> business_days_after(date(2026, 11, 27), 1)  # a Friday
    datetime.date(2026, 11, 30)
    """
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return day


def require_noticed(person: str, *, metric: str, since: date, zone: str = "UTC") -> None:
    """Refuse to compute a metric about a person from work before they were told; raises NotNoticedError."""
    first = noticed(person, metric=metric, zone=zone)
    if first is None:
        raise NotNoticedError(f"Nobody has told this person about {metric}; send a notice and wait for its answer.")
    if since < first:
        raise NotNoticedError(f"This person was told about {metric} from {first} on; begin there.")


def computable(metric: str, persons: Mapping[str, Place], *, since: date, on: date, zone: str = "UTC") -> Computable:
    """Return about whom a metric may be computed from work since a day.

    Parameters
    ----------
    metric : str
        Its id.
    persons : mapping of str to Place
        About whom it is wanted, and where they work.
    since : date
        The first day of the work.
    on : date
        Today.
    """
    held: dict[str, int] = {}
    allowed = set()
    by_place = {place: _why_not(metric, place, on) for place in set(persons.values())}
    asked = {person for person, place in persons.items() if by_place[place] is None}
    told = _first_days(asked, metric, zone)
    for person, place in persons.items():
        reason = by_place[place]
        if reason is None:
            first = told.get(person)
            reason = "not told yet" if first is None else "told only later" if since < first else None
        if reason is None:
            allowed.add(person)
        else:
            held[reason] = held.get(reason, 0) + 1
    return Computable(frozenset(allowed), held)


@store.reading()
def _why_not(metric: str, place: Place, on: date) -> str | None:
    if off_now(metric, place):
        return "switched off"
    return None if _in_force(place, on).filter(entry__metric=metric).exists() else "not approved"


@store.reading()
def shown_first(person: str) -> list[Seen]:
    """Return which figures about a person there are, and when they saw each."""
    return list(Seen.objects.filter(person=person)) if person else []


@store.reading()
def opens_to_manager(person: str, figures: Collection[tuple[str, str]]) -> datetime | None:
    """Return the moment from which a manager may see figures, as metric and period; None where one is not there yet.

    A figure opens when the person has seen it, or five days after it was there.
    """
    days, found = setting("seen_days"), []
    for metric, period in figures:
        row = Seen.objects.filter(person=person, metric=metric, period=period).first()
        if row is None:
            return None
        late = row.since + timedelta(days=days)
        found.append(min(row.seen_at, late) if row.seen_at else late)
    return max(found, default=None)


@store.reading()
def fairness_tables() -> list[FairnessTable]:
    """Return the tables of the audit, the newest first."""
    return list(FairnessTable.objects.all())
