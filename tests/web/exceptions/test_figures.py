"""The figure of weeks: a bar stays a bar where there are few, and one week is named once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from sightline_web.exceptions.figures import WIDEST, by_week
from sightline_web.shell.formats import Formats

MONDAY = datetime(2026, 10, 5, tzinfo=UTC)
EN = Formats("en_US")


def weeks(count: int) -> str:
    return by_week([(MONDAY + timedelta(weeks=at), 3) for at in range(count)], [], EN)


def test_few_weeks_are_drawn_as_bars_and_not_as_a_plain():
    widths = re.findall(r'class="week"[^>]*width="([0-9.]+)"', weeks(1))
    assert [float(width) for width in widths] == [WIDEST, WIDEST]  # for a wide and for a narrow screen


def test_one_week_is_named_once_and_more_by_their_ends():
    assert weeks(1).count("Oct 5, 2026") == 2  # in each of the two figures
    assert (weeks(3).count("Oct 5, 2026"), weeks(3).count("Oct 19, 2026")) == (2, 2)
