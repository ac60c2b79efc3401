"""`measure`: the same numbers in every format, shown for people, exact for programs."""

from __future__ import annotations

import csv
import io
import math
from collections import defaultdict
from datetime import UTC, datetime

import jsonschema
import pytest

from sightline.cli.documents import MEASURE
from sightline.cli.figures import day_of


@pytest.fixture
def by_hand(workspace) -> dict[str, dict[str, float]]:
    """What the metrics of the starting workspace are, worked out from its table in plain Python."""
    orders, amounts, shipped, on_time = (defaultdict(float) for _ in range(4))
    with (workspace / "data" / "orders.csv").open() as file:
        for row in csv.DictReader(file):
            orders[row["ordered_on"][:7]] += 1
            amounts[row["ordered_on"][:7]] += float(row["amount"])
            shipped[row["shipped_on"][:7]] += 1
            on_time[row["shipped_on"][:7]] += row["shipped_on"] <= row["promised_on"]
    return {
        "orders": dict(orders),
        "revenue": dict(amounts),
        "order_value": {month: amounts[month] / orders[month] for month in orders},
        "on_time_share": {month: on_time[month] / shipped[month] for month in shipped},
    }


def _values(rows) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows:
        found[row["metric"]][row["period"]] = row["value"]
    return found


def test_every_declared_metric_equals_what_is_worked_out_by_hand(sightline, by_hand):
    printed = sightline("measure", "--format", "json")
    assert (printed.code, printed.err) == (0, "")
    found = _values(printed.json["rows"])
    assert set(found) == set(by_hand)
    for metric, months in by_hand.items():
        assert found[metric] == pytest.approx(months, rel=1e-12)


def test_json_holds_to_its_schema_and_rows_to_the_published_keys(sightline, workspace):
    document = sightline("measure", "revenue", "--by", "region", "--format", "json").json
    jsonschema.validate(document, MEASURE.schema(), format_checker=jsonschema.FormatChecker())
    assert {tuple(row) for row in document["rows"]} == {("metric", "period", "value", "region")}
    assert document["metrics"]["revenue"]["unit"] == "EUR"
    assert document["as_of"].startswith("2026-09-30")
    assert len(document["model"]) == 64


def test_segments_add_up_to_the_whole(sightline, by_hand):
    rows = sightline("measure", "revenue", "orders", "--by", "region", "--format", "json").json["rows"]
    for metric in ("revenue", "orders"):
        for month, whole in by_hand[metric].items():
            parts = [row["value"] for row in rows if row["metric"] == metric and row["period"] == month]
            assert len(parts) == 2
            assert math.fsum(parts) == pytest.approx(whole, rel=1e-12)


def test_csv_holds_the_same_values(sightline, by_hand):
    rows = list(csv.DictReader(io.StringIO(sightline("measure", "--format", "csv").out)))
    assert list(rows[0]) == ["metric", "period", "value"]
    assert {row["period"]: float(row["value"]) for row in rows if row["metric"] == "revenue"} == pytest.approx(
        by_hand["revenue"], rel=1e-12
    )


def test_since_until_and_grain_choose_the_periods(sightline, by_hand):
    rows = sightline(
        "measure", "orders", "--since", "2026-Q1", "--until", "2026-Q2", "--grain", "quarter", "--format", "json"
    ).json["rows"]
    orders = by_hand["orders"]
    quarters = {f"2026-Q{q}": sum(orders[f"2026-{m:02d}"] for m in range(3 * q - 2, 3 * q + 1)) for q in (1, 2)}
    assert {row["period"]: row["value"] for row in rows} == quarters


def test_the_table_shows_six_periods_and_says_how_to_see_more(sightline, workspace):
    printed = sightline("measure")
    assert printed.code == 0
    assert printed.lines[0].split() == ["Metric", "Unit", *(f"2026-{month:02d}" for month in range(4, 10))]
    assert "6 earlier periods not shown (--since 2025-10)" in printed.out
    assert "data to 2026-09-30" in printed.out
    assert max(len(line) for line in printed.lines) <= 88


def test_the_table_is_exact_to_the_cent(sightline, by_hand):
    printed = sightline("measure", "revenue", "--since", "2026-09")
    assert f"{by_hand['revenue']['2026-09']:,.2f}" in printed.out
    assert "*" not in printed.out


def test_a_period_that_is_not_over_is_marked(sightline, workspace):
    printed = sightline("--as-of", "2026-09-15", "measure", "orders")
    assert "2026-09*" in printed.out
    assert "* not over on 2026-09-15" in printed.out


def test_as_of_takes_later_facts_away(sightline, by_hand):
    found = _values(sightline("measure", "orders", "--as-of", "2026-03-31", "--format", "json").json["rows"])["orders"]
    assert found == {month: value for month, value in by_hand["orders"].items() if month <= "2026-03"}


def test_a_reading_repeats_to_the_byte(sightline, workspace):
    first = sightline("measure", "--format", "json")
    assert sightline("measure", "--format", "json").out == first.out


def test_by_without_a_metric_takes_those_that_have_the_dimension(sightline, workspace):
    rows = sightline("measure", "--by", "region", "--format", "json").json["rows"]
    assert {"orders", "revenue", "on_time_share"} <= {row["metric"] for row in rows}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["revnue"], "Did you mean 'revenue'?"),
        (["revenue", "--by", "regoin"], "Did you mean 'region'?"),
        (["--by", "regoin"], "Did you mean 'region'?"),
        (["revenue", "--since", "July"], "Periods are written like"),
        (["revenue", "--since", "2026-09", "--until", "2026-01"], "comes after"),
        (["revenue", "--grain", "fortnight"], "fortnight"),
    ],
)
def test_what_is_not_known_is_2_with_the_nearest_name(sightline, workspace, words, said):
    printed = sightline("measure", *words)
    assert (printed.code, printed.out) == (2, "")
    assert said in printed.err
    assert len(printed.err.splitlines()) < 12


def test_explain_tells_definition_source_and_sql(sightline, workspace):
    printed = sightline("measure", "on_time_share", "--explain")
    assert printed.code == 0
    assert "How on_time_share is computed" in printed.out
    assert "Source orders: 257 rows, data to 2026-09-30." in printed.out
    assert "SELECT" in printed.out.upper()


def test_an_empty_range_says_so(sightline, workspace):
    printed = sightline("measure", "revenue", "--since", "2020-01", "--until", "2020-02", "--format", "json")
    assert printed.code == 0
    assert all(row["value"] is None for row in printed.json["rows"])
    shown = sightline("measure", "revenue", "--since", "2020-01", "--until", "2020-02")
    assert shown.code == 0
    assert "0.00" not in shown.out


def test_text_that_looks_like_a_formula_is_safe_in_csv(sightline, workspace):
    table = workspace / "data" / "orders.csv"
    table.write_text(table.read_text().replace(",south,", ",=cmd|' /C calc'!A0,"))
    segments = {
        row["region"]
        for row in csv.DictReader(io.StringIO(sightline("measure", "orders", "--by", "region", "--format", "csv").out))
    }
    assert segments == {"north", "'=cmd|' /C calc'!A0"}


def test_a_model_without_metrics_says_what_to_do(sightline, workspace):
    (workspace / "goals.yml").unlink()
    (workspace / "metrics.yml").unlink()
    printed = sightline("measure")
    assert printed.code in (1, 2)
    assert printed.out == ""
    assert "metric" in printed.err


def test_the_day_of_the_data_is_the_day_in_the_zone_of_the_workspace():
    late = datetime(2026, 6, 16, 22, 30, tzinfo=UTC)
    assert day_of(late, "Europe/Berlin") == "2026-06-17"
    assert day_of(late, "America/New_York") == "2026-06-16"
    assert day_of(None, "UTC") == "unknown"
