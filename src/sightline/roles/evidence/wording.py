"""What is said of one person's cases, in words about the cases and the work."""

from __future__ import annotations

from sightline.records.cases import Cases
from sightline.records.evidence import PersonEvidence
from sightline.roles.evidence.scales import distance_words, percent
from sightline.roles.evidence.worked import Worked
from sightline.units import format_value

__all__ = ["counterfactual", "next_words", "reliability_words", "sentence"]

_HALF = 0.5
_NOTABLE = 0.02
_PARTS = 3


def sentence(one: PersonEvidence, cases: Cases) -> str:
    """Return what can be said, in one sentence."""
    value, low, high, team = (format_value(each, cases.unit) for each in (one.value, one.low, one.high, one.team_value))
    where = "in the team" if one.team else "with all people"
    told = f"An average case: {value} (90 % interval {low} to {high}), {where} {team}; {one.n:,.0f} cases."
    if one.beyond:
        beyond = "The distance is more than chance and the usual differences explain"
        return f"{told} {beyond}: talk about how the work is done."
    return f"{told} The distance is within what chance and the usual differences explain."


def counterfactual(one: PersonEvidence, worked: Worked, average: float) -> tuple[str, ...]:
    """Return what the cases make of it: what they take, what average ones would, which attributes do that."""
    unit, scale = worked.cases.unit, worked.cases.scale
    assert one.expected is not None  # noqa: S101 -- narrows the type
    apart = one.expected / average - 1 if scale == "log" else one.expected - average
    size = abs(apart) if scale in ("log", "share") else abs(apart) / max(abs(average), 1e-300)
    if size < _NOTABLE:
        return ("The cases were about average ones: the case mix explains nothing here.",)
    told = (
        f"These cases take {format_value(one.expected, unit)}, whoever does them, average ones "
        f"{format_value(average, unit)} ({distance_words(apart, scale, unit)}). Had the cases been average, "
        f"{format_value(one.value, unit)} would be expected."
    )
    strong = [part for part in one.parts if abs(part.change) > abs(apart) / 10][:_PARTS]
    made = "; ".join(
        f"{part.attribute.replace('_', ' ')} {distance_words(part.change, scale, unit)}"
        + (f" ({part.level})" if part.level else "")
        for part in strong
    )
    return (told, f"What makes the cases so: {made}.") if made else (told,)


def reliability_words(one: PersonEvidence) -> str:
    """Return how much of the distance from the team is kept, in words."""
    kept = one.reliability or 0.0
    told = f"Of the distance from the team {percent(kept)} is kept; the rest is what chance gives that many cases."
    return f"{told} The value says more about the team than about the person." if kept < _HALF else told


def next_words(one: PersonEvidence, cases: Cases, move: float) -> str:
    """Return what is to be expected next without any action: regression to the mean."""
    ahead = format_value(one.next_value, cases.unit)
    return (
        f"Without any action, {ahead} is to be expected next of the same mix of cases: "
        f"{distance_words(move, cases.scale, cases.unit)} against what was seen. A change of that size shows no "
        "effect of anything that was done."
    )
