"""What others are told of exceptions: the command line, and the palette."""

from __future__ import annotations

import pytest

from sightline.cli.serving import exception_states
from sightline_web import store
from sightline_web.exceptions import services
from sightline_web.policy.words import Duty
from tests.web.exceptions.conftest import LIMIT, NOW, OVERDUE, SLOW, SLOWNESS, offered, one

pytestmark = pytest.mark.usefixtures("enterprise")


def test_the_command_line_is_told_how_each_exception_stands(records, manager):
    offered(SLOW, LIMIT)
    services.acknowledge(exception=one().pk, by=manager, at=NOW)
    assert exception_states(records.parent) == {SLOWNESS: "acknowledged", OVERDUE: "new"}


def test_records_that_cannot_be_read_tell_of_none(records):
    (records / store.FILE).write_bytes(b"no database at all" * 100)
    assert exception_states(records.parent) == {}
    assert exception_states(records.parent.parent) == {}


def test_the_palette_finds_exceptions_for_whoever_may_see_them(as_):
    offered(SLOW)
    found = {"q": "lead time North"}
    assert f'href="/exceptions/{one().pk}"' in as_(Duty.ANALYST).get("/find", found).content.decode()
    assert "/exceptions/" not in as_(Duty.ADMINISTRATOR).get("/find", found).content.decode()
