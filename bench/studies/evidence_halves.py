"""Do shrunk estimates of people predict the next half of a log better than their means, and than "everyone equal"?

`python -m bench.studies.evidence_halves BPI_Challenge_2012.xes.gz`: any log in XES with work intervals (start and
complete). The outcome was chosen before looking: the minutes of each work interval, start to complete, of activities
that begin with `--prefix`; the case mix is the activity, the amount of the case, and how often the activity was done in
the case before. The log is cut at its median moment. Case mix, variances and estimates come from the first half alone.
Then the same with a few cases of each person, drawn at random from the first half: what somebody new would have.
"""

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sightline.facts import land_log
from sightline.model.declarations import LogMapping, Source
from sightline.records.cases import TOUCHES, Cases
from sightline.roles.evidence import summary, work_out
from sightline.roles.evidence.case_mix import expected
from sightline.roles.evidence.coding import coded
from sightline.roles.evidence.limits import OWN, TEAM
from sightline.roles.evidence.shrinkage import reliability

LEAST = 3  # cases in each half
BINS = ((LEAST, TEAM), (TEAM, OWN), (OWN, 100), (100, 10**9))


def intervals(path: Path, prefix: str) -> pa.Table:
    """Return the work intervals of a log: case, activity, begin, end, performer, amount."""
    with tempfile.TemporaryDirectory() as folder:
        source = Source(file=path.name, log=LogMapping(lifecycle="pair"))
        landed = land_log("log", source, [path], into=Path(folder), timezone="UTC")
        table = pa.concat_tables(pq.read_table(one) for one in landed.files)
    amount = next((name for name in table.column_names if name.lower().endswith("amount_req")), None)
    columns = {name: table.column(name) for name in ("case", "activity", "start", "time", "seq", "performer")}
    columns["amount"] = table.column(amount).cast(pa.string()).cast(pa.float64()) if amount else [0.0] * len(table)
    table = pa.table(columns).sort_by([("case", "ascending"), ("time", "ascending"), ("seq", "ascending")])
    labels = np.array([str(one) for one in table.column("activity").to_pylist()])
    kept = np.char.startswith(labels, prefix) & np.asarray(table.column("start").is_valid())
    kept &= np.asarray(table.column("performer").is_valid())
    return table.filter(pa.array(kept))


def cases_of(table: pa.Table) -> Cases:
    """Return the intervals as cases."""
    begin, end = (table.column(one).cast(pa.timestamp("us")).to_numpy().astype(np.int64) for one in ("start", "time"))
    seen: dict[tuple[str, str], int] = {}
    again = []
    for case, activity in zip(table.column("case").to_pylist(), table.column("activity").to_pylist(), strict=True):
        seen[case, activity] = seen.get((case, activity), 0) + 1
        again.append(min(seen[case, activity], 4))
    cases = pa.table(
        {
            "case": table.column("case").cast(pa.string()),
            "at": pa.array(end.astype("datetime64[us]"), pa.timestamp("us", "UTC")),
            "value": np.maximum((end - begin) / 60e6, 1 / 60),  # a second at least
            "activity": table.column("activity").cast(pa.string()),
            "amount": table.column("amount"),
            "time of doing": pa.array([str(one) for one in again]),
        }
    )
    rows = cases.num_rows
    nothing = pa.nulls(rows, pa.float64())
    columns = [np.arange(rows), table.column("performer").cast(pa.string()), pa.nulls(rows, pa.string())]
    touches = pa.table([*columns, nothing, nothing], schema=TOUCHES)
    named = ("activity", "amount", "time of doing")
    return Cases("work", "Minutes of work", "minutes", "lower", "log", cases, named, touches)


def half_of(cases: Cases, rows: np.ndarray) -> Cases:
    touches = cases.touches.take(pa.array(rows)).set_column(0, "row", pa.array(np.arange(len(rows))))
    return replace(cases, table=cases.table.take(pa.array(rows)), touches=touches)


def compare(cases: Cases) -> dict[str, object]:
    """Return weighted squared errors of three predictions of people's means in the second half."""
    moments = cases.table.column("at").cast(pa.timestamp("us")).to_numpy()
    later = moments > np.quantile(moments.astype(np.int64), 0.5).astype("datetime64[us]")
    worked = work_out(half_of(cases, np.flatnonzero(~later)))
    known = coded(cases)
    mix = expected(known.attributes, known.y, later.astype(np.int32))  # the second half's rests on the first
    rest = (known.y - mix.expected)[later]
    rest -= rest.mean()
    names = np.array(known.people)[known.touches.person[later]]
    first = {name: place for place, name in enumerate(worked.known.people)}
    estimates = worked.shown
    centre = float(np.average(estimates.own + estimates.team_mean[0], weights=estimates.n))
    rows, places = [], []
    for name in sorted(set(names.tolist())):
        mine = rest[names == name]
        place = first.get(name)
        if place is None or len(mine) < LEAST or estimates.n[place] < LEAST:
            continue
        places.append(place)
        level = float(estimates.team_mean[0]) - centre
        rows.append((estimates.n[place], len(mine), mine.mean(), level + estimates.own[place],
                     level + estimates.part[place], 0.0))  # fmt: skip
    return {
        "people": np.array(rows),
        "places": places,
        "level": level,
        "worked": worked,
        "explained": _explained(known, mix, later),
    }


def thinned(found: dict[str, object], rng: np.random.Generator, many: int, draws: int = 200) -> tuple[int, list[float]]:
    """Return the errors if only so many cases of each person were known in the first half."""
    worked, people = found["worked"], found["people"]
    estimates, touches = worked.shown, worked.known.touches
    rest = estimates.rest - estimates.team_mean[0]
    level = found["level"]  # the team's mean, in which each person counts by how well they are known
    sums, used = np.zeros(3), 0
    for row, place in zip(people, found["places"], strict=True):
        mine = rest[touches.row[touches.person == place]]
        if len(mine) < many:
            continue
        mean = np.array([rng.choice(mine, many, replace=False).mean() for _ in range(draws)])
        kept = reliability(np.array([float(many)]), estimates.sigma2, estimates.people.variance)[0]
        for at, guess in enumerate((level + mean, level + kept * mean, np.zeros(draws))):
            sums[at] += row[1] * ((guess - row[2]) ** 2).mean()
        used += 1
    weight = sum(row[1] for row, place in zip(people, found["places"], strict=True) if estimates.n[place] >= many)
    return used, (sums / weight).tolist()


def _explained(known, mix, later):
    y, said = known.y[later], mix.expected[later]
    return 1 - (y - said).var() / y.var()


def errors(people: np.ndarray) -> tuple[int, list[float]]:
    weight = people[:, 1]
    return len(people), [float(np.average((people[:, at] - people[:, 2]) ** 2, weights=weight)) for at in (3, 4, 5)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log", type=Path)
    parser.add_argument("--prefix", default="W_", help="of the activities that are work (default: %(default)s)")
    asked = parser.parse_args()
    cases = cases_of(intervals(asked.log, asked.prefix))
    found = compare(cases)
    whole = summary(work_out(cases))
    print(f"{cases.table.num_rows:,} intervals, {whole.people} people. {whole.bar.words}")
    print(f"case mix: {found['explained']:.0%} of the variance of the half not seen")
    print("cases for reliability 0.5 / 0.7 / 0.8:", " / ".join(f"{one.cases:.0f}" for one in whole.needed))
    print(f"{'first half':<16}{'people':>8}{'mean':>10}{'shrunk':>10}{'equal':>10}")
    people = found["people"]
    for low, high in ((0, 10**9), *BINS):
        mine = people[(people[:, 0] >= low) & (people[:, 0] < high)]
        if len(mine):
            many, (mean, shrunk, equal) = errors(mine)
            name = "all" if low == 0 else f"{low} to {high - 1}" if high < 10**9 else f"{low} or more"
            print(f"{name:<16}{many:>8}{mean:>10.4f}{shrunk:>10.4f}{equal:>10.4f}")
    rng = np.random.default_rng(1)
    for many in (2, 5, 10, 30):
        used, (mean, shrunk, equal) = thinned(found, rng, many)
        print(f"{f'{many} of each':<16}{used:>8}{mean:>10.4f}{shrunk:>10.4f}{equal:>10.4f}")


if __name__ == "__main__":
    main()
