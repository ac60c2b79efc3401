"""The documents of review packs."""

from __future__ import annotations

from sightline.cli.documents.form import MAYBE_TEXT, TEXT, Document, Field, list_of, object_of

__all__ = ["PACKS", "REVIEW"]

LEVELS = ("strategy", "operations", "roles", "backlog", "decisions")
REVIEW = Document(
    "review",
    "One line of the pack: a goal, a figure of a process, a control, a deviation, a role, an initiative, what is due.",
    (
        Field("level", "text", "Which part of the pack.", choices=LEVELS),
        Field("kind", "text", "What it is: goal, process, control, deviation, role, unit, initiative, promise, due."),
        Field("about", "text", "Its id."),
        Field("title", "text", "How people call it."),
        Field("value", "number", "In `unit`: of the period; a price, points, or a distance.", nullable=True),
        Field("previous", "number", "The same of the period before.", nullable=True),
        Field("low", "number", "Where a 90 % interval begins: of the forecast, or of `value`.", nullable=True),
        Field("high", "number", "Where it ends.", nullable=True),
        Field("probability", "number", "Of a goal: the chance that it is reached in time.", nullable=True),
        Field("unit", "text", "Of the numbers."),
        Field("status", "text", "Of a goal, control, alignment or initiative; empty where it has none."),
        Field("owner", "text", "The role that answers for it.", nullable=True),
        Field("words", "text", "What a reader should know."),
    ),
    extras={
        "pack": {**MAYBE_TEXT, "description": "The name of the frozen pack: the SHA-256 of its content."},
        "period": {**TEXT, "description": "The label of the reviewed period."},
        "previous": {**TEXT, "description": "The period that it is compared with."},
        "lead": {**TEXT, "description": "The whole in a few sentences."},
        "withheld": list_of(
            object_of({"part": TEXT, "cause": TEXT, "fix": TEXT}, "A part."), "What could not be made."
        ),
        "words": list_of(TEXT, "What a reader should know of the whole."),
    },
)
PACKS = Document(
    "review-packs",
    "One frozen pack.",
    (
        Field("pack", "text", "Its name: the SHA-256 of its content."),
        Field("period", "text", "The reviewed period.", nullable=True),
        Field("as_of", "moment", "The moment up to which facts count.", nullable=True),
        Field("pack_model", "text", "The hash of the model of then.", nullable=True),
        Field("state", "text", "`whole`, or why it cannot be opened."),
    ),
)
