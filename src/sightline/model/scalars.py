"""What a plain YAML scalar means: the YAML 1.2 core schema, with whole numbers that may carry underscores.

`on`, `yes` and `2028-03-31` are texts; `60_000_000` is a number. Numbers that no computer keeps
exactly enough (beyond 64 bits, infinite, not a number) and numbers with leading zeros, which other
YAML versions read as octal, are refused instead of guessed at.

Reference: YAML Ain't Markup Language 1.2.2, section 10.3.
"""

from __future__ import annotations

import math
import re

__all__ = ["ScalarError", "resolve"]

_NAMED: dict[str, bool | None] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_FIRST = frozenset("0123456789+-.")
_INTEGER = re.compile(r"[-+]?[0-9]+(?:_[0-9]+)*")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:_[0-9]+)*(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+")
_LARGEST = 2**63 - 1
_DIGITS = 40


class ScalarError(ValueError):
    """A plain scalar that looks like a number but is none that can be kept.

    Parameters
    ----------
    code : str
        The error code.
    cause : str
        What is wrong.
    fix : str
        What to write.
    """

    def __init__(self, code: str, cause: str, fix: str) -> None:
        super().__init__(cause)
        self.code = code
        self.cause = cause
        self.fix = fix


def resolve(text: str) -> str | int | float | bool | None:
    """Return the value that a plain (unquoted) scalar stands for.

    Parameters
    ----------
    text : str
        The scalar without surrounding space.

    Returns
    -------
    str, int, float, bool or None
        Floats are finite, integers lie within 64 bits.

    Raises
    ------
    ScalarError
        Where the text looks like a number that cannot be kept.

    Examples
    --------
    >>> resolve("60_000_000"), resolve("on"), resolve("1e6"), resolve("2028-03-31")
    (60000000, 'on', 1000000.0, '2028-03-31')
    """
    if text in _NAMED:
        return _NAMED[text]
    if text[0] not in _FIRST:
        return text
    if _INTEGER.fullmatch(text):
        return _integer(text)
    if _BASED.fullmatch(text):
        return _in_range(int(text, 0), text)
    if _FLOAT.fullmatch(text):
        return _float(text)
    if _NOT_FINITE.fullmatch(text):
        raise ScalarError(
            "SL104", f"{text} is not a number that can be kept.", "Write a finite number, or leave it out."
        )
    return text


def _integer(text: str) -> int:
    if _LEADING_ZERO.fullmatch(text):
        plain = text.lstrip("+-0_") or "0"
        fix = f'Write {plain} for the number, or "{text}" in quotes for the text.'
        raise ScalarError("SL105", f"{_short(text)} starts with a zero: other tools read it as octal.", fix)
    if len(text) > _DIGITS:
        raise _too_large(text)
    return _in_range(int(text), text)


def _in_range(value: int, text: str) -> int:
    if abs(value) > _LARGEST:
        raise _too_large(text)
    return value


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise _too_large(text)
    return value


def _too_large(text: str) -> ScalarError:
    return ScalarError(
        "SL103", f"{_short(text)} is too large to be kept as a number.", "Use a larger unit, or quotes if it is a text."
    )


def _short(text: str) -> str:
    return text if len(text) <= _DIGITS else f"{text[:_DIGITS]}…"
