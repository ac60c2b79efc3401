"""The words of a comment are text and stay text: nothing in them runs, and links lead to pages of here alone."""

from __future__ import annotations

import pytest

from sightline_web.comments.models import WORDS_LETTERS
from sightline_web.comments.words import WordsError, cut, handles, html, joined, written

WHO = {"to": 7}
HOSTS = ("sight.example.org",)


def shown(text: str, *, hosts=HOSTS) -> str:
    return html(cut(text, {"anna.smit": WHO}), lambda part: part if isinstance(part, str) else "Anna <Smit>", hosts)


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><svg onload=alert(1)>',
        '/goals/grow_revenue?x="onmouseover="alert(1)',
        "javascript:alert(1)",
        "@anna.smit<script>alert(1)</script>",
        'https://sight.example.org/goals/a"><script>alert(1)</script>',
    ],
)
def test_nothing_runs(attack):
    found = shown(attack)
    assert "<script" not in found
    assert "<img" not in found
    assert "<svg" not in found
    assert "javascript:" not in found.replace(attack, "")
    assert ' onmouseover="' not in found


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("see /metrics/lead_time.", "/metrics/lead_time"),
        ("(/goals/grow_revenue#comment-12)", "/goals/grow_revenue#comment-12"),
        ("https://sight.example.org/metrics?q=a&kind=lag", "/metrics?q=a&amp;kind=lag"),
    ],
)  # fmt: skip
def test_a_page_of_here_is_a_link(text, href):
    assert f'<a href="{href}">' in shown(text)


@pytest.mark.parametrize(
    "text",
    ["https://evil.example/metrics/lead_time", "//evil.example/metrics", "/nowhere/at/all", "and/or", "/",
     "https://sight.example.org.evil.example/metrics"],
)  # fmt: skip
def test_anything_else_is_none(text):
    assert "<a " not in shown(text)


def test_paragraphs_and_lines_are_kept_and_names_escaped():
    assert shown("One\ntwo\n\n\nthree @anna.smit.") == (
        '<p dir="auto">One<br>two</p><p dir="auto">three <span class="asked">@Anna &lt;Smit&gt;</span>.</p>'
    )


def test_a_handle_is_no_part_of_an_address_or_a_word():
    assert handles("mail to a@b.example, ask @Anna.Smit, @chief_officer! and @x@y.example.") == [
        "anna.smit", "chief_officer", "x@y.example",
    ]  # fmt: skip


def test_parts_hold_accounts_and_no_names_and_can_be_typed_again():
    parts = cut("Ask @anna.smit, or @nobody.", {"anna.smit": WHO})
    assert parts == ["Ask ", WHO, ", or @nobody."]
    assert joined(parts, lambda _: "anna.smit") == "Ask @anna.smit, or @nobody."


def test_a_text_has_words_and_fits():
    with pytest.raises(WordsError, match="no words"):
        written(" \r\n\t")
    with pytest.raises(WordsError, match="3 letters longer than the 4,000 that fit"):
        written("x" * (WORDS_LETTERS + 3))
    assert written(" a\r\nb\0\x1b \n") == "a\nb"
