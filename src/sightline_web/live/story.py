"""The example's story, told as it happens: a step slows, an exception says so, somebody acts, it ends, it comes back.

A past is sent through the door for events like any sender's, day by day. Somebody who answers for the credit check
takes the exception up and acts; from then on what comes in is checked quickly again. Some weeks after it is over the
slowness is back. Nothing else is arranged: what is raised, when, and when it ends, the product finds out by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from zoneinfo import ZoneInfo

from django.db import connections

from sightline_web.accounts import demo
from sightline_web.accounts.acting import actor_of
from sightline_web.engine.replay import Past
from sightline_web.exceptions import services
from sightline_web.exceptions.models import Exceptional, Happening
from sightline_web.live import clock
from sightline_web.live.models import Following
from sightline_web.live.queries import following
from sightline_web.live.sending import Sender

__all__ = ["STEPS", "Pace", "Story"]

STEPS = ("raised", "handled", "regressed")
SUBJECT, PLACE = "order_to_cash.check_in_time", ("region", "North")
KIND = "analyst"  # the demo's credit analyst
ZONE = ZoneInfo("Europe/Amsterdam")  # where Halden Parts is
NOTE = "A second analyst checks the orders of the North."
RELAPSE = timedelta(days=21)  # after it is over
PATIENCE_SECONDS = 180.0
LOOK_SECONDS = 0.05
ALL = "the story tells of all that happens"


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast days go by.

    Parameters
    ----------
    day_seconds : float
        How long a day takes at least.
    whole_days : int
        After how many days to wait for a whole reading; 0: never, it comes when it comes.
    """

    day_seconds: float = 0.0
    whole_days: int = 0


@dataclass
class Story:
    """Sends a past and tells what becomes of it.

    Parameters
    ----------
    past : Past
        What happens.
    sender : Sender
        Sends it.
    landed : callable
        The highest row that has landed.
    pace : Pace
        How fast.
    say : callable
        Is told each thing that happens.
    stop : Event
        Set to end it.
    """

    past: Past
    sender: Sender
    landed: Callable[[], int]
    pace: Pace
    say: Callable[[str], None]
    stop: Event = field(default_factory=Event)
    told: list[str] = field(default_factory=list)
    raised: int = 0
    _key: str = ""
    _seen: int = 0
    _act_at: datetime | None = None

    def tell(self, *, until_over: bool) -> None:
        """Tell it to its end: that of the past, or where asked, the moment when it is over."""
        try:
            since = clock.newest()
            self._recall()
            self._await(lambda state: state.offered_at is not None)  # what was so before anything came
            self._begin(since)
            for number, (start, end) in enumerate(self.past.days(since)):
                began = time.monotonic()
                self._send(start, end)
                self._settle(end, whole=bool(self.pace.whole_days) and number % self.pace.whole_days == 0)
                self._look(end)
                if self.stop.is_set() or (until_over and self.over):
                    break
                self.stop.wait(max(self.pace.day_seconds - (time.monotonic() - began), 0.0))
            self._end()
        finally:
            connections.close_all()

    @property
    def over(self) -> bool:
        """Whether all of it has been seen."""
        return all(step in self.told for step in STEPS)

    # --- what is told -----------------------------------------------------------------------------------------------

    def _begin(self, since: datetime | None) -> None:
        if since is None:
            slows = "In the North the credit check slows, from 1.2 to 2.9 days."
            self.say(f"{_day(self.past.start)}: events come in from now on. {slows}")
        else:
            self.say(f"{_day(since)}: the replay goes on.")

    def _recall(self) -> None:
        """Know what an earlier run has told already."""
        say, self.say = self.say, lambda _text: None
        for each in self._happenings():
            self.raised += each.what == "raised"
            if self._is_ours(each.exception):
                self._ours(each, each.at)
        self.say = say
        if self.past.mended is not None:
            self._act_at = None

    def _end(self) -> None:
        missing = [step for step in STEPS if step not in self.told]
        many = f"{self.raised} exception{'' if self.raised == 1 else 's'} raised in all."
        self.say(f"Seen: {', '.join(self.told)}. {many}" if self.told else f"Nothing was seen. {many}")
        if missing and not self.stop.is_set():
            self.say(f"Not seen: {', '.join(missing)}.")

    def _look(self, now: datetime) -> None:
        """Tell what happened to exceptions since the last look, and do what is due."""
        for each in self._happenings():
            if each.what == "raised":
                self.raised += 1
            if self._is_ours(each.exception):
                self._ours(each, now)
        if self._act_at is not None and now >= self._act_at:
            self._act(now)

    def _happenings(self) -> Iterator[Happening]:
        new = Happening.objects.filter(pk__gt=self._seen, what__in=("raised", "regressed", "went"))
        for each in new.select_related("exception").order_by("pk"):
            self._seen = each.pk
            yield each

    @staticmethod
    def _is_ours(exception: Exceptional) -> bool:
        raised = exception.raised
        return raised.key.startswith(SUBJECT) and PLACE in [tuple(each) for each in raised.segment]

    def _ours(self, each: Happening, now: datetime) -> None:
        raised = each.exception.raised
        if each.what == "raised" and "raised" not in self.told:
            self.told.append("raised")
            late = (each.at - self.past.start).days
            after = f"{late} days after it began" if late else "on the day it began"
            self.say(f"{_day(each.at)}: exception raised: {raised.sentence} That is {after}.")
            self._key, self._act_at = raised.key, now + timedelta(days=1)
        elif each.what == "went" and self.past.mended is not None and "handled" not in self.told:
            self.told.append("handled")
            self.say(f"{_day(each.at)}: exception resolved. {raised.reason}")
            if self.past.again is None:
                self.past.relapse(now + RELAPSE)
            self.say(f"{_day(self.past.again or now)}: the second analyst will be gone, and the check slow again.")
        elif each.what == "regressed" and "handled" in self.told and "regressed" not in self.told:
            self.told.append("regressed")
            self.say(f"{_day(each.at)}: exception back (regressed): {raised.sentence}")

    def _act(self, now: datetime) -> None:
        """Take the exception up, and act: what comes in from now on is checked quickly again."""
        self._act_at = None
        account = demo.account_here(KIND)
        by = actor_of(account)
        row = Exceptional.objects.unscoped(ALL).get(key=self._key)
        services.acknowledge(exception=row.pk, by=by, at=now)
        self.say(f"{_day(now)}: acknowledged by {account.name}, credit analyst.")
        services.act(exception=row.pk, by=by, at=now, note=NOTE)
        self.past.mend(now)
        self.say(f"{_day(now)}: in action: {NOTE} What comes in from now on is checked quickly again.")

    # --- what is waited for -----------------------------------------------------------------------------------------

    def _send(self, start: datetime, end: datetime) -> None:
        for body in self.past.lines(start, end):
            self.sender.send(body, self.stop)

    def _settle(self, end: datetime, *, whole: bool) -> None:
        """Wait until what was sent has been handed on, and where asked, until a whole reading tells of it."""
        row, day = self.landed(), end - timedelta(days=1)

        def settled(state: Following) -> bool:
            return state.row >= row and (not whole or (state.offered_at is not None and state.offered_at >= day))

        self._await(settled)

    def _await(self, settled: Callable[[Following], bool]) -> None:
        """Wait until the live process stands as it should."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not self.stop.is_set():
            state = following()
            if state is not None and settled(state):
                return
            if time.monotonic() > until:
                raise TimeoutError("the live process does not hand events on")
            self.stop.wait(LOOK_SECONDS)


def _day(at: datetime) -> str:
    local = at.astimezone(ZONE)
    return f"{local.day} {local:%B %Y}"
