"""A restore gives back what was there, or changes nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from sightline_web import secrets_, store
from sightline_web.accounts.models import Account
from sightline_web.care import archive, erased, keys, rows
from sightline_web.care.backup import backup
from sightline_web.care.erasure import person_erase
from sightline_web.care.restore import restore
from sightline_web.engine import EnvironmentFaultError
from sightline_web.journal.models import Entry
from sightline_web.journal.services import record
from sightline_web.journal.verify import verify
from tests.web.care.conftest import BY, NOW
from tests.web.databases import BOTH, at, empty


@pytest.fixture
def taken(workspace, tmp_path) -> Path:
    """A backup of the workspace, in whose journal something stands."""
    with transaction.atomic():
        record(by=BY, action="create", kind="mark", key="1")
    backup(workspace, tmp_path / "one.zip", by=BY, now=NOW)
    return tmp_path / "one.zip"


def stand_in(root: Path) -> None:
    """Use the store of another folder."""
    store.install(root / ".sightline")


def addresses() -> list[str]:
    return list(Account.objects.order_by("pk").values_list("email", flat=True))


def snapshot(root: Path) -> dict[str, bytes]:
    connection.close()
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_on_another_machine_it_gives_back_the_same_rows_and_files(workspace, taken, tmp_path):
    before, there = addresses(), tmp_path / "there"
    keys.write_keys(tmp_path / "keys.json")
    stand_in(there)
    done = restore(taken, there, by=BY, now=NOW, given=keys.read_keys(tmp_path / "keys.json"))
    assert addresses() == before
    assert (there / "metrics.yml").read_bytes() == (workspace / "metrics.yml").read_bytes()
    assert (done.signed, done.other_keys, done.kept) == (True, (), "")


def test_without_its_keys_it_says_which_are_missing(taken, tmp_path):
    stand_in(tmp_path / "there")
    done = restore(taken, tmp_path / "there", by=BY, now=NOW)
    assert done.signed is None
    assert set(done.other_keys) == {"backup_key", "journal_key", "seal_key"}


def test_a_dry_run_changes_nothing(workspace, taken, tmp_path):
    before = snapshot(workspace)
    done = restore(taken, workspace, by=BY, now=NOW, dry_run=True, replace=True)
    assert done.rows > 5
    assert snapshot(workspace) == before
    restore(taken, tmp_path / "new", by=BY, now=NOW, dry_run=True)
    assert not (tmp_path / "new").exists()


def test_what_is_there_is_not_overwritten(workspace, taken):
    before = snapshot(workspace)
    with pytest.raises(EnvironmentFaultError, match="there are records already") as refused:
        restore(taken, workspace, by=BY, now=NOW)
    assert "--replace" in refused.value.fix
    assert snapshot(workspace) == before


def test_replacing_keeps_the_old_beside(workspace, taken):
    Account.objects.create(email="later@example.org")
    (workspace / "metrics.yml").write_text("metrics: {}\n")
    done = restore(taken, workspace, by=BY, now=NOW, replace=True)
    assert "later@example.org" not in addresses()
    assert "revenue" in (workspace / "metrics.yml").read_text()
    kept = Path(done.kept)
    assert (kept / "metrics.yml").read_text() == "metrics: {}\n"
    assert b"later@example.org" in (kept / "records.sqlite3").read_bytes()


def test_the_journal_goes_on_where_the_backup_ended(workspace, taken):
    restore(taken, workspace, by=BY, now=NOW, replace=True)
    last = Entry.objects.latest("seq")
    assert (last.action, last.kind) == ("restore", "backup")
    head = json.loads((workspace / ".sightline" / "journal.head").read_text())
    assert (head["count"], head["hash"]) == (last.seq, last.hash)


def test_whoever_was_erased_since_is_erased_again(workspace, taken):
    person_erase(person="E003", by=BY, reason="asked", now=NOW)
    assert not Account.objects.filter(person="E003")
    done = restore(taken, workspace, by=BY, now=NOW, replace=True)
    assert done.erased == 1
    assert not Account.objects.filter(person="E003")
    assert len(erased.listed(workspace / ".sightline" / "erased.jsonl")) == 1


def test_on_another_machine_the_list_of_erased_is_named(workspace, taken, tmp_path):
    person_erase(person="E003", by=BY, reason="asked", now=NOW)
    shutil.copy(workspace / ".sightline" / "erased.jsonl", tmp_path / "list")
    keys.write_keys(tmp_path / "keys.json")
    there, given = tmp_path / "there", keys.read_keys(tmp_path / "keys.json")
    stand_in(there)
    restore(taken, there, by=BY, now=NOW, given=given, also_erased=tmp_path / "list")
    assert not Account.objects.filter(person="E003")


def test_a_fault_in_the_middle_leaves_all_as_it_was(workspace, taken, monkeypatch):
    (workspace / "metrics.yml").write_text("metrics: {}\n")
    before = snapshot(workspace)

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sightline_web.care.restore._into_sqlite", fail)
    with pytest.raises(OSError, match="No space"):
        restore(taken, workspace, by=BY, now=NOW, replace=True)
    assert snapshot(workspace) == before


def rewritten(path: Path, change) -> Path:
    """Write an archive anew with changed members."""
    with zipfile.ZipFile(path) as old:
        members = {info.filename: old.read(info) for info in old.infolist()}
    change(members)
    out = path.with_name("changed.zip")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members.items():
            new.writestr(name, content)
    return out


def refusal(path: Path, root: Path, *, unsigned: bool = True) -> str:
    with pytest.raises(EnvironmentFaultError) as refused:
        restore(path, root, by=BY, now=NOW, replace=True, unsigned=unsigned)
    return refused.value.cause


def test_a_damaged_member_is_named(workspace, taken):
    def change(members):
        members["model/goals.yml"] = members["model/goals.yml"][:-1] + b"X"

    assert "model/goals.yml" in refusal(rewritten(taken, change), workspace)


def test_rows_that_are_not_those_of_the_manifest_are_found(workspace, taken):
    def change(members):
        manifest = json.loads(members["manifest.json"])
        manifest["database"]["tables"]["accounts_account"]["hash"] = "0" * 64
        members["manifest.json"] = json.dumps(manifest).encode()

    assert "accounts_account" in refusal(rewritten(taken, change), workspace)


def test_a_backup_of_a_newer_version_is_refused(workspace, taken):
    def steps(members):
        manifest = json.loads(members["manifest.json"])
        manifest["database"]["migrations"]["accounts"].append("0999_later")
        members["manifest.json"] = json.dumps(manifest).encode()

    def form(members):
        manifest = json.loads(members["manifest.json"]) | {"format": 2}
        members["manifest.json"] = json.dumps(manifest).encode()

    for change in (steps, form):
        assert "newer version" in refusal(rewritten(taken, change), workspace)


def test_half_an_archive_is_refused(workspace, taken):
    taken.write_bytes(taken.read_bytes()[: taken.stat().st_size // 2])
    assert "no backup" in refusal(taken, workspace)


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/evil", "model/../../evil", "model\\evil", "model/", "C:evil", "a\nb", "model/.git/hooks/x"],
)
def test_names_that_lead_elsewhere_are_refused(workspace, taken, name):
    before = snapshot(workspace)

    def change(members):
        members[name] = b"x"

    assert refusal(rewritten(taken, change), workspace)
    assert snapshot(workspace) == before


def test_a_member_that_the_manifest_does_not_name_is_refused(workspace, taken):
    assert "does not name" in refusal(
        rewritten(taken, lambda members: members.update({"model/x.yml": b"x"})), workspace
    )


def test_a_missing_member_is_refused(workspace, taken):
    assert "lacks" in refusal(rewritten(taken, lambda members: members.pop("model/goals.yml")), workspace)


def test_a_link_is_refused(workspace, taken):
    with zipfile.ZipFile(taken, "a") as changed:
        link = zipfile.ZipInfo("model/link.yml")
        link.external_attr = 0o120777 << 16
        changed.writestr(link, "/etc/passwd")
    assert "no plain file" in refusal(taken, workspace)


def test_a_bomb_is_refused_before_it_is_unpacked(workspace, taken):
    assert "far more" in refusal(
        rewritten(taken, lambda members: members.update({"model/b.yml": b"\0" * 100_000_000})), workspace
    )


def test_a_manifest_signed_by_others_is_told(workspace, taken):
    def change(members):
        members["manifest.json"] += b"\n"

    path = rewritten(taken, change)
    assert restore(path, workspace, by=BY, now=NOW, dry_run=True, replace=True).signed is False
    assert "not signed" in refusal(path, workspace, unsigned=False)
    assert restore(path, workspace, by=BY, now=NOW, replace=True, unsigned=True).signed is False


def test_files_are_never_written_through_a_link_that_leads_out(workspace, taken, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    with zipfile.ZipFile(taken) as old:
        members = {info.filename: old.read(info) for info in old.infolist()}
    manifest = json.loads(members["manifest.json"])
    manifest["files"]["model/sub/x.yml"] = {
        "bytes": 1,
        "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
    }
    out = tmp_path / "sub.zip"
    with zipfile.ZipFile(out, "w") as new:
        for name, content in (members | {"manifest.json": json.dumps(manifest), "model/sub/x.yml": "x"}).items():
            new.writestr(name, content)
    (workspace / "sub").symlink_to(tmp_path / "elsewhere")
    assert "link that leads out" in refusal(out, workspace)
    assert not list((tmp_path / "elsewhere").iterdir())


class Busy:
    """A thread that writes entries of the journal until it is told to stop, as fast as it can."""

    def __init__(self) -> None:
        self.last = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write)
        self._thread.start()
        while self.last < 20:
            time.sleep(0.01)

    def _write(self) -> None:
        while not self._stop.is_set():
            with transaction.atomic():
                entry = record(by=BY, action="create", kind="mark", key=str(self.last))
            self.last = entry.seq
        connection.close()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(10)


@pytest.fixture
def busy(workspace) -> Iterator[Busy]:
    it = Busy()
    yield it
    it.stop()


@contextmanager
def another_machine(kind: str, root: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Another folder, and where that is the kind another database, neither with anything in it."""
    if kind == "sqlite":
        store.install(root / ".sightline")
        yield root
        return
    database = empty(request.getfixturevalue("postgres_server"))
    with at(database):
        store.install(root / ".sightline")
        yield root
        store.install(None)
    database.drop()


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_a_backup_taken_under_load_is_one_moment_and_restores_to_it(workspace, busy, tmp_path, request):
    kind = request.node.callspec.params["records"]
    began = busy.last
    backup(workspace, tmp_path / "one.zip", by=BY, now=NOW)
    ended = busy.last
    assert ended > began  # the writer went on
    busy.stop()
    with archive.opened(tmp_path / "one.zip") as box:
        manifest = box.manifest
    said, tables = manifest["journal"], manifest["database"]["tables"]
    assert began <= said["count"] == tables["journal_entry"]["rows"] <= ended + 1
    with another_machine(kind, tmp_path / "there", request) as there:
        restore(tmp_path / "one.zip", there, by=BY, now=NOW)
        assert connection.vendor in {kind, "postgresql"}
        found = {name: asdict(each) for name, each in rows.contents(apps, using="default").items()}
        assert Entry.objects.latest("seq").action == "restore"
        assert Entry.objects.get(seq=said["count"]).hash == said["hash"]
    new = {"journal_entry", "journal_sealkey"}  # the restore writes itself down
    assert {name: each for name, each in found.items() if name not in new} == {
        name: each for name, each in tables.items() if name not in new
    }
    assert found["journal_entry"]["rows"] == said["count"] + 1


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_a_backup_of_either_database_restores_into_the_other(workspace, tmp_path, request, monkeypatch):
    kind = request.node.callspec.params["records"]
    backup(workspace, tmp_path / "one.zip", by=BY, now=NOW)
    before = addresses()
    store.install(None)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    other = "sqlite" if kind == "postgres" else "postgres"
    with another_machine(other, tmp_path / "there", request) as there:
        restore(tmp_path / "one.zip", there, by=BY, now=NOW)
        assert addresses() == before
        Account.objects.create(email="next@example.org")  # its number is free


@pytest.mark.parametrize("records", [BOTH[1]], indirect=True)
def test_what_was_in_a_database_stays_in_a_schema_of_its_own(workspace, tmp_path):
    backup(workspace, tmp_path / "one.zip", by=BY, now=NOW)
    Account.objects.create(email="later@example.org")
    with pytest.raises(EnvironmentFaultError, match="records"):
        restore(tmp_path / "one.zip", workspace, by=BY, now=NOW)
    restore(tmp_path / "one.zip", workspace, by=BY, now=NOW, replace=True)
    assert "later@example.org" not in addresses()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'before_restore_20261125t120000'")
        assert ("accounts_account",) in cursor.fetchall()
        cursor.execute("SELECT relforcerowsecurity FROM pg_class WHERE oid = 'accounts_account'::regclass")
        assert cursor.fetchone() == (True,)


@pytest.mark.postgres
def test_where_another_role_serves_the_owner_restores_and_the_other_goes_on(
    workspace, tmp_path, postgres_server, monkeypatch
):
    backup(workspace, tmp_path / "one.zip", by=BY, now=NOW)
    before, database = addresses(), empty(postgres_server)
    postgres_server.execute("CREATE ROLE serving_restored LOGIN")
    with at(replace(database, user="serving_restored")):
        monkeypatch.setenv("SIGHTLINE_OWNER_DATABASE_URL", database.uri)
        for turn in (1, 2):
            store.install(tmp_path / "there" / ".sightline")
            restore(
                tmp_path / "one.zip",
                tmp_path / "there",
                by=BY,
                now=NOW + timedelta(hours=turn),
                replace=True,
                unsigned=True,
            )
            assert addresses() == before
            Account.objects.create(email="next@example.org")
            with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
                cursor.execute("DELETE FROM journal_entry")
            person_erase(person="E003", by=BY, reason="asked", now=NOW)
            (tmp_path / "there" / ".sightline" / "erased.jsonl").unlink()
        store.install(None)
    database.drop()
    postgres_server.execute("DROP ROLE serving_restored")


def test_an_app_that_runs_sees_the_old_or_the_new_and_goes_on(workspace, taken, busy):
    before = busy.last
    done = subprocess.run(
        [sys.executable, "-m", "sightline", "-C", workspace, "restore", taken, "--replace"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    restored, until = Entry.objects.get(action="restore").seq, time.monotonic() + 10
    assert restored < before  # the journal is the backup's
    while Entry.objects.count() < restored + 5 and time.monotonic() < until:
        time.sleep(0.02)
    busy.stop()
    found = verify()
    assert (found.first_bad, found.rows > restored + 4) == (None, True)


def test_installed_keys_are_those_of_the_place_again(workspace, taken):
    before = secrets_.secret("backup_key")
    restore(taken, workspace, by=BY, now=NOW, dry_run=True, replace=True)
    assert secrets_.secret("backup_key") == before
