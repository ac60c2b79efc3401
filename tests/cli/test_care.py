"""Backing up, restoring, giving out and erasing on the command line."""

from __future__ import annotations

import io
import json
import shutil
import stat
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest

from sightline.cli import serving
from sightline.cli.commands.init import make_workspace
from sightline.cli.documents import RETENTION
from sightline.cli.entry import run


@pytest.fixture(autouse=True)
def nothing_installed():
    """Leave no store and no key of a workspace behind for other tests."""
    yield
    from sightline_web import store

    store.install(None)


@pytest.fixture(scope="module")
def backed_up(tmp_path_factory) -> Path:
    """A folder with a workspace in whose records something stands, a backup of it and its keys; made once."""
    folder = tmp_path_factory.mktemp("backed-up")
    make_workspace(folder / "corner_shop")
    with pytest.MonkeyPatch.context() as here:
        here.chdir(folder / "corner_shop")
        assert run(["backup", "../one.zip", "--with-keys", "../keys.json"]) == 0
    return folder


@pytest.fixture
def kept(backed_up, tmp_path, monkeypatch) -> Path:
    """The workspace of a copy of it; the current folder."""
    shutil.copytree(backed_up, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path / "corner_shop")
    return tmp_path / "corner_shop"


def account(**values: object):
    from sightline_web.accounts.models import Account

    return Account.objects.create(**values)


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_backup_says_what_it_holds_and_that_it_was_restored(sightline, workspace):
    printed = sightline("backup", "../one.zip", "--with-data")
    assert printed.code == 0
    assert printed.out.startswith("Wrote ../one.zip: ")
    assert "4 files; restored to see that it can be." in printed.out
    assert "Keys are not inside" in printed.err
    assert zipfile.ZipFile(workspace.parent / "one.zip").testzip() is None


def test_without_a_name_it_is_called_by_its_moment(sightline, workspace):
    assert sightline("backup").code == 0
    [file] = workspace.glob("sightline-backup-*Z.zip")
    assert mode(file) == 0o600


def test_keys_go_to_a_file_of_their_own(kept):
    path = kept.parent / "keys.json"
    assert mode(path) == 0o600
    keys = json.loads(path.read_text())["keys"]
    archive = (kept.parent / "one.zip").read_bytes()
    assert keys
    with zipfile.ZipFile(kept.parent / "one.zip") as inside:
        everything = b"".join(inside.read(name) for name in inside.namelist()) + archive
    assert not [name for name, value in keys.items() if value.encode() in everything]


def test_a_file_that_is_there_is_left_alone(sightline, kept):
    again = sightline("backup", "../one.zip")
    assert again.code == 3
    assert "there already" in again.err
    other = sightline("backup", "../two.zip", "--with-keys", "../keys.json")
    assert other.code == 3
    assert not (kept.parent / "two.zip").exists()


def test_on_another_machine_one_command_restores_it_and_doctor_finds_nothing_broken(sightline, kept):
    there = kept.parent / "there"
    printed = sightline("restore", "../one.zip", "--into", there, "--keys", "../keys.json")
    assert printed.code == 0, printed.err
    assert mode(there / ".sightline" / "records.sqlite3") == 0o600
    assert mode(there / ".sightline" / "keys") == 0o700
    (there / "data").mkdir()
    (there / "data" / "orders.csv").write_bytes((kept / "data" / "orders.csv").read_bytes())
    rows = {row["check"]: row for row in sightline("doctor", "-C", there, "--format", "json").json["rows"]}
    assert {row["check"] for row in rows.values() if row["status"] == "fail"} == set()
    assert rows["keys"]["status"] == rows["records"]["status"] == rows["seal key"]["status"] == "ok"


def test_a_dry_run_says_that_it_could(sightline, kept):
    printed = sightline("restore", "../one.zip", "--dry-run", "--replace")
    assert printed.code == 0
    assert "is sound" in printed.out
    assert "Nothing was changed." in printed.out


def test_records_that_are_there_are_not_overwritten(sightline, kept):
    refused = sightline("restore", "../one.zip")
    assert refused.code == 3
    assert "--replace" in refused.err
    done = sightline("restore", "../one.zip", "--replace")
    assert done.code == 0
    assert "What was there is kept in" in done.err


def test_something_else_than_a_backup_is_refused(sightline, kept):
    (kept.parent / "text.zip").write_text("hello")
    printed = sightline("restore", "../text.zip")
    assert printed.code == 3
    assert "no backup" in printed.err


def test_where_there_is_no_workspace_a_folder_must_be_named(sightline, tmp_path, kept, monkeypatch):
    monkeypatch.chdir(tmp_path)
    printed = sightline("restore", "one.zip")
    assert printed.code == 2
    assert "--into" in printed.err


def test_a_person_is_given_out(sightline, kept):
    sightline("retention")  # sets the records up in this process
    account(email="ada@example.org", person="E1")
    printed = sightline("person", "E1", "--export", "../e1.zip")
    assert printed.code == 0, printed.err
    assert mode(kept.parent / "e1.zip") == 0o600
    found = json.loads(zipfile.ZipFile(kept.parent / "e1.zip").read("person.json"))
    assert found["held"]["Account"][0]["email"] == "ada@example.org"


def test_a_person_is_erased_for_a_reason_and_copies_are_named(sightline, kept):
    sightline("retention")
    ada = account(email="ada@example.org", person="E1")
    assert sightline("backup", "../later.zip").code == 0
    printed = sightline("person", "E1", "--erase", "--reason", "asked for it", "--yes")
    assert printed.code == 0, printed.err
    assert printed.out.startswith("Erased: 1 accounts;")
    assert "later.zip" in printed.err
    ada.refresh_from_db()
    assert ada.person == ""


def test_an_erasure_is_asked_again_unless_it_is_said_to_be_meant(sightline, kept, monkeypatch):
    sightline("retention")
    ada = account(email="ada@example.org", person="E1")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert sightline("person", "E1", "--erase", "--reason", "asked").code == 130
    ada.refresh_from_db()
    assert ada.person == "E1"


@pytest.mark.parametrize("words", [[], ["--erase"], ["--erase", "--export", "x.zip"], ["--erase", "--reason", "  "]])
def test_what_is_to_be_done_must_be_said(sightline, workspace, words):
    assert sightline("person", "E1", *words).code == 2


def test_whom_nobody_knows_is_said(sightline, kept):
    printed = sightline("person", "E77", "--export", "../x.zip")
    assert printed.code == 3
    assert "nothing is kept about 'E77'" in printed.err
    assert not (kept.parent / "x.zip").exists()


def test_the_plan_is_a_listing(sightline, kept):
    printed = sightline("retention", "--format", "json")
    jsonschema.validate(printed.json, RETENTION.schema())
    assert {row["kind"]: row["days"] for row in printed.json["rows"]}["journal"] is None
    assert "Nothing is due." in sightline("retention", "--apply").out


def test_the_doctor_makes_nothing(sightline, workspace):
    assert sightline("doctor").code == 0
    assert {path.name for path in (workspace / ".sightline").iterdir()} <= {"facts", "readings"}


def test_the_doctor_warns_of_an_old_backup(sightline, kept, monkeypatch):
    last = kept / ".sightline" / "backup.json"
    said = json.loads(last.read_text())
    last.write_text(json.dumps(said | {"at": "2020-01-01T00:00:00+00:00"}))
    rows = {row["check"]: row for row in sightline("doctor", "--format", "json").json["rows"]}
    assert rows["backup"]["status"] == "warn"
    assert "hours old" in rows["backup"]["found"]


def test_the_doctor_finds_keys_that_others_can_read(sightline, kept):
    (kept / ".sightline" / "keys" / "backup_key").chmod(0o644)
    printed = sightline("doctor", "--format", "json")
    rows = {row["check"]: row for row in printed.json["rows"]}
    assert printed.code == 3
    assert rows["keys"]["status"] == "fail"
    assert "chmod" in rows["keys"]["fix"]


def test_the_doctor_finds_a_damaged_file(sightline, kept):
    file = kept / ".sightline" / "records.sqlite3"
    content = bytearray(file.read_bytes())
    content[4096 * 3 : 4096 * 9] = b"\xff" * (4096 * 6)
    file.write_bytes(content)
    rows = {row["check"]: row for row in sightline("doctor", "--format", "json").json["rows"]}
    assert rows["records"]["status"] == "fail"
    assert rows["records"]["fix"]


def test_the_doctor_names_nobody(sightline, kept):
    sightline("retention")
    account(email="ada@example.org", name="Ada", person="E1-secret", demo=True)
    said = sightline("doctor", "--format", "json").out
    assert "1 are there, and this is not the demo" in said
    assert not [word for word in ("ada@", "Ada", "E1-secret") if word in said]


def test_without_the_app_each_command_says_how_to_install_it(sightline, workspace, monkeypatch):
    there = serving.importlib.util.find_spec
    monkeypatch.setattr(serving.importlib.util, "find_spec", lambda name: None if name == "django" else there(name))
    for words in (["backup"], ["retention"], ["person", "E1", "--export", "x"]):
        printed = sightline(*words)
        assert printed.code == 3
        assert "pip install 'sightline[web]'" in printed.err


def test_it_runs_as_a_program(kept):
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "sightline", "restore", "../one.zip", "--dry-run", "--replace"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "is sound" in done.stdout
    assert run(["--version"]) == 0
