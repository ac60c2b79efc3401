"""Live events go with the workspace: into a backup and out of it, away when they are old, and with an erased person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sightline.facts.live.sealing import seal
from sightline.facts.live.segments import read
from sightline.facts.live.store import EventRow, open_store
from sightline_web import store
from sightline_web.care import retention
from sightline_web.care.backup import backup
from sightline_web.care.erasure import UnknownPersonError, person_erase
from sightline_web.care.restore import restore
from sightline_web.engine import EnvironmentFaultError
from sightline_web.journal.models import Entry
from tests.web.care.conftest import BY, NOW

WHO = "E004"
AT = round(NOW.timestamp()) * 1_000_000


def land(root: Path, *numbers: int, performer: str = WHO, sealed: bool = False) -> None:
    kept = open_store(root / ".sightline")
    rows = [EventRow("orders", "erp", f"e{one}", "c1", "ship", AT + one, performer=performer) for one in numbers]
    kept.land([rows], received_us=AT)
    kept.close()
    if sealed:
        seal(root / ".sightline", now_us=AT)


def events(root: Path) -> list[tuple[str, str | None]]:
    kept = open_store(root / ".sightline")
    view = kept.view("orders")
    tables = [read(one.path) for one in view.segments] + [view.tail]
    kept.close()
    return sorted((row["event_id"], row["performer"]) for table in tables for row in table.to_pylist())


@pytest.fixture
def filled(workspace, tmp_path) -> Iterator[tuple[Path, Path]]:
    """A workspace with events in a file and in the landing, and a backup of it."""
    land(workspace, 1, 2, sealed=True)
    land(workspace, 3)
    backup(workspace, tmp_path / "one.zip", by=BY, now=NOW)
    return workspace, tmp_path / "one.zip"


def test_a_backup_gives_every_event_back_on_another_machine(filled, tmp_path):
    root, archive = filled
    there = tmp_path / "there"
    store.install(there / ".sightline")
    restore(archive, there, by=BY, now=NOW, unsigned=True)
    assert events(there) == events(root) == [("erp#e1", WHO), ("erp#e2", WHO), ("erp#e3", WHO)]


def test_a_restore_puts_what_came_later_aside_and_nothing_is_there_twice(filled):
    root, archive = filled
    land(root, 4, sealed=True)  # e3 and e4 become a file that the backup does not know
    answer = root / ".sightline" / "readings" / "answer.arrow"
    answer.parent.mkdir()
    answer.write_text("of what came later")
    done = restore(archive, root, by=BY, now=NOW, replace=True)
    assert not answer.exists()
    assert events(root) == [("erp#e1", WHO), ("erp#e2", WHO), ("erp#e3", WHO)]
    files = list((root / ".sightline/events").rglob("*.parquet"))
    assert len(files) == 1, "who reads the folder as it is sees no event that is not restored"
    assert len(list(Path(done.kept).rglob("*.parquet"))) == 1


def test_a_person_is_erased_from_events_too(filled):
    root, _ = filled
    done = person_erase(person=WHO, by=BY, reason="asked to", now=NOW)
    assert done.counts["live events"] == 3
    assert events(root) == [("erp#e1", None), ("erp#e2", None), ("erp#e3", None)]


def test_a_person_who_stands_in_events_alone_is_erased(workspace):
    land(workspace, 1, performer="X-77", sealed=True)
    assert person_erase(person="X-77", by=BY, reason="asked to", now=NOW).counts["live events"] == 1
    assert Entry.objects.filter(action="erase").exists()


def test_who_stands_nowhere_is_not_erased(workspace):
    land(workspace, 1, performer="X-77")
    with pytest.raises(UnknownPersonError):
        person_erase(person="X-78", by=BY, reason="asked to", now=NOW)


def test_a_restore_of_before_an_erasure_erases_again(filled):
    root, archive = filled
    person_erase(person=WHO, by=BY, reason="asked to", now=NOW)
    done = restore(archive, root, by=BY, now=NOW, replace=True)
    assert events(root) == [("erp#e1", None), ("erp#e2", None), ("erp#e3", None)]
    assert done.erased >= 1


def test_events_go_when_their_time_is_over_and_are_counted(filled):
    root, _ = filled
    late = NOW + timedelta(days=3651)
    planned = {each.kind: each for each in retention.plan(late)}["live_events"]
    assert (planned.rows, planned.due) == (2, 2)
    assert retention.apply(late, by=BY)["live_events"] == 2
    assert events(root) == [("erp#e3", WHO)], "what waits to be sealed goes when it is in a file"
    assert Entry.objects.filter(kind="retention", key="live_events").exists()


def test_where_nothing_ever_came_in_nothing_is_said(workspace):
    planned = {each.kind: each for each in retention.plan(NOW)}["live_events"]
    assert (planned.rows, planned.due, planned.next_at) == (0, 0, None)
    assert not (workspace / ".sightline/landing.sqlite3").exists()


def traces(state: Path) -> list[str]:
    """Return the files in which the person stands, besides the records: the journal says by id who was erased."""
    files = [one for one in state.rglob("*") if one.is_file() and not one.name.startswith("records.sqlite3")]
    raw = [one.name for one in files if WHO.encode() in one.read_bytes()]
    return raw + [one.name for one in files if one.suffix == ".parquet" and WHO in str(read(one).to_pylist())]


def test_no_file_of_the_workspace_names_an_erased_person_nor_what_was_worked_out_from_events(workspace):
    land(workspace, 1, sealed=True)
    land(workspace, 2)
    answer = workspace / ".sightline" / "readings" / "ab" / "answer.arrow"
    answer.parent.mkdir(parents=True)
    answer.write_text(WHO)
    assert len(set(traces(workspace / ".sightline"))) >= 3
    person_erase(person=WHO, by=BY, reason="asked to", now=NOW)
    assert traces(workspace / ".sightline") == []


def test_a_damaged_file_is_never_backed_up_unnoticed(workspace, tmp_path):
    land(workspace, 1, sealed=True)
    [path] = (workspace / ".sightline" / "events").rglob("*.parquet")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(EnvironmentFaultError, match="damaged"):
        backup(workspace, tmp_path / "two.zip", by=BY, now=NOW)
    assert not (tmp_path / "two.zip").exists()
