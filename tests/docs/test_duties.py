"""The page of duties names all twenty-five, and tests that are there."""

from __future__ import annotations

import re

from tests.support import ROOT

PAGE = (ROOT / "docs/reference/duties.md").read_text(encoding="utf-8")


def test_all_duties_are_named_in_their_order_each_with_a_proof():
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
    assert [int(number) for number, *_ in rows] == list(range(1, 26))
    assert all(re.search(r"`|comes? with", proof) for *_, proof in rows)


def test_every_test_and_file_that_is_named_is_there():
    written = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = set(re.findall(r"`(test_[a-z0-9_]+)`", PAGE))
    assert len(named) > 15
    assert [name for name in named if f"def {name}(" not in written] == []
    files = re.findall(r"`([a-z_/]+\.py|[a-z]+/(?:[a-z]+/)?)`", PAGE)
    there = [name for name in files if name != "tests/"]
    assert len(there) > 10
    assert [name for name in there if not (ROOT / "tests" / name).exists()] == []
