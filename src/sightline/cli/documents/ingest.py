"""The document of `ingest`."""

from __future__ import annotations

from sightline.cli.documents.form import COUNT, TEXT, Document, Field

__all__ = ["INGEST"]

INGEST = Document(
    "ingest",
    "One event that was not landed.",
    (
        Field("place", "count", "Which event it was, from 1; of a table, which row under the head."),
        Field("field", "text", "What is wrong about it; empty where it is the whole."),
        Field("reason", "text", "Why."),
        Field("fix", "text", "What to do."),
    ),
    extras={
        "into": {**TEXT, "description": "The workspace or the server that took them."},
        "read": {**COUNT, "description": "How many events were read."},
        "accepted": {**COUNT, "description": "How many are new, and on the disk."},
        "duplicates": {**COUNT, "description": "How many were known already."},
        "conflicts": {**COUNT, "description": "How many were known with other content; not landed."},
        "refused": {**COUNT, "description": "How many were not landed for another reason."},
        "unlisted": {**COUNT, "description": "How many of those not landed are too many to be listed."},
    },
)
