"""Scenarios: the workbench, what is saved, what is compared, and that nothing else can write them."""

from __future__ import annotations

import pytest
from django.test import Client

from sightline_web import keeper, store
from tests.web.fakes import good, keeper_of


@pytest.fixture
def records(tmp_path):
    store.install(tmp_path / ".sightline")
    store.prepare()
    yield tmp_path / ".sightline"
    store.install(None)


def test_smoke(client, records):
    for address in ("/scenarios", "/scenarios/new", "/scenarios/new?shift=lead_time%3D-10%25&shift=nope%3D1",
                    "/scenarios/new?shift=lead_time%3D-10%25&goal=grow_revenue", "/scenarios/compare"):
        response = client.get(address)
        assert response.status_code == 200, (address, response.content.decode()[:3000])
    response = client.post("/scenarios/save", {"shift": ["lead_time=-10%", "on_time_share=+2pp"], "name": "A", "note": "n"})
    assert response.status_code == 302, response.content.decode()
    response = client.get(response.headers["Location"])
    print(response.content.decode())
    for address in ("/scenarios", "/scenarios/1", "/scenarios/compare?scenario=1", "/scenarios/1.json", "/scenarios.csv"):
        assert client.get(address).status_code == 200
