"""Cases out of a table: what a metric says of each row is what it says of all of them, taken apart."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from sightline.errors import EstimateError, SightlineError
from sightline.measures.row_cases import scale_of
from tests.measures.support import make, reading, values

MODEL = """
sources:
  visits: {file: data/visits.parquet, performer: who, case: visit}
  nobody: {file: data/visits.parquet}
metrics:
  hours: {title: Hours, unit: hours, better: lower, source: visits, time: at, by: [site],
          ratio: {of: sum(took), to: count(*)}}
  mean: {title: Mean, unit: hours, better: lower, source: visits, time: at, measure: avg(took), filter: site <> 'b'}
  fixed: {title: Fixed, unit: share, better: higher, source: visits, time: at, by: [site],
          ratio: {of: "count(*) filter (where ok)", to: count(*)}}
  among: {title: Among, unit: share, better: higher, source: visits, time: at,
          ratio: {of: "count(*) filter (where ok)", to: count(*)}, filter: took > 2}
  total: {title: Total, unit: hours, better: lower, source: visits, time: at, measure: sum(took)}
  blind: {title: Blind, unit: hours, better: lower, source: nobody, time: at, measure: avg(took)}
"""
START = datetime(2026, 3, 1, 10, tzinfo=UTC)
ROWS = [
    {
        "visit": f"V{one:03d}", "at": START + timedelta(hours=7 * one), "who": f"P{one % 6}" if one % 10 else None,
        "site": "abc"[one % 3], "took": None if one == 5 else 1.0 + one % 4, "ok": one % 2 == 0,
    }
    for one in range(60)
]  # fmt: skip


@pytest.fixture
def place(tmp_path):
    return make(tmp_path, MODEL, {"visits": ROWS})


def cases(place, metric, **how):
    with reading(place, **how) as found:
        return found._evidencing._cases(metric, None), values(found, metric)


def test_the_mean_of_the_cases_is_the_metric(place):
    for metric in ("mean", "fixed", "among"):
        found, measured = cases(place, metric)
        assert np.mean(found.table.column("value").to_numpy()) == pytest.approx(measured["2026-03"]), metric


def test_each_row_has_its_id_its_moment_its_attributes_and_who_did_it(place):
    found, _ = cases(place, "hours")
    assert found.table.num_rows == 59
    assert found.left_out == 1
    first = found.table.slice(0, 1).to_pylist()[0]
    assert (first["case"], first["at"], first["value"], first["site"]) == ("V000", START, 1.0, "a")
    assert found.touches.num_rows == 59 - 6  # of six nobody is known to have done them
    assert found.touches.to_pylist()[0] == {"row": 1, "person": "P1", "team": None, "time": None, "effect": None}
    assert (found.scale, found.attributes) == ("log", ("site",))


def test_rows_after_the_moment_of_the_reading_do_not_count(place):
    found, _ = cases(place, "hours", as_of=date(2026, 3, 3))
    assert max(found.table.column("at").to_pylist()).day == 3


def test_a_metric_that_says_nothing_of_one_row_is_refused_with_a_way_out(place):
    with pytest.raises(EstimateError, match="says nothing of one row") as refused:
        cases(place, "total")
    assert "measure: avg(X)" in refused.value.fix


def test_a_source_that_does_not_say_who_did_it_says_what_to_add(place):
    with pytest.raises(SightlineError, match="nothing says whose work") as refused:
        cases(place, "blind")
    assert "performer: COLUMN" in refused.value.fix


def test_rows_without_an_id_are_numbered_and_it_is_said(tmp_path):
    place = make(tmp_path, MODEL.replace(", case: visit", ""), {"visits": ROWS})
    found, _ = cases(place, "hours")
    assert found.table.column("case").to_pylist()[:2] == ["row 1", "row 2"]
    assert "case: COLUMN" in found.words


def test_times_and_skewed_amounts_are_compared_by_ratios():
    rng = np.random.default_rng(0)
    assert scale_of(rng.normal(100, 5, 500), "EUR") == "plain"
    assert scale_of(rng.lognormal(3, 1, 500), "EUR") == "log"
    assert scale_of(rng.lognormal(3, 1, 500) - 5, "EUR") == "plain"
    assert scale_of(rng.normal(100, 5, 500), "minutes") == "log"
    assert scale_of(np.array([0.0, 1.0]), "share", share=True) == "share"


def test_days_and_local_moments_are_dated_in_the_time_zone(tmp_path):
    model = MODEL.partition("  fixed")[0]
    rows = pa.table({"visit": ["a"], "at": [date(2026, 3, 2)], "who": ["P1"], "site": ["a"], "took": [1.0]})
    place = make(tmp_path, model, {"visits": rows}, calendar="{timezone: Europe/Amsterdam}")
    found, _ = cases(place, "hours")
    assert found.table.column("at").to_pylist() == [datetime(2026, 3, 1, 23, tzinfo=UTC)]
