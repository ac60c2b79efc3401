"""What the sentence of a deviation says has happened, apart from what it costs, in whatever language it is said then.

Such a sentence is made of clauses: what happened, what that costs, what came since, and the full stop.
"""

from __future__ import annotations

from sightline_web.engine.saying import Joined, Said, joined

__all__ = ["happened", "unstopped"]

COSTS = "; it costs "  # between what happened and its price, in English


def happened(sentence: str) -> str:
    """Return what a sentence says has happened, without what it costs."""
    said, costs, _price = sentence.partition(COSTS)
    if not costs:
        return sentence
    source = sentence.source if isinstance(sentence, Said) else None
    if isinstance(source, Joined) and source.parts[0] == said:
        return joined("", [source.parts[0], "."])
    return f"{said}."


def unstopped(sentence: str) -> str:
    """Return a sentence without its full stop."""
    source = sentence.source if isinstance(sentence, Said) else None
    if isinstance(source, Joined) and source.parts[-1] == ".":
        return joined("", source.parts[:-1])
    return sentence.rstrip(".")
