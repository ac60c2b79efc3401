"""The document of evidence: teams, how much is individual, what was checked, and one person where asked."""

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

__all__ = ["EVIDENCE"]

STATES = ("nothing", "team_only", "not_identifiable", "shown")
_TEXTS = list_of(TEXT, "Sentences.")


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "type": ["object", "null"]}


EVIDENCE = Document(
    "evidence",
    "One team, in the order of ids.",
    (
        Field("team", "text", "Its id."),
        Field("people", "count", "How many worked in it; null where withheld.", nullable=True),
        Field("n", "count", "Its cases; null where withheld.", nullable=True),
        Field("value", "number", "What an average case takes; null where withheld.", nullable=True),
        Field("low", "number", "The lower end of its 90 % interval.", nullable=True),
        Field("high", "number", "The upper end.", nullable=True),
        Field("words", "text", "Why it is withheld."),
    ),
    extras={
        "metric": TEXT,
        "unit": TEXT,
        "scale": {"enum": ["log", "plain", "share", "count"]},
        "cases": COUNT,
        "people": COUNT,
        "withheld": {**TEXT, "description": "Why nothing is shown; empty where something is."},
        "average": MAYBE_NUMBER,
        "shared": {**NUMBER, "description": "The share of cases that several people touched."},
        "grade": TEXT,
        "bar": _or_null(
            object_of(
                {
                    **dict.fromkeys(("case_mix", "team", "person", "unexplained"), NUMBER),
                    **dict.fromkeys(("person_low", "person_high", "team_low", "team_high"), NUMBER),
                    "words": TEXT,
                },
                "Shares of the variance of cases.",
            )
        ),
        "needed": list_of(
            object_of({"reliability": NUMBER, "cases": MAYBE_NUMBER}, "Cases for one reliability."), "Cases needed."
        ),
        "checks": list_of(
            object_of({"name": TEXT, "passed": {"type": "boolean"}, "value": NUMBER, "words": TEXT}, "One check."),
            "What was checked beforehand.",
        ),
        "purpose": MAYBE_TEXT,
        "person": _or_null(
            object_of(
                {
                    "person": TEXT,
                    "team": MAYBE_TEXT,
                    "n": NUMBER,
                    "state": {"enum": list(STATES)},
                    **dict.fromkeys(
                        ("value", "low", "high", "team_value", "expected", "reliability", "effect", "effect_low",
                         "effect_high", "funnel_low", "funnel_high", "next_value", "raw"),
                        MAYBE_NUMBER,
                    ),
                    "beyond": {"enum": ["yes", "no"]},
                    "sentence": TEXT,
                    "words": _TEXTS,
                    "cases": list_of(TEXT, "Ids of the cases."),
                },
                "The one who was asked about.",
            )
        ),
        "words": _TEXTS,
        "problems": PROBLEMS,
    },
)  # fmt: skip
