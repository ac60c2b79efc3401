"""How a state or an outcome looks on every surface: a word, a shape and a tone; never by colour alone."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CROSS", "Look"]

CROSS = "M1.8.4 5.5 4.1 9.2.4l1.4 1.4-3.7 3.7 3.7 3.7-1.4 1.4-3.7-3.7-3.7 3.7-1.4-1.4 3.7-3.7L.4 1.8z"


@dataclass(frozen=True, slots=True)
class Look:
    """How something looks; the word is always written too. `shell/_look.html` draws it."""

    word: str
    shape: str
    tone: str
