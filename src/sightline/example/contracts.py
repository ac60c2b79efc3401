"""Service contracts and what they bring: renewals, outages, downtime, and the service revenue booked for them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from sightline.example import columns
from sightline.example.effects import baseline, noise
from sightline.example.hours import skip_gap
from sightline.example.planted import OUTAGES_PER_FAILURE_HOUR
from sightline.example.service import MACHINE_SHARES, MACHINES
from sightline.example.world import (
    DAY,
    MONTH_MINUTES,
    MONTHS,
    REGIONS,
    SEGMENTS,
    Floats,
    Ints,
    Streams,
    month_of,
)

SEGMENT_SHARES = (0.45, 0.20, 0.22, 0.13)
YEARLY_FEE = 2_650.0
KINDS = ("contract fees", "call-outs", "parts under contract")
KIND_SHARES = (0.71, 0.17, 0.12)
POSTINGS = (7, 14, 21, 0)  # days of the month on which the ledger is posted; 0 is its last day


def cells(counts: Ints) -> tuple[Ints, Ints]:
    """Return region and month of every row, where each cell of `counts` has so many rows."""
    region, month = (grid.ravel() for grid in np.indices(counts.shape))
    return np.repeat(region, counts.ravel()), np.repeat(month, counts.ravel())


def renewals(streams: Streams, rate: Floats) -> tuple[pa.Table, Floats]:
    """Return one row per contract that came up for renewal, and the measured renewal rate."""
    rng = streams.of("contracts")
    due = np.rint(baseline("contracts_due") + noise(streams, "contracts_due")).astype(np.int64)
    kept = np.clip(np.rint(rate * due), 0, due).astype(np.int64)
    region, month = cells(due)
    luck = rng.random(len(region))
    place = np.lexsort((luck, month, region))
    starts = np.concatenate([[0], np.cumsum(due.ravel())[:-1]])
    within = np.arange(len(region)) - np.repeat(starts, due.ravel())
    renewed = np.zeros(len(region), dtype=np.bool_)
    renewed[place] = within < np.repeat(kept.ravel(), due.ravel())
    length = (MONTH_MINUTES[month + 1] - MONTH_MINUTES[month]) // DAY
    day = MONTH_MINUTES[month] + (rng.random(len(region)) * length).astype(np.int64) * DAY
    rows = np.lexsort((luck, day))
    value = YEARLY_FEE * np.exp(0.55 * rng.standard_normal(len(region)) - 0.15) * 1.03 ** (month / 12)
    table = pa.table({
        "contract_id": columns.numbered("SC", np.arange(1, len(rows) + 1), width=6),
        "due_on": columns.dates(day[rows]),
        "region": columns.named(region[rows], REGIONS),
        "segment": columns.named(rng.choice(4, size=len(rows), p=SEGMENT_SHARES), SEGMENTS),
        "yearly_fee": columns.rounded(value[rows], 2),
        "renewed": pa.array(renewed[rows]),
    })  # fmt: skip
    return table, kept / due


def outages(streams: Streams, failures: Floats, downtime: Floats) -> tuple[pa.Table, Floats, Floats]:
    """Return one row per outage at a customer, the measured number of outages and the measured hours.

    Both follow a common cause, the failures; only the hours move renewals.
    """
    rng = streams.of("outages")
    wanted = baseline("outages") + OUTAGES_PER_FAILURE_HOUR * failures + noise(streams, "outage_count")
    counts = np.maximum(np.rint(wanted), 3).astype(np.int64)
    region, month = cells(counts)
    weight = rng.gamma(1.3, 1.0, len(region))
    cell = region * MONTHS + month
    share = weight / np.bincount(cell, weights=weight, minlength=counts.size)[cell]
    minutes = np.maximum(np.rint(downtime.ravel()[cell] * 60 * share), 4).astype(np.int64)
    length = MONTH_MINUTES[month + 1] - MONTH_MINUTES[month]
    start = MONTH_MINUTES[month] + (rng.random(len(region)) * np.maximum(length - minutes - DAY, 1)).astype(np.int64)
    start = skip_gap(start)
    rows = np.argsort(start, kind="stable")
    start, minutes, region = start[rows], minutes[rows], region[rows]
    hours = np.bincount(region * MONTHS + month_of(start), weights=minutes / 60, minlength=counts.size)
    table = pa.table({
        "outage_id": columns.numbered("OU", np.arange(1, len(rows) + 1), width=5),
        "started_at": columns.instants(start),
        "ended_at": columns.instants(start, later=minutes),
        "region": columns.named(region, REGIONS),
        "machine": columns.named(rng.choice(len(MACHINES), size=len(rows), p=MACHINE_SHARES), MACHINES),
        "minutes": pa.array(minutes),
    })  # fmt: skip
    return table, np.asarray(counts, dtype=np.float64), np.asarray(hours, dtype=np.float64).reshape(counts.shape)


def service_ledger(streams: Streams, revenue: Floats) -> pa.Table:
    """Return the weekly postings of service revenue; they add up to each month and region to the cent."""
    rng = streams.of("service_ledger")
    cents = np.rint(revenue * 100).astype(np.int64)
    parts = len(KINDS) * len(SEGMENTS) * len(POSTINGS)
    plain = np.einsum("k,s,p->ksp", KIND_SHARES, SEGMENT_SHARES, np.full(len(POSTINGS), 1 / len(POSTINGS))).ravel()
    weight = plain * np.exp(0.25 * rng.standard_normal((*cents.shape, parts)))
    amounts = columns.split_cents(cents, weight / weight.sum(axis=-1, keepdims=True))
    region, month, kind, segment, posting = (
        grid.ravel() for grid in np.indices((*cents.shape, len(KINDS), len(SEGMENTS), len(POSTINGS)))
    )
    rows = np.lexsort((kind, segment, region, posting, month))
    after = np.array(POSTINGS)[posting]
    day = np.where(after > 0, MONTH_MINUTES[month] + (after - 1) * DAY, MONTH_MINUTES[month + 1] - DAY)
    return pa.table({
        "booked_on": columns.dates(day[rows]),
        "region": columns.named(region[rows], REGIONS),
        "segment": columns.named(segment[rows], SEGMENTS),
        "kind": columns.named(kind[rows], KINDS),
        "amount": columns.euros(amounts.ravel()[rows]),
    })  # fmt: skip
