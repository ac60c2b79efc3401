"""The reference page of all codes, and the text that `check --explain` shows."""

from __future__ import annotations

import textwrap

from sightline.errors import UnknownNameError
from sightline.model.codes import CODES
from sightline.model.codes.form import Code

__all__ = ["explain", "reference_page"]

_BANDS = {
    "1": "The text of a file",
    "2": "The shape of a declaration",
    "3": "Names",
    "4": "Meaning",
    "5": "Warnings",
}
_HEAD = """# Codes of `sightline check`

Each finding carries a code that stays the same from version to version. Codes below SL500 are errors: the model
cannot be used until they are mended, and `sightline check` exits with 1. Those from SL500 on are warnings.

Every example on this page is tested: the first of a pair yields exactly the code it stands under, the second none.
`sightline check --explain SL401` shows the same text in a terminal. Where an example needs several files, a comment
`# file:` starts each.
"""


def explain(code: str) -> str:
    """Return what a code means, with its examples, as plain text.

    Raises
    ------
    UnknownNameError
        Where there is no such code.
    """
    one = CODES.get(code.upper())
    if one is None:
        raise UnknownNameError("code", code, CODES)
    text = f"{one.code} ({one.severity}): {one.title}\n\n{textwrap.fill(one.explanation, 96)}\n"
    if not one.example_bad:
        return text
    return f"{text}\nYields {one.code}:\n\n{_indent(one.example_bad)}\nYields nothing:\n\n{_indent(one.example_good)}"


def _indent(text: str) -> str:
    return "".join(f"    {line}\n" if line else "\n" for line in text.rstrip("\n").split("\n"))


def reference_page() -> str:
    """Return the page `docs/reference/error-codes.md`."""
    parts = [_HEAD]
    for band, title in _BANDS.items():
        parts.append(f"## {title}\n")
        parts += [_section(one) for one in CODES.values() if one.code[2] == band]
    return "\n".join(parts)


def _section(one: Code) -> str:
    text = f"### {one.code}: {one.title}\n\n{textwrap.fill(one.explanation, 118)}\n"
    if not one.example_bad:
        return text
    language = "text" if one.code < "SL200" else "yaml"  # what is not YAML cannot be coloured as YAML
    bad, good = _block(one.example_bad, language), _block(one.example_good, language)
    return f"{text}\nYields {one.code}:\n\n{bad}\nYields nothing:\n\n{good}"


def _block(text: str, language: str) -> str:
    shown = "".join(sign if sign.isprintable() or sign in "\n\t" else "\u241a" for sign in text)
    return f"```{language}\n{shown.rstrip()}\n```\n"
