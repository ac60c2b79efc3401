"""Care as the command line asks for it: Django is set up, the records of a workspace are installed, faults are told.

The commands reach these functions by name, because the library does not know the app.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

from sightline_web import secrets_
from sightline_web.engine import EnvironmentFaultError
from sightline_web.policy.actor import Actor

__all__ = ["backup", "default_name", "looks", "person_erase", "person_export", "plan", "restore", "retain"]

STATE = ".sightline"
BY = Actor(None, "system", origin="command line")


@contextmanager
def _at(root: Path, *, sessions: bool = False) -> Iterator[None]:
    """Have the records of a workspace at hand; `sessions` can be read with its own key alone, made where it is not."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline_web.settings")
    if sessions:
        secrets_.install(root / STATE)
    django.setup(set_prefix=False)
    from sightline_web import store  # noqa: PLC0415 -- Django's settings come first

    try:
        store.install(root / STATE)
        yield
    except store.StoreError as error:
        raise EnvironmentFaultError(error.fault.cause, fix=error.fault.fix) from error
    except secrets_.SecretError as error:
        raise EnvironmentFaultError(error.cause, fix=error.fix) from error


def now() -> datetime:
    """Return the time; tests turn this clock."""
    return datetime.now(UTC).replace(microsecond=0)


def default_name() -> str:
    """Return how a backup of this moment is called."""
    return f"sightline-backup-{now():%Y-%m-%dT%H%M%SZ}.zip"


def backup(root: Path, target: Path, *, data: bool, keys: Path | None) -> dict[str, Any]:
    """Take a backup; where a file is named for them, write the keys to it."""
    with _at(root):
        from sightline_web.care import backup as care  # noqa: PLC0415 -- Django's settings come first
        from sightline_web.care.keys import write_keys  # noqa: PLC0415 -- likewise

        if keys is not None and keys.exists():
            raise EnvironmentFaultError("something is there already.", place=str(keys), fix="Name another file.")
        taken = care.backup(root, target, by=BY, now=now(), data=data)
        return asdict(taken) | {"keys": write_keys(keys) if keys is not None else 0}


def restore(
    archive: Path, root: Path, *, dry_run: bool, replace: bool, unsigned: bool, keys: Path | None, erased: Path | None
) -> dict[str, Any]:
    """Restore a backup."""
    with _at(root):
        from sightline_web.care import restore as care  # noqa: PLC0415 -- Django's settings come first
        from sightline_web.care.keys import read_keys  # noqa: PLC0415 -- likewise

        given = read_keys(keys) if keys is not None else None
        done = care.restore(
            archive,
            root,
            by=BY,
            now=now(),
            dry_run=dry_run,
            replace=replace,
            given=given,
            also_erased=erased,
            unsigned=unsigned,
        )
        return asdict(done)


def plan(root: Path) -> list[dict[str, Any]]:
    """Return what retention would take away, class by class."""
    with _at(root):
        from sightline_web.care import retention  # noqa: PLC0415 -- Django's settings come first

        return [asdict(each) for each in retention.plan(now())]


def retain(root: Path) -> dict[str, int]:
    """Take away what has been kept for its time."""
    with _at(root):
        from sightline_web.care import retention  # noqa: PLC0415 -- Django's settings come first

        return retention.apply(now(), by=BY)


def person_export(root: Path, person: str, target: Path) -> int:
    """Write all that is held about a person to a new file; return its size."""
    with _at(root):
        from sightline_web.care import assigned, export  # noqa: PLC0415 -- Django's settings come first
        from sightline_web.care.erasure import UnknownPersonError  # noqa: PLC0415 -- likewise

        try:
            held = assigned.assignments_of(root, person)
            content = export.person_export(person=person, by=BY, now=now(), assignments=held)
        except UnknownPersonError:
            raise _nobody(person) from None
        try:
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise EnvironmentFaultError(
                "something is there already.", place=str(target), fix="Name another."
            ) from error
        with os.fdopen(handle, "wb") as file:
            return file.write(content)


def person_erase(root: Path, person: str, *, reason: str) -> dict[str, Any]:
    """Erase a person from the records."""
    with _at(root, sessions=True):
        from sightline_web.care import erasure  # noqa: PLC0415 -- Django's settings come first

        try:
            return asdict(erasure.person_erase(person=person, by=BY, reason=reason, now=now()))
        except erasure.UnknownPersonError:
            raise _nobody(person) from None
        except erasure.HeldError:
            raise EnvironmentFaultError(
                "the records of this person are under a legal hold.", fix="Lift it on the page /care first."
            ) from None


def _nobody(person: str) -> EnvironmentFaultError:
    return EnvironmentFaultError(
        f"nothing is kept about '{person}'.",
        fix="Name the id in the people source, or the address of an account.",
    )


def looks(root: Path) -> list[dict[str, Any]]:
    """Look at the records of a workspace for the doctor."""
    try:
        with _at(root):
            from sightline_web.care import looks as care  # noqa: PLC0415 -- Django's settings come first

            return [dict(each) for each in care.looks(root, now=now())]
    except EnvironmentFaultError as error:
        return [{"check": "records", "status": "fail", "found": error.cause.rstrip("."), "fix": error.fix or None}]
