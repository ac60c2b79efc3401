"""The bar: not before two seconds, not where nobody watches, gone at the end."""

from __future__ import annotations

import time

import pytest

from sightline.cli.progress import PATIENCE_SECONDS, BarProgress
from sightline.facts.progress import Progress


def _appears(bar: BarProgress) -> bool:
    for _ in range(200):
        if bar.shown:
            return True
        time.sleep(0.02)
    return False


def test_it_is_what_the_readers_report_to():
    assert isinstance(BarProgress(live=False), Progress)


def test_it_is_patient_for_two_seconds():
    assert PATIENCE_SECONDS == 2.0


def test_something_short_shows_nothing(capsys):
    bar = BarProgress(live=True, patience_seconds=30)
    bar.start("short", 10)
    bar.advance(10)
    bar.finish()
    assert not bar.shown
    bar.close()
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("total", [10, 0])
def test_something_long_shows_a_bar_on_stderr_until_it_is_over(capsys, total):
    bar = BarProgress(live=True, patience_seconds=0.01)
    bar.start("orders", total)
    assert _appears(bar)
    bar.advance(5)
    bar.start("invoices", 3)
    bar.advance(3)
    bar.finish()
    bar.close()
    assert not bar.shown
    assert capsys.readouterr().out == ""


def test_where_nobody_watches_nothing_is_shown():
    bar = BarProgress(live=False, patience_seconds=0.0)
    bar.start("orders", 10)
    time.sleep(0.05)
    assert not bar.shown
    bar.close()


def test_closing_early_keeps_the_bar_away():
    bar = BarProgress(live=True, patience_seconds=0.05)
    bar.start("orders", 10)
    bar.close()
    time.sleep(0.15)
    assert not bar.shown
