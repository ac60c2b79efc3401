"""The documents of what follows: effects, lines of sight, changes explained, scenarios and what it would take."""

from __future__ import annotations

from typing import Any

from sightline.cli.documents.form import (
    COUNT,
    MAYBE_NUMBER,
    NUMBER,
    PROBLEMS,
    TEXT,
    Document,
    Field,
    by_id,
    list_of,
    object_of,
)

__all__ = ["EFFECTS", "LEVERS", "SIGHT", "SUGGESTIONS", "WHATIF", "WHY"]

KINDS = ("exact", "estimated", "assumed")
SUPPORTS = ("supported", "suggested", "cannot_say")
GRADES = ("assumed", "correlational", "quasi-experimental", "experimental")
PARTS = ("value", "rate", "mix", "entered", "left", "effect", "residual")
ORIGINS = ("metric", "activity", "rule", "role", "initiative")
HOW = ("add", "factor", "set")

_MAYBE_COUNT: dict[str, Any] = {"type": ["integer", "null"], "minimum": 0}
_TEXTS = list_of(TEXT, "Ids.")
_FLAG = {"type": "boolean"}
_SUPPORT, _KIND, _GRADE = {"enum": [*SUPPORTS]}, {"enum": [*KINDS]}, {"enum": [*GRADES, None]}
_MAYBE_SUPPORT = {"enum": [*SUPPORTS, None]}

_PANEL = {
    **object_of(
        {"by": TEXT, "segments": COUNT, "per_unit": NUMBER, "low": NUMBER, "high": NUMBER},
        "The effect within one segment, where several were fitted together; null where none were.",
    ),
    "type": ["object", "null"],
}
EFFECTS = Document(
    "effects",
    "One effect: first those declared, then those that formulas make.",
    (
        Field("driver", "text", "The metric that moves the other."),
        Field("on", "text", "The metric that is moved."),
        Field("kind", "text", "From a formula, from data, or declared until data can say.", choices=KINDS),
        Field("lag", "count", "The most probable delay in periods.", nullable=True),
        Field(
            "per_unit", "number", "The cumulative effect of a sustained unit change, in units of `on` per unit of "
            "`driver`; null where there is no estimate.", nullable=True,
        ),
        Field("low", "number", "The lower end of its 90 % interval.", nullable=True),
        Field("high", "number", "The upper end of its 90 % interval.", nullable=True),
        Field("probability", "number", "That there is an effect at all; null for an assumed one.", nullable=True),
        Field("support", "text", "What the data say.", choices=SUPPORTS),
        Field("grade", "text", "What kind of evidence it is; null for arithmetic.", nullable=True, choices=GRADES),
        Field("skill", "number", "1 - MSE with the driver / MSE without it, out of sample.", nullable=True),
        Field("n", "count", "How many values it rests on: periods x segments."),
    ),
    extras={
        "effects": by_id(
            {
                "driver_unit": TEXT,
                "on_unit": TEXT,
                "window": list_of(COUNT, "The declared lags, from and to."),
                "sign": {"enum": ["positive", "negative", None]},
                "two_sided": MAYBE_NUMBER,
                "skill_p": MAYBE_NUMBER,
                "periods": COUNT,
                "series": COUNT,
                "expired": _FLAG,
                "panel": _PANEL,
                "words": TEXT,
            },
            "What else is known of each effect, by `driver > on`.",
        ),
        "problems": PROBLEMS,
    },
)  # fmt: skip
SUGGESTIONS = Document(
    "effects-suggest",
    "One effect that nobody declared and that the data suggest: a question to ask, not an estimate to use.",
    (
        Field("driver", "text", "The metric that may move the other."),
        Field("on", "text", "The metric that may be moved."),
        Field("lag", "count", "The most probable delay in periods."),
        Field("p", "number", "The p value of the pair."),
        Field("q", "number", "The share of false ones to expect among all with a p value as small."),
        Field("tried", "count", "How many pairs were tried."),
        Field("n", "count", "How many values the pair rests on."),
    ),
    extras={"problems": PROBLEMS},
)
_LINK = object_of(
    {
        "driver": TEXT,
        "on": TEXT,
        "kind": _KIND,
        "lag": _MAYBE_COUNT,
        "per_unit": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "support": _SUPPORT,
        "grade": _GRADE,
    },
    "One effect on the way.",
)
_PATH = object_of(
    {"nodes": _TEXTS, "per_unit": NUMBER, "lag": COUNT, "links": list_of(_LINK, "One fewer than nodes.")},
    "One way from the origin to the goal's metric.",
)
SIGHT = Document(
    "sight",
    "What a sustained unit change of one thing, from now on, does to one goal at its date, along all paths.",
    (
        Field("goal", "text", "The id of the goal."),
        Field("from", "text", "The id of the metric, activity, rule, role or initiative."),
        Field("per_unit", "number", "In goal units per unit of `from`; null where it cannot be said.", nullable=True),
        Field("low", "number", "The lower end of its 90 % interval.", nullable=True),
        Field("high", "number", "The upper end of its 90 % interval.", nullable=True),
        Field("share_of_gap", "number", "As a share of what is still to go; positive closes the gap.", nullable=True),
        Field("path", "text", "The strongest path; empty without one."),
    ),
    extras={
        "lines": by_id(
            {
                "origin": {"enum": [*ORIGINS]},
                "title": TEXT,
                "unit": TEXT,
                "goal_unit": TEXT,
                "probability": NUMBER,
                "support": _SUPPORT,
                "arrives": _MAYBE_COUNT,
                "more": COUNT,
                "words": TEXT,
                "paths": list_of(_PATH, "The strongest first."),
            },
            "What else is known of each line of sight, by `from > goal`.",
        ),
        "problems": PROBLEMS,
    },
)
WHY = Document(
    "why",
    "One part of the change; all of them and the residual add up to the total.",
    (
        Field("metric", "text", "The metric that moved."),
        Field("dimension", "text", "What it is cut by; null for the metric as a whole.", nullable=True),
        Field("segment", "text", "Where it moved.", nullable=True),
        Field("part", "text", "What moved there.", choices=PARTS),
        Field("contribution", "number", "In the unit of the explained metric."),
        Field("share", "number", "Of the whole change; null where there was none.", nullable=True),
    ),
    extras={
        "metric": TEXT,
        "unit": TEXT,
        "from": TEXT,
        "to": TEXT,
        "before": NUMBER,
        "after": NUMBER,
        "total": {**NUMBER, "description": "`after` - `before`, in the metric's unit."},
        "residual": {**NUMBER, "description": "What no declared driver explains."},
        "sentence": TEXT,
        "words": TEXT,
        "parts": list_of(
            object_of(
                {
                    "low": NUMBER,
                    "high": NUMBER,
                    "moved": MAYBE_NUMBER,
                    "lag": COUNT,
                    "via": _TEXTS,
                    "support": _MAYBE_SUPPORT,
                    "grade": _GRADE,
                    "words": TEXT,
                },
                "What else is known of the row at the same place.",
            ),
            "One for each row, in the same order.",
        ),
        "problems": PROBLEMS,
    },
)
WHATIF = Document(
    "whatif",
    "What one goal would do.",
    (
        Field("goal", "text", "The id of the goal."),
        Field("metric", "text", "The id of its metric."),
        Field("before", "number", "The forecast at the goal's date without the changes.", nullable=True),
        Field("after", "number", "The forecast with them.", nullable=True),
        Field("change", "number", "The median change over paired draws.", nullable=True),
        Field("low", "number", "The lower end of its 90 % interval.", nullable=True),
        Field("high", "number", "The upper end of its 90 % interval.", nullable=True),
        Field("probability_before", "number", "The chance without the changes, 0 to 1.", nullable=True),
        Field("probability_after", "number", "The chance with them.", nullable=True),
    ),
    extras={
        "shifts": list_of(
            object_of({"metric": TEXT, "how": {"enum": [*HOW]}, "amount": NUMBER, "text": TEXT}, "One change."),
            "The changes, each from the first period ahead on.",
        ),
        "goals": by_id(
            {
                "unit": TEXT,
                "target": NUMBER,
                "by": {"type": "string", "format": "date"},
                "before_low": MAYBE_NUMBER,
                "before_high": MAYBE_NUMBER,
                "after_low": MAYBE_NUMBER,
                "after_high": MAYBE_NUMBER,
                "words": TEXT,
            },
            "What else is known of each goal, by id: the 90 % intervals of both forecasts.",
        ),
        "words": TEXT,
        "problems": PROBLEMS,
    },
)
LEVERS = Document(
    "whatif-reach",
    "What it would take of one metric alone to reach the goal with the wanted probability.",
    (
        Field("goal", "text", "The id of the goal."),
        Field("metric", "text", "The metric that is moved."),
        Field("needed", "number", "The smallest sustained change; null where none suffices.", nullable=True),
        Field("low", "number", "The lower end of the 90 % interval of what closes the median's gap.", nullable=True),
        Field("high", "number", "The upper end of it.", nullable=True),
        Field("now", "number", "The metric's newest value.", nullable=True),
        Field("reach", "number", "The largest change that counts as plausible."),
        Field("probability", "number", "The wanted probability."),
        Field("best", "number", "The probability at the end of the reach.", nullable=True),
    ),
    extras={
        "levers": by_id({"unit": TEXT, "words": TEXT}, "What else is known of each lever, by metric."),
        "problems": PROBLEMS,
    },
)
