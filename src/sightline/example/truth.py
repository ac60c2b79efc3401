"""`truth.json`: what is true in the example, so that what Sightline finds can be judged.

Sizes are those the data were grown from; `measured` figures beside them are what a reader can compute.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sightline.example.build import World
from sightline.example.planted import EFFECTS, NOISE, Drift, Effect, effect
from sightline.example.service import HARD_MACHINE, MACHINE_LOG_HOURS, MACHINES, SEVERITIES, SEVERITY_LOG_HOURS
from sightline.example.work import OUTSIDE
from sightline.example.world import DEFAULT_CASES, MONTHS, REGIONS, SEGMENTS, Floats, month_label

VERSION = 1
CHAIN = (
    ("credit_check_time", "lead_time"), ("lead_time", "on_time_share"), ("on_time_share", "renewal_rate"),
    ("renewal_rate", "service_revenue"),
)  # fmt: skip

Document = dict[str, Any]


def document(world: World) -> Document:
    """Return the whole truth of a world as plain values for JSON."""
    return {
        "example": True,
        "version": VERSION,
        "seed": world.streams.seed,
        "cases": world.cases,
        "as_of": "2026-10-31",
        "months": [month_label(0), month_label(MONTHS - 1)],
        "regions": list(REGIONS),
        "segments": list(SEGMENTS),
        "effects": [_effect(world, edge) for edge in EFFECTS],
        "noise": {
            name: {"innovation": level.innovation, "memory": level.memory, "common_share": level.common}
            for name, level in NOISE.items()
        },
        "confounded": {
            "drivers": ["outages", "downtime_hours"],
            "on": "renewal_rate",
            "cause": "failures of old machines, which no table tells; only downtime moves renewals",
            "correlation": round(_within(world.measured["outages"], world.measured["downtime_hours"]), 3),
        },
        "slow_step": _slow_step(world),
        "chain": _chain(world),
        "drift": _drift(world.planted.drift),
        "people": _people(world),
        "initiatives": _initiatives(world),
        "counts": world.counts,
    }


def _effect(world: World, edge: Effect) -> Document:
    """Describe one effect; a company total moves by the sum over the regions it is true in."""
    size = _scaled(world, edge)
    from_total, to_total = edge.extensive
    company = size * (len(REGIONS) if to_total and not from_total else 1)
    company /= len(REGIONS) if from_total and not to_total else 1
    return {
        "driver": edge.driver,
        "on": edge.on,
        "lag": edge.lag,
        "per_unit": size,
        "per_unit_company": company,
        "null": edge.per_unit == 0.0,
        "note": edge.note,
    }


def _scaled(world: World, edge: Effect) -> float:
    """Orders are the only metric whose numbers follow the number of cases."""
    return edge.per_unit * (world.cases / DEFAULT_CASES if edge.on == "orders" else 1.0)


def _slow_step(world: World) -> Document:
    slow = world.planted.slowdown
    days = world.measured["credit_check_time"][slow.region]
    return {
        "process": "order_to_cash",
        "activity": "check_credit",
        "metric": "credit_check_time",
        "region": REGIONS[slow.region],
        "from": month_label(slow.month),
        "before_days": slow.before_days,
        "after_days": slow.after_days,
        "measured_before_days": round(float(days[: slow.month].mean()), 3),
        "measured_after_days": round(float(days[slow.month :].mean()), 3),
        "role": "credit_analyst",
    }


def _chain(world: World) -> Document:
    """Follow one region's slowdown to service revenue: per month once it has arrived, and in the story's months."""
    slow = world.planted.slowdown
    days = slow.after_days - slow.before_days
    links = [effect(*pair) for pair in CHAIN]
    lag = sum(link.lag for link in links)
    per_day = float(np.prod([link.per_unit for link in links]))
    months = max(MONTHS - slow.month - lag, 0)
    return {
        "path": ["order_to_cash.check_credit", *(driver for driver, _ in CHAIN), "service_revenue", "grow_service"],
        "lag": lag,
        "per_day_per_month": per_day,
        "days": days,
        "per_month": per_day * days,
        "months_arrived": months,
        "service_revenue_lost": per_day * days * months,
    }


def _drift(drift: Drift) -> Document:
    agreed, demanded, actual = (np.array(mix) for mix in (drift.agreed, drift.demanded, drift.actual))
    return {
        "role": drift.role,
        "from": month_label(drift.month),
        "activities": list(drift.activities),
        "agreed": list(drift.agreed),
        "after_demand": list(drift.demanded),
        "actual": list(drift.actual),
        "total_variation": _variation(agreed, actual),
        "demand": _variation(agreed, demanded),
        "assignment": _variation(demanded, actual),
        "goals": 0.0,
        "outside_performers": list(OUTSIDE),
        "how": (
            "Demand is what the role's mix would be had every activity's hours kept their split over performers; "
            "assignment is the rest. Both moves point the same way in every activity, so the parts add."
        ),
    }


def _variation(before: Floats, after: Floats) -> float:
    return round(float(np.abs(after - before).sum()) / 2, 6)


def _people(world: World) -> Document:
    ids, planted, who = world.staff.person_ids, world.planted, world.engineers
    return {
        "metric": "repair_hours",
        "hard_cases": [ids[person] for person in who.specialists],
        "hard_machines": list(MACHINES[HARD_MACHINE:]),
        "log_hours_by_machine": dict(zip(MACHINES, MACHINE_LOG_HOURS, strict=True)),
        "log_hours_by_severity": dict(zip(SEVERITIES, SEVERITY_LOG_HOURS, strict=True)),
        "true_effects": {ids[who.slow]: planted.slow_engineer, ids[who.quick]: planted.quick_engineer},
        "everyone_else": 0.0,
        "why": "All durations come from the case, the step, the region and the month; only these two people differ.",
    }


def _initiatives(world: World) -> Document:
    per_month = {driver: sensitivity(driver) for driver in ("credit_check_time", "lead_time", "downtime_hours")}
    return {
        "favourite": {"initiative": "customer_portal", "committee_rank": 1, "driver": "portal_share", "worth": 0.0},
        "best": {"initiative": "automate_credit_check", "needs": ["credit_api"], "driver": "credit_check_time"},
        "moves_nothing": ["customer_portal", "spring_campaign", "training_academy", "outage_hotline"],
        "service_revenue_per_month": per_month
        | {driver: sensitivity(driver) for driver in ("renewal_rate", "on_time_share", "first_time_fix", "attrition")},
        "delivered": [
            {
                "initiative": item.initiative,
                "metric": item.metric,
                "from": month_label(item.month),
                "regions": [REGIONS[r] for r in item.regions],
                "promised": list(item.promised),
                "realised": item.realised,
            }
            for item in world.planted.delivered
        ],
    }


def sensitivity(driver: str) -> float:
    """Return euros of service revenue a month, over all regions, per unit of a driver kept up in every region.

    For a driver that adds over regions the unit is one unit in each of them.
    """
    if driver == "service_revenue":
        return 1.0
    total = 0.0
    for edge in EFFECTS:
        if edge.driver == driver and edge.per_unit != 0.0:
            total += edge.per_unit * sensitivity(edge.on) * (len(REGIONS) if edge.on == "service_revenue" else 1)
    return total


def _within(one: Floats, other: Floats) -> float:
    """Return the correlation of two series after region and month means are taken out."""
    left, right = (x - x.mean(axis=0) - x.mean(axis=1, keepdims=True) + x.mean() for x in (one, other))
    return float((left * right).sum() / np.sqrt((left**2).sum() * (right**2).sum()))
