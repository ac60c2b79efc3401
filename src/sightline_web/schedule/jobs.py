"""The jobs: what is done, and how often. A new one is a function that takes the time, and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.module_loading import import_string

__all__ = ["JOBS", "Job"]


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do.

    Parameters
    ----------
    does : str
        Where the function is: it takes the time, and returns what it did in a few words, or None.
    every : timedelta
        The time between two runs.
    """

    does: str
    every: timedelta

    @property
    def function(self) -> Callable[[datetime], object]:
        """The function itself; what it stands in is loaded now."""
        return import_string(self.does)  # type: ignore[no-any-return]  # by its name


JOBS: Mapping[str, Job] = {
    "sessions": Job("sightline_web.schedule.sessions.clear", timedelta(hours=1)),
    "retention": Job("sightline_web.care.jobs.run", timedelta(days=1)),
    "journal": Job("sightline_web.journal.checkup.daily", timedelta(days=1)),
    "notices": Job("sightline_web.notices.sending.run", timedelta(seconds=25)),  # at each look of the runner
    "escalation": Job("sightline_web.notices.escalation.run", timedelta(minutes=5)),
    "followed": Job("sightline_web.subscriptions.sending.run", timedelta(minutes=5)),
    "digests": Job("sightline_web.notices.digest.run", timedelta(minutes=5)),
}
