"""What can go wrong, split by who can act on it.

    SightlineError
    ├── DeclarationError (ValueError)     the model's author: what a file declares is wrong
    │   └── UnknownNameError (LookupError)    a name that nothing declares
    ├── SourceError (ValueError)          whoever connects data: the content of a source is wrong
    │   └── SourceMissingError (FileNotFoundError)    a file or table is not there
    ├── EstimateError (ArithmeticError)   nobody: too few events, no variation
    ├── NotApprovedError (PermissionError)    whoever keeps the register: not to be computed about a person
    └── EnvironmentFaultError (RuntimeError)  whoever installs: a part, a runtime or a right is missing

Every error says where, what and what to do next; each carries the exit code of the command line.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from sightline.saying import Said, joined, phrase, say

__all__ = [
    "DeclarationError",
    "EnvironmentFaultError",
    "EstimateError",
    "NotApprovedError",
    "SightlineError",
    "SourceError",
    "SourceMissingError",
    "UnknownNameError",
    "nearest",
]

_NAMES_SHOWN = 12
_KINDS = frozenset(
    {
        phrase("activity"), phrase("case"), phrase("column"), phrase("control"), phrase("dimension"), phrase("goal"),
        phrase("initiative"), phrase("metric"), phrase("metric, activity, rule, role or initiative"),
        phrase("person"), phrase("process"), phrase("role"), phrase("rule"), phrase("segment for the dimension"),
        phrase("source"),
    }
)  # fmt: skip


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name closest to `name`, or None where none resembles it."""
    matches = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


class SightlineError(Exception):
    """Anything Sightline raises on purpose.

    Parameters
    ----------
    cause : str
        What is wrong, in one sentence.
    place : str, optional
        Where: a file with line and column, a source, a metric.
    fix : str, optional
        What to do next.
    """

    exit_code = 1

    def __init__(self, cause: str, *, place: str = "", fix: str = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.place = place
        self.fix = fix

    def __str__(self) -> str:
        """Return place, cause and fix on one screen."""
        head = f"{self.place}: {self.cause}" if self.place else self.cause
        return f"{head}\n{self.fix}" if self.fix else head


class DeclarationError(SightlineError, ValueError):
    """What a file of the operating model declares is wrong."""

    exit_code = 1


class UnknownNameError(DeclarationError, LookupError):
    """A name that nothing declares; suggests the nearest one.

    Parameters
    ----------
    kind : str
        What was looked for: "metric", "goal", "dimension".
    name : str
        The unknown name.
    known : iterable of str
        All names that would have been right.
    place : str, optional
        Where the name was written.
    """

    exit_code = 2

    def __init__(self, kind: str, name: str, known: Iterable[str], *, place: str = "") -> None:
        names = sorted(known)
        close = nearest(name, names)
        hint = say("Did you mean '{name}'?", name=close) if close else ""
        cause = say("no {kind} is called '{name}'.", kind=say(kind) if kind in _KINDS else kind, name=name)
        super().__init__(cause, place=place, fix=joined(" ", [hint, _declared(names)]))
        self.kind = kind
        self.name = name


def _declared(names: Sequence[str]) -> Said:
    shown, rest = joined(", ", names[:_NAMES_SHOWN]), len(names) - _NAMES_SHOWN
    if not names:
        return say("Declared: none.")
    if rest <= 0:
        return say("Declared: {names}.", names=shown)
    return say("Declared: {names} and {more} more.", names=shown, more=rest)


class SourceError(SightlineError, ValueError):
    """The content of a source is not what the model says."""

    exit_code = 3


class SourceMissingError(SourceError, FileNotFoundError):
    """A file, folder or table that the model names is not there."""


class EstimateError(SightlineError, ArithmeticError):
    """The data cannot say: too few events or no variation."""

    exit_code = 4


class NotApprovedError(SightlineError, PermissionError):
    """A number about one person that nobody with the right to do so has approved."""

    exit_code = 3


class EnvironmentFaultError(SightlineError, RuntimeError):
    """A package, a runtime or a right that the command needs is missing."""

    exit_code = 3
