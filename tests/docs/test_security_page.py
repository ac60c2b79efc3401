"""The page on security names tests that there are, or a date."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reference" / "security.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in PAGE.splitlines() if line.startswith("| V")]
AREAS = {"V1", "V3.3", "V3.4", "V3.5", "V4", "V5", "V6.1", "V6.2", "V6.3", "V6.4", "V6.5", "V6.8", "V7", "V8", "V13",
         "V14", "V15", "V16"}  # fmt: skip
LEAST = 36


def test_the_page_speaks_of_every_area():
    assert {area.strip() for area, *_ in ROWS} == AREAS
    assert len(ROWS) >= LEAST


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1][:40])
def test_each_line_is_held_by_a_test_or_has_a_date(row):
    assert len(row) == 4
    _area, _wanted, does, held = row
    named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", held)
    if not named:
        assert re.match(r"2026-\d\d-\d\d: not yet\. \w", does) or held == "`SECURITY.md`"
    for file, function in named:
        places = list((ROOT / "tests").rglob(file))
        assert places, file
        assert any(
            re.search(rf"^def {function}\(", place.read_text(encoding="utf-8"), re.MULTILINE) for place in places
        ), function
