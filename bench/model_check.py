"""How long it takes to check a large model, against reading the same text with PyYAML alone."""

from __future__ import annotations

import statistics
import time

import yaml

from sightline.model import expressions
from sightline.model.loader import load

LINES = 25_000
LIMIT_S = 2.0
RUNS = 5


def model_text(lines: int = LINES) -> dict[str, str]:
    """Return a model of about so many lines: sources, metrics of four kinds, effects, goals, roles; no text twice."""
    head = "sightline: 1\nname: Large\ncalendar: {grain: month, timezone: Europe/Amsterdam}\n"
    files = {"sightline.yml": head}
    for part in range(10):
        files[f"part_{part}.yml"] = _part(part, lines // 10)
    return files


def _part(part: int, lines: int) -> str:
    units = lines // 40
    text = ["sources:"]
    text += [f"  table_{part}_{n}: {{file: data/{part}/{n}/*.parquet}}  # one table" for n in range(units)]
    text.append("metrics:")
    for n in range(units):
        text += _metrics(f"{part}_{n}")
    text.append("effects:")
    text += [
        f"  - {{driver: share_{part}_{n}, on: amount_{part}_{n}, lag: [1, 4], sign: positive}}" for n in range(units)
    ]
    text.append("goals:")
    for n in range(units):
        key = f"{part}_{n}"
        text += [
            f"  goal_{key}:",
            f"    statement: Bring value {key} to 60 million",
            f"    metric: value_{key}",
            "    target: 60_000_000",
            "    by: 2028-03-31",
            f"    owner: role_{key}",
        ]
    text.append("roles:")
    text += [
        f"  role_{part}_{n}: {{title: Role {part} {n}, accountable: {{value_{part}_{n}: 0.5}}}}" for n in range(units)
    ]
    return "\n".join(text) + "\n"


def _metrics(key: str) -> list[str]:
    shared = ["    better: higher", f"    source: table_{key}", "    time: booked_on", "    by: [region, segment]"]
    return [
        f"  amount_{key}:",
        f"    title: Amount {key}",
        "    unit: EUR",
        "    indicator: lag",
        *shared,
        f"    filter: status_{key} = 'open' and kind in ('a', 'b')",
        f"    measure: sum(amount_{key})",
        f"  share_{key}:",
        f"    title: Share {key}",
        "    unit: share",
        "    indicator: lead",
        *shared,
        f"    ratio: {{of: count(*) filter (where shipped_{key} <= promised_at), to: count(*)}}",
        f"  count_{key}:",
        f"    title: Count {key}",
        "    unit: count",
        *shared,
        "    measure: count(*)",
        f"  value_{key}:",
        f"    title: Value {key}",
        "    unit: EUR",
        "    better: higher",
        f"    formula: amount_{key} * count_{key} * (1 - share_{key}) + lag(amount_{key}, 1)",
    ]


def _seconds(work: object, before: object = None) -> float:
    taken = []
    for _ in range(RUNS):
        if callable(before):
            before()
        start = time.perf_counter()
        work()  # type: ignore[operator]  # a callable
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return the seconds of a check, with those of composing the same text with PyYAML alone beside them."""
    files = model_text(LINES // 10 if quick else LINES)
    lines = sum(text.count("\n") for text in files.values())
    loaded = load(files)
    if loaded.model is None or loaded.findings:
        raise RuntimeError(f"the model of the benchmark has findings: {loaded.findings[:3]}")

    def compose() -> None:
        for text in files.values():
            yaml.compose(text, Loader=yaml.CLoader)

    plain = _seconds(compose)
    cold = _seconds(lambda: load(files), expressions.forget)
    hashed = load(files).model
    assert hashed is not None  # noqa: S101 -- checked above
    start = time.perf_counter()
    _ = hashed.hash
    took = time.perf_counter() - start
    name = f"check of {lines:,} lines, nothing remembered"
    return [
        {"name": name, "value": cold, "limit": LIMIT_S, "note": "seconds"},
        {"name": "  beside yaml.compose alone", "seconds": cold, "beside": plain, "ratio": cold / plain},
        {"name": "hash of that model", "seconds": took, "beside": plain, "ratio": took / plain},
    ]
