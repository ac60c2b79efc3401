"""The files of order_to_cash: the event log, orders, shipments and invoices, one month at a time."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from sightline.example import columns
from sightline.example.orders import CANCEL, CHANNELS, INVOICE, NEVER, PAY, RECEIVE, STEPS, Orders
from sightline.example.people import Chooser, Staff
from sightline.example.shipments import Shipments
from sightline.example.world import CATEGORIES, DAY, END, REGIONS, SEGMENTS, Ints, Streams, month_of

ORDER_WIDTH = 8
_NAMES = tuple(dict.fromkeys(STEPS))
_CODE = np.array([_NAMES.index(step) for step in STEPS])
_ROLE_OF_STEP = (
    "account_manager", "credit_analyst", "credit_analyst", "warehouse_operator", "warehouse_operator",
    "warehouse_operator", "warehouse_operator", "billing_clerk", "billing_clerk", "", "account_manager",
)  # fmt: skip
_BY_MACHINE = 2  # the first two channels need nobody to receive the order


class OrderFiles:
    """Turns the orders of a month into Arrow tables; remembers how many rows the log has so far."""

    def __init__(self, streams: Streams, staff: Staff) -> None:
        self.streams = streams
        self.staff = staff
        self.choosers: dict[str, Chooser] = {role: staff.chooser(role) for role in set(_ROLE_OF_STEP) - {""}}
        self.rows = 0

    def events(self, orders: Orders, month: int) -> pa.Table:
        """Return the events of one month's orders, by order and time; ties keep the order of the steps."""
        by_time = np.argsort(orders.times, axis=1, kind="stable")
        times = np.take_along_axis(orders.times, by_time, axis=1)
        told = times < END
        case, place = np.nonzero(told)
        step, at = by_time[case, place], times[case, place]
        performer, nobody = self._performers(orders, month, case=case, step=step, at=at)
        first = self.rows + 1
        self.rows += len(case)
        return pa.table({
            "row_no": pa.array(np.arange(first, self.rows + 1)),
            "order_id": columns.numbered("SO", orders.number[case] + 1, width=ORDER_WIDTH),
            "step": columns.named(_CODE[step], _NAMES),
            "happened_at": columns.instants(at),
            "employee": columns.named(performer, self.staff.person_ids, missing=nobody),
            "region": columns.named(orders.region[case], REGIONS),
            "segment": columns.named(orders.segment[case], SEGMENTS),
            "channel": columns.named(orders.channel[case], CHANNELS),
            "customer": columns.named(orders.new_customer[case].astype(np.int64), ("known", "new")),
        })  # fmt: skip

    def _performers(self, orders: Orders, month: int, *, case: Ints, step: Ints, at: Ints) -> tuple[Ints, np.ndarray]:
        rng = self.streams.of(f"performers:{month}")
        performer = np.zeros(len(case), dtype=np.int64)
        nobody = np.isin(step, [i for i, role in enumerate(_ROLE_OF_STEP) if not role])
        nobody |= (step == RECEIVE) & (orders.channel[case] < _BY_MACHINE)
        when, where = month_of(at), orders.region[case]
        for role in sorted(self.choosers):
            rows = np.flatnonzero(np.isin(step, [i for i, name in enumerate(_ROLE_OF_STEP) if name == role]) & ~nobody)
            performer[rows] = self.choosers[role].draw(rng, when[rows], where[rows])
        return performer, nobody


def orders_table(orders: Orders) -> pa.Table:
    """Return one row per order received."""
    received = orders.times[:, RECEIVE]
    return pa.table({
        "order_id": columns.numbered("SO", orders.number + 1, width=ORDER_WIDTH),
        "ordered_at": columns.instants(received),
        "customer_id": columns.numbered("C", orders.customer, width=5),
        "region": columns.named(orders.region, REGIONS),
        "segment": columns.named(orders.segment, SEGMENTS),
        "category": columns.named(orders.category, CATEGORIES),
        "channel": columns.named(orders.channel, CHANNELS),
        "amount": columns.euros(orders.cents),
        "cancelled": pa.array(orders.times[:, CANCEL] < END),
    })  # fmt: skip


def shipments_table(batch: Shipments) -> pa.Table:
    """Return one row per shipped order; a promise runs to the end of its day."""
    return pa.table({
        "shipment_id": columns.numbered("SH", batch.number + 1, width=ORDER_WIDTH),
        "order_id": columns.numbered("SO", batch.number + 1, width=ORDER_WIDTH),
        "ordered_at": columns.instants(batch.ordered),
        "promised_at": columns.instants(batch.promised),
        "shipped_at": columns.instants(batch.shipped),
        "region": columns.named(batch.region, REGIONS),
        "segment": columns.named(batch.segment, SEGMENTS),
        "category": columns.named(batch.category, CATEGORIES),
        "amount": columns.euros(batch.cents),
    })  # fmt: skip


def invoices_table(orders: Orders) -> pa.Table:
    """Return one row per invoice written before the data end; `paid_on` is empty while it is open."""
    rows = np.flatnonzero((orders.times[:, INVOICE] < END) & (orders.times[:, CANCEL] == NEVER))
    billed, paid = orders.times[rows, INVOICE], orders.times[rows, PAY]
    return pa.table({
        "invoice_id": columns.numbered("IN", orders.number[rows] + 1, width=ORDER_WIDTH),
        "order_id": columns.numbered("SO", orders.number[rows] + 1, width=ORDER_WIDTH),
        "invoiced_on": columns.dates(billed),
        "due_on": columns.dates(billed + 30 * DAY),
        "paid_on": columns.dates(paid, missing=paid >= END),
        "region": columns.named(orders.region[rows], REGIONS),
        "segment": columns.named(orders.segment[rows], SEGMENTS),
        "amount": columns.euros(orders.cents[rows]),
    })  # fmt: skip
