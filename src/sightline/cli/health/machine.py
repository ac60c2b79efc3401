"""The machine: Python, SQLite, the packages, the time zones, Java."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata

from sightline.cli.health.looks import Health, Look

LEAST_PYTHON = (3, 11)
LEAST_SQLITE = (3, 37, 0)
LEAST_JAVA = 17
EXTRAS: Mapping[str, tuple[str, ...]] = {
    "web": ("django", "django_htmx", "uvicorn", "vl_convert", "babel"),
    "spark": ("pyspark",),
    "postgres": ("adbc_driver_postgresql",),
}
_SERVES = {
    "web": "the app (serve, demo)",
    "spark": "the engine 'spark'",
    "postgres": "connections with driver postgresql",
}
NEEDED = ("duckdb", "numpy", "pyarrow", "pydantic", "yaml", "rich", "sqlglot", "click")


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)


def is_installed(module: str) -> bool:
    """Return whether `module` can be imported, without importing it."""
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def look_at_python() -> Look:
    """Look at the version of Python."""
    found = _dotted(tuple(sys.version_info[:3]))
    if tuple(sys.version_info[:2]) < LEAST_PYTHON:
        return Look("Python", "fail", found, f"Install Python {_dotted(LEAST_PYTHON)} or newer and make a new .venv.")
    return Look("Python", "ok", found)


def look_at_sqlite() -> Look:
    """Look at the version of SQLite that Python was built with."""
    found = _dotted(tuple(sqlite3.sqlite_version_info))
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        return Look(
            "SQLite", "fail", found, f"Use a Python that is built with SQLite {_dotted(LEAST_SQLITE)} or newer."
        )
    return Look("SQLite", "ok", found)


def look_at_packages() -> Look:
    """Look whether the packages that every command stands on are there."""
    missing = [name for name in NEEDED if not is_installed(name)]
    if missing:
        return Look("packages", "fail", f"missing: {', '.join(missing)}", "pip install --force-reinstall sightline")
    names = {"yaml": "pyyaml"}
    shown = ", ".join(f"{one} {metadata.version(names.get(one, one))}" for one in ("duckdb", "pyarrow", "sqlglot"))
    return Look("packages", "ok", shown)


def look_at_time_zones(zone: str | None = None) -> Look:
    """Look whether time zones are known, in particular `zone`, the workspace's."""
    import zoneinfo  # noqa: PLC0415 -- reading the list of zones takes time

    fix = "pip install tzdata"
    if not zoneinfo.available_timezones():
        return Look("time zones", "fail", "no time zone database", fix)
    try:
        zoneinfo.ZoneInfo(zone or "Europe/Amsterdam")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return Look("time zones", "fail", f"'{zone}' is not known", fix)
    return Look("time zones", "ok", zone or "known")


def java_version() -> int | None:
    """Return the major version of Java that Spark would start, or None where there is none."""
    home = os.environ.get("JAVA_HOME")
    program = shutil.which("java", path=os.path.join(home, "bin")) if home else shutil.which("java")  # noqa: PTH118 -- a search path
    if program is None:
        return None
    try:
        done = subprocess.run([program, "-version"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603 -- our own words
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r'version "(?:1\.)?(\d+)', done.stderr + done.stdout)
    return int(match[1]) if match else None


def look_at_extras(needed: set[str]) -> Iterator[Look]:
    """Look at the optional parts; one that this workspace needs and does not have is a fail, else a warning."""
    for extra, modules in EXTRAS.items():
        missing = [name.replace("_", "-") for name in modules if not is_installed(name)]
        if missing:
            grave = extra in needed
            yield Look(
                f"extra {extra}",
                "fail" if grave else "warn",
                f"not installed ({', '.join(missing)}); {_SERVES[extra]} {'need' if extra != 'spark' else 'needs'} it",
                f"pip install 'sightline[{extra}]'",
            )
        else:
            yield Look(f"extra {extra}", "ok", "installed")
    if is_installed("pyspark"):
        yield _look_at_java(needed="spark" in needed)


def _look_at_java(*, needed: bool) -> Look:
    version = java_version()
    grave: Health = "fail" if needed else "warn"
    fix = f"Install Java {LEAST_JAVA} or newer (Debian: apt install default-jre-headless), or set JAVA_HOME."
    if version is None:
        return Look("Java", grave, "not found; the engine 'spark' needs it", fix)
    if version < LEAST_JAVA:
        return Look("Java", grave, f"version {version} is too old for Spark", fix)
    return Look("Java", "ok", f"version {version}")


def look_at_machine(*, zone: str | None, needed: set[str]) -> Iterator[Look]:
    """Look at the machine.

    Parameters
    ----------
    zone : str or None
        The workspace's time zone.
    needed : set of str
        The extras that the workspace's model needs.
    """
    yield look_at_python()
    yield look_at_packages()
    yield look_at_sqlite()
    yield look_at_time_zones(zone)
    yield from look_at_extras(needed)
