"""Tickets: the hours people spend, by activity; the work of one role drifts, everybody else's stays as agreed.

Hours of a role follow its agreed mix with sampling noise. From the planted month on, credit analysts get more dunning
because more arrives (demand) and write the insurer's reports that an outside firm wrote before, while an outside
bureau takes over checks (assignment). The outside firms' ids, X901 and X902, are in no table of people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sightline.example import columns
from sightline.example.hours import CLOSES, OPENS, WORKDAY, from_working, to_working, workdays
from sightline.example.people import ROLE_IDS, Staff
from sightline.example.planted import Drift
from sightline.example.world import DAY, END, MONTH_MINUTES, MONTHS, Floats, Ints, Streams

# Share of hours by activity, as agreed. Names of a process's activities carry the process.
MIXES: dict[str, tuple[tuple[str, float], ...]] = {
    "account_manager": (
        ("order_to_cash.receive_order", 0.30), ("quote", 0.34), ("customer_visit", 0.26), ("admin", 0.10),
    ),
    "billing_clerk": (("order_to_cash.invoice", 0.62), ("order_to_cash.correct_invoice", 0.14), ("reconcile", 0.24)),
    "warehouse_operator": (("order_to_cash.pick", 0.52), ("order_to_cash.ship", 0.33), ("stock_count", 0.15)),
    "service_coordinator": (
        ("service_request.triage", 0.34), ("service_request.dispatch", 0.31), ("service_request.close", 0.15),
        ("contract_care", 0.20),
    ),
    "field_engineer": (("service_request.repair", 0.76), ("inspection", 0.16), ("admin", 0.08)),
    "integration_engineer": (("change_request", 0.55), ("incident", 0.30), ("project", 0.15)),
    "operations_manager": (("planning", 0.60), ("supplier_talks", 0.40)),
    "service_manager": (("planning", 0.55), ("customer_visit", 0.45)),
    "head_of_sales": (("planning", 0.45), ("customer_visit", 0.55)),
}  # fmt: skip
IN_PROCESS = {"check_credit": "order_to_cash.check_credit"}
OUTSIDE = ("X901", "X902")  # the credit bureau and the accountants
TICKETS_A_MONTH = 10.0
HOURS_A_MONTH = 138.0
UNTAKEN = 2  # days: what came in since then and is open, nobody has taken yet
GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True, slots=True)
class _Batch:
    """Tickets of one group of performers: person (-1 and -2 are the outside firms), activity, month, hours."""

    person: Ints
    activity: Ints
    month: Ints
    hours: Floats


def tickets(streams: Streams, staff: Staff, drift: Drift) -> pa.Table:
    """Return one row per ticket; `closed_at` is empty while it is open."""
    names = _activity_names(drift)
    rng = streams.of("tickets")
    batches = [_of_role(rng, staff, role, names, drift) for role in (*MIXES, drift.role)]
    batches.append(_outside(rng, staff, names, drift))
    person, activity, month, hours = (
        np.concatenate([getattr(batch, name) for batch in batches]) for name in ("person", "activity", "month", "hours")
    )
    worked = np.flatnonzero(workdays())
    first, after = (np.searchsorted(worked, MONTH_MINUTES[month + step] // DAY) for step in (0, 1))
    day = worked[first + (rng.random(len(month)) * (after - first)).astype(np.int64)]
    opened = day * DAY + rng.integers(OPENS, CLOSES, len(month))
    rows = np.argsort(opened, kind="stable")
    person, activity, hours, opened = person[rows], activity[rows], hours[rows], opened[rows]
    closed = from_working(to_working(opened) + hours * 60 + rng.gamma(1.2, WORKDAY, len(rows)))
    ids = (*staff.person_ids, OUTSIDE[1], OUTSIDE[0])
    waiting = (closed >= END) & (opened >= END - UNTAKEN * DAY) & (person >= 0)
    return pa.table({
        "ticket_id": columns.numbered("T", np.arange(1, len(rows) + 1), width=6),
        "assignee": columns.named(np.where(person < 0, len(ids) + person, person), ids, missing=waiting),
        "activity": columns.named(activity, names),
        "hours": columns.rounded(hours, 2),
        "opened_at": columns.instants(opened),
        "due_at": columns.instants(opened + rng.choice([3, 5, 10], size=len(rows), p=(0.3, 0.5, 0.2)) * DAY),
        "closed_at": columns.instants(closed, missing=closed >= END),
    })  # fmt: skip


def _activity_names(drift: Drift) -> tuple[str, ...]:
    told = [name for mix in MIXES.values() for name, _ in mix] + [IN_PROCESS.get(a, a) for a in drift.activities]
    return tuple(dict.fromkeys(told))


def _of_role(rng: np.random.Generator, staff: Staff, role: str, names: tuple[str, ...], drift: Drift) -> _Batch:
    held = staff.role == ROLE_IDS.index(role)
    month, person = np.nonzero(held.T)
    count = rng.poisson(TICKETS_A_MONTH * staff.capacity[person])
    person, month = np.repeat(person, count), np.repeat(month, count)
    if role == drift.role:
        codes = np.array([names.index(IN_PROCESS.get(a, a)) for a in drift.activities])
        late = month >= drift.month
        pick = np.where(late, _pick(rng, drift.actual, len(month)), _pick(rng, drift.agreed, len(month)))
    else:
        codes = np.array([names.index(name) for name, _ in MIXES[role]])
        pick = _pick(rng, tuple(share for _, share in MIXES[role]), len(month))
    return _Batch(person, codes[pick], month, _hours(rng, len(month)))


def _pick(rng: np.random.Generator, shares: tuple[float, ...], n: int) -> Ints:
    """Return activities in their shares, evenly: every stretch of tickets has about the whole mix.

    Work is handed out in turn, so a mix strays less than by chance; the steps of the golden ratio do that.
    """
    steps = (rng.random() + np.arange(n) * GOLDEN) % 1.0
    return np.searchsorted(np.cumsum(shares)[:-1], steps, side="right").astype(np.int64)


def _hours(rng: np.random.Generator, n: int) -> Floats:
    mean = HOURS_A_MONTH / TICKETS_A_MONTH
    return np.asarray(np.maximum(rng.gamma(8.0, mean / 8.0, n), 0.25), dtype=np.float64)


def _outside(rng: np.random.Generator, staff: Staff, names: tuple[str, ...], drift: Drift) -> _Batch:
    analysts = (staff.role == ROLE_IDS.index(drift.role)).sum(axis=0)
    late = np.arange(MONTHS) >= drift.month
    shares = np.where(late, np.array(drift.outside_after)[:, None], np.array(drift.outside)[:, None])
    count = rng.poisson(shares * analysts * TICKETS_A_MONTH)
    work, month = (np.repeat(grid.ravel(), count.ravel()) for grid in np.indices(count.shape))
    codes = np.array([names.index(IN_PROCESS.get(name, name)) for name in drift.activities])
    firm = np.where(np.array(drift.activities)[work] == "insurer_report", -2, -1)
    return _Batch(firm, codes[work], month, _hours(rng, len(month)))
