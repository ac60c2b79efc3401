"""The documents of what is: findings, values, goals and their outlook, the state of the machine."""

from __future__ import annotations

from sightline.cli.documents.form import (
    COUNT,
    MAYBE_MOMENT,
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

__all__ = ["CALIBRATION", "CHECK", "DOCTOR", "GOALS", "MEASURE", "STATUSES"]

STATUSES = ("reached", "on course", "behind", "missed", "no data")

CHECK = Document(
    "check",
    "One finding.",
    (
        Field("file", "text", "The file, relative to the workspace."),
        Field("line", "count", "The line, from 1."),
        Field("column", "count", "The column, from 1."),
        Field("code", "text", "The stable code; `sightline check --explain CODE` explains it."),
        Field("severity", "text", "An error makes the command exit with 1.", choices=("error", "warning")),
        Field("message", "text", "What is wrong and what to do."),
    ),
)
MEASURE = Document(
    "measure",
    "One value of one metric, with one further key per dimension asked for by `--by`.",
    (
        Field("metric", "text", "The id of the metric."),
        Field("period", "text", "The label of the period: 2026-07, 2026-Q3, 2026-W31, FY2027."),
        Field("value", "number", "In the metric's unit; null where there are no data.", nullable=True),
    ),
    dimensions=True,
    extras={
        "metrics": by_id(
            {"title": TEXT, "unit": TEXT, "better": {"enum": ["higher", "lower"]}, "fresh_at": MAYBE_MOMENT},
            "What each metric that was asked for is, by id.",
        ),
        "problems": PROBLEMS,
    },
)
_QUANTILES = object_of(
    {"level": NUMBER, "values": list_of(MAYBE_NUMBER, "One per period, in the metric's unit.")},
    "The values below which the metric stays with this probability.",
)
GOALS = Document(
    "goals",
    "One goal.",
    (
        Field("goal", "text", "The id of the goal."),
        Field("metric", "text", "The id of its metric."),
        Field("period", "text", "The newest complete period that has a value.", nullable=True),
        Field("value", "number", "The metric in that period, in its unit.", nullable=True),
        Field("target", "number", "The value to reach, in the metric's unit."),
        Field("by", "date", "The day by which to reach it."),
        Field("forecast", "number", "The median of the ways ahead at that day.", nullable=True),
        Field("low", "number", "The lower end of its 90 % interval.", nullable=True),
        Field("high", "number", "The upper end of its 90 % interval.", nullable=True),
        Field("probability", "number", "The chance that the target is reached in time, 0 to 1.", nullable=True),
        Field("status", "text", "Where the goal stands against its path.", choices=STATUSES),
        Field("owner", "text", "The role that answers for it.", nullable=True),
    ),
    extras={
        "goals": by_id(
            {
                "statement": TEXT,
                "unit": TEXT,
                "baseline": MAYBE_NUMBER,
                "expected": MAYBE_NUMBER,
                "gap": MAYBE_NUMBER,
                "share_done": MAYBE_NUMBER,
                "fresh_at": MAYBE_MOMENT,
            },
            "What else is known of each goal, by id: where it started, what its path expects now, what is left.",
        ),
        "outlooks": by_id(
            {
                "periods": list_of(TEXT, "The labels of the periods ahead, to the one that holds the goal's date."),
                "fan": list_of(_QUANTILES, "From the lowest level to the highest."),
                "methods": by_id(
                    {
                        "method": TEXT,
                        "n": COUNT,
                        "mase": MAYBE_NUMBER,
                        "naive_mase": MAYBE_NUMBER,
                        "coverage": MAYBE_NUMBER,
                        "words": TEXT,
                    },
                    "How each measured metric behind it was forecast, and how that did on the past, by metric.",
                ),
                "words": TEXT,
            },
            "The way ahead of each goal, by id.",
        ),
        "problems": PROBLEMS,
    },
)
CALIBRATION = Document(
    "goals-calibration",
    "Back-tested goals that were given a probability within one bin.",
    (
        Field("low", "number", "The lower end of the bin."),
        Field("high", "number", "The upper end of the bin."),
        Field("count", "count", "How many there were."),
        Field("said", "number", "The mean probability that was said; null in an empty bin.", nullable=True),
        Field("came", "number", "The share that was reached.", nullable=True),
    ),
    extras={
        "brier": {**MAYBE_NUMBER, "description": "The mean squared distance of probabilities from what came."},
        "base": {**MAYBE_NUMBER, "description": "The same for always saying how often goals were reached."},
        "series": COUNT,
        "forecasts": COUNT,
        "coverage": {**MAYBE_NUMBER, "description": "The share of values inside their 90 % intervals."},
        "words": TEXT,
        "problems": PROBLEMS,
    },
)
DOCTOR = Document(
    "doctor",
    "One thing that was looked at.",
    (
        Field("check", "text", "What was looked at."),
        Field("status", "text", "A fail makes the command exit with 3.", choices=("ok", "warn", "fail")),
        Field("found", "text", "What was found."),
        Field("fix", "text", "What to do; null where nothing is to be done.", nullable=True),
    ),
)
