"""Styles and scripts find what they are about in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sightline_web

STATIC = sorted(Path(sightline_web.__file__).parent.glob("*/static/**/*.*"))
WORDS = re.compile(r"\[(?:data-label|title|aria-label|alt|placeholder)[~|^$*]?=")


@pytest.mark.parametrize(
    "file", [each for each in STATIC if each.suffix in {".css", ".js"}], ids=lambda each: each.name
)
def test_nothing_is_found_by_the_words_that_readers_see(file):
    assert not WORDS.search(file.read_text(encoding="utf-8")), "find it by a class: the words are others in Dutch"
