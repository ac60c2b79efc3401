"""How a state or an outcome looks on every surface: a word, a shape and a tone; never by colour alone."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CROSS", "DASH", "DISC", "HALF", "RING", "TICK", "Look"]

RING = "M5.5.5a5 5 0 1 1 0 10 5 5 0 0 1 0-10zm0 1.6a3.4 3.4 0 1 0 0 6.8 3.4 3.4 0 0 0 0-6.8z"
HALF = "M5.5.5a5 5 0 1 1 0 10 5 5 0 0 1 0-10zm0 1.5v7a3.5 3.5 0 0 0 0-7z"
DISC = "M5.5.5a5 5 0 1 1 0 10 5 5 0 0 1 0-10z"
DASH = "M.8 4.4h9.4v2.2H.8z"
TICK = "M4.2 7.3 9.4 1.6l1.3 1.2-6.4 7L.4 6l1.2-1.3z"
CROSS = "M1.8.4 5.5 4.1 9.2.4l1.4 1.4-3.7 3.7 3.7 3.7-1.4 1.4-3.7-3.7-3.7 3.7-1.4-1.4 3.7-3.7L.4 1.8z"


@dataclass(frozen=True, slots=True)
class Look:
    """How something looks; the word is always written too. `shell/_look.html` draws it."""

    word: str
    shape: str
    tone: str
