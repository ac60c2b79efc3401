"""Golden tables: values, changes and dates in four locales."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sightline_web.shell.formats import Formats, chosen_locale

LOCALES = ("en", "de", "fr", "nl")
M = "\N{MINUS SIGN}"
S = "\N{NO-BREAK SPACE}"
N = "\N{NARROW NO-BREAK SPACE}"
VALUES = [
    # value, unit, English, German, French, Dutch
    (52_432_000, "EUR", "€52.4M", f"52,4{S}Mio.{S}€", f"52,4{S}M{S}€", f"€{S}52,4{S}mln."),
    (4_616_000, "EUR", "€4.62M", f"4,62{S}Mio.{S}€", f"4,62{S}M{S}€", f"€{S}4,62{S}mln."),
    (60_000_000, "EUR", "€60.0M", f"60,0{S}Mio.{S}€", f"60,0{S}M{S}€", f"€{S}60,0{S}mln."),
    (1_250_000_000, "USD", "$1.25B", f"1,25{S}Mrd.{S}$", f"1,25{S}Md{S}$US", f"US${S}1,25{S}mld."),
    (414_212.4, "EUR", "€414,212", f"414.212{S}€", f"414{N}212{S}€", f"€{S}414.212"),
    (12.5, "EUR", "€12.50", f"12,50{S}€", f"12,50{S}€", f"€{S}12,50"),
    (84.2, "EUR/order", "€84.20/order", f"84,20{S}€/order", f"84,20{S}€/order", f"€{S}84,20/order"),
    (-30_430, "EUR", f"{M}€30,430", f"{M}30.430{S}€", f"{M}30{N}430{S}€", f"€{S}{M}30.430"),
    (0.1314, "share", "13.1%", f"13,1{S}%", f"13,1{S}%", "13,1%"),
    (13.14, "percent", "13.1%", f"13,1{S}%", f"13,1{S}%", "13,1%"),
    (2.9, "days", "2.9 days", "2,9 Tage", f"2,9{S}jours", "2,9 dagen"),
    (1, "hours", "1.0 hour", "1,0 Stunde", f"1,0{S}heure", "1,0 uur"),
    (1234.4, "minutes", "1,234 minutes", "1.234 Minuten", f"1{N}234 minutes", "1.234 minuten"),
    (64_800, "count", "64,800", "64.800", f"64{N}800", "64.800"),
    (12_345_678, "count", "12.3M", f"12,3{S}Mio.", f"12,3{S}M", f"12,3{S}mln."),
    (3.25, "kWh", f"3.2{S}kWh", f"3,2{S}kWh", f"3,2{S}kWh", f"3,2{S}kWh"),
    (0.0042, "kWh", f"0.004{S}kWh", f"0,004{S}kWh", f"0,004{S}kWh", f"0,004{S}kWh"),
    (0, "count", "0", "0", "0", "0"),
    (None, "EUR", "—", "—", "—", "—"),
    (float("nan"), "share", "—", "—", "—", "—"),
    (1e300, "EUR", "1E300 EUR", "1E300 EUR", "1E300 EUR", "1E300 EUR"),
]
CHANGES = [
    (0.0314, "share", f"+3.1{S}points", f"+3,1{S}points", f"+3,1{S}points", f"+3,1{S}points"),
    (-2.0, "percent", f"{M}2.0{S}points", f"{M}2,0{S}points", f"{M}2,0{S}points", f"{M}2,0{S}points"),
    (-0.0001, "share", f"0.0{S}points", f"0,0{S}points", f"0,0{S}points", f"0,0{S}points"),
    (2_700_000, "EUR", "+€2.70M", f"+2,70{S}Mio.{S}€", f"+2,70{S}M{S}€", f"+€{S}2,70{S}mln."),
    (804_187.2, "EUR", "+€804K", f"+0,804{S}Mio.{S}€", f"+804{S}k{S}€", f"+€{S}804K"),
    (-39_646, "EUR", f"{M}€39.6K", f"{M}39.600{S}€", f"{M}39,6{S}k{S}€", f"{M}€{S}39,6K"),
    (999_960, "EUR", "+€1.00M", f"+1,00{S}Mio.{S}€", f"+1,00{S}M{S}€", f"+€{S}1,00{S}mln."),
    (152_400_000, "EUR", "+€152M", f"+152{S}Mio.{S}€", f"+152{S}M{S}€", f"+€{S}152{S}mln."),
    (9_876.5, "EUR", "+€9,876", f"+9.876{S}€", f"+9{N}876{S}€", f"+€{S}9.876"),
    (-0.04, "days", "0.0 days", "0,0 Tage", f"0,0{S}jour", "0,0 dagen"),
    (0.04, "days", "0.0 days", "0,0 Tage", f"0,0{S}jour", "0,0 dagen"),
    (-0.4, "days", f"{M}0.4 days", f"{M}0,4 Tage", f"{M}0,4{S}jour", f"{M}0,4 dagen"),
    (None, "days", "—", "—", "—", "—"),
]


@pytest.mark.parametrize(("value", "unit", "texts"), [(row[0], row[1], row[2:]) for row in VALUES])
def test_values(value, unit, texts):
    assert tuple(Formats(locale).value(value, unit) for locale in LOCALES) == texts


@pytest.mark.parametrize(("change", "unit", "texts"), [(row[0], row[1], row[2:]) for row in CHANGES])
def test_changes_carry_their_sign_and_shares_change_by_points(change, unit, texts):
    assert tuple(Formats(locale).change(change, unit) for locale in LOCALES) == texts


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


@pytest.mark.parametrize(
    ("label", "texts"),
    [
        ("2026-07", ("Jul 2026", "Juli 2026", "juil. 2026", "jul 2026")),
        ("2026-07-15", ("Jul 15, 2026", "15.07.2026", "15 juil. 2026", "15 jul 2026")),
        ("2026-Q3", ("2026-Q3",) * 4),
        ("2026-W31", ("2026-W31",) * 4),
        ("FY2027-P03", ("FY2027-P03",) * 4),
        ("2026", ("2026",) * 4),
    ],
)
def test_periods(label, texts):
    assert tuple(Formats(locale).period(label) for locale in LOCALES) == texts


def test_moments_are_in_the_workspaces_time_zone_also_when_the_clock_changes():
    amsterdam = Formats("en", "Europe/Amsterdam")
    assert amsterdam.moment(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "Oct 25, 2026, 02:30"
    assert amsterdam.moment(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "Oct 25, 2026, 02:30"
    assert amsterdam.day_of(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "Jan 1, 2027"
    assert amsterdam.moment(None) == amsterdam.day(None) == "—"


def test_a_share_of_the_way_is_whole_percent_and_may_be_negative():
    assert [Formats("en").share(value) for value in (0.534, 1.0, -0.2, None)] == ["53%", "100%", f"{M}20%", "—"]


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
