"""What the whole suite shares: hypothesis profiles, groups of tests, and the parts of a machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.postgres import Postgres, running_server
from tests.support import require

settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("search", deadline=None, max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

GROUPS = ("spark", "browser", "postgres")  # one worker each: what they start is started once
JAVA = 17  # the oldest that Spark 4 runs on


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for group in GROUPS:
            if item.get_closest_marker(group):
                item.add_marker(pytest.mark.xdist_group(group))
                break


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A PostgreSQL server of its own, gone after the session; its address is that of the database `postgres`."""
    with running_server() as server:
        yield server


@pytest.fixture
def postgres(postgres_server: Postgres) -> Iterator[Postgres]:
    """An empty database on the throwaway server."""
    database = postgres_server.create()
    yield database
    database.drop()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium browser."""
    names = (os.environ.get("SIGHTLINE_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    require(found, "no Chromium here; install it (apt install chromium) or set SIGHTLINE_CHROMIUM to its path")
    assert found
    return found


@pytest.fixture(scope="session")
def java() -> str:
    """The path of a Java runtime that Spark can use."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=os.path.join(home, "bin")) if home else shutil.which("java")  # noqa: PTH118 -- a search path
    how = f"install Java {JAVA} or newer (apt install openjdk-{JAVA}-jre-headless)"
    require(found, f"no Java here; {how}")
    assert found
    said = subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    require(version and int(version[1]) >= JAVA, f"Java here is too old; {how}")
    return found
