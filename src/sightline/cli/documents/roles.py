"""The documents of role goals and of agreements."""

from __future__ import annotations

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

__all__ = ["AGREE", "ROLES"]

STATES = ("settled", "undetermined", "no_path")
SUPPORTS = ("supported", "suggested", "cannot_say")
GRADES = ("assumed", "correlational", "quasi-experimental", "experimental")
_YES = ("yes", "no")
_DAY = {"type": "string", "format": "date"}
_ACTIVITIES = list_of(
    object_of({"activity": TEXT, "share": NUMBER}, "One activity."), "The agreed split of work; empty, or sums to 1."
)

ROLES = Document(
    "roles",
    "One metric of one role: those to agree upon first, the heaviest before the lighter.",
    (
        Field("role", "text", "The id of the role."),
        Field("metric", "text", "What is weighed; an activity where nothing leads from it to a goal."),
        Field("goal", "text", "The goal of the enterprise that it moves most; empty where it moves none."),
        Field("agreed", "text", "`yes` where it is a goal to agree upon.", choices=_YES),
        Field("weight", "number", "Its share in all that the role can do; null where undetermined.", nullable=True),
        Field("low", "number", "The lower end of the 80 % range of the weight.", nullable=True),
        Field("high", "number", "The upper end of it.", nullable=True),
        Field("state", "text", "Whether the data settle the weight.", choices=STATES),
        Field("share", "number", "Of the metric that is the role's, 0 to 1."),
        Field("movable", "number", "How far it can be moved in a period, in its unit."),
        Field("unit", "text", "Of the metric."),
        Field("baseline", "number", "Its newest value.", nullable=True),
        Field("target", "number", "What it is to be brought to; null where nothing is asked of it.", nullable=True),
        Field("contribution", "number", "What this role brings to the goal by it, in the goal's unit.", nullable=True),
        Field("counter", "text", "The metric that is watched beside it.", nullable=True),
        Field("probability", "number", "That it moves the goal at all."),
        Field("n", "count", "Periods behind the least supported effect on the path."),
        Field("support", "text", "Of the weakest link of the path.", choices=SUPPORTS),
        Field("grade", "text", "Its weakest evidence; null for arithmetic.", nullable=True, choices=GRADES),
        Field("path", "texts", "From the metric, or the activity, to the goal's metric."),
        Field("words", "text", "The path in words, and what a reader should know."),
    ),
    extras={
        "roles": by_id(
            {"title": TEXT, "activities": _ACTIVITIES, "words": TEXT}, "What else is known of each role, by id."
        ),
        "goals": by_id(
            {"title": TEXT, "better": {"enum": ["higher", "lower"]}, "activities": list_of(TEXT, "Of the role."),
             "counter_why": TEXT},
            "What else is known of each row, by `role > metric`.",
        ),
        "targets": list_of(
            object_of(
                {
                    "goal": TEXT, "metric": TEXT, "unit": TEXT, "gap": MAYBE_NUMBER, "assigned": NUMBER, "low": NUMBER,
                    "high": NUMBER, "unassigned": NUMBER, "words": TEXT,
                    "parts": list_of(
                        object_of({"role": TEXT, "metric": TEXT, "contribution": NUMBER}, "In the goal's unit."),
                        "They sum to `assigned`.",
                    ),
                    "unheld": list_of(
                        object_of({"metric": TEXT, "share": NUMBER}, "One metric."), "What nobody has agreed to."
                    ),
                },
                "One goal.",
            ),
            "What is still to go of each goal, as it is handed down.",
        ),
        "problems": PROBLEMS,
    },
)  # fmt: skip
AGREE = Document(
    "agree",
    "One goal of one agreement.",
    (
        Field("period", "text", "The label of the period."),
        Field("role", "text", "The id of the role."),
        Field("person", "text", "The holder; null for the team.", nullable=True),
        Field("version", "count", "From 1 on."),
        Field("hash", "text", "The SHA-256 of the agreement."),
        Field("metric", "text", "The metric."),
        Field("goal", "text", "The goal of the enterprise behind it."),
        Field("weight", "number", "As agreed; all of an agreement make 1."),
        Field("derived_weight", "number", "As derived; null where the data cannot say.", nullable=True),
        Field("baseline", "number", "Where it stands.", nullable=True),
        Field("target", "number", "As agreed.", nullable=True),
        Field("derived_target", "number", "As derived.", nullable=True),
        Field("unit", "text", "Of the baseline and the targets."),
        Field("by_hand", "texts", "What was set by hand: `weight`, `target`."),
        Field("reason", "text", "Why the goal is other than derived; empty where it is not."),
        Field("counter", "text", "The metric that is watched beside it.", nullable=True),
        Field("path", "texts", "From the metric, or the activity, to the goal's metric."),
    ),
    extras={
        "agreements": by_id(
            {
                "title": TEXT, "first": _DAY, "last": _DAY, "team": MAYBE_TEXT, "manager": MAYBE_TEXT,
                "previous": MAYBE_TEXT, "reason": TEXT, "new": {"type": "boolean"}, "file": MAYBE_TEXT,
                "activities": _ACTIVITIES,
            },
            "What else stands in each agreement, by hash; `file` is null where it was only tried.",
        ),
        "refused": list_of(
            object_of({"role": TEXT, "cause": TEXT, "fix": TEXT}, "One role."), "What could not be agreed upon."
        ),
        "damaged": list_of(
            object_of({"file": TEXT, "cause": TEXT, "fix": TEXT}, "One file."), "Kept files that cannot be trusted."
        ),
        "count": COUNT,
        "problems": PROBLEMS,
    },
)  # fmt: skip
