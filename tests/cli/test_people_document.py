"""The document of misfits names every kind that there is."""

from __future__ import annotations

from typing import get_args

from sightline.cli.documents.people import KINDS
from sightline.records.people import MisfitKind


def test_the_kinds_of_the_document_are_those_of_the_records():
    assert get_args(MisfitKind) == KINDS
