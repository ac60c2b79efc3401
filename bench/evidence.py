"""Evidence about 10,000 people over 10 million events, and over a million cases that three of 10,000 people share."""

from __future__ import annotations

import time

import numpy as np
import pyarrow as pa

from bench.table import peak_gigabytes
from sightline.records.cases import Cases
from sightline.roles.evidence import person_evidence, summary, work_out

PEOPLE, EVENTS, SHARED = 10_000, 10_000_000, 1_000_000
LIMIT_S, LIMIT_GB = 30.0, 4.0
SIZES = (8, 20, 5, 4)


def world(people: int, cases: int, each: int) -> Cases:
    rng = np.random.default_rng(5)
    codes = [rng.integers(0, size, cases).astype(np.int32) for size in SIZES]
    who = (rng.integers(0, people, (cases, 1)) + np.arange(each) * 7) % people
    own = rng.normal(0, 0.1, people)
    centre = sum(rng.normal(0, 0.3, size)[code] for size, code in zip(SIZES, codes, strict=True))
    value = np.exp(1 + centre + own[who].mean(axis=1) + 0.5 * rng.standard_normal(cases))
    at = np.datetime64("2025-01-01", "us") + (rng.random(cases) * 3e13).astype("timedelta64[us]")
    columns = {
        f"a{place}": _texts(code, f"a{place}", size)
        for place, (code, size) in enumerate(zip(codes, SIZES, strict=True))
    }
    table = pa.table(
        {"case": pa.array(np.arange(cases)).cast(pa.string()), "at": pa.array(at, pa.timestamp("us", "UTC")),
         "value": value, **columns}
    )  # fmt: skip
    flat = who.ravel().astype(np.int32)
    touches = pa.table(
        {
            "row": np.repeat(np.arange(cases), each),
            "person": _texts(flat, "P", people),
            "team": _texts((flat // 50).astype(np.int32), "T", people // 50 + 1),
            "time": rng.random(len(flat)) if each > 1 else pa.nulls(len(flat), pa.float64()),
            "effect": pa.nulls(len(flat), pa.float64()),
        }
    )
    return Cases("hours", "Hours", "hours", "lower", "log", table, tuple(columns), touches)


def _texts(code: np.ndarray, stem: str, size: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(code), pa.array([f"{stem}{one:05d}" for one in range(size)]))


def run(*, quick: bool = False) -> list[dict[str, object]]:
    scale = 20 if quick else 1
    rows: list[dict[str, object]] = []
    for events, each, words in ((EVENTS, 1, "events"), (SHARED, 3, "cases shared by three")):
        cases = world(PEOPLE // scale, events // scale, each)
        start = time.perf_counter()
        worked = work_out(cases)
        summary(worked)
        person_evidence(worked, worked.known.people[7], rng=np.random.default_rng(0))
        taken = time.perf_counter() - start
        tau2 = worked.shown.people.variance
        rows.append(
            {"name": f"evidence: {PEOPLE // scale:,} people, {events // scale:,} {words}", "value": taken,
             "limit": LIMIT_S, "note": f"seconds; variance between people {tau2:.4f}, planted 0.0100"}
        )  # fmt: skip
        del worked, cases
    rows.append(
        {"name": "evidence: peak memory", "value": peak_gigabytes(), "limit": LIMIT_GB, "note": "GB, data included"}
    )
    return rows
