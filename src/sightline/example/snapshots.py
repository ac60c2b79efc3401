"""Month-end tables: receivables, payables, market, pipeline and quotes, workforce, portal and campaigns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from sightline.example import columns
from sightline.example.effects import Drivers, baseline, noise
from sightline.example.world import (
    CATEGORIES,
    DAY,
    END,
    MONTH_MINUTES,
    MONTHS,
    REGIONS,
    SEGMENTS,
    Floats,
    Ints,
    Streams,
)

AGES = ("not due", "1 to 30 days late", "over 30 days late")
AGE_SHARES = (0.71, 0.20, 0.09)
SERVICE_SEGMENTS = (0.45, 0.20, 0.22, 0.13)
CATEGORY_SHARES = (0.33, 0.24, 0.25, 0.18)
STAGES = ("qualified", "offered", "negotiated")
STAGE_SHARES = (0.42, 0.36, 0.22)
QUOTES_PER_ORDER = 0.55
QUOTES_WON, QUOTES_UNANSWERED = 0.38, 0.08
SUPPLIERS = ("Bearing makers", "Drive makers", "Hydraulics", "Electrical", "Freight", "Other")
SUPPLIER_SHARES = (0.28, 0.22, 0.20, 0.14, 0.10, 0.06)


def _grid(*extra: int) -> tuple[Ints, ...]:
    """Return month, region and further indices of a full grid, month first."""
    return tuple(axis.ravel() for axis in np.indices((MONTHS, len(REGIONS), *extra)))


def receivables(streams: Streams, total: Floats, open_parts: Floats) -> tuple[pa.Table, Floats]:
    """Return open amounts at each month's end by what was sold and age, and the measured totals.

    Open parts invoices are those of the invoices table; service contracts owe the rest of the planted total.
    """
    rng = streams.of("receivables")
    service = np.maximum(total - open_parts.sum(axis=1), 60_000.0)
    split = service[:, None, :] * np.array(SERVICE_SEGMENTS)[None, :, None]
    cents = np.rint(np.stack([open_parts, split], axis=2) * 100).astype(np.int64).transpose(3, 0, 1, 2)
    weight = np.array(AGE_SHARES) * np.exp(0.12 * rng.standard_normal((*cents.shape, len(AGES))))
    amounts = columns.split_cents(cents, weight / weight.sum(axis=-1, keepdims=True))
    month, region, segment, kind, age = _grid(len(SEGMENTS), 2, len(AGES))
    table = pa.table({
        "snapshot_on": columns.month_ends(month),
        "region": columns.named(region, REGIONS),
        "segment": columns.named(segment, SEGMENTS),
        "sold": columns.named(kind, ("parts", "service")),
        "age": columns.named(age, AGES),
        "amount_open": columns.euros(amounts.ravel()),
    })  # fmt: skip
    return table, cents.sum(axis=(2, 3)).T / 100


def payables(streams: Streams) -> pa.Table:
    """Return what is owed to suppliers at each month's end."""
    rng = streams.of("payables")
    cents = np.rint((baseline("payables") + noise(streams, "payables")) * 100).astype(np.int64).T
    weight = np.array(SUPPLIER_SHARES) * np.exp(0.2 * rng.standard_normal((*cents.shape, len(SUPPLIERS))))
    amounts = columns.split_cents(cents, weight / weight.sum(axis=-1, keepdims=True))
    month, region, supplier = _grid(len(SUPPLIERS))
    return pa.table({
        "snapshot_on": columns.month_ends(month),
        "region": columns.named(region, REGIONS),
        "suppliers": columns.named(supplier, SUPPLIERS),
        "amount_open": columns.euros(amounts.ravel()),
    })  # fmt: skip


def market(streams: Streams, *, share: Floats, own: Floats, price_gap: Floats) -> pa.Table:
    """Return own and total sales of spare parts by region and category, as the trade association reports them."""
    rng = streams.of("market")
    weight = np.array(CATEGORY_SHARES) * np.exp(0.05 * rng.standard_normal((MONTHS, len(REGIONS), len(CATEGORIES))))
    weight = weight / weight.sum(axis=-1, keepdims=True)
    own_cents = np.rint(own.T).astype(np.int64) * 100
    all_cents = np.rint(own / share).T.astype(np.int64) * 100
    month, region, category = _grid(len(CATEGORIES))
    basket = np.rint(all_cents / 1_000)
    return pa.table({
        "month_end": columns.month_ends(month),
        "region": columns.named(region, REGIONS),
        "category": columns.named(category, CATEGORIES),
        "own_sales": columns.euros(columns.split_cents(own_cents, weight).ravel()),
        "market_sales": columns.euros(columns.split_cents(all_cents, weight).ravel()),
        "basket_at_market_prices": columns.rounded((basket[..., None] * weight).ravel(), 2),
        "basket_at_own_prices": columns.rounded(((basket * (1 + price_gap.T))[..., None] * weight).ravel(), 2),
    })  # fmt: skip


def pipeline(streams: Streams, value: Floats) -> pa.Table:
    """Return the weighted value of open offers at each month's end."""
    rng = streams.of("pipeline")
    plain = np.einsum("s,g->sg", (0.46, 0.19, 0.21, 0.14), STAGE_SHARES).ravel()
    cents = np.rint(value * 100).astype(np.int64).T
    weight = plain * np.exp(0.3 * rng.standard_normal((*cents.shape, len(plain))))
    amounts = columns.split_cents(cents, weight / weight.sum(axis=-1, keepdims=True))
    month, region, segment, stage = _grid(len(SEGMENTS), len(STAGES))
    return pa.table({
        "snapshot_on": columns.month_ends(month),
        "region": columns.named(region, REGIONS),
        "segment": columns.named(segment, SEGMENTS),
        "stage": columns.named(stage, STAGES),
        "weighted_value": columns.euros(amounts.ravel()),
    })  # fmt: skip


def quotes(streams: Streams, orders: Ints) -> pa.Table:
    """Return what happened to each quote: sent, then won or lost within weeks, or still open."""
    rng = streams.of("quotes")
    counts = np.rint(orders * QUOTES_PER_ORDER).astype(np.int64)
    region, month = (np.repeat(grid.ravel(), counts.ravel()) for grid in np.indices(counts.shape))
    n = len(region)
    length = MONTH_MINUTES[month + 1] - MONTH_MINUTES[month]
    sent = MONTH_MINUTES[month] + (rng.random(n) * (length // DAY)).astype(np.int64) * DAY + rng.integers(480, 1080, n)
    rows = np.argsort(sent, kind="stable")
    sent, region = sent[rows], region[rows]
    answered = sent + np.rint(rng.gamma(1.7, 13, n)).astype(np.int64) * DAY + rng.integers(5, 300, n)
    fate = np.where(rng.random(n) < QUOTES_WON, 1, 2)
    answered = np.where(rng.random(n) < QUOTES_UNANSWERED, END, answered)
    number, value = np.arange(1, n + 1), np.rint(np.exp(8.9 + 0.7 * rng.standard_normal(n)))
    told = answered < END
    at = np.concatenate([sent, answered[told]])
    order = np.argsort(at, kind="stable")
    return pa.table({
        "quote_id": columns.numbered("QU", np.concatenate([number, number[told]])[order], width=6),
        "event": columns.named(np.concatenate([np.zeros(n, int), fate[told]])[order], ("sent", "won", "lost")),
        "changed_at": columns.instants(at[order]),
        "region": columns.named(np.concatenate([region, region[told]])[order], REGIONS),
        "value": pa.array(np.concatenate([value, value[told]])[order]),
    })  # fmt: skip


def workforce(drivers: Drivers) -> tuple[pa.Table, Floats, Floats]:
    """Return field technicians, own and partners', by month and region; and measured attrition and training."""
    heads = np.rint(np.array([96.0, 80.0, 70.0, 62.0])[:, None] + 2.0 * np.arange(MONTHS) / 12)
    leavers = np.round(np.maximum(drivers.attrition, 0.001) * heads, 2)
    training = np.round(drivers.training_hours * heads, 0)
    month, region = _grid()
    table = pa.table({
        "month_end": columns.month_ends(month),
        "region": columns.named(region, REGIONS),
        "headcount_fte": pa.array(heads.T.ravel()),
        "leavers_fte": pa.array(leavers.T.ravel()),
        "training_hours": pa.array(training.T.ravel()),
    })  # fmt: skip
    return table, leavers / heads, training / heads


def portal(drivers: Drivers) -> tuple[pa.Table, Floats]:
    """Return active customers and those who use the portal; and the measured share."""
    customers = np.rint(np.array([1_240.0, 980.0, 860.0, 720.0])[:, None] + 22.0 * np.arange(MONTHS) / 12)
    users = np.rint(drivers.portal_share * customers)
    month, region = _grid()
    table = pa.table({
        "month_end": columns.month_ends(month),
        "region": columns.named(region, REGIONS),
        "customers": pa.array(customers.T.ravel().astype(np.int64)),
        "portal_customers": pa.array(users.T.ravel().astype(np.int64)),
    })  # fmt: skip
    return table, users / customers


def campaigns(drivers: Drivers) -> tuple[pa.Table, Floats]:
    """Return campaign contacts and their cost; and the measured contacts."""
    contacts = np.rint(np.maximum(drivers.campaign_contacts, 0))
    month, region = _grid()
    table = pa.table({
        "month_end": columns.month_ends(month),
        "region": columns.named(region, REGIONS),
        "contacts": pa.array(contacts.T.ravel().astype(np.int64)),
        "cost": columns.rounded(contacts.T.ravel() * 6.4 + 350.0, 2),
    })  # fmt: skip
    return table, contacts
