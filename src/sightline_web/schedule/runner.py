"""Doing what is due: one process at a time for each job, however many look.

A process takes a job by writing into its row until when it holds it; a second one finds the row taken. Who dies in the
middle holds it no longer than the promise lasts. A job that fails is tried again after an hour at most.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from sightline_web import store
from sightline_web.schedule.jobs import JOBS, Job
from sightline_web.schedule.models import SAID_LETTERS, JobState

__all__ = ["Ran", "beside", "run_due", "run_for_ever"]

HELD = timedelta(hours=1)  # longer than any job takes
AGAIN = timedelta(hours=1)
LOOK_SECONDS = 30.0
BESIDE_SECONDS = 60.0  # a server has other things to do when it starts
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ran:
    """One run of a job."""

    name: str
    said: str
    failed: bool


def run_due(now: datetime, *, jobs: Mapping[str, Job] = JOBS) -> list[Ran]:
    """Do what is due and nobody else does; returns what was done.

    Raises
    ------
    StoreError
        If the records cannot be reached.
    """
    with store.writing():
        try:
            known = set(JobState.objects.values_list("name", flat=True))
            new = [JobState(name=name, due_at=LONG_AGO) for name in jobs if name not in known]
            JobState.objects.bulk_create(new, ignore_conflicts=True)
            return [_run(name, job, now) for name, job in jobs.items() if _take(name, now)]
        finally:
            connection.close()


def _take(name: str, now: datetime) -> bool:
    """Take a job that is due; False where it is not, or another process has it."""
    free = Q(held_until=None) | Q(held_until__lt=now)
    return bool(JobState.objects.filter(free, name=name, due_at__lte=now).update(held_until=now + HELD))


def _run(name: str, job: Job, now: datetime) -> Ran:
    try:
        done = job.function(now)
        ran = Ran(name, "" if done is None else str(done), failed=False)
    except Exception as error:
        log.exception("The job %s failed", name)
        ran = Ran(name, f"{type(error).__name__}; the log says more", failed=True)
    JobState.objects.filter(name=name).update(
        due_at=now + (min(job.every, AGAIN) if ran.failed else job.every),
        held_until=None,
        ran_at=now,
        failed=ran.failed,
        said=ran.said[:SAID_LETTERS],
    )
    return ran


def run_for_ever(
    stop: Event, *, clock: Callable[[], datetime], say: Callable[[str], None] = lambda _text: None, first: float = 0.0
) -> None:
    """Look every half minute for what is due, until told to stop; a store that is away is tried again.

    Parameters
    ----------
    stop : Event
        Set to end it.
    clock : callable
        The time.
    say : callable
        Is told each run, and each fault once.
    first : float
        Seconds before the first look.
    """
    told = ""
    stop.wait(first)
    while not stop.is_set():
        try:
            for ran in run_due(clock()):
                say(f"{ran.name}: {ran.said or 'done'}")
            told = ""
        except store.StoreError as error:
            if str(error) != told:
                say(f"{error} {error.fault.fix}")
                told = str(error)
        stop.wait(LOOK_SECONDS)


@contextmanager
def beside() -> Iterator[None]:
    """Do what is due in a thread of its own, for as long as the block lasts."""
    stop = Event()
    how = {"clock": timezone.now, "first": BESIDE_SECONDS}
    thread = Thread(target=run_for_ever, args=(stop,), kwargs=how, name="sightline-schedule", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(2)
