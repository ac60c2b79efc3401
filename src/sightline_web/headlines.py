"""What the sentence of a deviation says has happened, apart from what it costs, in whatever language it is said then.

Such a sentence is made of clauses: what happened, what that costs, what came since, and the full stop.
"""

from __future__ import annotations

from sightline_web.engine.saying import Joined, Said, joined

__all__ = ["continued", "happened", "unstopped"]

COSTS = "; it costs "  # between what happened and its price, in English


def happened(sentence: str) -> str:
    """Return what a sentence says has happened, without what it costs."""
    said, costs, _price = sentence.partition(COSTS)
    if not costs:
        return sentence
    first = _clauses(sentence)[0]
    return joined("", [first, "."]) if first == said else f"{said}."


def unstopped(sentence: str) -> str:
    """Return a sentence without its full stop."""
    return joined("", _clauses(sentence))


def continued(sentence: str, clause: str) -> str:
    """Return a sentence with one more clause, which brings what parts it from those before."""
    return joined("", [*_clauses(sentence), clause, "."])


def _clauses(sentence: str) -> tuple[str, ...]:
    source = sentence.source if isinstance(sentence, Said) else None
    if isinstance(source, Joined) and source.parts[-1] == ".":
        return source.parts[:-1]
    return (sentence.rstrip("."),)
