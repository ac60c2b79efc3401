"""An answer says what it took, where whoever runs Sightline asks for that, and nowhere else."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from sightline_web.accounts.models import Account
from sightline_web.shell.timing import VARIABLE, server_timing


def answer(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(Account.objects.count()))


def test_an_answer_says_its_milliseconds_and_its_queries(monkeypatch):
    monkeypatch.setenv(VARIABLE, "1")
    told = server_timing(answer)(HttpRequest()).headers["Server-Timing"]
    assert re.fullmatch(r'total;dur=\d+\.\d, cpu;dur=\d+\.\d, queries;desc="1"', told)


@pytest.mark.parametrize("value", ["", "0", "no"])
def test_nothing_is_said_unasked(monkeypatch, value):
    monkeypatch.setenv(VARIABLE, value)
    with pytest.raises(MiddlewareNotUsed):
        server_timing(answer)


def test_pages_say_nothing_of_it(client):
    assert "Server-Timing" not in client.get("/metrics").headers
