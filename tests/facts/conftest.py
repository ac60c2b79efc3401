"""A small object-centric log, landed from each of its three formats."""

from __future__ import annotations

import pytest

from tests.facts.ocel_writers import ORDERS, SUFFIXES, log_of, write_document
from tests.facts.samples import landed_log


@pytest.fixture(params=SUFFIXES)
def landed(request, tmp_path):
    def land(objects, events, mapping=ORDERS, **options):
        file = write_document(tmp_path / f"log{request.param}", log_of(objects, events))
        return landed_log(file, tmp_path / "facts", mapping, **options)

    return land
