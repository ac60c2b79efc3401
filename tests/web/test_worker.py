"""`sightline worker`: once for cron, or until interrupted."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from sightline_web import engine, store, worker
from sightline_web.schedule import jobs
from sightline_web.schedule.models import JobState

RUN = "import sys; from sightline.cli import main; sys.argv[1:] = ['worker']; main()"


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / "sightline.yml").write_text("sightline: 1\nname: Small Parts\n")
    yield tmp_path
    store.install(None)


def test_once_does_what_is_due_and_says_so(workspace, capsys):
    assert worker.work(workspace, once=True) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in said] == list(jobs.JOBS)
    assert worker.work(workspace, once=True) == 0
    assert capsys.readouterr().out == "Nothing is due.\n"


def test_a_job_that_fails_is_the_exit_code(workspace, monkeypatch, capsys):
    def fail(_now: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr("sightline_web.schedule.sessions.clear", fail)
    assert worker.work(workspace, once=True) == 1
    assert "sessions: RuntimeError; the log says more" in capsys.readouterr().out
    assert JobState.objects.get(name="sessions").failed


def test_records_that_cannot_be_reached_are_told_with_what_to_do(workspace):
    (workspace / ".sightline").write_text("a file stands in the way")
    with pytest.raises(engine.EnvironmentFaultError, match="cannot be used"):
        worker.work(workspace, once=True)


def test_an_address_of_no_database_is_told_with_what_to_do(workspace, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:s3cret@host:port/records")
    with pytest.raises(engine.EnvironmentFaultError, match="DATABASE_URL cannot be read") as told:
        worker.work(workspace, once=True)
    assert "s3cret" not in str(told.value)


def test_it_works_until_interrupted(workspace):
    process = subprocess.Popen(
        [sys.executable, "-c", RUN], cwd=workspace, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline().startswith("sessions: ")
    began = time.monotonic()
    process.send_signal(2)
    _, said = process.communicate(timeout=10)
    assert (process.returncode, said) == (0, "")
    assert time.monotonic() - began < 3
    assert (workspace / ".sightline" / store.FILE).exists()
