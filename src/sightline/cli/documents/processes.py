"""The documents of how processes ran."""

from __future__ import annotations

from sightline.cli.documents.form import (
    COUNT,
    MAYBE_NUMBER,
    MAYBE_TEXT,
    PROBLEMS,
    TEXT,
    Document,
    Field,
    list_of,
    object_of,
)

__all__ = ["DEADLINES", "HANDOVERS", "MAP", "PROCESS", "REWORK", "RULES", "TIMES", "VARIANTS", "WAITING"]

_ABOUT = {
    "process": {**TEXT, "description": "The id of the process."},
    "left_out": object_of(
        {"later": COUNT, "undeclared": COUNT},
        "Events that do not count: later than the reading's moment, of activities that the model does not declare.",
    ),
    "problems": PROBLEMS,
}
_TIMES = (
    Field("cases", "count", "All cases."),
    Field("open", "count", "Those that are not closed."),
    Field("events", "count", "Their events."),
    Field("p50_s", "number", "Half of the closed cases took no longer, in seconds; null without one.", nullable=True),
    Field("p90_s", "number", "Nine in ten took no longer.", nullable=True),
    Field("p95_s", "number", "Nineteen in twenty took no longer.", nullable=True),
)
_CENSORED = object_of(
    {"p50_s": MAYBE_NUMBER, "p90_s": MAYBE_NUMBER, "p95_s": MAYBE_NUMBER},
    "The same of all cases, open ones counted as censored at their age; null where too many are open to say.",
)
TIMES = Document("process-times", "The throughput of the process.", _TIMES, extras={**_ABOUT, "censored": _CENSORED})
VARIANTS = Document(
    "process-variants",
    "One order of activities, most frequent first.",
    (
        Field("activities", "texts", "Activity ids in their order; in CSV with ' > ' between."),
        Field("cases", "count", "How many cases took it."),
        Field("share", "number", "Of all cases."),
        Field("median_s", "number", "The median duration of its closed cases; null without one.", nullable=True),
    ),
    extras={**_ABOUT, "variants": {**COUNT, "description": "How many variants there are, shown or not."}},
)
_NODE = object_of({"activity": TEXT, "count": COUNT, "cases": COUNT, "begins": COUNT, "ends": COUNT}, "One activity.")
MAP = Document(
    "process-map",
    "One activity directly followed by another in the same case, most frequent first.",
    (
        Field("from", "text", "The id of the one activity."),
        Field("to", "text", "The id of the next."),
        Field("count", "count", "How often."),
        Field("median_s", "number", "The median time from the end of the one to the start of the other, in seconds."),
        Field("p90_s", "number", "Nine in ten took no longer."),
    ),
    extras={
        **_ABOUT,
        "events": COUNT,
        "cases": COUNT,
        "edges": list_of(object_of({"cases": COUNT}, "One edge."), "In how many cases, in the order of the rows."),
        "nodes": list_of(_NODE, "The activities: how often, in how many cases, how many cases begin and end there."),
    },
)
PROCESS = Document(
    "process",
    "The throughput of the process.",
    _TIMES,
    extras={
        **_ABOUT,
        "censored": _CENSORED,
        "variants": list_of(
            object_of({one.name: one.schema() for one in VARIANTS.fields}, "One."), "The most frequent variants."
        ),
        "edges": list_of(object_of({one.name: one.schema() for one in MAP.fields}, "One."), "The most frequent edges."),
    },
)
REWORK = Document(
    "process-rework",
    "One activity that was done again in the same case.",
    (
        Field("activity", "text", "Its id."),
        Field("cases", "count", "Cases in which it was done more than once."),
        Field("share", "number", "Of the cases in which it was done at all."),
        Field("extra", "count", "Times beyond the first of each case."),
        Field("at_once", "count", "How often it directly followed itself."),
    ),
    extras=_ABOUT,
)
HANDOVERS = Document(
    "process-handovers",
    "Work between two activities, where both performers are known.",
    (
        Field("from", "text", "The id of the one activity."),
        Field("to", "text", "The id of the next."),
        Field("count", "count", "How often."),
        Field("handed_over", "count", "How often to another performer."),
        Field("share", "number", "Of the count."),
        Field("median_s", "number", "The median wait when handed over, in seconds.", nullable=True),
        Field("median_same_s", "number", "The median wait when not.", nullable=True),
    ),
    extras=_ABOUT,
)
WAITING = Document(
    "process-waiting",
    "The waiting before one activity, in seconds.",
    (
        Field("activity", "text", "Its id."),
        Field("count", "count", "How often it was waited for."),
        Field("total_s", "number", "All waiting before it."),
        Field("closed_s", "number", "Of it, outside the working time of the calendar."),
        Field("queue_s", "number", "Of the rest, while its performer had other cases.", nullable=True),
        Field("handover_s", "number", "Of the rest, after another performer had the case.", nullable=True),
        Field("other_s", "number", "What is left."),
    ),
    extras=_ABOUT,
)
RULES = Document(
    "process-rules",
    "What became of one rule, in cases.",
    (
        Field("rule", "text", "Its id."),
        Field("satisfied", "count", "Cases that satisfy it, as far as they have come."),
        Field("violated", "count", "Cases that violate it."),
        Field("pending", "count", "Cases that violate it unless something still happens."),
        Field("not_applicable", "count", "Cases that are none of its business."),
    ),
    extras={
        **_ABOUT,
        "rules": list_of(
            object_of({"title": TEXT, "definition": TEXT, "owner": MAYBE_TEXT}, "One rule."),
            "What each says of every case, and the role that answers for it, in the order of the rows.",
        ),
        "unsound": list_of(
            object_of({"rule": TEXT, "cause": TEXT}, "One rule."), "Rules that this log cannot be asked, and why."
        ),
    },
)
DEADLINES = Document(
    "process-deadlines",
    "A deadline between two activities, taken from the process's own stable history.",
    (
        Field("from", "text", "The id of the activity at which the clock starts."),
        Field("to", "text", "The id of the one that ends it."),
        Field("since", "text", "The first period that it rests on; empty without any."),
        Field("until", "text", "The last."),
        Field("n", "count", "The cases in them."),
        Field(
            "p80_s",
            "number",
            "What four in five of them kept, in seconds; null where nothing is stable.",
            nullable=True,
        ),
        Field("p95_s", "number", "What nineteen in twenty kept.", nullable=True),
        Field("declared_s", "number", "What a rule declares now.", nullable=True),
        Field("declared_late", "number", "The share of these cases that it calls late.", nullable=True),
    ),
    extras={**_ABOUT, "words": list_of(TEXT, "What a reader should know of each, in the order of the rows.")},
)
