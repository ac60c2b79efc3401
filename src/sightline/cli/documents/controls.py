"""The document of controls: whether each holds, period by period."""

from __future__ import annotations

from sightline.cli.documents.form import PROBLEMS, Document, Field

__all__ = ["CONTROLS"]

OUTCOMES = ("pass", "fail", "not_tested")

CONTROLS = Document(
    "controls",
    "One control in one period.",
    (
        Field("control", "text", "Its id."),
        Field("period", "text", "The label of the period."),
        Field("outcome", "text", "Whether it held.", choices=OUTCOMES),
        Field("so_far", "text", "`yes` where the period is under way.", choices=("yes", "no")),
        Field("value", "number", "The metric, or the violations of the rule; null without data.", nullable=True),
        Field("tolerates", "count", "How many violations a period may have; null for a limit.", nullable=True),
        Field("at_most", "number", "The upper limit, in the metric's unit.", nullable=True),
        Field("at_least", "number", "The lower limit, in the metric's unit.", nullable=True),
        Field(
            "cases",
            "count",
            "Cases in which the rule was satisfied or violated in the period; null for a limit.",
            nullable=True,
        ),
        Field("pending", "count", "Cases in which the rule is open now; of the newest period.", nullable=True),
        Field("failing_since", "text", "The period since which it fails.", nullable=True),
        Field("evidence", "texts", "Cases that violated the rule, the newest first; at most twenty."),
        Field("enforces", "text", "The rule, as process.rule; null for a limit.", nullable=True),
        Field("metric", "text", "The metric that is counted."),
        Field("unit", "text", "Of the value and the limits."),
        Field("owner", "text", "The role that answers for it.", nullable=True),
        Field("review", "date", "When its owner looks at it again.", nullable=True),
        Field("overdue", "text", "`yes` where that day is past.", choices=("yes", "no")),
        Field("fresh_at", "moment", "The newest moment in the data behind it.", nullable=True),
        Field("requirement", "text", "What it asks for, in words."),
        Field("words", "text", "Why it was not tested, or what a reader should know."),
    ),
    extras={"problems": PROBLEMS},
)
