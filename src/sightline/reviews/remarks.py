"""What people wrote beside a part of the pack."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.reviews.pack import Pack
from sightline.reviews.story import Remark
from sightline.reviews.wording import day
from sightline.saying import joined

__all__ = ["remarks"]


def remarks(pack: Pack, about: str) -> Iterator[Remark]:
    """Yield the notes about a part, in the order in which they were written."""
    for note in pack.notes:
        if note.about == about:
            yield Remark(note.text, joined(", ", [note.by, day(note.at)]))
