"""The words of Sightline and what they mean, from the glossary of the documentation.

A package carries a copy of that page beside the app, which shows it too; a checkout has its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path

__all__ = ["words"]

CARRIED = resources.files("sightline_web") / "glossary.md"
OWN = Path(__file__).parents[4] / "docs" / "glossary.md"


@cache
def words() -> Mapping[str, str]:
    """Return what each word means; other names of a thing mean the same."""
    source = CARRIED if CARRIED.is_file() else OWN
    found: dict[str, str] = {}
    for block in re.findall(r"```\{glossary\}\n(.*?)```", source.read_text(encoding="utf-8"), re.DOTALL):
        for entry in re.split(r"\n\n(?=\S)", block.strip()):
            lines = entry.split("\n")
            meaning = " ".join(line.strip() for line in lines if line.startswith(" "))
            found |= {line: meaning for line in lines if not line.startswith(" ")}
    return found
