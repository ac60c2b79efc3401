"""The documents of open work, of capabilities and of ways ahead."""

from __future__ import annotations

from sightline.cli.documents.form import (
    COUNT,
    MAYBE_TEXT,
    NUMBER,
    PROBLEMS,
    TEXT,
    Document,
    Field,
    list_of,
    object_of,
)

__all__ = ["ASSIGN", "CAPABILITIES", "CAREERS", "LEARNING", "NEEDS", "STAYS"]

_LEFT = "null where levels of fewer than five people would be told."
_DATE = {"type": "string", "format": "date"}
_LOADS = object_of(
    {"person": TEXT, "capacity": NUMBER, "before": NUMBER, "after": NUMBER},
    "The hours of one person.",
)
_MISFIT = object_of({"kind": TEXT, "count": COUNT, "words": TEXT, "fix": TEXT}, "One cause.")
_WORDS = {**TEXT, "description": "What is to be known first."}
_MISFITS = list_of(_MISFIT, "Rows of the table of skills that cannot be used.")

ASSIGN = Document(
    "assign",
    "What is proposed for one item of open work.",
    (
        Field("item", "text", "Its id."),
        Field("activity", "text", "What it counts as."),
        Field("person", "text", "Who should take it, or has it; null where it stays open.", nullable=True),
        Field("holder", "text", "Who has it now.", nullable=True),
        Field("hours", "number", "How long it takes.", nullable=True),
        Field("due", "date", "When it should be done.", nullable=True),
        Field("urgency", "number", "By what its worth is multiplied: 1 far ahead, 2 from its date on."),
        Field(
            "state", "text", "What is proposed, or why it stays open.",
            choices=("proposed", "stays", "nobody", "no_capacity", "full", "no_hours", "refused"),
        ),
        Field("able", "count", "How many may do it."),
        Field("roles", "texts", "The roles that do such work."),
        Field("learns", "texts", "Capabilities that the person wishes to learn and the work needs."),
        Field("reason", "text", "Why, in words."),
    ),
    extras={
        "until": {**_DATE, "description": "The last day whose hours count."},
        "value": {**NUMBER, "description": "The worth of what is handed out, in hours of average work."},
        "bound": {**NUMBER, "description": "What no proposal can pass."},
        "gap": {**NUMBER, "description": "How far under the best possible it is at most, as a share."},
        "loads": list_of(_LOADS, "Until the horizon, in the order of persons."),
        "words": _WORDS,
        "problems": PROBLEMS,
    },
)  # fmt: skip

CAPABILITIES = Document(
    "capabilities",
    "How many keep one activity going.",
    (
        Field("activity", "text", "Its id."),
        Field("title", "text", "What people call it."),
        Field("exposure", "text", "Who could go on with it.", choices=("nobody", "one", "covered", "unknown")),
        Field("roles", "texts", "The roles that perform it, else those whose holders did it."),
        Field("holders", "count", "How many hold one of them."),
        Field("doers", "count", "How many of these did it lately; null where nothing says it.", nullable=True),
        Field("ready", "count", "How many could go on with it at once.", nullable=True),
        Field("half", "count", "The fewest people who did half of it lately.", nullable=True),
        Field("outside", "number", "The share of it that people did who are in no table.", nullable=True),
        Field("words", "text", "What one departure would do, and what to do about it."),
    ),
    extras={"words": _WORDS, "misfits": _MISFITS, "problems": PROBLEMS},
)

_NEEDS = (
    Field("role", "text", "The role."),
    Field("capability", "text", "What it needs."),
    Field("needed", "count", "The level."),
    Field("holders", "count", "How many hold the role."),
    Field("known", "count", f"Of how many a level is noted down; {_LEFT}", nullable=True),
    Field("enough", "count", f"How many of these have it; {_LEFT}", nullable=True),
    Field("short", "count", f"How many are below it; {_LEFT}", nullable=True),
    Field("words", "text", "What a reader should know."),
)
NEEDS = Document(
    "capabilities-needs",
    "One capability that a role needs.",
    _NEEDS,
    extras={"misfits": _MISFITS, "problems": PROBLEMS},
)

CAREERS = Document(
    "capabilities-role",
    "One step on the shortest way from a role to another.",
    (
        Field("to", "text", "Where the way ends."),
        Field("step", "count", "Which step it is, from 1."),
        Field("role", "text", "The role that it leads to."),
        Field("capability", "text", "What is to be learnt for it; null where nothing is.", nullable=True),
        Field("start", "count", "The level before; null where it is not known.", nullable=True),
        Field("level", "count", "The level that it takes.", nullable=True),
    ),
    extras={
        "role": {**TEXT, "description": "Where the ways begin."},
        "needs": list_of(
            object_of({one.name: one.schema() for one in _NEEDS}, "One that it needs."), "As `--needs` has them."
        ),
        "problems": PROBLEMS,
    },
)  # fmt: skip

LEARNING = Document(
    "capabilities-person",
    "One capability that a role of the person needs, or that a step ahead takes.",
    (
        Field("kind", "text", "Of a role that they hold, or of a way ahead.", choices=("held", "ahead")),
        Field("role", "text", "The role."),
        Field("to", "text", "Where the way ends; null for a role that they hold.", nullable=True),
        Field("step", "count", "Which step it is, from 1; null for a role that they hold.", nullable=True),
        Field("capability", "text", "What is needed; null where nothing is to be learnt.", nullable=True),
        Field("needed", "count", "The level.", nullable=True),
        Field("has", "count", "Theirs, then; null where none is noted down.", nullable=True),
    ),
    extras={"person": TEXT, "purpose": MAYBE_TEXT, "words": _WORDS, "problems": PROBLEMS},
)

STAYS = Document(
    "capabilities-stay",
    "How many are still there after some months, in one role or unit.",
    (
        Field("group", "text", "The role or unit."),
        Field("months", "count", "Since the beginning that the scale says; null where nothing is told.", nullable=True),
        Field("share", "number", "Of those who were there, who still are.", nullable=True),
        Field("low", "number", "The lower end of its 90 % interval.", nullable=True),
        Field("high", "number", "The upper end.", nullable=True),
        Field("at_risk", "count", "How many were watched at that time, ten or more.", nullable=True),
        Field("scale", "text", "`stay`: since they began; `watch`: since watching began.", choices=("stay", "watch")),
        Field("people", "count", "How many were watched in all."),
        Field("left", "count", "How many of them left; null where that is not told.", nullable=True),
        Field("median_months", "count", "When half of them were gone.", nullable=True),
        Field("words", "text", "What it rests on, or why nothing is told."),
    ),
    extras={"grouped_by": {"enum": ["role", "unit"]}, "problems": PROBLEMS},
)
