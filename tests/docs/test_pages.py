"""Every example in the documentation does what its page says."""

from __future__ import annotations

import re

import pytest
from sybil import Sybil
from sybil.document import Document

from tests.docs.pages import PARSERS
from tests.halden import copy_of_halden
from tests.support import ROOT

PAGES = sorted(p for p in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")] if "_build" not in p.parts)
MADE = "$ sightline demo --no-serve\n...\n"
NEEDS = re.compile(r"^% needs: (\w+)$", re.MULTILINE)


def page(path):
    needs = NEEDS.findall(path.read_text(encoding="utf-8"))
    return pytest.param(
        path, marks=[getattr(pytest.mark, part) for part in needs], id=path.relative_to(ROOT).as_posix()
    )


@pytest.mark.parametrize("path", [page(path) for path in PAGES])
def test_the_examples_of_a_page_do_what_it_says(path, tmp_path, tmp_path_factory, request, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if MADE in path.read_text(encoding="utf-8"):  # a page that begins with the demo finds it there, and uses it
        copy_of_halden(tmp_path_factory, tmp_path / "halden-parts")
    document = Sybil(PARSERS, pattern="*.md", document_types={".md": Document}).parse(path)
    environment = {}
    needs = NEEDS.findall(path.read_text(encoding="utf-8"))
    if "spark" in needs:
        request.getfixturevalue("java")
    if "postgres" in needs:
        environment["FINANCE_DATABASE"] = request.getfixturevalue("postgres").uri
    document.namespace.update(workspace=tmp_path, environment=environment)
    for example in document.examples():
        example.evaluate()
