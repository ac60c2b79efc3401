"""Ready for languages that run from right to left: no left and right in styles, and a page that says its direction."""

from __future__ import annotations

import re

import pytest
from django.test import override_settings

from tests.support import ROOT

STYLES = sorted((ROOT / "src").rglob("*.css"))
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right)[\w-]*:|(?:left|right):"
    r"|(?:float|clear|text-align): (?:left|right)\b|border-(?:top|bottom)-(?:left|right)-radius:)"
)
SHORT = re.compile(r"(?<![\w-])(?:margin|padding): ([^;}]+)")


def sides(value: str) -> list[str]:
    """Return the parts of a shorthand, each function whole."""
    return re.findall(r"[^\s(]+(?:\((?:[^()]|\([^()]*\))*\))?", value)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_say_start_and_end_instead_of_left_and_right(path):
    text = path.read_text(encoding="utf-8")
    assert PHYSICAL.findall(text) == []
    uneven = [match[0] for match in SHORT.finditer(text) if len(of := sides(match[1])) == 4 and of[1] != of[3]]
    assert uneven == [], "say padding-block and padding-inline"


def test_what_counts_as_left_and_right():
    assert PHYSICAL.search("a { margin-left: 2px }")
    assert PHYSICAL.search("a { text-align: right; }")
    assert not PHYSICAL.search("a { margin-inline-start: 2px; inset-inline-end: 0; text-align: end; }")
    assert sides("3px max(2px, calc(50% - 6px)) 0 auto") == ["3px", "max(2px, calc(50% - 6px))", "0", "auto"]


def test_a_page_runs_as_its_language_does(client):
    with override_settings(LANGUAGES=[("en", "English"), ("ar", "Arabic")]):
        text = client.get("/find", headers={"accept-language": "ar"}).content.decode()
    assert '<html lang="ar" data-theme="system" dir="rtl">' in text
    assert "dir=" not in client.get("/find").content.decode().partition("<head>")[0]
