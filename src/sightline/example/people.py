"""The 140 people of Halden Parts: pseudonyms, display names, roles from a date to a date, units, managers, capacity.

Names are combined at random from common first and last names; nobody real is meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import pyarrow as pa

from sightline.example.world import MONTHS, REGIONS, Floats, Ints, Streams, month_end, month_start

# role, unit, how many of the 140, manager's role, the work outside processes and its share of hours
ROLES: tuple[tuple[str, str, int, str], ...] = (
    ("chief_commercial_officer", "sales", 1, ""),
    ("chief_financial_officer", "finance", 1, ""),
    ("head_of_sales", "sales", 1, "chief_commercial_officer"),
    ("account_manager", "sales", 22, "head_of_sales"),
    ("credit_analyst", "finance", 9, "chief_financial_officer"),
    ("billing_clerk", "finance", 10, "chief_financial_officer"),
    ("operations_manager", "logistics", 2, "chief_commercial_officer"),
    ("warehouse_operator", "logistics", 38, "operations_manager"),
    ("service_manager", "service", 2, "chief_commercial_officer"),
    ("service_coordinator", "service", 10, "service_manager"),
    ("field_engineer", "service", 34, "service_manager"),
    ("integration_engineer", "technology", 10, "chief_financial_officer"),
)
ROLE_IDS = tuple(role for role, *_ in ROLES)
UNIT_OF = {role: unit for role, unit, *_ in ROLES}
HEADCOUNT = sum(count for _, _, count, _ in ROLES)
STEADY = frozenset({"chief_commercial_officer", "chief_financial_officer", "head_of_sales"})
REPLACEMENTS = 15  # people who left and were followed by a new one in the same post
PROMOTIONS = (("billing_clerk", "credit_analyst"), ("warehouse_operator", "service_coordinator"))
HOME = 0.82  # share of a person's work done for the own region, where the role is cut by region


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words(
    "Anouk Bram Carlijn Daan Elif Femke Gijs Hanna Ilse Jasper Karim Lotte Maarten Noor Olivier Pien "
    "Quinten Roos Sander Tess Umut Vera Wouter Xander Yara Zeynep Arjan Bente Cem Dewi Emma Floris Greta "
    "Hugo Iris Joris Kim Lars Mila Nadia Otto Petra Ruben Sofie Thijs Ursula Viktor Willem Yusuf Zoe"
)
LAST_NAMES = _words(
    "Aalders Bakker Claassen Dijkstra Evers Faber Gerritsen Hendriks Iversen Jansma Kuipers Lammers "
    "Mulder Nijland Oosterhuis Postma Quist Rietveld Schouten Terpstra Ubels Veenstra Wiersma Yilmaz "
    "Zandstra Arslan Boersma Croon Demir Elzinga Feenstra Goossens Hoekstra Kaya Lindeman Meijer "
    "Noordhoek Okafor Pietersen Reinders"
)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who holds which role, month by month.

    `role` is people x months, -1 where the person is not employed; `person_ids` and `region` are per person.
    """

    person_ids: tuple[str, ...]
    display_names: tuple[str, ...]
    role: Ints
    region: Ints
    capacity: Floats

    def chooser(self, role: str) -> Chooser:
        """Return the table from which performers of a role are drawn."""
        active = (self.role == ROLE_IDS.index(role)).astype(np.float64)
        return Chooser.over(active * self.capacity[:, None], self.region)


@dataclass(frozen=True, slots=True)
class Chooser:
    """Draws persons by month and region with one search over stacked cumulative weights."""

    stacked: Floats
    people: int

    @classmethod
    def over(cls, weights: Floats, region: Ints) -> Chooser:
        """Return a chooser over people x months of weights, higher in each person's own region."""
        people = weights.shape[0]
        near = np.where(region[:, None] == np.arange(len(REGIONS)), HOME, (1 - HOME) / (len(REGIONS) - 1))
        shares = weights[:, :, None] * near[:, None, :]
        running = np.cumsum(shares, axis=0) / shares.sum(axis=0)
        groups = np.moveaxis(running, 0, -1).reshape(-1, people)
        return cls((groups + np.arange(len(groups))[:, None]).ravel(), people)

    def draw(self, rng: np.random.Generator, month: Ints, region: Ints) -> Ints:
        """Return one person index per event, by the event's month and region."""
        group = np.minimum(month, MONTHS - 1) * len(REGIONS) + region
        found = np.searchsorted(self.stacked, group + rng.random(len(group)), side="right")
        return np.asarray(np.minimum(found - group * self.people, self.people - 1), dtype=np.int64)


def hire(streams: Streams) -> Staff:
    """Return the staff: 140 people in 12 roles, of whom some left, some followed them and some changed their role."""
    rng = streams.of("people")
    start = np.concatenate([np.full(count, ROLE_IDS.index(role)) for role, _, count, _ in ROLES])
    role = np.repeat(start[:, None], MONTHS, axis=1)
    movable = np.flatnonzero([ROLE_IDS[r] not in STEADY and (start == r).sum() > 4 for r in start])  # noqa: PLR2004 -- keep small teams whole
    pairs = _pairs_in_one_role(rng, movable, start)
    for leaver, follower in pairs:
        month = int(rng.integers(4, MONTHS - 3))
        role[leaver, month:] = -1
        role[follower, : month + int(rng.integers(0, 2))] = -1
    taken = {person for pair in pairs for person in pair}
    for before, after in PROMOTIONS:
        risers = [p for p in np.flatnonzero(start == ROLE_IDS.index(after)) if p not in taken]
        for person in rng.choice(risers, size=2, replace=False):
            role[person, : int(rng.integers(8, 26))] = ROLE_IDS.index(before)
    capacity = rng.choice([1.0, 1.0, 1.0, 0.8, 0.6], size=HEADCOUNT)
    capacity[[ROLE_IDS[r] in STEADY for r in start]] = 1.0
    ids = tuple(f"P{number:03d}" for number in rng.permutation(np.arange(1, HEADCOUNT + 1)))
    return Staff(ids, _names(rng), role, _spread(start), capacity)


def _pairs_in_one_role(rng: np.random.Generator, movable: Ints, start: Ints) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    free = [int(p) for p in rng.permutation(movable)]
    while len(pairs) < REPLACEMENTS:
        leaver = free.pop()
        follower = next((p for p in free if start[p] == start[leaver]), None)
        team = int((start == start[leaver]).sum())
        gone = sum(start[a] == start[leaver] for a, _ in pairs)
        if follower is None or gone * 5 >= team:
            continue
        free.remove(follower)
        pairs.append((leaver, follower))
    return pairs


def _spread(start: Ints) -> Ints:
    """Return a home region per person, the larger regions with more people, in every role."""
    cycle = np.array([0, 1, 2, 3, 0, 1, 0, 2, 1, 0])
    place = np.concatenate([np.arange(count) for _, _, count, _ in ROLES])
    return np.asarray(cycle[(place + start) % len(cycle)], dtype=np.int64)


def _names(rng: np.random.Generator) -> tuple[str, ...]:
    pool = len(FIRST_NAMES) * len(LAST_NAMES)
    picks = rng.choice(pool, size=HEADCOUNT, replace=False)
    return tuple(f"{FIRST_NAMES[p % len(FIRST_NAMES)]} {LAST_NAMES[p // len(FIRST_NAMES)]}" for p in picks)


def assignments(staff: Staff) -> pa.Table:
    """Return one row per person and stretch of time in one role; `until` is empty while it lasts."""
    managers = {role: boss for role, _, _, boss in ROLES}
    bosses = {role: [i for i, r in enumerate(staff.role[:, 0]) if ROLE_IDS[r] == role] for role in ROLE_IDS}
    rows: list[tuple[object, ...]] = []
    for person, roles in enumerate(staff.role):
        edges = [0, *(np.flatnonzero(np.diff(roles)) + 1).tolist(), MONTHS]
        for first, after in pairwise(edges):
            if roles[first] < 0:
                continue
            role = ROLE_IDS[roles[first]]
            above = bosses.get(managers[role], [])
            boss = staff.person_ids[above[person % len(above)]] if above else None
            since = _since(person) if first == 0 else month_start(first)
            until = None if after == MONTHS else month_end(after - 1)
            rows.append((staff.person_ids[person], role, boss, UNIT_OF[role], REGIONS[staff.region[person]],
                         float(staff.capacity[person]), since, until))  # fmt: skip
    rows.sort(key=lambda row: (str(row[0]), str(row[6])))
    names = ("person_id", "role", "manager_id", "unit", "region", "fte", "since", "until")
    kinds = (pa.string(),) * 5 + (pa.float64(), pa.date32(), pa.date32())
    columns = [pa.array([row[i] for row in rows], kind) for i, kind in enumerate(kinds)]
    return pa.Table.from_arrays(columns, names=list(names))


def _since(person: int) -> date:
    """Return a start before the story begins, different per person."""
    return date(2012 + (person * 7) % 11, 1 + (person * 5) % 12, 1)


def names(staff: Staff) -> pa.Table:
    """Return the display name of every pseudonym, kept apart from all facts about people."""
    order = np.argsort(staff.person_ids)
    return pa.table({
        "person_id": [staff.person_ids[i] for i in order],
        "display_name": [staff.display_names[i] for i in order],
    })  # fmt: skip
