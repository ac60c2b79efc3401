"""The sentences of evidence: about cases and work, never about a place among people; and why something is withheld."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sightline_web.evidence.allowing import Allowed
from sightline_web.evident import MetricEvidence, PersonFigures
from sightline_web.shell.formats import Formats
from sightline_web.shell.looks import CROSS, DASH, HALF, RING, TICK, Look
from sightline_web.shell.sentences import counted, opening

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
    "none": Look("no entry", DASH, "dim"),
    "team": Look("teams alone", HALF, "dim"),
    "waits": Look("waits", RING, "warn"),
    "approved": Look("approved", TICK, "good"),
    "off": Look("switched off", CROSS, "bad"),
}
RULES = {
    "equal": "equal shares",
    "time": "by the time each took",
    "effect": "by time and by what each activity moves",
}
STOPPED = "The computation of evidence is stopped."
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
    whom, were = ("You", "were") if own else ("This person", "was")
    told = f"{whom} {were} told of it from {formats.day(found.told)} on." if found.told else ""
    words = {
        "stopped": Why(STOPPED, "Nothing about single persons is shown until it is started again in the register."),
        "not approved": Why(
            "The register does not allow this for single persons here.",
            "Whoever needs it enters its purpose in the register, and somebody else approves it by an agreement.",
        ),
        "switched off": Why(
            "Figures of single persons are switched off here.", "The register says since when, and why."
        ),
        "not told yet": Why(
            f"{whom} {were} not told about this metric yet, or has not said so." if not own
            else "You were not told about this metric yet, or have not said that you read it.",
            "Only work after that day may go into it.",
        ),
        "told only later": Why(
            "Nothing is computed of work from before somebody was told.", f"{told} Choose a later period."
        ),
    }  # fmt: skip
    return words.get(found.reason, Why(f"It may not be computed: {found.reason}.", "The register says more."))


def about_list(found: Sequence[MetricEvidence], *, stopped: bool, formats: Formats) -> str:
    """Return how much of the metrics is individual, in a sentence."""
    if stopped:
        return STOPPED
    bars = [each.bar for each in found if each.bar is not None]
    if not bars:
        return "No metric says yet what comes of cases, of teams and of single people."
    most = max(each.person for each in bars)
    share = "1%" if most < LEAST else formats.share(most)
    where = "the one metric" if len(bars) == 1 else f"each of {counted(len(bars), 'metric')}"
    if most < LITTLE:
        return f"Little is individual: at most {share} of what differs between cases goes with the person, in {where}."
    return f"Up to {share} of what differs between cases goes with the person, in {where}."


def about_index(count: int, *, name: str, own: bool) -> str:
    """Return how many metrics there are to be told about a person."""
    whose = "your work" if own else f"the work of {name}"
    if not count:
        return f"Nothing is computed about {whose}: the register allows no metric for single persons."
    return f"{opening(counted(count, 'metric is', 'metrics are'))} in the register for single persons; here is {whose}."


def about_person(found: PersonFigures, *, name: str, own: bool) -> str:
    """Return what the cases say, in one sentence: nothing, the team's value, or where the own value lies."""
    title, whose = found.about.title.replace(": ", ", "), "your value" if own else f"the value of {name}"
    if found.about.withheld:
        return f"{title}: withheld, because the data do not hold."
    said = {
        "nothing": f"{title}: too few cases to say anything about {'you' if own else name}.",
        "team_only": f"{title}: too few cases for a value of one person; here is that of the team.",
        "not_identifiable": f"{title}: the part of one person cannot be told apart from the rest.",
    }
    if found.state in said:
        return said[found.state]
    if found.beyond:
        return f"{title}: {whose} differs by more than chance and the usual differences explain."
    return f"{title}: {whose} is within what chance and the usual differences explain."


def funnel(found: PersonFigures) -> str:
    """Return where the own part lies against what chance gives that many cases, in words."""
    if found.state != "shown" or found.effect is None:
        return ""
    if not found.beyond:
        return "Within: of so few or so varied cases, chance and the usual differences give as much."
    more = "above" if found.effect > 0 else "below"
    return f"Beyond, {more}: so far from the team fewer than one in a hundred people are by chance alone."


def distance(effect: float | None, about: MetricEvidence, formats: Formats) -> str:
    """Return how far a value is from the team's: "12% more", or in the unit."""
    if effect is None:
        return ""
    if about.scale == "log":
        if abs(effect) < NOTHING:
            return "the same"
        return f"{formats.value(abs(effect), 'share')} {'more' if effect > 0 else 'less'}"
    return formats.change(effect, about.unit, finer=1)


def days_in_words(since: date, until: date | None, formats: Formats) -> str:
    """Return the days of the work: "from Apr 1, 2026 to Sep 30, 2026"."""
    last = f" to {formats.day(until - timedelta(days=1))}" if until else " on"
    return f"from {formats.day(since)}{last}"
