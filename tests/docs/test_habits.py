"""The page of habits names all thirty, each with a test that is there."""

from __future__ import annotations

import re

from tests.support import ROOT

PAGE = (ROOT / "docs/reference/habits.md").read_text(encoding="utf-8")


def test_all_habits_are_named_in_their_order_each_with_a_proof_and_a_state():
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
    assert [int(number) for number, *_ in rows] == list(range(1, 31))
    assert all("`" in proof and state.strip() for *_, proof, state in rows)


def test_every_test_and_file_that_is_named_is_there():
    written = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = set(re.findall(r"`(test_[a-z0-9_]+)`", PAGE))
    assert len(named) > 40
    assert [name for name in named if f"def {name}(" not in written] == []
    files = re.findall(r"`((?:[a-z_]+/)+(?:[a-z_]+\.py)?)`", PAGE)
    assert len(files) > 5
    assert [name for name in files if not any((ROOT / base / name).exists() for base in ("tests", "."))] == []
