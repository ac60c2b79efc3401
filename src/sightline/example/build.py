"""The order in which the tables of Halden Parts are grown: each table's measured values move the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from sightline.example import contracts, service, snapshots, work
from sightline.example.effects import LEVELS, Drivers, delivered_effect, draw_drivers, response
from sightline.example.order_tables import OrderFiles, invoices_table, orders_table, shipments_table
from sightline.example.orders import draw_month, plan_orders
from sightline.example.panel import Panel
from sightline.example.people import Staff, assignments, hire, names
from sightline.example.planted import Planted
from sightline.example.service import Engineers
from sightline.example.shipments import Promises, shipped
from sightline.example.skills import skills
from sightline.example.world import MONTHS, Floats, Progress, Streams, month_label
from sightline.example.write import Appender, write_csv, write_parquet


@dataclass(slots=True)
class World:
    """What was grown: the measured panel of every metric with a planted effect, the people, and counts."""

    streams: Streams
    planted: Planted
    cases: int
    staff: Staff
    engineers: Engineers
    measured: dict[str, Floats] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


def build(
    data: Path, *, cases: int, seed: int, planted: Planted | None = None, progress: Progress | None = None
) -> World:
    """Grow all tables into the folder `data` and return what they measure.

    Parameters
    ----------
    data : Path
        An existing, empty folder.
    cases : int
        Orders in all 36 months; more orders are smaller ones, the euros stay.
    seed : int
        Equal seeds give equal files.
    planted : Planted, optional
        The truths; those of the shipped example when left out.
    progress : Progress, optional
        Told of each month and table.
    """
    streams, truths = Streams(seed), planted or Planted()
    staff = hire(streams)
    world = World(streams, truths, cases, staff, Engineers.among(staff))
    if progress is not None:
        progress.start("Growing Halden Parts", MONTHS + 4)
    advance: Callable[[int], None] = progress.advance if progress is not None else lambda _: None
    drivers = _drivers(data, world)
    advance(1)
    panel = _orders(data, world, drivers, advance)
    _service(data, world)
    advance(1)
    _contracts(data, world)
    advance(1)
    _finance(data, world, panel)
    _people(data, world)
    advance(1)
    if progress is not None:
        progress.finish()
    return world


def _drivers(data: Path, world: World) -> Drivers:
    drivers = draw_drivers(world.streams, world.planted)
    world.measured |= {name: getattr(drivers, name) for name in ("pipeline", "price_gap", "failures")}
    workforce, attrition, training = snapshots.workforce(drivers)
    portal, share = snapshots.portal(drivers)
    campaigns, contacts = snapshots.campaigns(drivers)
    world.measured |= {"attrition": attrition, "training_hours": training, "portal_share": share}
    world.measured["campaign_contacts"] = contacts
    write_csv(data / "workforce.csv", workforce)
    write_csv(data / "portal.csv", portal)
    write_csv(data / "campaigns.csv", campaigns)
    write_parquet(data / "pipeline.parquet", snapshots.pipeline(world.streams, drivers.pipeline))
    return drivers


def _orders(data: Path, world: World, drivers: Drivers, advance: Callable[[int], None]) -> Panel:
    plan = plan_orders(world.streams, drivers, cases=world.cases)
    panel, promises = Panel(), Promises.begin(world.streams)
    files = OrderFiles(world.streams, world.staff)
    (data / "shipments").mkdir()
    with (
        Appender(data / "order_events.parquet") as events,
        Appender(data / "orders.parquet") as orders,
        Appender(data / "invoices.parquet") as invoices,
    ):
        for month in range(MONTHS):
            batch = draw_month(world.streams, plan, month)
            panel.add_orders(batch)
            events.append(files.events(batch, month))
            orders.append(orders_table(batch))
            invoices.append(invoices_table(batch))
            left = promises.close(month, shipped(batch), panel)
            write_parquet(data / "shipments" / f"{month_label(month)}.parquet", shipments_table(left))
            advance(1)
    levels = {name: np.array(LEVELS[name])[:, None] for name in ("credit_check_time", "invoice_delay", "on_time_share")}
    world.measured |= {
        "orders": plan.counts.astype(np.float64),
        "credit_check_time": panel.check.values(levels["credit_check_time"]),
        "invoice_delay": panel.invoice.values(levels["invoice_delay"]),
        "lead_time": panel.lead.values(np.full((4, 1), 3.0)),
        "on_time_share": panel.on_time.values(levels["on_time_share"]),
    }
    world.counts["order_events"] = files.rows
    write_parquet(data / "quotes.parquet", snapshots.quotes(world.streams, plan.counts))
    return panel


def _service(data: Path, world: World) -> None:
    wanted = response(world.streams, "first_time_fix", world.measured)
    wanted = wanted + delivered_effect(world.planted, "first_time_fix")
    requests = service.draw_requests(
        world.streams, world.staff, world.engineers, world.planted, first_time_fix=np.clip(wanted, 0.0, 1.0)
    )
    world.measured["first_time_fix"] = service.measured_fix_share(requests, default=wanted)
    events = service.events_table(world.streams, world.staff, requests)
    world.counts |= {"service_events": len(events), "requests": len(requests.hours)}
    write_csv(data / "service_events.csv", events)
    write_parquet(data / "service_visits.parquet", service.visits_table(world.staff, requests))


def _contracts(data: Path, world: World) -> None:
    failures = world.measured["failures"]
    wanted = response(world.streams, "downtime_hours", world.measured) + failures
    table, outages, hours = contracts.outages(world.streams, failures, wanted)
    write_parquet(data / "outages.parquet", table)
    world.measured |= {"outages": outages, "downtime_hours": hours}
    rate = response(world.streams, "renewal_rate", world.measured)
    table, world.measured["renewal_rate"] = contracts.renewals(world.streams, rate)
    write_parquet(data / "contracts.parquet", table)
    revenue = response(world.streams, "service_revenue", world.measured)
    world.measured["service_revenue"] = np.rint(revenue * 100) / 100
    write_csv(data / "service_ledger.csv", contracts.service_ledger(world.streams, revenue))


def _finance(data: Path, world: World, panel: Panel) -> None:
    share = response(world.streams, "market_share", world.measured)
    world.measured["market_share"] = share
    own = panel.invoiced.sum(axis=1)
    table = snapshots.market(world.streams, share=share, own=own, price_gap=world.measured["price_gap"])
    write_csv(data / "market.csv", table)
    total = response(world.streams, "receivables", world.measured)
    table, world.measured["receivables"] = snapshots.receivables(world.streams, total, panel.open_parts())
    write_parquet(data / "receivables.parquet", table)
    write_csv(data / "payables.csv", snapshots.payables(world.streams))


def _people(data: Path, world: World) -> None:
    tickets: pa.Table = work.tickets(world.streams, world.staff, world.planted.drift)
    world.counts["tickets"] = len(tickets)
    write_parquet(data / "tickets.parquet", tickets)
    write_csv(data / "people.csv", assignments(world.staff))
    write_csv(data / "person_names.csv", names(world.staff))
    write_csv(data / "skills.csv", skills(world.streams, world.staff))


__all__ = ["World", "build"]
