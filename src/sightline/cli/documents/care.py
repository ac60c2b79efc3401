"""The documents of care."""

from __future__ import annotations

from sightline.cli.documents.form import Document, Field

__all__ = ["RETENTION"]

RETENTION = Document(
    "retention",
    "One class of record.",
    (
        Field("kind", "text", "The class."),
        Field("title", "text", "What a reader calls it."),
        Field("days", "count", "How long it is kept after it ended; null: as long as the workspace.", nullable=True),
        Field("floor", "count", "The least that may be chosen."),
        Field("rows", "count", "How many have ended."),
        Field("due", "count", "How many of them would go now."),
        Field("held", "count", "How many would go now, but for a legal hold."),
        Field("next_at", "moment", "When the next one goes; null where none is to go.", nullable=True),
    ),
)
