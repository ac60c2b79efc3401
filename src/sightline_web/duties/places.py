"""What the palette shows of duties."""

from __future__ import annotations

from collections.abc import Iterable

from sightline_web.shell.palette import Entry

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the pages."""
    return []
