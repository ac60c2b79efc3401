"""What is true in Halden Parts: every size, delay, month and place that the data are grown from.

`effects.py` and the tables follow these numbers; `truth.py` writes them beside the data. Nothing else knows them.
"""

from __future__ import annotations

from dataclasses import dataclass

from sightline.example.world import EAST, NORTH, SLOW_FROM, SOUTH, WEST


@dataclass(frozen=True, slots=True)
class Effect:
    """One declared effect as it truly is, in one region.

    `per_unit` is in units of `on` per unit of `driver` and holds in each region; 0.0 for a null effect. `extensive`
    says whether the driver and the moved metric are totals that add over regions (then the company's figure differs).
    """

    driver: str
    on: str
    lag: int
    per_unit: float
    extensive: tuple[bool, bool] = (False, False)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Noise:
    """How much a series moves by itself: innovation and memory of an AR(1), and the share common to all regions."""

    innovation: float
    memory: float
    common: float = 0.0


@dataclass(frozen=True, slots=True)
class Slowdown:
    """The step that slows: mean days between receipt and credit check, before and after, in one region."""

    region: int = NORTH
    month: int = SLOW_FROM
    before_days: float = 1.2
    after_days: float = 2.9


@dataclass(frozen=True, slots=True)
class Delivered:
    """An initiative that was delivered: what was promised for a metric and what came, in the regions that had it."""

    initiative: str
    metric: str
    month: int
    regions: tuple[int, ...]
    promised: tuple[float, float, float]
    realised: float


@dataclass(frozen=True, slots=True)
class Drift:
    """How the hours of one role move between activities, from one month on.

    The mix moves from `agreed` to `demanded` because other work arrives, and from there to `actual` because other
    work is assigned. Both moves point the same way in every activity, so their total variations add.
    """

    role: str = "credit_analyst"
    month: int = SLOW_FROM
    activities: tuple[str, ...] = ("check_credit", "limit_review", "dunning", "insurer_report")
    agreed: tuple[float, ...] = (0.58, 0.20, 0.14, 0.08)
    actual: tuple[float, ...] = (0.40, 0.17, 0.20, 0.23)
    demand_grows: tuple[float, ...] = (1.0, 1.0, 1.5, 1.09)  # hours of each activity, whoever does it
    outside: tuple[float, ...] = (0.03, 0.0, 0.0, 0.15)  # done by outside firms before, per hour of the role

    @property
    def demanded(self) -> tuple[float, ...]:
        """The mix had every activity's hours kept their split between the role and the outside firms."""
        hours = [share * grows for share, grows in zip(self.agreed, self.demand_grows, strict=True)]
        return tuple(hour / sum(hours) for hour in hours)

    @property
    def outside_after(self) -> tuple[float, ...]:
        """What outside firms do afterwards, per hour of the role: the demand that the role no longer meets."""
        parts = zip(self.agreed, self.outside, self.demand_grows, self.actual, strict=True)
        return tuple((own + away) * grows - now for own, away, grows, now in parts)


@dataclass(frozen=True, slots=True)
class Planted:
    """All planted truths of one world; change one to see what the enterprise would be without it."""

    slowdown: Slowdown = Slowdown()
    drift: Drift = Drift()
    delivered: tuple[Delivered, ...] = (
        Delivered("dispatch_board", "first_time_fix", 19, (SOUTH, WEST), (0.02, 0.05, 0.08), 0.030),
        Delivered("invoice_at_shipment", "invoice_delay", 15, (EAST, SOUTH), (-0.9, -0.6, -0.3), -0.45),
    )
    slow_engineer: float = 0.30  # true individual effects on the log of repair hours, the only two there are
    quick_engineer: float = -0.26


EFFECTS: tuple[Effect, ...] = (
    Effect("credit_check_time", "lead_time", 0, 1.0, note="one more day of checking is one more day of lead time"),
    Effect("lead_time", "on_time_share", 0, -0.10),
    Effect("on_time_share", "renewal_rate", 2, 0.70, note="customers remember late parts when the contract comes up"),
    Effect("renewal_rate", "service_revenue", 1, 1_100_000.0, (False, True), "fees are invoiced the month after"),
    Effect("attrition", "first_time_fix", 2, -4.0, note="new technicians come twice"),
    Effect("first_time_fix", "downtime_hours", 1, -1_500.0, (False, True)),
    Effect("downtime_hours", "renewal_rate", 1, -0.0004, (True, False)),
    Effect("pipeline", "orders", 2, 0.00018, (True, True)),
    Effect("price_gap", "market_share", 1, -0.35),
    Effect("invoice_delay", "receivables", 1, 120_000.0, (False, True)),
    Effect("outages", "renewal_rate", 1, 0.0, (True, False), "confounded: outages and downtime share a cause"),
    Effect("portal_share", "renewal_rate", 2, 0.0, note="the driver of the committee's favourite"),
    Effect("training_hours", "first_time_fix", 2, 0.0),
    Effect("campaign_contacts", "orders", 1, 0.0, (True, True)),
)

NOISE: dict[str, Noise] = {
    "credit_check_time": Noise(0.10, 0.8, 0.2),
    "pick_days": Noise(0.08, 0.4, 0.2),
    "on_time_share": Noise(0.011, 0.5),
    "renewal_rate": Noise(0.011, 0.5),
    "service_revenue": Noise(20_000.0, 0.5),
    "attrition": Noise(0.0032, 0.6, 0.2),
    "first_time_fix": Noise(0.012, 0.5),
    "failures": Noise(16.0, 0.6),  # hours: the common cause of outages and downtime
    "downtime_hours": Noise(12.0, 0.3),
    "outage_count": Noise(2.2, 0.3),
    "pipeline": Noise(62_000.0, 0.6, 0.3),
    "orders": Noise(6.0, 0.4),
    "price_gap": Noise(0.0095, 0.6, 0.3),
    "market_share": Noise(0.0028, 0.5),
    "invoice_delay": Noise(0.16, 0.6, 0.2),
    "receivables": Noise(17_000.0, 0.5),
    "portal_share": Noise(0.014, 0.6, 0.3),
    "training_hours": Noise(0.55, 0.5, 0.3),
    "campaign_contacts": Noise(34.0, 0.6, 0.3),
    "payables": Noise(30_000.0, 0.5, 0.3),
    "requests": Noise(3.5, 0.4, 0.3),
    "contracts_due": Noise(7.0, 0.2, 0.2),
}

OUTAGES_PER_FAILURE_HOUR = 0.28  # how strongly the common cause shows in the number of outages


def effect(driver: str, on: str) -> Effect:
    """Return the planted effect between two metrics."""
    return next(edge for edge in EFFECTS if (edge.driver, edge.on) == (driver, on))
