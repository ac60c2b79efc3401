"""`backup`: one file with everything that people keep in the app, taken while it runs and restored before it counts.

The database comes first, as it is at one moment: SQLite by its own online copy, PostgreSQL as lines of rows under one
snapshot (decision 0022 says why not by `pg_dump`). Then the files of the model, the live events, agreements and
promises, the end of the journal, the list of who was erased. Keys are not inside. Then the whole is restored to a
scratch place, and its contents are compared.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections, transaction

from sightline_web import engine, secrets_, store
from sightline_web.care import aliases, keys, rows
from sightline_web.care.archive import FORMAT, Box, Tally, Writer, opened
from sightline_web.engine import EnvironmentFaultError
from sightline_web.engine.events import copied
from sightline_web.journal.models import Entry
from sightline_web.journal.services import record
from sightline_web.policy.actor import Actor

__all__ = [
    "DATABASE",
    "EVENTS",
    "LANDING",
    "LAST",
    "ONCE",
    "ROWS",
    "STATE",
    "Taken",
    "backup",
    "last_good",
    "rebuilt",
    "scratch",
]

DATABASE, ROWS = "database/records.sqlite3", "database/rows"
STATE = ("journal.heads", "erased.jsonl", "demo.json")  # of the workspace's own folder
LAST = "backup.json"
EVENTS, LANDING = "live", "landing.sqlite3"
ONCE = {
    "agreements": "*/*.json",
    "promises": "*.json",
    "packs": "*/*",
}  # as in the workspace's own folder: never written over


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was taken, and restored to see that it can be."""

    file: str
    bytes: int
    rows: int
    tables: int
    files: int
    entries: int  # of the journal
    seconds: float
    left_out: tuple[str, ...]


def backup(root: Path, target: Path, *, by: Actor, now: datetime, data: bool = False) -> Taken:
    """Take a backup of a workspace, and restore it to see that it can be.

    Parameters
    ----------
    root : Path
        The workspace, whose records are installed.
    target : Path
        The file to write; nothing may be there.
    by : Actor
        Who takes it, for the journal.
    now : datetime
        When.
    data : bool
        Take the files that sources name within the workspace as well.

    Raises
    ------
    EnvironmentFaultError
        If something is at `target`, or what was written does not come back as it was. Then there is no file.
    """
    began = time.monotonic()
    if target.exists():
        raise EnvironmentFaultError("something is there already.", place=str(target), fix="Name another file.")
    store.prepare()
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        manifest = _write(root, part, now=now, data=data)
        with opened(part) as box:
            verify(box, near=part.parent)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    contents = manifest["database"]["tables"]
    taken = Taken(
        file=str(target.absolute()),
        bytes=target.stat().st_size,
        rows=sum(each["rows"] for each in contents.values()),
        tables=len(contents),
        files=manifest["others"],
        entries=manifest["journal"]["count"],
        seconds=round(time.monotonic() - began, 2),
        left_out=tuple(manifest["left_out"]),
    )
    _remember(taken, by=by, now=now)
    return taken


def _write(root: Path, part: Path, *, now: datetime, data: bool) -> dict[str, Any]:
    """Write the archive, and return its manifest."""
    out = Writer(part)
    try:
        database = _database(out, near=part.parent)
        before = len(out.files)
        model, sources = engine.workspace_files(root, data=data)
        for folder, names in (("model", model), ("data", sources)):
            for name in filter(_is_plain, names):
                out.add(f"{folder}/{name}", root / name)
        state = store.folder() or root
        for name in STATE:
            if (state / name).is_file():
                out.add(f"state/{name}", state / name)
        _events(out, state, near=part.parent)
        for folder, form in ONCE.items():
            for path in sorted((state / folder).glob(form)):
                out.add(path.relative_to(state).as_posix(), path)
        key = secrets_.secret(keys.BACKUP_KEY)
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "sightline": version("sightline"),
            "made_at": now.isoformat(),
            "data": data,
            "keys": keys.key_ids(),
            "others": len(out.files) - before,
            **database,
        }
        out.close(manifest, key=key)
    except BaseException:
        out.abandon()
        raise
    return manifest


def _events(out: Writer, state: Path, *, near: Path) -> None:
    """Write the live events: their landing as it is at one moment, then every file that it names."""
    with scratch(near) as folder:
        copy = folder / LANDING
        files = copied(state, copy)
        if copy.is_file():
            out.add(f"{EVENTS}/{LANDING}", copy)
        for name in files:
            out.add(f"{EVENTS}/{name.as_posix()}", state / name)


def _database(out: Writer, *, near: Path) -> dict[str, Any]:
    """Write the database as it is at one moment, and return what the manifest says of it."""
    with aliases.snapshot() as alias:
        native = connections[alias].vendor == "sqlite"
        if native:
            contents = rows.contents(apps, using=alias)
            with scratch(near) as folder:
                _copy(alias, folder / store.FILE)
                out.add(DATABASE, folder / store.FILE)
        else:
            contents = {}
            for model in rows.tables(apps):
                name = model._meta.db_table  # noqa: SLF001 -- Django's own name
                with out.member(f"{ROWS}/{name}.jsonl") as into:
                    contents[name] = rows.content(model, _through(rows.lines(model, using=alias), into))
        last = Entry.objects.using(alias).order_by("-seq").values_list("seq", "hash").first() or (0, "")
        return {
            "database": {
                "kind": "sqlite" if native else "rows",
                "migrations": aliases.applied(alias),
                "tables": {name: asdict(each) for name, each in contents.items()},
            },
            "journal": {"count": last[0], "hash": last[1]},
            "left_out": rows.uncovered(apps, using=alias),
        }


def _is_plain(name: str) -> bool:
    """Return whether no folder on the way is hidden: what such a one holds is never written by a restore."""
    return not any(part.startswith(".") for part in name.split("/"))


def _through(lines: Iterator[str], into: Tally) -> Iterator[str]:
    """Write lines to a member as they pass."""
    for line in lines:
        into.write(line.encode() + b"\n")
        yield line


def _copy(alias: str, to: Path) -> None:
    """Copy the SQLite database under its snapshot, without what was deleted and without who is signed in."""
    with closing(sqlite3.connect(to, isolation_level=None)) as copy:
        connections[alias].connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("PRAGMA secure_delete=ON")
        for model in apps.get_models():
            if model._meta.label in rows.LEFT_OUT:  # noqa: SLF001 -- Django's own name
                copy.execute(f'DELETE FROM "{model._meta.db_table}"')  # noqa: SLF001 -- likewise
        copy.execute("VACUUM")


@contextmanager
def scratch(near: Path) -> Iterator[Path]:
    """Give a folder that nobody else may read, gone afterwards."""
    folder = Path(tempfile.mkdtemp(dir=near, prefix=".sightline-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def rebuilt(box: Box, *, near: Path) -> Iterator[Path]:
    """Give a SQLite file with the rows of a backup at the state of the tables then, compared with the manifest.

    Raises
    ------
    EnvironmentFaultError
        If the rows are not those of the manifest.
    """
    said = box.manifest["database"]
    known = aliases.known_at(said["migrations"])
    with scratch(near) as folder:
        file = folder / store.FILE
        if said["kind"] == "sqlite":
            box.extract(DATABASE, file)
        with aliases.opened(file) as alias:
            if said["kind"] != "sqlite":
                _fill(box, known, alias)
            with connections[alias].cursor() as cursor:
                cursor.execute("PRAGMA integrity_check")
                sound = cursor.fetchone() == ("ok",)
            sound = sound and aliases.applied(alias) == said["migrations"]
            found = {name: asdict(each) for name, each in rows.contents(known, using=alias).items()} if sound else {}
        other = sorted(
            name for name in said["tables"].keys() | found.keys() if said["tables"].get(name) != found.get(name)
        )
        if not sound or other:
            what = f"the table {other[0]}" if sound else "the database"
            raise EnvironmentFaultError(
                f"the backup does not give back what it was taken from: {what} is another.",
                place=str(box.path),
                fix="Take another backup; do not rely on this one.",
            )
        yield file


def _fill(box: Box, known: rows.Known, alias: str) -> None:
    aliases.at_state(box.manifest["database"]["migrations"], using=alias)
    with transaction.atomic(using=alias):
        for model in rows.tables(known):
            rows.load(model, box.lines(f"{ROWS}/{model._meta.db_table}.jsonl"), using=alias)  # noqa: SLF001 -- Django's own name


def verify(box: Box, *, near: Path) -> None:
    """Compare every hash of a backup, and restore it to a scratch place."""
    box.check()
    with rebuilt(box, near=near):
        pass


def _remember(taken: Taken, *, by: Actor, now: datetime) -> None:
    """Say in the workspace and in its journal that there is a good backup."""
    with store.writing(), transaction.atomic():
        said = {"rows": taken.rows, "entries": taken.entries, "bytes": taken.bytes}
        record(by=by, action="create", kind="backup", key=Path(taken.file).name[:200], after=said)
    folder = store.folder()
    if folder is not None:
        fresh = folder / f".{LAST}"
        fresh.write_text(json.dumps({"at": now.isoformat(), **asdict(taken)}) + "\n", encoding="utf-8")
        fresh.replace(folder / LAST)


def last_good() -> tuple[datetime, dict[str, Any]] | None:
    """Return when the last good backup was taken, and what was said of it; None where there is none."""
    folder = store.folder()
    try:
        said = json.loads(((folder or Path()) / LAST).read_text(encoding="utf-8"))
        return datetime.fromisoformat(said["at"]), dict(said)
    except (OSError, ValueError, KeyError, TypeError):
        return None
