"""What is said of one person's cases, in words about the cases and the work."""

from __future__ import annotations

from sightline.records.cases import Cases, Scale
from sightline.records.evidence import CaseMixPart, PersonEvidence
from sightline.roles.evidence.contributions import attribute_words
from sightline.roles.evidence.scales import distance_words, percent
from sightline.roles.evidence.worked import Worked
from sightline.saying import Said, joined, phrase, say
from sightline.units import format_value

__all__ = ["counterfactual", "next_words", "reliability_words", "sentence"]

_HALF = 0.5
_NOTABLE = 0.02
_PARTS = 3


def sentence(one: PersonEvidence, cases: Cases) -> str:
    """Return what can be said, in one sentence."""
    value, low, high, team = (format_value(each, cases.unit) for each in (one.value, one.low, one.high, one.team_value))
    in_team = phrase(
        "An average case: {value} (90 % interval {low} to {high}), in the team {team}; {cases:,.0f} cases."
    )
    with_all = phrase(
        "An average case: {value} (90 % interval {low} to {high}), with all people {team}; {cases:,.0f} cases."
    )
    told = say(in_team if one.team else with_all, value=value, low=low, high=high, team=team, cases=one.n)
    beyond = phrase(
        "The distance is more than chance and the usual differences explain: talk about how the work is done."
    )
    inside = phrase("The distance is within what chance and the usual differences explain.")
    return joined(" ", [told, say(beyond if one.beyond else inside)])


def counterfactual(one: PersonEvidence, worked: Worked, average: float) -> tuple[str, ...]:
    """Return what the cases make of it: what they take, what average ones would, which attributes do that."""
    unit, scale = worked.cases.unit, worked.cases.scale
    assert one.expected is not None  # noqa: S101 -- narrows the type
    apart = one.expected / average - 1 if scale == "log" else one.expected - average
    size = abs(apart) if scale in ("log", "share") else abs(apart) / max(abs(average), 1e-300)
    if size < _NOTABLE:
        return (say("The cases were about average ones: the case mix explains nothing here."),)
    text = phrase(
        "These cases take {these}, whoever does them, average ones {average} ({apart}). Had the cases been average, "
        "{value} would be expected."
    )
    told = say(
        text, these=format_value(one.expected, unit), average=format_value(average, unit),
        apart=distance_words(apart, scale, unit), value=format_value(one.value, unit),
    )  # fmt: skip
    strong = [part for part in one.parts if abs(part.change) > abs(apart) / 10][:_PARTS]
    made = joined("; ", [_part_words(part, scale, unit) for part in strong])
    return (told, say("What makes the cases so: {made}.", made=made)) if made else (told,)


def _part_words(part: CaseMixPart, scale: Scale, unit: str) -> str:
    name, change = attribute_words(part.attribute.replace("_", " ")), distance_words(part.change, scale, unit)
    return joined(" ", [name, change, joined("", ["(", part.level, ")"]) if part.level else ""])


def reliability_words(one: PersonEvidence) -> str:
    """Return how much of the distance from the team is kept, in words."""
    kept = one.reliability or 0.0
    text = phrase("Of the distance from the team {share} is kept; the rest is what chance gives that many cases.")
    little = say("The value says more about the team than about the person.") if kept < _HALF else ""
    return joined(" ", [say(text, share=percent(kept)), little])


def next_words(one: PersonEvidence, cases: Cases, move: float) -> Said:
    """Return what is to be expected next without any action: regression to the mean."""
    return say(
        "Without any action, {ahead} is to be expected next of the same mix of cases: {move} against what was seen. A "
        "change of that size shows no effect of anything that was done.",
        ahead=format_value(one.next_value, cases.unit), move=distance_words(move, cases.scale, cases.unit),
    )  # fmt: skip
