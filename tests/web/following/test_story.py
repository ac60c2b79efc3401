"""The story of the live demo: told step by step, and whoever acts changes what comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from sightline_web.accounts import demo
from sightline_web.deviations import Deviation
from sightline_web.exceptions import services as exceptions
from sightline_web.live import services
from sightline_web.live.story import Pace, Story
from sightline_web.policy.words import Duty
from tests.web import people

START = datetime(2026, 5, 1, tzinfo=UTC)
NORTH = Deviation(
    "north", "rule", "order_to_cash", "check_in_time", None, None, (("region", "North"),), START, None, "violated",
    "credit_analyst", "grow_revenue", 9.0, 8.0, 10.0, 0.3, 1.0, {"grow_revenue": 9.0},
    sentence="The check in the North is slow.",
)  # fmt: skip


class Past:
    """Days in which the check is slow, until it is mended and after it is back."""

    start, end = START, START + timedelta(days=90)

    def __init__(self, days: int = 90) -> None:
        self._days = days
        self.mended: datetime | None = None
        self.again: datetime | None = None
        self.today = START

    def days(self, _since: datetime | None) -> Iterator[tuple[datetime, datetime]]:
        for number in range(self._days):
            self.today = START + timedelta(days=number)
            yield self.today, self.today + timedelta(days=1)

    def lines(self, _start: datetime, _end: datetime) -> Iterator[bytes]:
        yield b"{}"

    def mend(self, at: datetime) -> None:
        self.mended = at

    def relapse(self, at: datetime) -> None:
        self.again = at

    @property
    def slow(self) -> bool:
        return self.mended is None or self.today < self.mended or (self.again is not None and self.today >= self.again)


class Sender:
    """What it sends is judged at once: from the third day on a slow check deviates."""

    def __init__(self, past: Past) -> None:
        self._past = past

    def send(self, _body: bytes, _stop: object) -> None:
        at = self._past.today + timedelta(hours=20)
        found = [NORTH] if self._past.slow and self._past.today >= START + timedelta(days=3) else []
        exceptions.offer(found, complete=True, at=at)
        services.offered(as_of=at)


@pytest.fixture
def told(enterprise, monkeypatch) -> list[str]:
    monkeypatch.setattr(demo, "account_here", lambda _kind: people.account(Duty.OPERATIONS_MANAGER))
    services.begun(pid=1, at=START)
    services.offered(as_of=START)
    past, said = Past(), []
    story = Story(past, Sender(past), lambda: 0, Pace(whole_days=1), said.append)
    story.tell(until_over=True)
    assert story.over
    return said


def test_a_step_slows_an_exception_says_so_somebody_acts_it_ends_and_comes_back(told):
    days = [line.partition(":")[0] for line in told if ":" in line and line[0].isdigit()]
    text = "\n".join(told)
    assert "4 May 2026: exception raised: The check in the North is slow. That is 3 days after it began." in text
    assert "acknowledged by Operations Manager" in text
    turns = [text.index(each) for each in ("exception raised", "in action", "exception resolved", "exception back")]
    assert turns == sorted(turns)
    assert days == sorted(days, key=lambda day: datetime.strptime(day, "%d %B %Y").replace(tzinfo=UTC))
    assert told[-1] == "Seen: raised, handled, regressed. 1 exception raised in all."


def test_what_is_not_seen_is_said(enterprise):
    said: list[str] = []
    past = Past(days=5)
    services.begun(pid=1, at=START)
    services.offered(as_of=START)
    story = Story(past, Sender(past), lambda: 0, Pace(), said.append)
    past.mend(START)
    story.tell(until_over=False)
    assert not story.over
    assert said[-1] == "Not seen: raised, handled, regressed."


def test_a_second_run_goes_on_where_the_first_stopped(enterprise, monkeypatch):
    monkeypatch.setattr(demo, "account_here", lambda _kind: people.account(Duty.OPERATIONS_MANAGER))
    services.begun(pid=1, at=START)
    services.offered(as_of=START)
    past = Past(days=8)
    first = Story(past, Sender(past), lambda: 0, Pace(), [].append)
    first.tell(until_over=False)
    assert first.told == ["raised"]
    said: list[str] = []
    monkeypatch.setattr(past, "days", lambda _since, days=past.days: islice(days(None), 8, None))
    past._days = 90
    second = Story(past, Sender(past), lambda: 0, Pace(), said.append)
    second.tell(until_over=True)
    assert second.over
    assert [line for line in said if "exception raised:" in line or "in action" in line] == []
