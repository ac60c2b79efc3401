"""What people keep in the app: looked at by the app itself, where it is installed and a workspace has records."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

from sightline.cli.caring import care
from sightline.cli.health.looks import Look


def look_at_records(root: Path) -> Iterator[Look]:
    """Look at the record store, its keys, its journal and its backups."""
    if any(importlib.util.find_spec(name) is None for name in ("django", "sightline_web")):
        return  # the library alone keeps no records
    for each in care().looks(root):
        yield Look(**each)
