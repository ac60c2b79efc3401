"""Where a part of an expression stands in its file, whatever way the text is quoted or folded."""

from __future__ import annotations

from sightline.model.draft import Draft
from sightline.model.expressions import ExpressionError
from sightline.model.positions import Path, Position

__all__ = ["part_of", "say_expression"]


def part_of(draft: Draft, path: Path, value: str, start: int, end: int) -> Position:
    """Return the place of `value[start:end]` within the scalar at `path`.

    The part is found again as the same occurrence of its text, so quotes, escapes before it and folded
    lines do not matter; where it cannot be found, the whole scalar is meant.
    """
    whole = draft.positions.lookup(path)
    part = value[start:end]
    if not part.strip():
        return whole
    text = draft.positions.text(whole)
    at = -1
    for _ in range(value.count(part, 0, start) + 1):
        at = text.find(part, at + 1)
        if at < 0:
            return whole
    before = text[:at].split("\n")
    line = whole.line + len(before) - 1
    column = len(before[-1]) + (whole.column if len(before) == 1 else 1)
    return Position(whole.file, line, column, line, column + len(part.split("\n")[0]))


def say_expression(draft: Draft, path: Path, value: str, error: ExpressionError) -> None:
    """Add the finding for an expression that cannot stand."""
    place = part_of(draft, path, value, error.start, error.end)
    draft.say_at(error.code, place, error.cause, error.fix or None)
