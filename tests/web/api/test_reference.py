"""The page of the documentation lists the operations that there are."""

from __future__ import annotations

from sightline_web.api.every import OPERATIONS
from sightline_web.api.reference import page
from tests.support import ROOT


def test_the_page_is_what_the_document_says():
    written = (ROOT / "docs/reference/rest-api.md").read_text(encoding="utf-8")
    assert written == page(), "run: python -m sightline_web.api.reference > docs/reference/rest-api.md"
    assert page().count("\n## `") == len(OPERATIONS)
