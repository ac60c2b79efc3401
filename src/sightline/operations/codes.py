"""Outcomes as numbers in SQL: the greatest that any event of a case says is the outcome of the case."""

from __future__ import annotations

from sightline.events.rules import Judgement

__all__ = ["CODES", "code_of", "numbers"]

CODES = {"violated": 3, "pending": 2, "satisfied": 1}


def code_of(judgement: Judgement) -> str:
    """Return the SQL of what an event says of a rule: 3 violated, 2 owes, 1 applies, 0 nothing."""
    owes = f" WHEN {judgement.owes} THEN 2" if judgement.owes is not None else ""
    rest = f" WHEN {judgement.applies} THEN 1 ELSE 0" if judgement.applies is not None else " ELSE 1"
    return f"CASE WHEN {judgement.violates} THEN 3{owes}{rest} END"


def numbers(count: int) -> str:
    """Return the SELECT of the whole numbers from 0 up to, not including, `count`, in the column `n`."""
    return " UNION ALL ".join(f"SELECT {number} AS n" for number in range(count))
