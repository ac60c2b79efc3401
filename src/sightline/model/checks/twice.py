"""What stands twice in a list."""

from __future__ import annotations

from collections.abc import Iterable

from sightline.model.draft import Draft
from sightline.model.positions import Path

__all__ = ["stands_twice"]


def stands_twice(draft: Draft, items: Iterable[str], path: Path, *, below: Path = ()) -> None:
    """Say where an item of a list repeats an earlier one; `below` leads from the item to the place to show."""
    seen: set[str] = set()
    for number, item in enumerate(items):
        if item in seen and item:
            draft.say("SL411", (*path, number, *below), f"'{item}' stands twice in this list.", "Delete one of them.")
        seen.add(item)
