"""The document of alignment: agreed work against actual work."""

from __future__ import annotations

from typing import Any

from sightline.cli.documents.form import (
    COUNT,
    MAYBE_NUMBER,
    MAYBE_TEXT,
    NUMBER,
    PROBLEMS,
    TEXT,
    Document,
    Field,
    list_of,
    object_of,
)

__all__ = ["ALIGN", "STATES"]

STATES = ("drifted", "within_noise", "team", "too_little", "withheld", "no_reference")
CAUSES = ("demand", "assignment", "own", "goals", "residual")
_TEXTS: dict[str, Any] = {"type": "array", "items": TEXT}
_SUBJECT: dict[str, dict[str, Any]] = {"kind": TEXT, "name": TEXT}
_PART: dict[str, dict[str, Any]] = {
    **_SUBJECT, "cause": {"enum": list(CAUSES)}, "value": NUMBER, "low": NUMBER, "high": NUMBER, "words": TEXT,
}  # fmt: skip
_ACTIVITY: dict[str, dict[str, Any]] = {
    **_SUBJECT, "activity": TEXT, "agreed": NUMBER, "actual": NUMBER, "demanded": MAYBE_NUMBER, "amount": NUMBER,
    "path": {"type": "boolean"},
}  # fmt: skip
_MOVE: dict[str, dict[str, Any]] = {
    "activity": TEXT, "giver": TEXT, "taker": TEXT, "amount": NUMBER, "outside": _TEXTS, "words": TEXT, "why": TEXT,
}  # fmt: skip
_POINT: dict[str, dict[str, Any]] = {
    **_SUBJECT, "period": TEXT, "items": COUNT, "total_items": COUNT, "distance": MAYBE_NUMBER, "noise": MAYBE_NUMBER,
    "p_adjusted": MAYBE_NUMBER, "total_distance": MAYBE_NUMBER, "total_noise": MAYBE_NUMBER,
    "drifted": {"type": "boolean"},
}  # fmt: skip

ALIGN = Document(
    "align",
    "The work of one role, unit or person over the periods looked at.",
    (
        Field("kind", "text", "Whose work it is.", choices=("role", "unit", "person")),
        Field("name", "text", "The id of the role or the person, or the unit."),
        Field("role", "text", "Of a person: the role under which it is looked at.", nullable=True),
        Field("since", "text", "The label of the first period."),
        Field("until", "text", "The label of the last period."),
        Field("against", "text", "What it is compared with.", choices=("agreement", "baseline")),
        Field("state", "text", "What can be said.", choices=STATES),
        Field("items", "count", "Tickets or cases; null where withheld.", nullable=True),
        Field("amount", "number", "Hours or cases.", nullable=True),
        Field("people", "count", "How many people it is about.", nullable=True),
        Field("distance", "number", "The share of the work that is in other activities.", nullable=True),
        Field("low", "number", "The lower end of its 90 % interval.", nullable=True),
        Field("high", "number", "The upper end.", nullable=True),
        Field("noise", "number", "What chance alone gives, in the mean.", nullable=True),
        Field("noise_high", "number", "What chance passes once in twenty.", nullable=True),
        Field("excess", "number", "(distance - noise) / (1 - noise); null unless drifted.", nullable=True),
        Field("p", "number", "How often chance gives as much.", nullable=True),
        Field("p_adjusted", "number", "The same, corrected for how many were looked at.", nullable=True),
        Field("demand", "number", "Of the distance: other work came; null unless drifted.", nullable=True),
        Field("assignment", "number", "Of the distance: work was given to others.", nullable=True),
        Field("own", "number", "Of a person's distance: what moved beyond the role's.", nullable=True),
        Field("goals", "number", "Of the distance: what is agreed changed.", nullable=True),
        Field("residual", "number", "Of the distance: what differed before.", nullable=True),
        Field("unseen", "number", "The share of the work that no line of sight joins to a goal.", nullable=True),
        Field("words", "text", "What a reader should know."),
    ),
    extras={
        "measured": {"enum": ["hours", "cases"], "description": "What amounts count."},
        "baseline": {**_TEXTS, "description": "The earlier periods that say how work was split before."},
        "parts": list_of(object_of(_PART, "One cause."), "Where distances come from, with intervals."),
        "activities": list_of(object_of(_ACTIVITY, "One activity of one subject."), "Splits, agreed and actual."),
        "points": list_of(object_of(_POINT, "One subject in one period."), "Over time."),
        "unseen": list_of(
            object_of({"activity": TEXT, "amount": NUMBER, "share": NUMBER, "roles": _TEXTS}, "One activity."),
            "Work that no line of sight joins to a goal.",
        ),
        "moves": list_of(
            object_of(_MOVE, "So many hours or cases per period."),
            "The smallest moves that would restore alignment of the roles that drifted.",
        ),
        "restored": list_of(
            object_of({"role": TEXT, "distance": NUMBER, "after": NUMBER}, "One role."), "What the moves would do."
        ),
        "purpose": {**MAYBE_TEXT, "description": "What the numbers about persons are for; null without any."},
        "words": {**_TEXTS, "description": "What a reader should know of all of it."},
        "problems": PROBLEMS,
    },
)
