from __future__ import annotations

import os

import django
import pytest
from django.test import Client

from sightline_web import keeper
from tests.web.fakes import good, keeper_of

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline_web.settings")
django.setup(set_prefix=False)


@pytest.fixture
def client() -> Client:
    """A browser without a screen, on the small enterprise made by hand."""
    kept = keeper_of(good())
    keeper.install(kept)
    kept.settle()
    return Client(SERVER_NAME="localhost", headers={"accept-language": "en"})
