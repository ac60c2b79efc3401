"""How fresh a live log is, judged by its own past: that nothing came is not that all is well.

What is usual is the longest silence of the 28 days before: nights and week-ends are in it, whatever they are like here.
A log is late beyond that, and silent beyond twice that. In its first week nobody can say; then three days are taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sightline_web.engine.saying import Said, say, say_many

__all__ = ["FEW", "PAST_DAYS", "Freshness", "State", "judged"]

State = Literal["fresh", "late", "silent", "never"]
PAST_DAYS = 28
FEW = 50  # events that say nothing yet of what is usual
A_WEEK = timedelta(days=7)
ASSUMED = timedelta(days=3)  # a week-end, and a little
SHORTEST = timedelta(minutes=5)  # a log of a steady stream is not late after a second
TWICE = 2


@dataclass(frozen=True, slots=True)
class Freshness:
    """How fresh one live log is.

    Parameters
    ----------
    log : str
        The source.
    state : str
        `fresh`; `late`: quiet longer than ever in its past; `silent`: twice as long; `never`: nothing came yet.
    newest_at : datetime, optional
        When the newest event happened.
    received_at : datetime, optional
        When the last event came in.
    usual : timedelta
        How long it is quiet at most, as a rule.
    assumed : bool
        Whether that is assumed, for want of a past.
    """

    log: str
    state: State
    newest_at: datetime | None
    received_at: datetime | None
    usual: timedelta
    assumed: bool

    @property
    def well(self) -> bool:
        """Whether what is computed from the log can be taken for what is so now."""
        return self.state in {"fresh", "late"}

    @property
    def how(self) -> str:
        """How the state was found, in a sentence."""
        usual = spoken(self.usual)
        if self.assumed:
            return say("It has not come for long enough to say what is usual; {span} are taken.", span=usual)
        return say("In the {days} days before, it was never quiet for longer than {span}.", days=PAST_DAYS, span=usual)


def judged(
    log: str,
    *,
    newest_at: datetime | None,
    received_at: datetime | None,
    silences: Sequence[timedelta],
    events: int,
    since: date | None,
    now: datetime,
) -> Freshness:
    """Return how fresh a log is.

    Parameters
    ----------
    log : str
        The source.
    newest_at, received_at : datetime, optional
        When the newest event happened, and when the last one came in; None where nothing did.
    silences : sequence of timedelta
        The longest silence of each of the days before.
    events : int
        How many events have come in these days.
    since : date, optional
        The first of these days.
    now : datetime
        The moment at which this is asked.
    """
    assumed = events < FEW or since is None or now.date() - since < A_WEEK
    usual = ASSUMED if assumed else max(SHORTEST, *silences)
    if received_at is None:
        return Freshness(log, "never", newest_at, None, usual, assumed)
    quiet = now - received_at
    state: State = "silent" if quiet > TWICE * usual else "late" if quiet > usual else "fresh"
    return Freshness(log, state, newest_at, received_at, usual, assumed)


def spoken(span: timedelta) -> Said:
    """Return a stretch of time as one says it: "40 minutes", "3 hours", "2 days"."""
    day, hour, minute = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
    if span >= TWICE * day:
        return say_many("{count} day", "{count} days", round(span / day))
    if span >= TWICE * hour:
        return say_many("{count} hour", "{count} hours", round(span / hour))
    if span >= 1.5 * minute:
        return say_many("{count} minute", "{count} minutes", round(span / minute))
    if span >= minute:
        return say("a minute")
    return say_many("{count} second", "{count} seconds", round(span.total_seconds()))
