"""`goals` with an outlook, and how probabilities did on the past."""

from __future__ import annotations

from dataclasses import replace

import jsonschema
import pytest

from sightline.cli.documents import CALIBRATION, GOALS
from tests.cli import ahead


def _first(printed) -> str:
    return " ".join(printed.out.split("\n\n")[0].split())


def test_json_carries_forecast_interval_and_probability(sightline, reading):
    printed = sightline("goals", "grow_service", "--format", "json")
    assert (printed.code, printed.err) == (0, "")
    jsonschema.validate(printed.json, GOALS.schema(), format_checker=jsonschema.FormatChecker())
    (row,) = printed.json["rows"]
    assert [row[name] for name in ("forecast", "low", "high", "probability")] == [27.9e6, 26.1e6, 29.8e6, 0.034]


def test_the_sentence_names_the_least_likely_goal(sightline, reading):
    assert _first(sightline("goals")).endswith("and its chance to reach the target in time is 3 %.")
    reading.outlooks = tuple(
        replace(one, probability=0.01) if one.goal == "gain_share" else one for one in ahead.OUTLOOKS
    )
    assert _first(sightline("goals")).endswith("the least likely to be reached in time is gain_share, at 1 %.")


def test_a_goal_without_a_forecast_shows_dashes_and_why(sightline, reading):
    printed = sightline("goals", "fix_at_once")
    assert printed.out.count("—") == 3
    assert "Too few periods to forecast." in " ".join(printed.out.split())
    assert "chance" not in _first(printed)


def test_the_interval_stands_in_a_column_or_beneath_but_always(sightline, reading, monkeypatch):
    for width, shown in ((80, "90 % interval 26.1 M to 29.8 M"), (100, "27.9 M  26.1 M to 29.8 M     3 %")):
        monkeypatch.setenv("COLUMNS", str(width))
        printed = sightline("goals")
        assert shown in " ".join(printed.lines)
        assert max(len(line) for line in printed.lines) <= width


def test_the_way_ahead_and_its_methods_stand_beside_the_rows(sightline, reading):
    about = sightline("goals", "grow_service", "--format", "json").json["outlooks"]["grow_service"]
    assert about["periods"] == ["2028-03"]
    assert [one["level"] for one in about["fan"]] == [0.05, 0.25, 0.5, 0.75, 0.95]
    assert about["fan"][2]["values"] == [27.9e6]
    assert about["methods"]["service_revenue_12m"]["method"] == "AutoETS"
    assert about["methods"]["service_revenue_12m"]["naive_mase"] == 1.0


def test_calibration_holds_to_its_schema_with_ten_bins(sightline, reading):
    document = sightline("goals", "--calibration", "--format", "json").json
    jsonschema.validate(document, CALIBRATION.schema(), format_checker=jsonschema.FormatChecker())
    assert len(document["rows"]) == 10
    assert (document["brier"], document["series"], document["forecasts"]) == (0.14, 52, 450)


def test_calibration_is_shown_beside_what_came(sightline, reading):
    printed = sightline("goals", "--calibration")
    assert printed.lines[0] == ahead.CALIBRATION.words
    assert " 80 to 90 %     80  85 %  80 %" in printed.out
    assert "Brier score 0.140 (0.240 for always saying how often)" in printed.out.replace("\n", " ")


def test_without_a_back_test_calibration_says_only_that(sightline, reading):
    reading.calibration_ = replace(
        ahead.CALIBRATION,
        brier=None,
        base=None,
        bins=(),
        series=0,
        forecasts=0,
        coverage=None,
        words="Too short a past.",
    )
    assert sightline("goals", "--calibration").lines == ["Too short a past."]


@pytest.mark.parametrize("words", [["grow_service", "--calibration"], ["grow_servic"]])
def test_wrong_usage_is_2(sightline, reading, words):
    printed = sightline("goals", *words)
    assert (printed.code, printed.out) == (2, "")
