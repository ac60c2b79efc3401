"""Every test of the app has a record store of its own, with accounts in it; most are signed in to a small enterprise.

`client` is signed in as a business user with all the duties that such a one can have; `as_(who)` as anybody else
(a `Duty`, a name of `people.DUTIES`, or an `Account` that the test has made); `anonymous` as nobody.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import django
import pytest
from django.conf import settings
from django.test import Client

from sightline_web import keeper, store
from tests.web.fakes import good, keeper_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline_web.settings")
django.setup(set_prefix=False)

from sightline_web.accounts.models import Account  # noqa: E402 -- Django is set up first
from tests.web import people  # noqa: E402 -- the same
from tests.web.databases import DEFAULT, records_on  # noqa: E402 -- the same


@pytest.fixture(autouse=True)
def records(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a store that is the test's own, with the accounts of `people` and nothing else in it.

    SQLite, unless a test asks for both kinds: `@pytest.mark.parametrize("records", BOTH, indirect=True)`, with `BOTH`
    from `tests.web.databases`. `SIGHTLINE_TEST_RECORDS=postgres` runs all of them on PostgreSQL, where
    those about the file itself, and about the demo, which is kept in one, cannot pass.
    """
    key = settings.SECRET_KEY  # a test that serves a workspace takes that one's
    with records_on(
        getattr(request, "param", DEFAULT), tmp_path_factory.mktemp("records") / ".sightline", request
    ) as it:
        yield it
    settings.SECRET_KEY = key
    store.install(None)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A Chromium for one file of tests; Playwright runs a loop in their thread, so the store is asked in another."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium)
        yield started
        started.close()


@pytest.fixture
def enterprise() -> None:
    """The small enterprise made by hand, read."""
    kept = keeper_of(good())
    keeper.install(kept)
    kept.settle()


@pytest.fixture
def client(enterprise: None) -> Client:
    """A browser without a screen, signed in, on the small enterprise made by hand."""
    return people.signed_in()


@pytest.fixture
def anonymous(enterprise: None) -> Client:
    """The same, not signed in."""
    return people.new_client()


@pytest.fixture
def as_(enterprise: None) -> Callable[[str | Account], Client]:
    """The same, signed in as somebody else."""
    return people.signed_in
