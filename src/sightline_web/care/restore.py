"""`restore`: a workspace as a backup holds it, or nothing changed at all.

Everything is made ready beside the place first: the archive is checked member by member, its rows are rebuilt and
compared with its manifest, brought up to this version, and whoever was erased since is erased again. Only then is it
put in place, and what was there is kept beside. SQLite takes the new content as one transaction of its own, so an app
that runs sees the old or the new; PostgreSQL likewise, the old tables staying in a schema of their own.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, transaction

from sightline_web import secrets_, store
from sightline_web.care import aliases, erased, keys, rows
from sightline_web.care.archive import Box, opened
from sightline_web.care.backup import EVENTS, LANDING, LAST, ONCE, STATE, rebuilt
from sightline_web.care.erasure import reapply
from sightline_web.engine import EnvironmentFaultError
from sightline_web.engine.agreements import erased_where_agreed
from sightline_web.engine.events import erased_where, forget_worked_out, unsealed
from sightline_web.engine.promises import erased_where_decided
from sightline_web.journal.head import FILE as HEAD
from sightline_web.journal.services import record
from sightline_web.policy.actor import Actor

__all__ = ["Restored", "restore"]

SEALED, KNOWN = "events", "known"  # folders of sealed events, and of the keys of those that are known
STATE_FOLDER = ".sightline"
ADDRESS = "DATABASE_URL"
ROOM = 100_000_000  # bytes that must be left


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did, or would do."""

    made_at: str
    made_by: str
    rows: int
    files: int
    erased: int
    signed: bool | None  # None: no key here can tell
    kept: str  # where the old is; empty where there was nothing
    other_keys: tuple[str, ...]  # keys that the backup was taken under and that are others, or missing, here


def restore(
    archive: Path,
    root: Path,
    *,
    by: Actor,
    now: datetime,
    dry_run: bool = False,
    replace: bool = False,
    given: dict[str, str] | None = None,
    also_erased: Path | None = None,
    unsigned: bool = False,
) -> Restored:
    """Put a workspace back as a backup holds it.

    Parameters
    ----------
    archive : Path
        What `backup` wrote.
    root : Path
        The folder of the workspace, whose records are installed; it may be new.
    by : Actor
        Who restores, for the journal.
    now : datetime
        When.
    dry_run : bool
        Check all and change nothing.
    replace : bool
        Put what is there aside, instead of refusing.
    given : mapping of str to str, optional
        Keys, as `keys.read_keys` gives them.
    also_erased : Path, optional
        A list of erasures from the machine that the backup comes from.
    unsigned : bool
        Take a backup that is not signed with the key of this workspace.

    Raises
    ------
    EnvironmentFaultError
        If the archive is damaged, foreign or newer, or something is there that may not be replaced.
    """
    near = next(folder for folder in (root, *root.absolute().parents) if folder.is_dir())
    with opened(archive) as box:
        _refuse_newer(box)
        _refuse_full(box, near)
        box.check()
        with rebuilt(box, near=near) as file:
            signed, again, here = _made_ready(box, file, root, by=by, given=given or {}, also_erased=also_erased)
            place = _Place(box, root, now=now)
            if signed is False and not (dry_run or unsigned):
                raise EnvironmentFaultError(
                    "the backup was not signed with a key of this workspace: anybody may have made it.",
                    place=str(archive),
                    fix="Give the keys it was taken under with --keys, or take it as it is with --unsigned.",
                )
            if not replace:
                place.refuse_other(file)
            if not dry_run:
                place.put(file)
                again += _erased_from_files(root / STATE_FOLDER)
    said = box.manifest
    return Restored(
        made_at=str(said["made_at"]),
        made_by=str(said["sightline"]),
        rows=sum(each["rows"] for each in said["database"]["tables"].values()),
        files=len(place.files),
        erased=again,
        signed=signed,
        kept=str(place.aside) if place.aside.exists() else "",
        other_keys=tuple(name for name, known in said["keys"].items() if here.get(name) != known),
    )


def _made_ready(
    box: Box, file: Path, root: Path, *, by: Actor, given: dict[str, str], also_erased: Path | None
) -> tuple[bool | None, int, dict[str, str]]:
    """Bring the rebuilt database up to this version, and erase again who was erased since.

    Returns whether the manifest is signed by a key of this workspace, how many were erased, and the keys by their ids.
    """
    folder = file.parent
    for name in STATE:
        if f"state/{name}" in box.files:
            box.extract(f"state/{name}", folder / name)
    lists = [folder / erased.FILE, root / STATE_FOLDER / erased.FILE, *([also_erased] if also_erased else [])]
    marks = erased.merged(*map(erased.listed, lists))
    keys.lay_out(given, to=folder / secrets_.KEYS)
    with _standing_in(file):
        signed = box.signed_by(secrets_.secret(keys.BACKUP_KEY)) if keys.BACKUP_KEY in keys.key_ids() else None
        again = reapply(marks, by=by)
        with transaction.atomic():
            after = {"of": box.manifest["made_at"], "erased": again}
            record(by=by, action="restore", kind="backup", key=box.path.name[:200], after=after)
        here = keys.key_ids()
    (folder / erased.FILE).write_text(erased.written(marks), encoding="utf-8")
    return signed, again, here


def _refuse_newer(box: Box) -> None:
    unknown = aliases.unknown(box.manifest["database"]["migrations"])
    if unknown:
        raise EnvironmentFaultError(
            f"the backup was made by a newer version of Sightline ({box.manifest['sightline']}), with {unknown[0]}.",
            place=str(box.path),
            fix="Install that version, and restore there.",
        )


def _refuse_full(box: Box, near: Path) -> None:
    free, needed = shutil.disk_usage(near).free, 3 * box.size() + ROOM
    if free < needed:
        raise EnvironmentFaultError(
            f"restoring takes {needed / 1e9:,.1f} GB, and {free / 1e9:,.1f} GB are free.",
            place=str(near),
            fix="Free some space, or restore elsewhere with --into.",
        )


@contextmanager
def _standing_in(file: Path) -> Iterator[None]:
    """Let the rebuilt file be the app's database, brought up to this version, with the keys that lie beside it."""
    place, address = store.folder(), os.environ.pop(ADDRESS, None)
    try:
        store.install(file.parent)
        store.prepare()
        yield
    finally:
        if address is not None:
            os.environ[ADDRESS] = address
        store.install(place)


class _Place:
    """Where a backup goes: which files it would write, which of them are there otherwise, and the exchange itself."""

    def __init__(self, box: Box, root: Path, *, now: datetime) -> None:
        self._box, self._root = box, root
        self.files = {name: root / name.partition("/")[2] for name in (*box.under("model"), *box.under("data"))}
        events = {name: root / STATE_FOLDER / name.partition("/")[2] for name in box.under(EVENTS)}
        self.files |= events
        self._events = set(events.values())
        self.files |= {name: root / STATE_FOLDER / name for folder in ONCE for name in box.under(folder)}
        self.aside = root / STATE_FOLDER / f"before-restore-{now:%Y%m%dT%H%M%S}"
        self._state = root / STATE_FOLDER

    def refuse_other(self, file: Path) -> None:
        """Refuse where records, other keys, or other files than those of the backup, are there."""
        other = [str(path.relative_to(self._root)) for name, path in self.files.items() if self._differs(name, path)]
        other = [f"{STATE_FOLDER}/keys/{new.name}" for new, path in self._keys(file) if path.exists()] + other
        other += [str(path.relative_to(self._root)) for path in self._others_written_once()]
        if _has_records(self._state):
            other.insert(0, "records")
        if other:
            raise EnvironmentFaultError(
                f"there are {other[0]}{f' and {len(other) - 1} other files' if len(other) > 1 else ''} already.",
                place=str(self._root),
                fix="Add --replace to put them aside, or restore into a new folder with --into.",
            )

    def _differs(self, name: str, path: Path) -> bool:
        if not path.exists():
            return False
        if path.is_symlink() or not path.is_file() or path.stat().st_size != self._box.files[name]["bytes"]:
            return True
        with self._box.reading(name) as pieces, path.open("rb") as file:
            return any(file.read(len(piece)) != piece for piece in pieces)

    def _others_written_once(self) -> list[Path]:
        """Return the agreements and promises that are here and not in the backup: they would count beside its own."""
        known = set(self.files.values())
        here = (path for folder, form in ONCE.items() for path in sorted((self._state / folder).glob(form)))
        return [path for path in here if path not in known]

    def put(self, file: Path) -> None:
        """Exchange everything; where one step fails, those before it are undone."""
        with unsealed(self._state) if self._events else nullcontext():  # a file sealed now would belong to nothing
            self._put(file)
        if self._events:
            forget_worked_out(self._state)  # versions of logs count on from what they were

    def _put(self, file: Path) -> None:
        staged = file.parent / "files"
        changed = {name: path for name, path in self.files.items() if not path.exists() or self._differs(name, path)}
        for name in changed:
            self._refuse_links(self.files[name])
            self._box.extract(name, staged / name)
        moves = [(staged / name, path) for name, path in changed.items()]
        moves += [(file.parent / name, self._state / name) for name in (*STATE, LAST)]
        if self._events:
            moves += [(staged / "none", path) for path in _foreign(self._state, self._events)]
        moves += [(staged / "none", path) for path in self._others_written_once()]
        moves += self._keys(file)
        self._state.mkdir(parents=True, exist_ok=True)
        (self._state / secrets_.KEYS).mkdir(mode=0o700, exist_ok=True)
        with _moved(moves, aside=self.aside, root=self._root):
            if connection.vendor == "postgresql":
                _into_postgres(file, beside=self.aside.name.replace("-", "_").lower())
            else:
                _into_sqlite(file, self._state / store.FILE, beside=self.aside)
            self._put_head(file.parent / HEAD)

    def _put_head(self, new: Path) -> None:
        """Exchange the head of the journal, after the records: a running app would put a later one of the old in."""
        path = self._state / HEAD
        if path.exists():
            old = self.aside / STATE_FOLDER / HEAD
            old.parent.mkdir(exist_ok=True)
            path.rename(old)
        new.rename(path)

    def _keys(self, file: Path) -> list[tuple[Path, Path]]:
        """Return the keys that come anew, or in place of others."""
        pairs = [(new, self._state / secrets_.KEYS / new.name) for new in (file.parent / secrets_.KEYS).iterdir()]
        return [(new, path) for new, path in pairs if not path.exists() or path.read_text().strip() != new.read_text()]

    def _refuse_links(self, path: Path) -> None:
        """Refuse to write through a link that leads out of the folder."""
        if not path.parent.resolve().is_relative_to(self._root.resolve()):
            raise EnvironmentFaultError("the folder is a link that leads out of the workspace.", place=str(path.parent))


def _erased_from_files(state: Path) -> int:
    """Take who was erased since out of the restored live events, agreements, promises; return how many, in each."""
    marks = {one.person for one in erased.listed(state / erased.FILE) if one.person}
    if not marks:
        return 0

    def met(person: str) -> bool:
        return erased.mark_of(person) in marks

    return erased_where(state, met) + erased_where_agreed(state, met) + erased_where_decided(state, met)


def _foreign(state: Path, known: set[Path]) -> Iterator[Path]:
    """Yield what is there of live events and not in the backup: it would be taken for a part of those restored."""
    yield from (path for path in (state / f"{LANDING}{end}" for end in ("-wal", "-shm")) if path.exists())
    for folder in (SEALED, KNOWN):
        yield from sorted(path for path in (state / folder).rglob("*") if path.is_file() and path not in known)


def _has_records(state: Path) -> bool:
    """Return whether people keep anything here already."""
    if connection.vendor == "postgresql":
        return bool(connection.introspection.table_names())
    return (state / store.FILE).exists() and (state / store.FILE).stat().st_size > 0


@contextmanager
def _moved(moves: list[tuple[Path, Path]], *, aside: Path, root: Path) -> Iterator[None]:
    """Put files in place and what was there aside; undo it all where the block fails.

    A file whose new one is not there is put aside all the same: it tells of records that are no longer those.
    """
    done: list[tuple[Path, Path]] = []
    aside.mkdir(mode=0o700)  # it holds what the store held
    try:
        for new, path in moves:
            if path.exists():
                old = aside / path.relative_to(root)
                old.parent.mkdir(parents=True, exist_ok=True)
                path.rename(old)
                done.append((path, old))
            if new.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                new.rename(path)
                done.append((new, path))
        yield
    except BaseException:
        for origin, now_at in reversed(done):
            now_at.rename(origin)
        shutil.rmtree(aside)
        raise
    if not any(aside.iterdir()):
        aside.rmdir()


def _into_sqlite(file: Path, live: Path, *, beside: Path) -> None:
    """Make the live database what a file holds, in one transaction of SQLite's own; keep a copy of what it was."""
    live.touch(mode=0o600)
    with closing(sqlite3.connect(live, isolation_level=None, timeout=60)) as now, closing(sqlite3.connect(file)) as new:
        if live.stat().st_size:
            with closing(sqlite3.connect(beside / store.FILE)) as old:
                now.backup(old)
        new.backup(now)
        now.execute("PRAGMA journal_mode=WAL")


def _into_postgres(file: Path, *, beside: str) -> None:
    """Make the database what a file holds, in one transaction; the tables of before move to a schema of their own."""
    with aliases.opened(file) as alias, store.owning() as database, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            schema = connection.ops.quote_name(cursor.fetchone()[0])
            if connection.introspection.table_names(cursor):
                cursor.execute(f"ALTER SCHEMA {schema} RENAME TO {connection.ops.quote_name(beside)}")
                cursor.execute(f"CREATE SCHEMA {schema}")
        aliases.migrated(DEFAULT_DB_ALIAS)
        models = rows.tables(apps)
        for model in models:
            rows.load(model, rows.lines(model, using=alias), using=DEFAULT_DB_ALIAS)
        if rows.contents(apps, using=DEFAULT_DB_ALIAS) != rows.contents(apps, using=alias):
            raise EnvironmentFaultError("the database did not take the rows as they are.", fix="Nothing was changed.")
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        database.protect()
