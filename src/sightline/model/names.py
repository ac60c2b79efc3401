"""What an id may look like."""

from __future__ import annotations

import re

from sightline.model.findings import Finding
from sightline.model.positions import Entry, Positions

__all__ = ["check_id"]

_ID = re.compile(r"[a-z][a-z0-9_]*")
_LONGEST = 80


def check_id(name: str, entry: Entry, positions: Positions, findings: list[Finding]) -> bool:
    """Tell whether `name` may be an id, and say why where it may not."""
    if _ID.fullmatch(name) and len(name) <= _LONGEST:
        return True
    place = entry.position(key=True)
    if len(name) > _LONGEST:
        findings.append(positions.finding("SL205", place, f"an id has at most {_LONGEST} characters.", "Shorten it."))
        return False
    cause = f"'{name}' cannot be an id: lower-case letters, digits and _, starting with a letter."
    slug = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_")
    fix = f"Write {slug}." if slug[:1].isalpha() and slug[:1].isascii() else None
    findings.append(positions.finding("SL205", place, cause, fix))
    return False
