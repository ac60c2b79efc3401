"""Every code is documented by an example that has it and one that has not; nothing else is ever said."""

from __future__ import annotations

import re

import pytest

from sightline.errors import UnknownNameError
from sightline.model import CODES, load
from sightline.model.codes import example_files
from sightline.model.codes.page import explain, reference_page
from tests.support import ROOT

ON_DISK = {"SL116", "SL117", "SL118"}  # about folders, links and rights: see tests/test_workspace.py
SHOWN = sorted(set(CODES) - ON_DISK)


@pytest.mark.parametrize("code", SHOWN)
def test_the_bad_example_has_exactly_this_code(code):
    findings = load(example_files(CODES[code].example_bad)).findings
    assert {one.code for one in findings} == {code}, findings


@pytest.mark.parametrize("code", SHOWN)
def test_the_good_example_is_good(code):
    loaded = load(example_files(CODES[code].example_good))
    assert loaded.findings == ()
    assert loaded.model is not None


def test_every_code_that_the_library_says_is_documented_and_every_documented_one_is_said():
    source = ROOT / "src" / "sightline"
    files = [*(source / "model").rglob("*.py"), source / "workspace.py"]
    texts = [file.read_text("utf-8") for file in files if "codes" not in file.parts]
    said = {code for text in texts for code in re.findall(r'"(SL\d{3})"', text)}
    assert said - {"SL300"} == set(CODES)


def test_the_reference_page_says_what_the_library_says():
    page = (ROOT / "docs" / "reference" / "error-codes.md").read_text("utf-8")
    assert page == reference_page(), "write it anew: python -m tests.model.test_codes"


def test_a_code_is_explained_with_both_examples():
    text = explain("sl401")
    assert text.startswith("SL401 (error): Metrics that depend on each other")
    assert "Yields SL401:" in text
    assert "    metrics:" in text


def test_an_unknown_code_offers_the_nearest():
    with pytest.raises(UnknownNameError, match="no code is called 'SL410x'"):
        explain("SL410x")


if __name__ == "__main__":
    (ROOT / "docs" / "reference" / "error-codes.md").write_text(reference_page(), "utf-8")
