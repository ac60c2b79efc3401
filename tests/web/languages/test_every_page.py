"""Every page that a link leads to, in the language for tests: nothing on it is left in English but names and data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve

from sightline_web import keeper
from sightline_web.accounts.reading_views import PreferencesForm
from sightline_web.api.document import document
from sightline_web.terms import terms
from tests.web.languages.pseudo import pseudo, texts_in, unmarked
from tests.web.languages.test_spoken import DUTCH, names

LINKS = re.compile(r'<a\s[^>]*href="([^"#]+)')
ANSWERS = (  # of the library, whose sentences and names stay as they are
    "alignment", "calibration", "charts", "controls", "deviations", "effects", "findings", "outlooks", "portfolio",
    "problems", "promises", "role_goals", "sight", "suggestions",
)  # fmt: skip
WHO = ("business", "auditor", "administrator", "hr_partner", "works_council")
AWAY = {"stream", "account_logout"}


def told_by_the_library(snapshot) -> Iterator[str]:
    for part in ANSWERS:
        answer = getattr(snapshot, part)
        yield from texts_in(answer() if callable(answer) else answer)
    yield from snapshot.capability_titles.values()
    yield "Logistics"  # a unit, as the fake directory calls it
    for metric in snapshot.metrics.values():  # figures break long titles into lines
        words = metric.title.split()
        yield from (" ".join(half) for cut in range(1, len(words)) for half in (words[:cut], words[cut:]))


def explained() -> Iterator[str]:
    for language in ("en", "nl"):
        for term in terms(language):
            yield from (term.word, *term.others, *re.split(r"[`*]", term.text), term.part)


def of_the_api() -> Iterator[str]:
    yield from ("path", "query", "body")
    for verbs in document()["paths"].values():
        yield from (told["summary"] for told in verbs.values())


def chosen_from() -> Iterator[str]:
    """Give what languages, formats and time zones are called: the same for every reader."""
    yield from (name for _code, name in settings.LANGUAGES)
    for field in ("locale", "zone"):
        yield from (str(label) for value, label in PreferencesForm(zone="UTC").fields[field].choices if value)


def pages(client) -> Iterator[tuple[str, str]]:
    """Give one page of each kind that links lead to, with its address."""
    seen, ahead = set(), ["/"]
    while ahead:
        address = ahead.pop(0)
        try:
            name = resolve(urlsplit(address).path).url_name
        except Resolver404:
            continue
        if name in seen | AWAY:
            continue
        answer = client.get(address, headers=DUTCH)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        seen.add(name)
        text = answer.content.decode()
        ahead += [to for href in LINKS.findall(text) if (to := urljoin(address, unescape(href))).startswith("/")]
        yield address, text


@pytest.mark.thorough
@pytest.mark.parametrize("who", WHO)
def test_nothing_on_any_page_is_left_in_english(as_, who):
    snapshot = keeper.current().settle().snapshot
    data = {
        *names(snapshot),
        *told_by_the_library(snapshot),
        *explained(),
        *of_the_api(),
        *chosen_from(),
    }
    with pseudo():
        found = {address: unmarked(text, data) for address, text in pages(as_(who))}
    assert len(found) > 50
    assert [(address, left) for address, left in found.items() if left] == []
