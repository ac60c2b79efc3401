"""Model texts with marks: `«SL304»` stands right before the place where that code is expected."""

from __future__ import annotations

import re

_MARK = re.compile(r"«(SL\d{3})»")


def unmark(text: str, file: str = "sightline.yml") -> tuple[str, list[tuple[str, int, int, str]]]:
    """Return the text without marks, and (file, line, column, code) of each mark."""
    expected = []
    lines = []
    for number, line in enumerate(text.split("\n"), 1):
        plain, at = "", 0
        for match in _MARK.finditer(line):
            plain += line[at : match.start()]
            expected.append((file, number, len(plain) + 1, match[1]))
            at = match.end()
        lines.append(plain + line[at:])
    return "\n".join(lines), expected
