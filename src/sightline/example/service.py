"""service_request: reports of broken machines, their repairs, and the engineers who did them.

Machine and severity decide how long a repair takes, and six engineers get most of the hard ones: they look slow and
are not. Only two engineers differ in truth. The share fixed at the first visit follows attrition, two months later.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sightline.example import columns
from sightline.example.effects import baseline, noise
from sightline.example.hours import OPENS, WORKDAY, from_working, iso_texts, skip_gap, to_working
from sightline.example.orders import NEVER
from sightline.example.people import ROLE_IDS, Chooser, Staff
from sightline.example.planted import Planted
from sightline.example.world import (
    DAY,
    END,
    MONTH_MINUTES,
    MONTHS,
    REGIONS,
    SEGMENTS,
    Bools,
    Floats,
    Ints,
    Streams,
    month_of,
)

MACHINES = ("Conveyor", "Pump", "Gearbox", "Crane drive", "Turbine control")
MACHINE_SHARES = (0.30, 0.28, 0.20, 0.13, 0.09)
MACHINE_LOG_HOURS = (0.0, 0.12, 0.30, 0.62, 0.85)
SEVERITIES = ("low", "medium", "high")
SEVERITY_SHARES = (0.45, 0.38, 0.17)
SEVERITY_LOG_HOURS = (0.0, 0.18, 0.42)
REPAIR_LOG_HOURS, REPAIR_SPREAD = 0.72, 0.46
HARD_MACHINE = 3  # from the crane drive on
PACE = (1.25, 1.0, 0.45)  # of answering, by severity
AT_NIGHT = 0.16  # reported at any hour of the day, the rest from the start of the shift on
AT_ONCE = 0.07  # dispatched in the very minute of the triage
WITHDRAWN = 0.021  # the customer found the fault alone
NEVER_CLOSED = 0.004
STEPS = ("Report", "Triage", "Dispatch", "Repair", "Dispatch", "Repair", "Close", "Withdraw")
REPORT, TRIAGE, DISPATCH, REPAIR, DISPATCH_AGAIN, REPAIR_AGAIN, CLOSE, WITHDRAW = range(len(STEPS))
_COORDINATED = (TRIAGE, DISPATCH, DISPATCH_AGAIN, CLOSE, WITHDRAW)


@dataclass(frozen=True, slots=True)
class Requests:
    """All service requests; `hours` are those of the first repair, `fixed` whether no second was needed."""

    region: Ints
    segment: Ints
    machine: Ints
    severity: Ints
    engineer: Ints
    hours: Floats
    fixed: Bools
    times: Ints


@dataclass(frozen=True, slots=True)
class Engineers:
    """Which engineers get the hard cases, and the two who are in truth slower or quicker."""

    specialists: Ints
    slow: int
    quick: int

    @classmethod
    def among(cls, staff: Staff) -> Engineers:
        """Choose engineers who were there all along, two in the larger regions and one in the others."""
        role = ROLE_IDS.index("field_engineer")
        steady = np.flatnonzero((staff.role == role).all(axis=1) & (staff.capacity == 1.0))
        by_region = [steady[staff.region[steady] == r] for r in range(len(REGIONS))]
        specialists = np.concatenate([by_region[0][:2], by_region[1][:2], by_region[2][:1], by_region[3][:1]])
        others = [p for p in steady.tolist() if p not in set(specialists.tolist())]
        return cls(specialists, others[0], others[-1])


def draw_requests(
    streams: Streams, staff: Staff, engineers: Engineers, planted: Planted, *, first_time_fix: Floats
) -> Requests:
    """Return all requests reported in the 36 months, with the planted share of first-time fixes per month of visit."""
    rng = streams.of("requests")
    counts = np.rint(baseline("requests") + noise(streams, "requests")).astype(np.int64)
    region, month = (grid.ravel() for grid in np.indices(counts.shape))
    region, month = np.repeat(region, counts.ravel()), np.repeat(month, counts.ravel())
    reported = _reports(rng, month)
    order = np.argsort(reported, kind="stable")
    reported, region = reported[order], region[order]
    n = len(reported)
    machine = rng.choice(len(MACHINES), size=n, p=MACHINE_SHARES)
    severity = rng.choice(len(SEVERITIES), size=n, p=SEVERITY_SHARES)
    difficulty = np.array(MACHINE_LOG_HOURS)[machine] + np.array(SEVERITY_LOG_HOURS)[severity]
    hours = np.exp(REPAIR_LOG_HOURS + difficulty + REPAIR_SPREAD * rng.standard_normal(n))
    times = _until_dispatch(rng, reported, severity)
    travel = 60 + rng.gamma(1.6, 240, n) * np.array(PACE)[severity]
    _arrive(times, travel, hours)
    visit = np.minimum(times[:, REPAIR], END - 1)
    engineer = _engineers(rng, staff, engineers, machine=machine, month=month_of(visit), region=region)
    own = planted.slow_engineer * (engineer == engineers.slow) + planted.quick_engineer * (engineer == engineers.quick)
    hours = hours * np.exp(own)  # both were there all along, so a later visit never finds them gone
    _arrive(times, travel, hours)
    fixed = _fixed(rng, month_of(times[:, REPAIR]), region, difficulty, first_time_fix)
    _later(rng, times, hours, fixed)
    segment = rng.choice(len(SEGMENTS), size=n, p=(0.44, 0.22, 0.23, 0.11))
    return Requests(region, segment, machine, severity, engineer, hours, fixed, times)


def _reports(rng: np.random.Generator, month: Ints) -> Ints:
    """Machines break around the clock; most are found broken when the shift begins."""
    length = MONTH_MINUTES[month + 1] - MONTH_MINUTES[month]
    day = (rng.random(len(month)) * (length // DAY)).astype(np.int64)
    night = rng.random(len(month)) < AT_NIGHT
    shift = OPENS + 20 + rng.gamma(1.6, 130, len(month))
    minute = np.where(night, rng.integers(0, DAY, len(month)), np.minimum(shift, DAY - 1)).astype(np.int64)
    return skip_gap(MONTH_MINUTES[month] + day * DAY + minute)


def _until_dispatch(rng: np.random.Generator, reported: Ints, severity: Ints) -> Ints:
    n = len(reported)
    times = np.full((n, len(STEPS)), NEVER, dtype=np.int64)
    pace = np.array(PACE)[severity]
    triaged = to_working(reported) + rng.gamma(1.5, 60, n) * pace
    dispatched = triaged + rng.gamma(1.3, 150, n) * pace * (rng.random(n) > AT_ONCE)
    times[:, REPORT], times[:, TRIAGE] = reported, from_working(triaged)
    withdrawn = rng.random(n) < WITHDRAWN
    times[:, DISPATCH] = np.where(withdrawn, NEVER, from_working(dispatched))
    times[withdrawn, WITHDRAW] = from_working(triaged[withdrawn] + rng.gamma(1.2, 200, int(withdrawn.sum())))
    return times


def _arrive(times: Ints, travel: Floats, hours: Floats) -> None:
    """Write the end of the first repair: travel and work, from the dispatch on."""
    sent = times[:, DISPATCH] != NEVER
    begin = to_working(np.where(sent, times[:, DISPATCH], 0))
    times[:, REPAIR] = np.where(sent, from_working(begin + travel + hours * 60), NEVER)


def _engineers(
    rng: np.random.Generator, staff: Staff, engineers: Engineers, *, machine: Ints, month: Ints, region: Ints
) -> Ints:
    """Return who does the first visit; hard machines go to the specialists two times in three."""
    active = (staff.role == ROLE_IDS.index("field_engineer")).astype(np.float64) * staff.capacity[:, None]
    special = np.zeros(len(active), dtype=np.bool_)
    special[engineers.specialists] = True
    everyone = Chooser.over(active * np.where(special, 0.45, 1.0)[:, None], staff.region)
    experts = Chooser.over(active * special[:, None], staff.region)
    chosen = everyone.draw(rng, month, region)
    hard = (machine >= HARD_MACHINE) & (rng.random(len(machine)) < 2 / 3)
    chosen[hard] = experts.draw(rng, month[hard], region[hard])
    return chosen


def _fixed(
    rng: np.random.Generator, month: Ints, region: Ints, difficulty: Floats, first_time_fix: Floats
) -> Bools:  # fmt: skip
    score = difficulty + 0.9 * rng.standard_normal(len(difficulty))
    fixed = np.zeros(len(difficulty), dtype=np.bool_)
    for cell_region in range(len(REGIONS)):
        for cell_month in range(MONTHS):
            here = np.flatnonzero((region == cell_region) & (month == cell_month))
            count = int(np.rint(first_time_fix[cell_region, cell_month] * len(here)))
            fixed[here[np.argsort(score[here], kind="stable")[:count]]] = True
    return fixed


def _later(rng: np.random.Generator, times: Ints, hours: Floats, fixed: Bools) -> None:
    """Write the second visit where one is needed, and the closing."""
    n = len(times)
    visited = times[:, REPAIR] != NEVER
    base = to_working(np.where(visited, times[:, REPAIR], 0))
    again = visited & ~fixed
    back = base + rng.gamma(1.5, 220, n)
    second = back + 120 + rng.gamma(1.8, 420, n) + hours * 12
    times[:, DISPATCH_AGAIN] = np.where(again, from_working(back), NEVER)
    times[:, REPAIR_AGAIN] = np.where(again, from_working(second), NEVER)
    done = np.where(again, second, base) + rng.gamma(1.1, WORKDAY / 6, n)
    forgotten = rng.random(n) < NEVER_CLOSED
    times[:, CLOSE] = np.where(visited & ~forgotten, from_working(done), NEVER)


def events_table(streams: Streams, staff: Staff, requests: Requests) -> pa.Table:
    """Return the event log as a help desk exports it: times as local text with their offset."""
    by_time = np.argsort(requests.times, axis=1, kind="stable")
    times = np.take_along_axis(requests.times, by_time, axis=1)
    case, place = np.nonzero(times < END)
    step, at = by_time[case, place], times[case, place]
    month, region = month_of(at), requests.region[case]
    performer = requests.engineer[case].copy()
    office = np.isin(step, _COORDINATED)
    rng = streams.of("service:performers")
    performer[office] = staff.chooser("service_coordinator").draw(rng, month[office], region[office])
    other = step == REPAIR_AGAIN
    performer[other] = staff.chooser("field_engineer").draw(rng, month[other], region[other])
    plain = tuple(dict.fromkeys(STEPS))
    codes = np.array([plain.index(name) for name in STEPS])
    return pa.table({
        "event_id": columns.numbered("EV", np.arange(1, len(case) + 1), width=7),
        "request_id": columns.numbered("SR", case + 1, width=6),
        "activity": columns.named(codes[step], plain),
        "happened_at": pa.array(iso_texts(at), pa.string()),
        "employee": columns.named(performer, staff.person_ids, missing=step == REPORT),
        "region": columns.named(region, REGIONS),
        "severity": columns.named(requests.severity[case], SEVERITIES),
        "machine": columns.named(requests.machine[case], MACHINES),
    })  # fmt: skip


def visits_table(staff: Staff, requests: Requests) -> pa.Table:
    """Return one row per first visit that was made: who, what, how long, and whether it was enough."""
    rows = np.flatnonzero(requests.times[:, REPAIR] < END)
    rows = rows[np.argsort(requests.times[rows, REPAIR], kind="stable")]
    return pa.table({
        "request_id": columns.numbered("SR", rows + 1, width=6),
        "reported_at": columns.instants(requests.times[rows, REPORT]),
        "visited_at": columns.instants(requests.times[rows, REPAIR]),
        "engineer": columns.named(requests.engineer[rows], staff.person_ids),
        "region": columns.named(requests.region[rows], REGIONS),
        "segment": columns.named(requests.segment[rows], SEGMENTS),
        "machine": columns.named(requests.machine[rows], MACHINES),
        "severity": columns.named(requests.severity[rows], SEVERITIES),
        "repair_hours": columns.rounded(requests.hours[rows], 2),
        "fixed_first_visit": pa.array(requests.fixed[rows]),
    })  # fmt: skip


def measured_fix_share(requests: Requests, *, default: Floats) -> Floats:
    """Return the share of first visits that fixed the machine, regions x months of the visit."""
    made = requests.times[:, REPAIR] < END
    cell = requests.region[made] * MONTHS + month_of(requests.times[made, REPAIR])
    size = len(REGIONS) * MONTHS
    all_visits = np.bincount(cell, minlength=size)
    fixed = np.bincount(cell, weights=requests.fixed[made], minlength=size)
    share = np.where(all_visits > 0, fixed / np.maximum(all_visits, 1), default.ravel())
    return np.asarray(share, dtype=np.float64).reshape(len(REGIONS), MONTHS)
