"""The pack as a page: whole in one file, without a script, and safe whatever somebody wrote into it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

from sightline.reviews.html import pack_html
from sightline.reviews.lines import Note
from tests.reviews.support import GROW, pack

VOID = {"meta", "path", "circle", "polyline", "polygon", "br"}


class Tags(HTMLParser):
    """Gathers tags, and fails on one that is not closed in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def page(**more):
    parsed = Tags()
    parsed.feed(pack_html(pack(**more)).decode())
    assert parsed.open == []
    return parsed.seen


def test_it_is_well_formed_and_says_its_language_and_title():
    text = pack_html(pack()).decode()
    assert ("html", {"lang": "en"}) in page()
    assert "<title>Corner Shop: review of October 2026</title>" in text


def test_it_asks_nothing_of_the_network_and_runs_nothing():
    for tag, attributes in page():
        assert tag not in {"script", "link", "img", "iframe", "object"}
        assert not any(name.startswith("on") for name in attributes)
        assert attributes.get("href", "#").startswith("#")
    assert "url(" not in pack_html(pack()).decode()


def test_what_somebody_wrote_is_never_markup():
    hostile = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    note = Note("", hostile, hostile, date(2026, 11, 1))
    seen = page(enterprise=hostile, notes=(note,), goals=(replace(GROW, statement=hostile, why=hostile),))
    assert not {"script", "img"} & {tag for tag, _ in seen}


def test_headings_never_skip_a_level():
    levels = [int(tag[1]) for tag, _ in page() if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_heads():
    tags = [tag for tag, _ in page()]
    assert tags.count("caption") == tags.count("table") == tags.count("thead")


def test_every_figure_has_words():
    names = [attributes.get("aria-label") for tag, attributes in page() if tag == "svg"]
    assert names
    assert all(names)


def test_the_same_pack_gives_the_same_bytes():
    assert pack_html(pack()) == pack_html(pack())
