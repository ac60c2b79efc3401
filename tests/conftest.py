"""What the whole suite shares: hypothesis profiles, groups of tests, and the parts of a machine."""

from __future__ import annotations

import gc
import os
import re
import shutil
import subprocess
from collections.abc import Generator, Iterator

import pytest
from hypothesis import settings

from tests.postgres import Postgres, running_server
from tests.support import require

gc.set_threshold(50_000, 50, 100)  # thousands of tests live long in one process, and hardly any leaves a ring behind
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("search", deadline=None, max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

# One worker each, so that what they start is started once; a test is known by its marker or by what it asks for.
GROUPS = {"spark": "java", "browser": "chromium", "postgres": "postgres_server"}
OFTEN = {  # where Spark is asked each time, a file or a test; elsewhere by `make thorough`
    "test_spark.py", "test_ten_aggregates_by_group", "test_the_answer_has_the_same_types_everywhere",
    "test_months_by_local_day", "test_whole_numbers_keep_every_digit", "test_ties_are_broken_by_value",
}  # fmt: skip
JAVA = 17  # the oldest that Spark 4 runs on


def group_of(item: pytest.Item) -> str | None:
    """Return the group of a test, or None where any worker may run it; what a module says of itself goes first."""
    if (told := item.get_closest_marker("xdist_group")) is not None:
        return str(told.args[0])
    asked = getattr(item, "fixturenames", ())
    return next((name for name, part in GROUPS.items() if item.get_closest_marker(name) or part in asked), None)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
    groups = [(item, group) for item in items if (group := group_of(item))]
    for item, group in groups:
        item.add_marker(pytest.mark.xdist_group(group))
        if group == "spark" and OFTEN.isdisjoint({item.path.name, getattr(item, "originalname", "")}):
            item.add_marker(pytest.mark.thorough)
    yield
    for item, group in groups if getattr(config.option, "loadgroup", False) else ():
        # pytest-xdist 3.8 puts the group where pytest 9.2 no longer looks for it (pytest-dev/pytest-xdist#1386).
        if not item.nodeid.endswith(f"@{group}"):
            item._id = type(item.id).parse(f"{item.nodeid}@{group}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where skips are refused, fail a test that skipped by any way."""
    report = yield
    if os.environ.get("SIGHTLINE_REFUSE_SKIPS") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"refused to skip {item.nodeid}: {report.longrepr}"
    return report


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
