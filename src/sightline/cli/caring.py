"""Care of what people keep in the app: reached by name, as the app itself is (see `serving`)."""

from __future__ import annotations

import importlib
from typing import Any

from sightline.cli.interrupts import held_back
from sightline.cli.serving import ensure_app


def care() -> Any:
    """Return the app's functions of care.

    Raises
    ------
    EnvironmentFaultError
        If the app is not installed.
    """
    ensure_app()
    with held_back():
        return importlib.import_module("sightline_web.care.door")


def size(count: int) -> str:
    """Return a number of bytes for people."""
    return f"{count / 1e6:,.1f} MB" if count >= 100_000 else f"{count / 1e3:,.1f} kB"  # noqa: PLR2004 -- 0.1 MB


def some(count: int, thing: str) -> str:
    """Return how many there are of a thing."""
    return f"{count:,} {thing}" if count != 1 else f"1 {thing.removesuffix('s')}"
