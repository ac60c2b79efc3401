"""What the two output streams can show: colour, signs, width.

Colour needs a terminal and no wish against it (`--no-color`, NO_COLOR, TERM=dumb). Signs beyond ASCII need
an encoding that holds them; everything has an ASCII form.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from typing import TextIO

WIDTH_WITHOUT_TERMINAL = 88

SIGNS = {
    "behind": ("▼", "v"),
    "on course": ("■", "="),
    "reached": ("●", "o"),
    "missed": ("✕", "x"),
    "no data": ("○", "-"),
    "ok": ("●", "o"),
    "warn": ("■", "!"),
    "fail": ("▼", "x"),
    "exact": ("■", "="),
    "supported": ("●", "o"),
    "suggested": ("◐", "~"),
    "assumed": ("◇", "?"),
    "cannot_say": ("○", "-"),
    "no_path": ("—", "-"),
    "none": ("—", "-"),
    "to": ("→", "->"),
    "bar": ("▇", "#"),
    "dot": ("·", "|"),
    "rule": ("─", "-"),
    "more": ("…", "..."),
}
COLOURS = {"good": 32, "bad": 31, "watch": 33, "quiet": 2, "strong": 1}


@dataclass(frozen=True, slots=True)
class Terminal:
    """One output stream as the reader sees it.

    Parameters
    ----------
    colour : bool
        Whether escape codes may be written.
    unicode : bool
        Whether signs beyond ASCII can be written.
    width : int
        Columns; 88 where the stream is not a terminal and COLUMNS does not say.
    live : bool
        Whether someone is watching: a terminal, not a file or a pipe.
    """

    colour: bool = False
    unicode: bool = True
    width: int = WIDTH_WITHOUT_TERMINAL
    live: bool = False

    def sign(self, name: str) -> str:
        """Return the sign called `name` in a form that this stream can show."""
        return SIGNS[name][0 if self.unicode else 1]

    def style(self, text: str, look: str | None) -> str:
        """Return `text` in one of the looks good, bad, watch, quiet, strong; as it is without colour."""
        return f"\x1b[{COLOURS[look]}m{text}\x1b[0m" if self.colour and look and text else text


def _can_encode(stream: TextIO) -> bool:
    try:
        "▼■●◐◇→▇—…─".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def terminal_for(stream: TextIO | None = None, *, no_color: bool = False) -> Terminal:
    """Return what `stream` (standard output when left out) can show."""
    stream = stream or sys.stdout
    live = stream.isatty()
    colour = live and not no_color and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size((WIDTH_WITHOUT_TERMINAL, 24)).columns
    return Terminal(colour=colour, unicode=_can_encode(stream), width=max(width, 40), live=live)
