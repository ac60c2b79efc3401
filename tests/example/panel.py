"""The metrics of the example as plain SQL over its files: regions x months, written without the generator."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

REGIONS = ("North", "South", "East", "West")
MONTHS = 36

FILES = {
    "order_events": "order_events.parquet",
    "orders": "orders.parquet",
    "shipments": "shipments/*.parquet",
    "invoices": "invoices.parquet",
    "quotes": "quotes.parquet",
    "visits": "service_visits.parquet",
    "service_events": "service_events.csv",
    "ledger": "service_ledger.csv",
    "contracts": "contracts.parquet",
    "outages": "outages.parquet",
    "receivables": "receivables.parquet",
    "payables": "payables.csv",
    "pipeline": "pipeline.parquet",
    "market": "market.csv",
    "workforce": "workforce.csv",
    "portal": "portal.csv",
    "campaigns": "campaigns.csv",
    "people": "people.csv",
    "person_names": "person_names.csv",
    "tickets": "tickets.parquet",
    "skills": "skills.csv",
    "decisions": "decisions.csv",
}


def _steps(start: str, end: str) -> str:
    return f"""
        select region, "end"::date as day, epoch("end" - start) / 86400.0 as days from (
            select region,
                min(happened_at) filter (where step = '{start}') as start,
                min(happened_at) filter (where step = '{end}') as "end"
            from order_events group by order_id, region
        ) where start is not null and "end" is not null
    """


# day and region of every row, and the aggregate that is the metric
METRICS: dict[str, tuple[str, str]] = {
    "credit_check_time": (_steps("Receive order", "Check credit"), "avg(days)"),
    "lead_time": (_steps("Receive order", "Ship"), "avg(days)"),
    "invoice_delay": (_steps("Ship", "Invoice"), "avg(days)"),
    "on_time_share": (
        "select region, shipped_at::date as day, (shipped_at <= promised_at)::int as hit from shipments",
        "avg(hit)",
    ),
    "orders": ("select region, ordered_at::date as day from orders", "count(*)"),
    "renewal_rate": ("select region, due_on as day, renewed::int as hit from contracts", "avg(hit)"),
    "service_revenue": ("select region, booked_on as day, amount from ledger", "sum(amount)"),
    "first_time_fix": (
        "select region, visited_at::date as day, fixed_first_visit::int as hit from visits",
        "avg(hit)",
    ),
    "downtime_hours": ("select region, started_at::date as day, minutes from outages", "sum(minutes) / 60.0"),
    "outages": ("select region, started_at::date as day from outages", "count(*)"),
    "attrition": (
        "select region, month_end as day, leavers_fte, headcount_fte from workforce",
        "sum(leavers_fte) / sum(headcount_fte)",
    ),
    "training_hours": (
        "select region, month_end as day, training_hours, headcount_fte from workforce",
        "sum(training_hours) / sum(headcount_fte)",
    ),
    "portal_share": (
        "select region, month_end as day, portal_customers, customers from portal",
        "sum(portal_customers) / sum(customers)",
    ),
    "campaign_contacts": ("select region, month_end as day, contacts from campaigns", "sum(contacts)"),
    "pipeline": ("select region, snapshot_on as day, weighted_value from pipeline", "sum(weighted_value)"),
    "market_share": (
        "select region, month_end as day, own_sales, market_sales from market",
        "sum(own_sales) / sum(market_sales)",
    ),
    "price_gap": (
        "select region, month_end as day, basket_at_own_prices as own, basket_at_market_prices as all_ from market",
        "sum(own) / sum(all_) - 1",
    ),
    "receivables": ("select region, snapshot_on as day, amount_open from receivables", "sum(amount_open)"),
}


@dataclass
class Tables:
    """The files of one workspace as views of one connection; its time zone is the enterprise's."""

    workspace: Path
    connection: duckdb.DuckDBPyConnection

    def __post_init__(self) -> None:
        self.connection.execute("set timezone = 'Europe/Amsterdam'")
        for name, file in FILES.items():
            self.connection.execute(f"create view {name} as from '{self.workspace / 'data' / file}'")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()

    def one(self, query: str) -> Any:
        return self.rows(query)[0][0]

    def panel(self, metric: str) -> np.ndarray:
        rows, aggregate = METRICS[metric]
        found = self.rows(
            f"select region, (year(day) - 2023) * 12 + month(day) - 11, {aggregate} from ({rows}) group by all"
        )
        grid = np.full((len(REGIONS), MONTHS), np.nan)
        for region, month, value in found:
            grid[REGIONS.index(region), month] = value
        return grid

    def panels(self) -> dict[str, np.ndarray]:
        return {metric: self.panel(metric) for metric in METRICS}
