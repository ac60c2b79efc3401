"""The sentences of evidence: about cases and work, never about a place among people; and why something is withheld."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.evidence.allowing import Allowed
from sightline_web.evident import MetricEvidence, PersonFigures
from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.shell.formats import Formats
from sightline_web.shell.looks import CROSS, DASH, HALF, RING, TICK, Look
from sightline_web.shell.sentences import counted, numeral

__all__ = [
    "REGISTER",
    "RULES",
    "Why",
    "about_index",
    "about_list",
    "about_person",
    "days_in_words",
    "distance",
    "funnel",
    "why_withheld",
]

REGISTER = {
    "none": Look(later("no entry"), DASH, "dim"),
    "team": Look(later("teams alone"), HALF, "dim"),
    "waits": Look(later("waits"), RING, "warn"),
    "approved": Look(later("approved"), TICK, "good"),
    "off": Look(later("switched off"), CROSS, "bad"),
}
RULES = {
    "equal": later("equal shares"),
    "time": later("by the time each took"),
    "effect": later("by time and by what each activity moves"),
}
STOPPED = later("The computation of evidence is stopped.")
WITHHELD = {  # by the reason that the register gives: the cause, and what to do next
    "stopped": (STOPPED, later("Nothing about single persons is shown until it is started again in the register.")),
    "not approved": (
        later("The register does not allow this for single persons here."),
        later("Whoever needs it enters its purpose in the register, and somebody else approves it by an agreement."),
    ),
    "switched off": (
        later("Figures of single persons are switched off here."),
        later("The register says since when, and why."),
    ),
}
LITTLE = 0.05
LEAST = 0.01
NOTHING = 5e-4


@dataclass(frozen=True, slots=True)
class Why:
    """Why nothing is shown, and what to do next."""

    cause: str
    fix: str


def why_withheld(found: Allowed, *, own: bool, formats: Formats) -> Why:
    """Return why a figure about a person may not be computed."""
    if found.reason in WITHHELD:
        cause, fix = WITHHELD[found.reason]
        return Why(str(cause), str(fix))
    if found.reason == "not told yet":
        cause = _("This person was not told about this metric yet, or has not said so.")
        if own:
            cause = _("You were not told about this metric yet, or have not said that you read it.")
        return Why(cause, _("Only work after that day may go into it."))
    if found.reason == "told only later":
        cause = _("Nothing is computed of work from before somebody was told.")
        return Why(cause, _later_period(found, own=own, formats=formats))
    return Why(_("It may not be computed: {reason}.").format(reason=found.reason), _("The register says more."))


def _later_period(found: Allowed, *, own: bool, formats: Formats) -> str:
    if not found.told:
        return _("Choose a later period.")
    text = _("You were told of it from {day} on. Choose a later period.")
    if not own:
        text = _("This person was told of it from {day} on. Choose a later period.")
    return text.format(day=formats.day(found.told))


def about_list(found: Sequence[MetricEvidence], *, stopped: bool, formats: Formats) -> str:
    """Return how much of the metrics is individual, in a sentence."""
    if stopped:
        return str(STOPPED)
    bars = [each.bar for each in found if each.bar is not None]
    if not bars:
        return _("No metric says yet what comes of cases, of teams and of single people.")
    most = max(each.person for each in bars)
    share = "1%" if most < LEAST else formats.share(most)
    text = ngettext(
        "Up to {share} of what differs between cases goes with the person, in the one metric.",
        "Up to {share} of what differs between cases goes with the person, in each of {metrics}.",
        len(bars),
    )
    if most < LITTLE:
        text = ngettext(
            "Little is individual: at most {share} of what differs between cases goes with the person, in the one "
            "metric.",
            "Little is individual: at most {share} of what differs between cases goes with the person, in each of "
            "{metrics}.",
            len(bars),
        )
    return text.format(share=share, metrics=counted(len(bars), "metric"))


def about_index(count: int, *, name: str, own: bool) -> str:
    """Return how many metrics there are to be told about a person."""
    if not count and own:
        return _("Nothing is computed about your work: the register allows no metric for single persons.")
    if not count:
        text = _("Nothing is computed about the work of {name}: the register allows no metric for single persons.")
        return text.format(name=name)
    if own:
        text = ngettext(
            "{count} metric is in the register for single persons; here is your work.",
            "{count} metrics are in the register for single persons; here is your work.",
            count,
        )
    else:
        text = ngettext(
            "{count} metric is in the register for single persons; here is the work of {name}.",
            "{count} metrics are in the register for single persons; here is the work of {name}.",
            count,
        )
    return opening(text.format(count=numeral(count), name=name))


def about_person(found: PersonFigures, *, name: str, own: bool) -> str:
    """Return what the cases say, in one sentence: nothing, the team's value, or where the own value lies."""
    if found.about.withheld:
        text = _("{title}: withheld, because the data do not hold.")
    elif found.state == "nothing":
        text = _("{title}: too few cases to say anything about {name}.")
        if own:
            text = _("{title}: too few cases to say anything about you.")
    elif found.state == "team_only":
        text = _("{title}: too few cases for a value of one person; here is that of the team.")
    elif found.state == "not_identifiable":
        text = _("{title}: the part of one person cannot be told apart from the rest.")
    elif found.beyond:
        text = _("{title}: the value of {name} differs by more than chance and the usual differences explain.")
        if own:
            text = _("{title}: your value differs by more than chance and the usual differences explain.")
    else:
        text = _("{title}: the value of {name} is within what chance and the usual differences explain.")
        if own:
            text = _("{title}: your value is within what chance and the usual differences explain.")
    return text.format(title=found.about.title.replace(": ", ", "), name=name)


def funnel(found: PersonFigures) -> str:
    """Return where the own part lies against what chance gives that many cases, in words."""
    if found.state != "shown" or found.effect is None:
        return ""
    if not found.beyond:
        return _("Within: of so few or so varied cases, chance and the usual differences give as much.")
    if found.effect > 0:
        return _("Beyond, above: so far from the team fewer than one in a hundred people are by chance alone.")
    return _("Beyond, below: so far from the team fewer than one in a hundred people are by chance alone.")


def distance(effect: float | None, about: MetricEvidence, formats: Formats) -> str:
    """Return how far a value is from the team's: "12% more", or in the unit."""
    if effect is None:
        return ""
    if about.scale == "log":
        if abs(effect) < NOTHING:
            return _("the same")
        text = _("{share} more") if effect > 0 else _("{share} less")
        return text.format(share=formats.value(abs(effect), "share"))
    return formats.change(effect, about.unit, finer=1)


def days_in_words(since: date, until: date | None, formats: Formats) -> str:
    """Return the days of the work: "from Apr 1, 2026 to Sep 30, 2026"."""
    if until is None:
        return _("from {first} on").format(first=formats.day(since))
    last = formats.day(until - timedelta(days=1))
    return _("from {first} to {last}").format(first=formats.day(since), last=last)
