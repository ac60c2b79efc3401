"""How numbers, dates and moments are written; `languages/formats.csv` holds the table of them in four locales."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sightline_web.shell.formats import Formats, chosen_locale

M = "\N{MINUS SIGN}"
S = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("changes", "unit", "texts"),
    [
        ((-0.25, -0.15, -0.05), "days", [f"{M}0.25 days", f"{M}0.15 days", f"{M}0.05 days"]),
        ((-0.9, -0.6, -0.3), "days", [f"{M}0.9 days", f"{M}0.6 days", f"{M}0.3 days"]),
        ((-0.003, -0.002, -0.0005), "share", [f"{M}0.30{S}points", f"{M}0.20{S}points", f"{M}0.05{S}points"]),
        ((-20, -12, 5), "count", [f"{M}20", f"{M}12", "+5"]),
        ((60_000, 140_000, 220_000), "EUR", ["+€60.0K", "+€140K", "+€220K"]),
    ],
)
def test_declared_changes_keep_the_decimals_that_they_were_written_with(changes, unit, texts):
    assert Formats("en").declared(changes, unit) == texts


def test_moments_are_in_the_workspaces_time_zone_also_when_the_clock_changes():
    amsterdam = Formats("en", "Europe/Amsterdam")
    assert amsterdam.moment(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "Oct 25, 2026, 02:30"
    assert amsterdam.moment(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "Oct 25, 2026, 02:30"
    assert amsterdam.day_of(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "Jan 1, 2027"
    assert amsterdam.moment(None) == amsterdam.day(None) == "—"


def test_a_share_of_the_way_is_whole_percent_and_may_be_negative():
    assert [Formats("en").share(value) for value in (0.534, 1.0, -0.2, None)] == ["53%", "100%", f"{M}20%", "—"]
    assert [Formats("en").share(-0.003), Formats("fr").share(-0.003)] == ["0%", f"0{S}%"]


def test_the_sign_of_money_stands_in_front_in_every_size():
    dutch = Formats("nl")
    assert dutch.change(-9518, "EUR") == f"{M}€{S}9.518"
    assert dutch.change(9518, "EUR") == f"+€{S}9.518"
    assert dutch.change(-19_500, "EUR") == f"{M}€{S}19,5K"


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("pt-BR,nl;q=0.8,en;q=0.7", "nl"),
        ("en-GB,en;q=0.9", "en_GB"),
        ("en-US", "en"),
        ("fr;q=0.2,de;q=0.8", "de"),
        ("ja", "en"),
        ("", "en"),
        ("*;q=0.5, ,;;q=x,de_de_de_de", "en"),
    ],
)
def test_the_browsers_languages_choose_the_locale(header, locale):
    assert chosen_locale(header) == locale


def test_a_page_is_written_in_the_readers_numbers(client):
    text = client.get("/", headers={"accept-language": "de"}).content.decode()
    assert f"52,6{S}Mio.{S}€" in text
    assert client.get("/strategy.json", headers={"accept-language": "de"}).json()["rows"][0]["target"] == 60e6


def test_the_day_of_a_date_is_not_shifted():
    assert Formats("en", "Pacific/Kiritimati").day(date(2028, 3, 31)) == "Mar 31, 2028"


def test_words_are_of_the_page_and_figures_of_the_locale():
    mixed = Formats("nl", "UTC", "en")
    assert [mixed.value(2.9, "days"), mixed.value(1234.5, "hours")] == ["2,9 days", "1.234 hours"]
    assert [mixed.day(date(2026, 10, 1)), mixed.period("2026-10")] == ["1 Oct 2026", "Oct 2026"]
    assert mixed.change(0.031, "share") == f"+3,1{S}points"
    assert mixed.period("FY2026-Q3") == "FY2026-Q3"
    assert Formats("de", "UTC", "nl").month(date(2026, 3, 1)) == "maart 2026"
    assert Formats("en_GB", "UTC", "en").day(date(2026, 10, 1)) == "1 Oct 2026"
