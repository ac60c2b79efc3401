"""The words of Sightline and what they mean: read from the one page that the documentation shows, too.

That page is `docs/glossary.md`; a package carries a copy of it, a checkout its own. An entry may have several names:
the first is the word, the others are found as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

__all__ = ["Term", "parse", "terms"]

CARRIED = resources.files("sightline_web") / "glossary.md"
OWN = Path(__file__).parents[2] / "docs" / "glossary.md"


@dataclass(frozen=True, slots=True)
class Term:
    """A word, its other names, and what it means, in the words of the page; `part` is the heading it stands under."""

    word: str
    others: tuple[str, ...]
    text: str
    part: str

    @property
    def slug(self) -> str:
        """The word as a part of an address."""
        return re.sub(r"[^a-z0-9]+", "-", self.word.casefold()).strip("-")

    @property
    def plain(self) -> str:
        """The meaning without marks."""
        return re.sub(r"[*`]", "", self.text)

    @property
    def html(self) -> SafeString:
        """The meaning with its marks."""
        return format_html_join("", "{}", ((_marked(part),) for part in re.split(r"(`[^`]+`|\*[^*]+\*)", self.text)))


def _marked(part: str) -> str:
    """Return a part of a meaning: in backticks as code, between stars with stress, else as it is."""
    for mark, form in (("`", "<code>{}</code>"), ("*", "<em>{}</em>")):
        if part[:1] == mark and part[-1:] == mark and part[1:-1]:
            return format_html(form, part[1:-1])
    return part


@cache
def terms() -> tuple[Term, ...]:
    """Return all words, in the order of the page."""
    source = CARRIED if CARRIED.is_file() else OWN
    return tuple(parse(source.read_text(encoding="utf-8")))


def parse(text: str) -> Iterator[Term]:
    r"""Give each entry of the glossaries of a page: names at the margin, the meaning indented below them.

    Examples
    --------
    >>> [term] = parse("## Numbers\n```{glossary}\nchance\nprobability\n  A share of *ways*\n  ahead.\n```\n")
    >>> term.word, term.others, term.plain, term.part
    ('chance', ('probability',), 'A share of ways ahead.', 'Numbers')
    """
    part, inside = "", False
    names: list[str] = []
    meaning: list[str] = []
    for line in [*text.splitlines(), "```"]:
        if meaning and not line.startswith("  "):
            yield Term(names[0], tuple(names[1:]), " ".join(meaning), part)
            names, meaning = [], []
        if line.startswith("## "):
            part = line.removeprefix("## ")
        elif line.startswith("```"):
            inside = line == "```{glossary}"
        elif inside and line.startswith("  "):
            meaning.append(line.strip())
        elif inside and line:
            names.append(line)
