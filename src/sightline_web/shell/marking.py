"""Words explained where they stand: the first time one is used on a page, it opens what the glossary says of it.

Works on the finished page, so that no template need know which words it uses. Only heads of tables, terms of
facts, second headings and the small print below the answer are looked at; links, buttons, code and figures are left
alone. A word becomes a button that opens a popover, which browsers do without scripts; the foot of the page
lists the words with links, for narrow screens, where heads of tables are not shown, and for paper. Pages are marked
where the glossary is written in their language; what on them is said in another one is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sightline_web.languages.inflecting import FORMS
from sightline_web.languages.spoken import spoken_now
from sightline_web.terms import Term, explained_in, terms

__all__ = ["explained"]

EVERYDAY = {  # as often in their everyday sense as in ours: explained on the page of words alone
    "activity", "as of", "assignment", "case", "component", "dimension", "engine", "goal", "grain", "metric",
    "operating model", "period", "person", "process", "queue", "reading", "reject", "role", "source", "support", "unit",
    "workspace",
}  # fmt: skip
EVERYDAY_IN = {  # words of which this is so in another language, by their English
    "nl": {"digest", "drift", "gap", "mention", "pending", "residual", "rule", "thread"},
}
PIECES = re.compile(r"(<[^>]*>)")
TAG = re.compile(r"</?([a-z0-9]+)")
LOOKED_AT = re.compile(r'<(dt|h2|figcaption|th [^>]*scope="col"|p class="(sub|key)[ "])')
LEFT_ALONE = frozenset(
    {"a", "button", "svg", "code", "abbr", "select", "textarea", "label", "summary", "pre", "strong"}
)
FOREIGN = ' lang="'
FOLLOWED = LEFT_ALONE | {"dt", "h2", "figcaption", "th", "p"}
MEANING = (
    '<div popover id="word-{0}" class="meaning"><p><strong>{1}</strong> {2}</p><p><a href="{3}#{0}">{4}</a></p></div>'
)
BEGIN, END = '<main id="main"', "</main>"


def explained(request: HttpRequest, text: str) -> str:
    """Return a page whose words open their meaning; a part that a page fetches for itself stays as it is."""
    begin, end = text.find(BEGIN), text.rfind(END)
    if (
        "HX-Request" in request.headers
        or begin < 0
        or end < 0
        or spoken_now() != explained_in()
        or request.path == reverse("glossary")
    ):
        return text
    found: list[Term] = []
    body = "".join(_marked(PIECES.split(text[begin:end]), found, spoken_now()))
    return f"{text[:begin]}{body}{_meanings(found)}{text[end:]}" if found else text


def _marked(pieces: list[str], found: list[Term], language: str) -> Iterator[str]:
    """Give the pieces of a page, tags and texts by turns, with words marked; these are added to `found`."""
    inside: list[tuple[str, bool]] = []  # what is open, and whether words in it are marked
    for piece in pieces:
        tag = TAG.match(piece)
        if tag is None:
            yield _words(piece, found, language) if inside and inside[-1][1] and piece.strip() else piece
            continue
        yield piece
        name = tag[1]
        if name not in FOLLOWED:
            continue
        if not piece.startswith("</"):
            outer = inside[-1][1] if inside else None
            left = name in LEFT_ALONE or FOREIGN in piece
            inside.append((name, not left and (outer if outer is not None else bool(LOOKED_AT.match(piece)))))
        elif inside and inside[-1][0] == name:
            inside.pop()


def _words(text: str, found: list[Term], language: str) -> str:
    """Return a text with each word marked that is not among those found before."""
    pattern, by_form = _known(language)

    def mark(match: re.Match[str]) -> str:
        term = by_form[match[1].casefold()]
        if term in found:
            return match[0]
        found.append(term)
        word = f'<button type="button" class="word" popovertarget="word-{term.slug}">{match[1]}</button>'
        return f'<span class="kept">{word}{match[2]}</span>' if match[2] else word

    return pattern.sub(mark, text)


@cache
def _known(language: str) -> tuple[re.Pattern[str], dict[str, Term]]:
    """Return what finds a word that is explained in place, and the word by each form of each of its names."""
    everyday = EVERYDAY | EVERYDAY_IN.get(language, set())
    by_form: dict[str, Term] = {}
    for term in terms(language):
        if term.first not in everyday:
            for name in term.said:
                by_form |= dict.fromkeys(FORMS[language](name.casefold()), term)
    either = "|".join(re.escape(form) for form in sorted(by_form, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])({either})(?![\w-])([,.;:!?)]*)", re.IGNORECASE), by_form


def _meanings(found: list[Term]) -> SafeString:
    """Return what the words open, and the line that lists them."""
    glossary = reverse("glossary")
    link = _("In the glossary")
    told = ((each.slug, each.word[:1].upper() + each.word[1:], each.html, glossary, link) for each in found)
    return format_html(
        '{}<p class="words small">{} {}</p>\n',
        format_html_join("\n", MEANING, told),
        _("Words on this page:"),
        format_html_join(", ", '<a href="{0}#{1}">{2}</a>', ((glossary, term.slug, term.word) for term in found)),
    )
