"""The documentation's access matrix is the one that is asked."""

from __future__ import annotations

from sightline_web.policy.matrix import page
from sightline_web.policy.words import Record
from tests.support import ROOT


def test_the_page_is_what_the_rules_say():
    written = (ROOT / "docs/reference/access-matrix.md").read_text(encoding="utf-8")
    assert written == page(), "run: python -m sightline_web.policy.matrix > docs/reference/access-matrix.md"


def test_the_page_speaks_of_every_kind_of_record():
    assert all(f"| {each.value.replace('_', ' ')} |" in page() for each in Record)
