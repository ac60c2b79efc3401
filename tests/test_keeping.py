"""Estimates as they are kept on the shelf."""

from __future__ import annotations

import numpy as np

from sightline.measures.shelf import Shelf
from sightline.periods import Calendar
from sightline.reading.keeping import kept_calibration, kept_effects, kept_forecasts
from sightline.records import Backtest, Calibration, CalibrationBin, EffectRecord, Forecast
from sightline.saying import Said, joined, labelled, say

WORDS = joined(" ", [say("It rests on {n:,} values.", n=1_200), say("Since {period}.", period=labelled("2026-07"))])
CALENDAR = Calendar()
BINS = (CalibrationBin(0.0, 0.1, 3, 0.05, 0.0),)


def test_sentences_of_kept_estimates_know_what_they_are_made_of(tmp_path):
    effect = EffectRecord(
        "lead_time", "churn", "estimated", 1, 0.2, 0.1, 0.3, 0.95, "supported", "correlational", 0.1, 0.02, 40, 40, 1,
        (0, 3), words=WORDS,
    )  # fmt: skip
    periods = (CALENDAR.parse("2026-07"),)
    forecast = Forecast("churn", (), periods, np.ones((4, 1)), "naive", Backtest(3, 1, 0.9, 1.0, 0.9), 12, WORDS)
    calibration = Calibration(0.1, 0.2, BINS, 2, 3, 0.9, WORDS)
    shelf = Shelf(tmp_path)
    for kept, record in (
        (kept_effects(shelf), effect),
        (kept_forecasts(shelf, CALENDAR), forecast),
        (kept_calibration(shelf), calibration),
    ):
        kept.keep("one", [record])
        (found,) = kept.find("one")
        assert isinstance(found.words, Said)
        assert (found.words, found.words.source) == (WORDS, WORDS.source)
