"""The document of what is out of order and what it costs."""

from __future__ import annotations

from sightline.cli.documents.form import (
    MAYBE_MOMENT,
    MAYBE_NUMBER,
    MAYBE_TEXT,
    NUMBER,
    PROBLEMS,
    TEXT,
    Document,
    Field,
    by_id,
    object_of,
)

__all__ = ["DEVIATIONS"]

KINDS = ("rule", "deadline", "chart", "control")
OUTCOMES = ("violated", "pending", "signal", "beyond")

DEVIATIONS = Document(
    "deviations",
    "One deviation, the largest avoidable loss first.",
    (
        Field("deviation", "text", "Its id, the same as long as it lasts."),
        Field("process", "text", "The process that it is about.", nullable=True),
        Field("rule", "text", "The rule of it.", nullable=True),
        Field("case", "text", "The case; null for many cases or for a metric.", nullable=True),
        Field("since", "moment", "Since when."),
        Field("outcome", "text", "What became of it.", choices=OUTCOMES),
        Field("owner", "text", "The role that answers for it.", nullable=True),
        Field("goal", "text", "The goal that it costs most; null without a line of sight.", nullable=True),
        Field("price", "number", "The expected loss of that goal that action can still avoid.", nullable=True),
        Field("low", "number", "The lower end of its 90 % interval.", nullable=True),
        Field("high", "number", "The upper end of its 90 % interval.", nullable=True),
        Field("state", "text", "What is done about it."),
    ),
    extras={
        "deviations": by_id(
            {
                "kind": {"enum": [*KINDS]},
                "metric": MAYBE_TEXT,
                "segment": {"type": "object", "additionalProperties": TEXT, "description": "Dimension to value."},
                "unit": {**MAYBE_TEXT, "description": "Of the price."},
                "price_share": {**MAYBE_NUMBER, "description": "Of what the goal still has to go."},
                "probability": {**NUMBER, "description": "That it is real, or will be."},
                "due": MAYBE_MOMENT,
                "prices": {
                    "type": "object",
                    "additionalProperties": NUMBER,
                    "description": "The expected loss of every goal that it reaches, by goal.",
                },
                "sentence": TEXT,
                "words": TEXT,
            },
            "What else is known of each deviation, by id.",
        ),
        "total": object_of(
            {"count": {"type": "integer", "minimum": 0}, "priced": {"type": "integer", "minimum": 0}},
            "How many there are of those asked for, also beyond `--top`.",
        ),
        "problems": PROBLEMS,
    },
)
