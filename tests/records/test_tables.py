"""Records as tables: one row each, what is not known is null."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sightline.records import EffectRecord, LineOfSight, Link, Shift, SightPath, to_table


def effect(**keys):
    facts = {
        "driver": "speed", "on": "sales", "kind": "estimated", "lag": 2, "per_unit": 1.5, "low": 0.5, "high": 2.5,
        "probability": 0.97, "support": "supported", "grade": "correlational", "skill": 0.1, "skill_p": 0.02, "n": 60,
        "periods": 60, "series": 1, "window": (1, 4), "draws": np.zeros((10, 5)),
    }  # fmt: skip
    return EffectRecord(**{**facts, **keys})


def line(per_unit=3.0):
    link = Link("speed", "sales", "estimated", 2, 1.5, 0.5, 2.5, "supported", "correlational")
    path = SightPath(("speed", "sales"), (link,), 3.0, 2)
    return LineOfSight(
        "grow", "speed", "metric", "Speed", "count", per_unit, 1.0, 5.0, 0.2, 0.97, "supported", 2, (path,)
    )


def test_each_record_is_a_row_and_each_fact_a_column():
    table = to_table([effect(), effect(driver="price", lag=None, per_unit=None, low=None, high=None)])
    assert table.column("driver").to_pylist() == ["speed", "price"]
    assert table.column("per_unit").to_pylist() == [1.5, None]
    assert table.column("lag").to_pylist() == [2, None]
    assert table.column("window").to_pylist() == ["1 to 4", "1 to 4"]
    assert "draws" not in table.column_names


def test_a_line_of_sight_shows_its_strongest_path():
    table = to_table([line()])
    assert table.column("from").to_pylist() == ["speed"]
    assert table.column("path").to_pylist() == ["speed > sales"]


def test_whole_numbers_and_fractions_mix():
    assert to_table([Shift("a", "add", 1, "+1"), Shift("b", "add", 0.5, "+0.5")]).column("amount").to_pylist() == [
        1,
        0.5,
    ]


def test_no_records_make_an_empty_table():
    assert to_table([]).num_rows == 0


@pytest.mark.parametrize("wrong", ["text", 3, [date(2026, 1, 1)], [EffectRecord]])
def test_what_is_no_record_is_refused(wrong):
    with pytest.raises(TypeError):
        to_table(wrong)
