"""What `check` finds: one fault or warning at one place of one file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Fault", "Finding", "Severity", "severity_of"]

Severity = Literal["error", "warning"]


def severity_of(code: str) -> Severity:
    """Return how grave a code is: the 500s are warnings, all else are errors."""
    return "warning" if code.startswith("SL5") else "error"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault within one text, before the file's name is known.

    `line` and `column` count from 1; `end_column` is exclusive and lies on the same line.
    """

    code: str
    line: int
    column: int
    end_column: int
    message: str
    fix: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault or warning of a model.

    Attributes
    ----------
    file : str
        Path relative to the workspace.
    line, column : int
        Counted from 1, in characters.
    code : str
        Stable: see `sightline check --explain CODE`.
    severity : str
        "error" or "warning".
    message : str
        What is wrong, in one sentence.
    fix : str or None
        What to do next.
    source_line : str
        The line of the file, as it stands.
    end_column : int
        Where the marked text ends on the line, exclusive.
    """

    file: str
    line: int
    column: int
    code: str
    severity: Severity
    message: str
    fix: str | None = None
    source_line: str = ""
    end_column: int = 0
