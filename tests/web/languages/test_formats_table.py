"""The golden table: numbers, dates, periods and lengths of time as readers of four locales see them.

`formats.csv` is to be read by people: `⍽` stands for a no-break space, `⍻` for a narrow one.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sightline.periods import Calendar, Grain
from sightline_web.shell.formats import Formats

COLUMNS = {"English": "en", "German": "de", "French": "fr", "Dutch": "nl"}
CALENDARS = {
    "calendar": Calendar(),
    "fiscal year from April": Calendar(fiscal_year_starts=4),
    "4-4-5 from April": Calendar(fiscal_year_starts=4, weeks="4-4-5"),
}
WRITTEN: dict[str, Callable[[Formats, str, str], str]] = {
    "value": lambda to, given, unit: to.value(float(given) if given else None, unit),
    "change": lambda to, given, unit: to.change(float(given) if given else None, unit),
    "share": lambda to, given, _unit: to.share(float(given)),
    "day": lambda to, given, _unit: to.day(date.fromisoformat(given)),
    "month": lambda to, given, _unit: to.month(date.fromisoformat(given)),
    "period": lambda to, given, _unit: to.period(given),
    "moment in Amsterdam": lambda to, given, _unit: to.moment(datetime.fromisoformat(given).replace(tzinfo=UTC)),
    "run time": lambda to, given, _unit: to.seconds(float(given)),
}
with Path(__file__).with_name("formats.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def seen(text: str) -> str:
    return (
        text.replace("\N{NO-BREAK SPACE}", "⍽")
        .replace("\N{NARROW NO-BREAK SPACE}", "⍻")
        .replace("\N{MINUS SIGN}", "\u2212")
    )


def test_the_table_is_long_enough():
    assert len(ROWS) >= 40


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['what']} {row['given']} {row['unit or label']}".strip())
def test_a_row_of_the_table(row):
    what, given, unit = row["what"], row["given"], row["unit or label"]
    if what in WRITTEN:
        found = {
            column: WRITTEN[what](Formats(locale, "Europe/Amsterdam"), given, unit)
            for column, locale in COLUMNS.items()
        }
    else:
        grain, _, calendar = what.partition(" of ")
        assert CALENDARS[calendar].period_of(date.fromisoformat(given), Grain(grain)).label == unit
        found = {column: Formats(locale).period(unit) for column, locale in COLUMNS.items()}
    assert {column: seen(text) for column, text in found.items()} == {column: row[column] for column in COLUMNS}
