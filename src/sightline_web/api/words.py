"""What the words of the API mean: the parts of addresses, and the fields of answers.

A field means the same in every answer, so it is described once; one that means something else somewhere says so itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["FIELDS", "PARTS", "PartOfPath"]

LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class PartOfPath:
    """A part of an address: its type, what it is, and one that is good in the example enterprise."""

    about: str
    example: str | int
    type: type = str

    @property
    def said(self) -> Mapping[str, Any]:
        """What the document says of it."""
        limits = {"ge": 1, "le": LARGEST} if self.type is int else {"max_length": 400}
        return {"description": self.about, "examples": [self.example], **limits}


PARTS = {
    "goal": PartOfPath("Id of a goal.", "grow_service"),
    "metric": PartOfPath("Id of a metric.", "service_revenue"),
}

FIELDS = {
    # What every answer says.
    "sightline": "Version of Sightline.",
    "model": "Hash of the model.",
    "as_of": "The moment that the reading is of.",
    "example": "Whether the enterprise is made up.",
    "reading": "The reading: changes with the model, the data and `as_of`.",
    "count": "How many there are; beside `rows`, in all parts together.",
    "next": "The address of the next rows; null at the end.",
    "rows": "The rows of this part.",
    "sentence": "What the rows say, in one sentence.",
    "words": "What a reader should know besides; empty where nothing.",
    "title": "Its title.",
    "fault": "Why something cannot be said; null where all can.",
    "cause": "What is wrong.",
    "fix": "What to do about it.",
    # Numbers.
    "value": "In the unit; null where there are no data.",
    "unit": "The unit of the numbers beside it, as the model declares it.",
    "low": "Lower end of the 90 % interval.",
    "high": "Upper end of the 90 % interval.",
    "q25": "First quartile of the forecast.",
    "median": "Median of the forecast.",
    "q75": "Third quartile of the forecast.",
    "n": "How many observations it rests on.",
    "numerator": "What a ratio has above the line; null for other kinds.",
    "denominator": "What a ratio has below the line; null for other kinds.",
    "partial": "Whether the period had not ended at `as_of`.",
    "period": "Label of a period: 2026-07, 2026-Q3, 2026-W31; fiscal ones begin with FY.",
    "start": "First day of the period.",
    "end": "The day behind the last one of the period.",
    "fresh_at": "When the newest row behind it happened.",
    "better": "Which direction is better: higher or lower.",
    "change_in_a_year": "Against the same period a year before, in the unit.",
    "share": "A share from 0 to 1.",
    # Evidence.
    "grade": "Grade of the evidence: assumed, correlational, quasi-experimental or experimental.",
    "support": "How far the data support it: supported, suggested, cannot_say or assumed.",
    "probability": "A probability from 0 to 1; null where none can be said.",
    "per_unit": "The cumulative effect of a sustained change by one unit.",
    "lag": "The delay in periods.",
    "sign": "The direction that is declared; null where none is.",
    "skill": "Share of the error that it takes away, out of sample, against the forecast without the driver.",
    # Goals and metrics.
    "goal": "A goal.",
    "statement": "The goal in a sentence.",
    "metric": "Id of a metric.",
    "target": "The value to reach, in the unit.",
    "by": "The day by which it is to be reached.",
    "forecast": "What is most likely by the date, in the unit.",
    "outlook": "What the forecast says in words; empty where nothing.",
    "expected": "Where the path to the target is in this period.",
    "baseline": "Where it began.",
    "gap": "What lacks to the target, in the unit; positive where it is not reached.",
    "share_done": "Share of the way from the baseline to the target that is done.",
    "status": "Where it stands: reached, on course, behind, missed or no data.",
    "reason": "Why, in words.",
    "owner": "The role that owns it; null where none does.",
    "ahead": "Ahead of the path by how much; positive is better.",
    "indicator": "Whether it leads or lags; null where that is not declared.",
    "kind": "Its kind.",
    "method": "How it was come by.",
    "methods": "How each metric behind it was forecast.",
    "mase": "Mean absolute scaled error of the forecast, on its past.",
    "naive_mase": "The same of the forecast that nothing changes.",
    "coverage": "Share of past values within their interval.",
    "origins": "From how many moments of the past it was tried.",
    "horizon": "How many periods ahead it was tried.",
    "driven_by": "Metrics that drive it most, the strongest first.",
    "moved_by": "What moves it.",
    "moved_by_more": "How many more move it.",
    "moves": "What it moves.",
    "on": "Id of the metric that is moved.",
    "relation": "How it moves: by a formula, a window or an effect.",
    "declared": "File and line of the declaration.",
    "steps": "How many steps away.",
    "initiatives": "Initiatives that change it.",
    "roles": "Roles that have a share in it.",
    "role": "Id of a role.",
    "accountable": "The role's share of the accountability.",
    "performs": "The role's share of each activity behind it.",
    "initiative": "Id of an initiative.",
    "likely": "What is likeliest.",
    "cost": "In the currency of the workspace.",
    "takes": "Periods until it shows.",
    "asked_by": "Who asked for it.",
    "needs": "What has to come first.",
    "needed": "The value that it would take, in the unit; null where no value is enough.",
    "now": "Its value now.",
    "reach": "Its largest plausible change.",
    "best": "The probability at that change.",
    "estimating": "Whether this is still being estimated.",
    "said": "The mean probability that was said.",
    "came": "The share that came true.",
    "brier": "Brier score; 0 is perfect.",
    "base": "Brier score of always saying the base rate.",
    "series": "How many series.",
    "forecasts": "How many forecasts.",
    "dimension": "The dimension of a segment.",
    "segment": "The segment.",
    "part": "Which part: a driver, mix, rate, or the residual.",
    "contribution": "What it adds to the total, in the unit.",
    "moved": "By how much it changed itself.",
    "via": "Through which metrics.",
    "from": "Where it begins.",
    "to": "Where it ends.",
    "before": "The value before.",
    "after": "The value after.",
    "total": "The whole.",
    "residual": "What nothing explains, in the unit.",
    "source": "Id of a source.",
    "rejects": "How many rows could not be read.",
    "files": "Names of files.",
    "definition": "As it is declared.",
    "inputs": "Metrics that it is made of.",
    "sql": "The queries.",
    "scans": "How often each source was read.",
    "run_at": "When it was computed.",
    "seconds": "How long it took, in seconds.",
    "computed_from": "Hash of what it was computed from.",
}
