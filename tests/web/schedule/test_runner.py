"""The schedule: what is due is done once, by one process, and a job that fails is tried again."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection

from sightline_web import store
from sightline_web.schedule import runner
from sightline_web.schedule.jobs import JOBS, Job
from sightline_web.schedule.models import JobState
from tests.web import people
from tests.web.databases import BOTH

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
MINE = "tests.web.schedule.test_runner"
done: list[datetime] = []


def note(now: datetime) -> str:
    done.append(now)
    return f"{len(done)} notes"


def fail(now: datetime) -> None:
    raise RuntimeError("a text with a secret in it")


def slow(now: datetime) -> None:
    done.append(now)
    threading.Event().wait(0.3)


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


def jobs(name: str = "note", hours: int = 24) -> dict[str, Job]:
    return {name: Job(f"{MINE}.{name}", timedelta(hours=hours))}


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_what_is_due_is_done_and_then_not_until_its_time_has_come(records):
    assert runner.run_due(NOW, jobs=jobs()) == [runner.Ran("note", "1 notes", failed=False)]
    assert runner.run_due(NOW + timedelta(hours=23), jobs=jobs()) == []
    assert len(runner.run_due(NOW + timedelta(hours=24), jobs=jobs())) == 1
    assert done == [NOW, NOW + timedelta(hours=24)]


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_of_several_processes_at_once_one_does_it(records):
    store.prepare()
    ready = threading.Barrier(6)

    def look(_number: int) -> int:
        ready.wait()
        return len(runner.run_due(NOW, jobs=jobs("slow")))

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(look, range(6))) == 1
    assert done == [NOW]


def test_a_job_whose_process_died_is_taken_over_after_its_promise(records):
    runner.run_due(NOW, jobs=jobs())
    JobState.objects.update(due_at=NOW, held_until=NOW + runner.HELD)
    assert runner.run_due(NOW + timedelta(minutes=59), jobs=jobs()) == []
    assert len(runner.run_due(NOW + timedelta(minutes=61), jobs=jobs())) == 1


def test_a_job_that_fails_is_tried_again_within_the_hour_and_holds_up_no_other(records, caplog):
    both = jobs("fail") | jobs()
    ran = runner.run_due(NOW, jobs=both)
    assert [(each.name, each.failed) for each in ran] == [("fail", True), ("note", False)]
    assert "secret" not in ran[0].said
    assert JobState.objects.get(name="fail").failed
    assert [each.name for each in runner.run_due(NOW + timedelta(hours=1), jobs=both)] == ["fail"]


def test_every_job_of_the_table_exists_and_runs_on_a_new_store(records):
    assert all(callable(job.function) for job in JOBS.values())
    assert [each for each in runner.run_due(NOW) if each.failed] == []


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_sessions_that_are_over_go_and_the_others_stay(records, client):
    account = people.account()
    kept = Session.objects.count()
    Session.objects.create(session_key="a" * 32, session_data="", expire_date=NOW - timedelta(days=1))
    UserSession.objects.create(user=account, session_key="a" * 32, ip="127.0.0.1", data={})
    assert runner.run_due(NOW)[0].said == "1 sessions that were over"
    assert Session.objects.count() == kept
    assert not UserSession.objects.filter(session_key="a" * 32).exists()
    assert client.get("/strategy.json").status_code == 200


def test_it_ends_when_told_and_tells_a_store_that_is_away_once(records, monkeypatch):
    stop, said = threading.Event(), []
    monkeypatch.setattr(runner, "LOOK_SECONDS", 0.01)
    store.install(None)

    def say(text: str) -> None:
        said.append(text)

    thread = threading.Thread(target=runner.run_for_ever, args=(stop,), kwargs={"clock": lambda: NOW, "say": say})
    thread.start()
    threading.Event().wait(0.2)
    stop.set()
    thread.join(5)
    connection.close()
    assert not thread.is_alive()
    assert len(said) == 1
    assert "no place for records" in said[0]
