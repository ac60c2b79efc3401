"""Charts: valid Vega-Lite that draws, with the numbers of the records in it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from sightline import chart
from sightline.periods import Calendar
from sightline.records import ChangePart, Outlook, ValuesBuilder, Why
from tests.records.test_tables import effect, line

CALENDAR = Calendar()


def drawn(spec):
    """Return the chart as SVG, as a notebook would draw it; raises where it is no Vega-Lite."""
    import vl_convert

    return vl_convert.vegalite_to_svg(dict(spec), vl_version="5.21", allowed_base_urls=[])


def outlook():
    periods = tuple(CALENDAR.between(CALENDAR.parse("2026-11"), CALENDAR.parse("2027-03")))
    fan = np.array([[90.0 + step * column for column in range(5)] for step in (0, 1, 2, 3, 4)])
    return Outlook(
        "grow", "revenue", "EUR", 100.0, date(2027, 3, 31), "higher", periods, fan, 98.0, 90.0, 106.0, 0.4, {}
    )


def why(residual=-1.0):
    parts = (ChangePart("speed", "region", "North", "effect", -4.0, -6.0, -2.0, 0.8),)
    return Why("revenue", "EUR", "2025-10", "2026-10", 100.0, 95.0, -5.0, residual, parts, "Down.")


def values():
    builder = ValuesBuilder(("region",))
    periods = [CALENDAR.parse(label) for label in ("2026-01", "2026-02")]
    builder.add(
        {
            "metric": ["revenue"] * 2,
            "period": [one.label for one in periods],
            "start": [one.start for one in periods],
            "end": [one.end for one in periods],
            "region": ["north"] * 2,
            "value": [1.0, None],
            "n": [3, 0],
            "numerator": [None] * 2,
            "denominator": [None] * 2,
            "fresh_at": [datetime(2026, 2, 1, tzinfo=UTC)] * 2,
        }
    )
    return builder.build()


@pytest.mark.parametrize("records", [values(), outlook(), why(), [line(), line(None)], [effect()]])
def test_every_chart_draws(records):
    assert drawn(chart(records)).startswith("<svg")


def test_a_waterfall_ends_where_the_metric_ended():
    bars = chart(why())["data"]["values"]
    assert [bar["kind"] for bar in bars] == ["value", "part", "residual", "value"]
    assert bars[-2]["end"] == bars[-1]["end"] == 95.0


def test_a_waterfall_without_a_residual_has_no_bar_for_it():
    assert [bar["kind"] for bar in chart(why(residual=0.0))["data"]["values"]] == ["value", "part", "value"]


def test_a_fan_holds_the_quantiles_of_every_period():
    rows = chart(outlook())["data"]["values"]
    assert [row["q50"] for row in rows] == [90.0, 92.0, 94.0, 96.0, 98.0]


def test_notebooks_draw_it_by_themselves():
    bundle = chart(outlook())._repr_mimebundle_()
    assert bundle["application/vnd.vegalite.v5+json"]["title"] == "grow"


@pytest.mark.parametrize("wrong", ["text", [], [1], 3])
def test_what_has_no_chart_is_refused(wrong):
    with pytest.raises(TypeError, match="no chart"):
        chart(wrong)
