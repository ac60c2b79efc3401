"""The facts look like those of a real distributor: hours, weekends, ties, open cases, amounts that agree."""

from __future__ import annotations

import pytest

from tests.example.panel import METRICS, MONTHS, REGIONS


def test_the_data_cover_36_months_to_the_end_of_october_2026(tables):
    first, last = tables.rows("select min(happened_at)::date::text, max(happened_at)::date::text from order_events")[0]
    assert (first, last) == ("2023-11-01", "2026-10-31")
    months = tables.one("select count(distinct date_trunc('month', shipped_at)) from shipments")
    assert months == MONTHS == 36
    for metric in METRICS:
        assert tables.panel(metric).shape == (len(REGIONS), MONTHS)


@pytest.mark.parametrize(
    ("table", "column"),
    [("outages", "started_at"), ("quotes", "changed_at"), ("tickets", "closed_at"), ("service_events", "happened_at")],
)
def test_nothing_is_told_from_after_the_end(tables, table, column):
    assert tables.one(f"select max({column}) < '2026-11-01' from {table}")


def test_people_work_on_workdays_between_seven_and_seven(tables):
    odd = tables.one("""
        select count(*) from order_events
        where employee is not null and step <> 'Receive order'
            and (isodow(happened_at) > 5 or hour(happened_at) < 7 or hour(happened_at) >= 19)
    """)
    assert odd == 0
    closed = "select count(*) from order_events where happened_at::date = date '2025-04-21' and employee is not null"
    assert tables.one(closed + " and step <> 'Receive order'") == 0  # Easter Monday


def test_no_event_happens_in_the_hour_that_no_clock_showed(tables):
    texts = "select count(*) from read_csv('{}', all_varchar = true) where happened_at like '2026-03-29T02:%'"
    assert tables.one(texts.format(tables.workspace / "data" / "service_events.csv")) == 0


def test_exported_times_carry_the_offset_of_their_season(tables):
    texts = f"read_csv('{tables.workspace / 'data' / 'service_events.csv'}', all_varchar = true)"
    offsets = dict(tables.rows(f"select substr(happened_at, 6, 2), min(right(happened_at, 6)) from {texts} group by 1"))
    assert offsets["01"] == "+01:00"
    assert offsets["07"] == "+02:00"


def test_some_events_of_a_case_share_their_minute(tables):
    ties = tables.one(
        "select count(*) from (select order_id from order_events group by order_id, happened_at having count(*) > 1)"
    )
    assert 2_000 < ties < 8_000
    assert tables.one("select count(*) = count(distinct row_no) from order_events")


def test_rows_of_a_case_stand_in_the_order_of_time(tables):
    back = tables.one("""
        select count(*) from (
            select happened_at < lag(happened_at) over (partition by order_id order by row_no) as earlier
            from order_events
        ) where earlier
    """)
    assert back == 0


def test_variants_are_those_of_a_living_process(tables):
    rows = tables.rows("""
        select path, count(*) from (
            select order_id, string_agg(step, '>' order by row_no) as path from order_events group by 1
        ) group by 1 order by 2 desc
    """)
    variants = dict(rows)
    assert rows[0][0] == "Receive order>Check credit>Pick>Ship>Invoice>Receive payment"
    assert 0.6 < rows[0][1] / 22_000 < 0.85
    assert len(variants) > 40
    for part in ("Check credit>Check credit", "Pick>Pick", "Correct invoice", "Cancel order", "Ship>Invoice>Ship"):
        assert any(part in path for path in variants), part
    unchecked = sum(count for path, count in rows if "Ship" in path and "Check credit" not in path)
    assert 200 < unchecked < 900


def test_some_orders_are_open_at_the_end(tables):
    still = tables.one("""
        select count(*) from (
            select order_id from order_events group by order_id
            having not bool_or(step in ('Receive payment', 'Cancel order'))
        )
    """)
    assert 500 < still < 1_500


def test_receiving_by_machine_has_no_performer(tables):
    rows = tables.rows("""
        select channel, count(employee) from order_events where step = 'Receive order' group by 1 order by 1
    """)
    counts = dict(rows)
    assert counts["EDI"] == counts["Portal"] == 0
    assert counts["Phone"] > 0


def test_promises_are_never_older_than_the_order(tables):
    assert tables.one("select count(*) from shipments where promised_at < ordered_at") == 0


def test_open_parts_invoices_are_the_parts_in_the_receivables(tables):
    for day in ("2025-06-30", "2026-10-31"):
        invoices = tables.one(f"""
            select sum(amount) from invoices
            where invoiced_on <= date '{day}' and (paid_on is null or paid_on > date '{day}')
        """)
        ledger = tables.one(f"""
            select sum(amount_open) from receivables where sold = 'parts' and snapshot_on = date '{day}'
        """)
        assert ledger == pytest.approx(invoices, abs=1.0)


def test_own_sales_in_the_market_report_are_those_invoiced(tables):
    ours = tables.one(
        "select sum(amount) from invoices where invoiced_on >= '2026-07-01' and invoiced_on < '2026-08-01'"
    )
    report = tables.one("select sum(own_sales) from market where month_end = date '2026-07-31'")
    assert report == pytest.approx(ours, abs=5.0)


def test_revenue_is_that_of_a_mid_sized_distributor(tables):
    parts = tables.one("select sum(amount) from invoices where invoiced_on >= '2025-11-01'")
    service = tables.one("select sum(amount) from ledger where booked_on >= '2025-11-01'")
    assert 50e6 < parts + service < 62e6
    assert 3.8e6 < tables.one("select sum(amount_open) from receivables where snapshot_on = '2026-10-31'") < 5.2e6
    assert 2.0e6 < tables.one("select sum(amount_open) from payables where snapshot_on = '2026-10-31'") < 3.5e6


def test_august_and_december_are_quiet(tables):
    by_month = dict(tables.rows("select month(ordered_at), count(*) from orders group by 1"))
    assert by_month[8] < by_month[3]
    assert by_month[12] < by_month[3]


def test_a_customer_belongs_to_one_region_and_segment(tables):
    homes = "select count(distinct region) * count(distinct segment) as n from orders group by customer_id"
    assert tables.one(f"select max(n) from ({homes})") == 1
