"""The words of a comment: plain text in parts, with those whom it asks kept as accounts and roles and not as names.

A name stands nowhere in the records, so that somebody who is erased stands in nobody's text. Shown, a text is
paragraphs with links to pages of this workspace; whatever else it holds is text and is shown as such.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sightline_web.comments.models import WORDS_LETTERS
from sightline_web.languages.marks import later
from sightline_web.languages.spoken import spoken_now
from sightline_web.shell.formats import Formats, chosen_locale

__all__ = ["Part", "WordsError", "cut", "html", "joined", "written"]

Part = str | dict[str, object]  # text, {"to": account} or {"role": id}
HANDLE = re.compile(r"(?<![\w@/.])@([a-z0-9][a-z0-9._+-]*(?:@[a-z0-9.-]+)?)", re.IGNORECASE)
ADDRESS = re.compile(r"(?<![^\s(])((?:https?://[\w.:\[\]-]+)?/[\w./?=&%+#:;,@~-]*)")
TRAILING = ".,;:?"
ERASED = later("(erased)")


class WordsError(ValueError):
    """A text that cannot be kept; it says why, and what to do."""


def written(text: str) -> str:
    """Return a text as it is kept: without control characters, and with one kind of line ends.

    Raises
    ------
    WordsError
        If there is nothing in it, or too much.
    """
    kept = "".join(each for each in text.replace("\r\n", "\n") if each == "\n" or each.isprintable()).strip()
    if not kept:
        raise WordsError(_("There are no words in it. Write what you want to say."))
    if len(kept) > WORDS_LETTERS:
        count = Formats(chosen_locale(spoken_now())).count
        text = _("It is {over} letters longer than the {most} that fit. Shorten it, or write two comments.")
        raise WordsError(text.format(over=count(len(kept) - WORDS_LETTERS), most=count(WORDS_LETTERS)))
    return kept


def cut(text: str, found: Mapping[str, Part]) -> list[Part]:
    """Return a text in parts, those whom it asks by what `found` knows of each handle; other names stay text."""
    parts: list[Part] = []
    at = 0
    for each in HANDLE.finditer(text):
        handle = each[1].rstrip(TRAILING)
        if (meant := found.get(handle.casefold())) is None:
            continue
        parts += [text[at : each.start()], meant]
        at = each.start(1) + len(handle)
    return [each for each in [*parts, text[at:]] if each != ""]


def handles(text: str) -> list[str]:
    """Return the handles in a text, each once, in small letters."""
    return list(dict.fromkeys(each[1].rstrip(TRAILING).casefold() for each in HANDLE.finditer(text)))


def joined(parts: Sequence[Part], name: Callable[[Part], str]) -> str:
    """Return parts as text, with what `name` gives for those whom it asks."""
    return "".join(each if isinstance(each, str) else f"@{name(each)}" for each in parts)


def html(parts: Sequence[Part], name: Callable[[Part], str], hosts: Sequence[str] = ()) -> SafeString:
    """Return parts as paragraphs; an address of a page of this workspace is a link, below `hosts` or without one."""
    marks: list[str] = []

    def marked(each: Part) -> str:
        marks.append(name(each))
        return f"\0{len(marks) - 1}\0"

    whole = "".join(each if isinstance(each, str) else marked(each) for each in parts)
    paragraphs = [each for each in re.split(r"\n\s*\n", whole) if each.strip()]
    return format_html_join("", '<p dir="auto">{}</p>', ((_lines(each, marks, hosts),) for each in paragraphs))


def _lines(paragraph: str, marks: Sequence[str], hosts: Sequence[str]) -> SafeString:
    first, *more = (_line(each, marks, hosts) for each in paragraph.strip("\n").split("\n"))
    return format_html("{}{}", first, format_html_join("", "<br>{}", ((each,) for each in more)))


def _line(line: str, marks: Sequence[str], hosts: Sequence[str]) -> SafeString:
    return format_html_join("", "{}", ((each,) for each in _pieces(line, marks, hosts)))


def _pieces(line: str, marks: Sequence[str], hosts: Sequence[str]) -> Iterator[str]:
    for number, piece in enumerate(line.split("\0")):
        if number % 2:
            yield format_html('<span class="asked">@{}</span>', marks[int(piece)])
            continue
        at = 0
        for found in ADDRESS.finditer(piece):
            address = found[1].rstrip(TRAILING)
            if href := _inside(address, hosts):
                yield piece[at : found.start(1)]
                yield format_html('<a href="{}">{}</a>', href, address)
                at = found.start(1) + len(address)
        yield piece[at:]


def _inside(address: str, hosts: Sequence[str]) -> str:
    """Return the address of a page of this workspace; the empty text for anything else."""
    parts = urlsplit(address)
    if (parts.netloc and parts.netloc not in hosts) or parts.path.startswith("//") or len(parts.path) <= 1:
        return ""
    try:
        resolve(parts.path)
    except Resolver404:
        return ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.path}{query}" + (f"#{parts.fragment}" if parts.fragment else "")
