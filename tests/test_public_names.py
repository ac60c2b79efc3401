"""The public names: what the package exposes, what it promises, what the reference page shows."""

import re
import subprocess
import sys

import pytest

import sightline
from tests.support import ROOT

PAGE = ROOT / "docs" / "reference" / "api.md"


def test_every_promised_name_is_there_and_comes_from_its_home():
    for name in sightline.__all__:
        assert getattr(sightline, name).__name__ == name


def test_the_names_are_sorted_and_are_what_the_package_exposes():
    assert sightline.__all__ == sorted(sightline.__all__)
    assert set(sightline.__all__) == set(sightline._HOME_OF)


def test_the_reference_page_shows_exactly_the_public_names():
    shown = re.findall(r"^\.\. auto\w+:: sightline\.(\w+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(shown) == sightline.__all__


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Readings'"):
        _ = sightline.Readings


def test_importing_sightline_imports_nothing_slow():
    probe = "import sys, sightline; print(sorted({'pydantic','duckdb','pyarrow','numpy','rich'} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", probe], text=True).strip() == "[]"
