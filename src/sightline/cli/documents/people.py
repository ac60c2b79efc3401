"""The documents of people: who holds which role on a day, and what does not fit."""

from __future__ import annotations

from sightline.cli.documents.form import COUNT, TEXT, Document, Field, list_of

__all__ = ["KINDS", "MISFITS", "PEOPLE"]

# as in `sightline.records.people`, which would take long to import
KINDS = (
    "no_person", "unreadable", "no_role", "unknown_role", "unknown_manager", "two_managers", "circle", "overlap",
    "over_capacity", "no_capacity", "backwards", "unheld_role", "unmatched_performers",
)  # fmt: skip

PEOPLE = Document(
    "people",
    "One assignment that holds on the day.",
    (
        Field("person", "text", "The id."),
        Field("role", "text", "The role."),
        Field("unit", "text", "Where.", nullable=True),
        Field("manager", "text", "Who leads the person in this role.", nullable=True),
        Field("capacity", "number", "Full-time equivalents."),
        Field("since", "date", "The first day; null: since ever.", nullable=True),
        Field("until", "date", "The last day, which still counts; null while it lasts.", nullable=True),
    ),
    extras={
        "on": {"type": "string", "format": "date", "description": "The day."},
        "posts": list_of(TEXT, "Roles of the model that nobody holds on that day."),
        "misfits": {**COUNT, "description": "How many kinds of misfits `--misfits` would list."},
    },
)

MISFITS = Document(
    "people-misfits",
    "One kind of misfit.",
    (
        Field("kind", "text", "What it is.", choices=KINDS),
        Field("count", "count", "How many there are."),
        Field("words", "text", "What it is and what follows from it."),
        Field("fix", "text", "What to do."),
        Field("who", "texts", "The persons, roles, managers or performers in question, at most twenty."),
    ),
    extras={"on": {"type": "string", "format": "date", "description": "The day for which roles are looked at."}},
)
