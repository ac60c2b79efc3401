"""The documents of the portfolio and of promises."""

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
    by_id,
    list_of,
    object_of,
)

__all__ = ["PORTFOLIO", "PROMISES"]

_FLAG = {"type": "boolean"}
_TEXTS = list_of(TEXT, "Ids or sentences.")
_MAYBE_COUNT: dict[str, Any] = {"type": ["integer", "null"]}
_BY_TEXT = {"type": "object", "additionalProperties": TEXT}
_BY_NUMBER = {"type": "object", "additionalProperties": NUMBER}


def _maybe(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "type": [schema["type"], "null"]}


_MOVE = object_of(
    {
        "goal": TEXT, "unit": TEXT, "change": MAYBE_NUMBER, "low": MAYBE_NUMBER, "high": MAYBE_NUMBER,
        "before": MAYBE_NUMBER, "after": MAYBE_NUMBER,
    },
    "What the set does for one goal, and its probability without and with it.",
)  # fmt: skip
_BEST = object_of(
    {
        "starts": {**_BY_TEXT, "description": "What is done, and the period in which it begins."},
        "points": NUMBER, "low": NUMBER, "high": NUMBER,
        "bound": {**NUMBER, "description": "No set brings more."},
        "gap": {**NUMBER, "description": "What is open between the two, as a share; 0 is a proven optimum."},
        "cost": NUMBER, "used": {**_BY_NUMBER, "description": "Person-weeks by role."},
        "moves": list_of(_MOVE, "By goal."), "words": TEXT,
    },
    "The best set; null where none keeps to the limits.",
)  # fmt: skip
_DIFFERENCE = object_of(
    {"initiative": TEXT, "place": _MAYBE_COUNT, "ranked": _FLAG, "best": _FLAG, "why": TEXT}, "Where the two differ."
)
PORTFOLIO = Document(
    "portfolio",
    "What one initiative alone, begun at once, does for one goal.",
    (
        Field("initiative", "text", "The id of the initiative."),
        Field("goal", "text", "The id of the goal."),
        Field("worth", "number", "The mean over draws, in goal units, positive for the better.", nullable=True),
        Field("low", "number", "The lower end of its 90 % interval.", nullable=True),
        Field("high", "number", "The upper end of it.", nullable=True),
        Field("cost", "number", "In the workspace's currency; null where nobody has said.", nullable=True),
        Field("in_best_set", "flag", "Whether the best set holds the initiative."),
        Field("chance", "number", "The share of draws whose own best set holds it; null if not asked.", nullable=True),
    ),
    extras={
        "unit": {**TEXT, "description": "What points are: points of 100, or the unit of the one goal."},
        "periods": list_of(TEXT, "The labels of the periods that are planned."),
        "limits": object_of(
            {
                "budget": MAYBE_NUMBER,
                "capacity": {"type": "object", "additionalProperties": list_of(NUMBER, "Person-weeks by period.")},
                "must": _BY_TEXT, "without": _TEXTS,
            },
            "What was kept to.",
        ),
        "initiatives": by_id(
            {
                "title": TEXT, "origin": {"enum": ["backlog", "fix"]}, "kind": MAYBE_TEXT, "asked_by": MAYBE_TEXT,
                "asked_on": MAYBE_TEXT, "age_days": _MAYBE_COUNT, "must": TEXT, "must_by": MAYBE_TEXT,
                "rank": _MAYBE_COUNT, "takes": COUNT,
                "effort": _BY_NUMBER, "needs": _TEXTS, "excludes": _TEXTS, "points": NUMBER, "low": NUMBER,
                "high": NUMBER, "per_cost": MAYBE_NUMBER, "start": MAYBE_TEXT,
                "delay": {**NUMBER, "description": "What beginning one period later costs."}, "words": TEXT,
            },
            "What else is known of each initiative, the best per cost first.",
        ),
        "worths": by_id(
            {"unit": TEXT, "before": MAYBE_NUMBER, "after": MAYBE_NUMBER, "per_cost": MAYBE_NUMBER, "words": TEXT},
            "What else is known of each row, by `initiative > goal`: the probability of the goal without and with it.",
        ),
        "best": _maybe(_BEST),
        "conflict": _maybe(
            object_of({"limits": _TEXTS, "relaxations": _TEXTS}, "Limits that cannot hold together; null without.")
        ),
        "prices": list_of(
            object_of(
                {"limit": TEXT, "kind": {"enum": ["budget", "role", "must", "without"]}, "more": TEXT, "points": NUMBER,
                 "solved": _FLAG, "words": TEXT, "step": MAYBE_NUMBER},
                "What one step more of a limit is worth.",
            ),
            "The dearest limit first.",
        ),
        "lessons": list_of(
            object_of(
                {"about": TEXT, "kind": {"enum": ["effect", "change"]}, "points": NUMBER, "changes": NUMBER,
                 "words": TEXT},
                "What knowing one thing would add, and how likely it is to change the set.",
            ),
            "What to learn first.",
        ),
        "comparisons": list_of(
            object_of(
                {"name": TEXT, "starts": _BY_TEXT, "points": NUMBER, "low": NUMBER, "high": NUMBER, "less": NUMBER,
                 "less_low": NUMBER, "less_high": NUMBER, "cost": NUMBER,
                 "differences": list_of(_DIFFERENCE, "In the order of the ranking."), "unknown": _TEXTS, "words": TEXT},
                "What a ranking would bring under the same limits.",
            ),
            "The committee's own first.",
        ),
        "mergers": list_of(
            object_of({"initiatives": _TEXTS, "metrics": _TEXTS, "words": TEXT}, "What might be one."), "Proposals."
        ),
        "sways": list_of(
            object_of(
                {"initiative": TEXT, "about": TEXT, "kind": {"enum": ["effect", "change"]}, "low": NUMBER,
                 "high": NUMBER, "share": NUMBER},
                "An uncertain thing, what the initiative brings where it is smallest and largest, and its share.",
            ),
            "What the worth of each initiative hangs on.",
        ),
        "words": _TEXTS,
        "problems": PROBLEMS,
    },
)  # fmt: skip
_DECISION: dict[str, dict[str, Any]] = {
    "title": TEXT, "kind": MAYBE_TEXT, "asked_by": MAYBE_TEXT, "by": TEXT, "reason": TEXT, "model": TEXT,
    "as_of": MAYBE_TEXT, "cost": MAYBE_NUMBER, "currency": TEXT, "takes": COUNT, "effort": _BY_NUMBER,
    "known": list_of(
        object_of(
            {"goal": TEXT, "unit": TEXT, "worth": MAYBE_NUMBER, "low": MAYBE_NUMBER, "high": MAYBE_NUMBER,
             "before": MAYBE_NUMBER, "after": MAYBE_NUMBER, "words": TEXT},
            "What was known of its worth for one goal.",
        ),
        "What was known when it was decided.",
    ),
}  # fmt: skip
_OUTCOMES = ("as promised", "less", "more", "cannot say", "too early", "not delivered")
_GRADES = ("assumed", "correlational", "quasi-experimental", "experimental")
PROMISES = Document(
    "promises",
    "What was promised of one metric, and what came.",
    (
        Field("initiative", "text", "The id of the initiative."),
        Field("metric", "text", "The metric that was to change."),
        Field("unit", "text", "Of the figures."),
        Field("approved_on", "date", "When the promise was frozen; null where it never was.", nullable=True),
        Field("delivered_on", "date", "The first day with it.", nullable=True),
        Field("promised_low", "number", "The least that was promised."),
        Field("promised", "number", "The likeliest."),
        Field("promised_high", "number", "The most."),
        Field("realised", "number", "The change against what would have been without it.", nullable=True),
        Field("low", "number", "The lower end of its 90 % interval.", nullable=True),
        Field("high", "number", "The upper end of it.", nullable=True),
        Field("outcome", "text", "What can be said of the promise.", choices=_OUTCOMES),
    ),
    extras={
        "promises": by_id(
            _DECISION,
            "Who decided, why, and what was known, by initiative.",
        ),
        "found": list_of(
            object_of(
                {"share": MAYBE_NUMBER, "segments": _TEXTS, "grade": {"enum": [*_GRADES, None]}, "before": COUNT,
                 "after": COUNT, "controls": COUNT, "words": TEXT},
                "What else is known of the row at the same place.",
            ),
            "One for each row, in the same order.",
        ),
        "kept": list_of(
            object_of(
                {"by": {"enum": ["all", "kind", "asker"]}, "name": TEXT, "n": COUNT, "share": NUMBER, "low": NUMBER,
                 "high": NUMBER, "words": TEXT},
                "The share of the next promise that can be expected.",
            ),
            "All together, then by kind and by the role that asked.",
        ),
        "faults": _TEXTS,
        "declined": list_of(
            object_of({"initiative": TEXT, "on": TEXT, **_DECISION}, "Who declined it, why, and what was known."),
            "What was decided not to do.",
        ),
        "problems": PROBLEMS,
    },
)  # fmt: skip
