"""What declarations say about each other: references, meaning, and what nobody uses."""

from __future__ import annotations

from sightline.model.draft import Draft

__all__ = ["check"]


def check(draft: Draft) -> None:
    """Run every check; findings go into the draft."""
