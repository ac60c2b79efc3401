"""The words of Sightline and what they mean: read from the one page that the documentation shows, too.

That page is `docs/glossary.md`, and `docs/glossary.nl.md` in Dutch with the same entries in the same order; a package
carries copies of them, a checkout its own. An entry may have several names: the first is the word, the others are
found as well. In other languages these include the English ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sightline_web.languages.spoken import DEFAULT, spoken_now

__all__ = ["Term", "explained_in", "parse", "terms"]

PAGES = {"en": "glossary.md", "nl": "glossary.nl.md"}
CARRIED = resources.files("sightline_web")
OWN = Path(__file__).parents[2] / "docs"


@dataclass(frozen=True, slots=True)
class Term:
    """A word, its other names, and what it means, in the words of the page.

    Parameters
    ----------
    word : str
        Its first name.
    others : tuple of str
        What else it is called.
    text : str
        What it means.
    part : str
        The heading that it stands under.
    english : tuple of str
        Its names in English, where the page is in another language.
    """

    word: str
    others: tuple[str, ...]
    text: str
    part: str
    english: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        """The word in English, by which it is known to the code in every language."""
        return self.english[0] if self.english else self.word

    @property
    def said(self) -> tuple[str, ...]:
        """Its names in the language of the page, without the English ones that are found as well."""
        return tuple(each for each in (self.word, *self.others) if each == self.word or each not in self.english)

    @property
    def slug(self) -> str:
        """The word as a part of an address, the same in every language."""
        return re.sub(r"[^a-z0-9]+", "-", self.first.casefold()).strip("-")

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


def explained_in() -> str:
    """Return the language in which words are explained to whoever reads a page: the page's, or else English."""
    language = spoken_now()
    return language if language in PAGES else DEFAULT


@cache
def terms(language: str = DEFAULT) -> tuple[Term, ...]:
    """Return all words in one of the languages of `PAGES`, in the order of the page."""
    name = PAGES[language]
    source = CARRIED / name if (CARRIED / name).is_file() else OWN / name
    found = tuple(parse(source.read_text(encoding="utf-8")))
    if language == DEFAULT:
        return found
    pairs = zip(found, terms(), strict=True)
    return tuple(replace(each, english=(english.word, *english.others)) for each, english in pairs)


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
