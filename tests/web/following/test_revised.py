"""The page of a metric says of a period that late events have changed what it was first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from tests.web.fakes import FakeSnapshot


def test_a_revised_period_says_what_it_was_first(client: Client, monkeypatch: pytest.MonkeyPatch):
    asked = FakeSnapshot.series

    def revised(snapshot, metric, **how):
        found = asked(snapshot, metric, **how)
        (whole, *others) = found.segments
        *past, newest, last = whole.points
        points = (*past, replace(newest, first=(newest.value or 0) / 2), last)
        return replace(found, segments=(replace(whole, points=points), *others))

    assert "revised, was" not in client.get("/metrics/on_time_share").content.decode()
    monkeypatch.setattr(FakeSnapshot, "series", revised)
    page = client.get("/metrics/on_time_share").content.decode()
    assert page.count("revised, was") == 1
