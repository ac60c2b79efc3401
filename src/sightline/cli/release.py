"""Which Sightline this is."""

from __future__ import annotations

from functools import cache
from importlib import metadata


@cache
def version() -> str:
    """Return the installed version; "0+unknown" from a tree that is not installed."""
    try:
        return metadata.version("sightline")
    except metadata.PackageNotFoundError:
        return "0+unknown"
