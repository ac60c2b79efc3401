from __future__ import annotations

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from sightline.errors import UnknownNameError
from sightline.records import VALUE_COLUMNS, Values, ValuesBuilder


def _values() -> Values:
    builder = ValuesBuilder(("region",))
    builder.add(
        {
            "metric": ["orders", "orders", "orders"],
            "period": ["2026-01", "2026-02", "2026-01"],
            "start": [date(2026, 1, 1), date(2026, 2, 1), date(2026, 1, 1)],
            "end": [date(2026, 2, 1), date(2026, 3, 1), date(2026, 2, 1)],
            "region": ["North", "North", None],
            "value": [3.0, None, 1.0],
            "n": [3, 0, 1],
            "numerator": pa.nulls(3, pa.float64()),
            "denominator": pa.nulls(3, pa.float64()),
            "fresh_at": [datetime(2026, 1, 31, tzinfo=UTC), None, datetime(2026, 1, 2, tzinfo=UTC)],
        }
    )
    return builder.build()


def test_a_value_is_found_by_metric_period_and_segment():
    assert _values().one("orders", "2026-01", region="North") == 3.0


def test_no_data_is_none_and_not_zero():
    assert _values().one("orders", "2026-02", region="North") is None


def test_rows_without_a_segment_are_a_segment_of_their_own():
    assert _values().series("orders", region=None) == [("2026-01", 1.0)]


def test_a_series_runs_from_old_to_new():
    assert _values().series("orders", region="North") == [("2026-01", 3.0), ("2026-02", None)]


def test_a_dimension_that_is_not_there_is_named_with_the_nearest():
    with pytest.raises(UnknownNameError, match="regoin"):
        _values().one("orders", "2026-01", regoin="North")


def test_a_dimension_left_open_is_an_error_and_not_a_guess():
    with pytest.raises(UnknownNameError, match="region"):
        _values().one("orders", "2026-01")


def test_columns_are_the_same_with_and_without_values():
    empty = ValuesBuilder(("region",)).build()
    assert empty.table.schema == _values().table.schema
    assert set(VALUE_COLUMNS) | {"region"} == set(empty.table.column_names)
    assert len(empty) == 0
    assert empty.metrics == ()
