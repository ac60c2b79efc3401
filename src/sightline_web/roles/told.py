"""Whether a figure about one person may be told, to whom, and from when on: by the register, notices and who saw it.

Nothing is computed here. Where it may not be told, the words say why and what to do; the person sees it first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sightline_web import rows
from sightline_web.duties import queries as duties
from sightline_web.duties import services as registers
from sightline_web.duties.queries import Place
from sightline_web.languages.marks import later
from sightline_web.policy.actor import SYSTEM, Actor
from sightline_web.snapshot import Snapshot
from sightline_web.staffed import Stretch

__all__ = [
    "ALIGNMENT",
    "CAPABILITIES",
    "Told",
    "alignment_told",
    "allowed",
    "made",
    "opens",
    "reason_in_words",
    "seen",
    "why_not",
]

ALIGNMENT, CAPABILITIES = "alignment", "capabilities"  # as the register of metrics calls them
REASONS = {
    "not approved": later("Figures of single persons are not approved: the register has no entry “{metric}” that is."),
    "switched off": later("Figures of single persons are switched off here."),
    "not told yet": later("They have not been told yet what is computed; a notice comes first, and is acknowledged."),
    "told only later": later("They have been told since; no whole period after that is over yet."),
    "no period": later("No whole period is over yet."),
}
OWN = {
    "not told yet": later("You have not been told yet what is computed; a notice comes first, and is acknowledged."),
    "told only later": later("You have been told since; no whole period after that is over yet."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """Whether a figure may be told: the periods that it may rest on, or why there is none."""

    stretch: Stretch | None
    reason: str = ""


def reason_in_words(reason: str, metric: str, *, own: bool) -> str:
    """Return why something is withheld, for the person or for somebody else."""
    said = OWN.get(reason) if own else None
    return (said or REASONS.get(reason, reason)).format(metric=metric)


@rows.acting_as(SYSTEM)  # what a person was told, the database shows to nobody else; the policy has been asked
def alignment_told(person: str, unit: str, snapshot: Snapshot, on: date) -> Told:
    """Return whether the alignment of one person may be told, from the first whole period after they were told."""
    zone = snapshot.head.timezone
    first = duties.noticed(person, metric=ALIGNMENT, zone=zone)
    stretch = snapshot.aligned_since(first)
    begin = stretch.start if stretch is not None else on
    answer = duties.computable(ALIGNMENT, {person: Place(unit)}, since=begin, on=on, zone=zone)
    if answer.withheld:
        return Told(None, next(iter(answer.withheld)))
    if stretch is None:
        return Told(None, "told only later" if first else "no period")
    return Told(stretch)


@rows.acting_as(SYSTEM)
def allowed(metric: str, units: Mapping[str, str], on: date, zone: str) -> frozenset[str]:
    """Return of which persons, each with their unit, a metric about what is known today may be computed."""
    places = {person: Place(unit) for person, unit in units.items()}
    return duties.computable(metric, places, since=on, on=on, zone=zone).persons


@rows.acting_as(SYSTEM)
def why_not(metric: str, person: str, unit: str, on: date, zone: str) -> str:
    """Return why a metric about what is known today may not be computed of a person; empty where it may."""
    answer = duties.computable(metric, {person: Place(unit)}, since=on, on=on, zone=zone)
    return next(iter(answer.withheld), "")


@rows.acting_as(SYSTEM)
def made(person: str, stretch: Stretch, at: datetime) -> None:
    """Say that the alignment of a person can be seen from now on: the person's time to be first begins."""
    registers.figure_made(person=person, metric=ALIGNMENT, period=stretch.until, at=at)


def seen(by: Actor, stretch: Stretch, at: datetime) -> None:
    """Say that a person saw their own alignment."""
    made(by.person or "", stretch, at)
    registers.figure_seen(by=by, metric=ALIGNMENT, period=stretch.until, at=at)


@rows.acting_as(SYSTEM)
def opens(person: str, until: str) -> datetime | None:
    """Return from when on a manager may see the alignment of a person; None where nobody could see it yet."""
    return duties.opens_to_manager(person, [(ALIGNMENT, until)])
