"""A year of the example as it is kept: the deviations of each Sunday, plain alarms beside them, and what that raises.

`year.parquet` and `alarms.parquet` are written by `bench/exceptions_year.py`, which lives through the year: its
readings take minutes. The tests run the kept year again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import sightline.example
from sightline.model import load
from sightline.model.model import Model
from sightline.operations.exceptions.grouping import grouped, sighting_of
from sightline.operations.exceptions.judging import Judged, judged
from sightline.operations.exceptions.lifecycle import Gone, Resolved, Seen, Told, step
from sightline.operations.exceptions.policy import Policy
from sightline.operations.exceptions.thresholds import Past
from sightline.records.deviations import Deviation
from sightline.records.exceptions import Episode, ExceptionOutcome, ExceptionRecord, episode_of

FOLDER = Path(__file__).parent
SLOW_FROM = date(2026, 5, 1)
WEEK_LATER = date(2026, 5, 8)
Alarm = tuple[str, str, datetime]  # rule or limit, region, moment
_TEXTS = ("deviation", "kind", "process", "rule", "case", "metric", "outcome", "owner", "goal", "sentence")
_NUMBERS = ("price", "low", "high", "price_share", "probability")
_MOMENTS = ("since", "due")


@dataclass(frozen=True, slots=True)
class Year:
    """What a year showed: the deviations of each look, and the plain alarms."""

    model: Model
    looks: tuple[tuple[datetime, tuple[Deviation, ...]], ...]
    alarms: tuple[Alarm, ...]


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception that was raised, or came back."""

    key: str
    why: str
    owner: str | None
    at: datetime
    state: str
    sentence: str


def example_model() -> Model:
    """Return the model of the example, without its data."""
    folder = Path(sightline.example.__file__).parent / "model"
    found = load({file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.yml")})
    assert found.model is not None
    return found.model


# --- what is raised -------------------------------------------------------------------------------------------------


def raised(year: Year, policy: Policy | None = None, *, closing: ExceptionOutcome | None = None) -> list[Raised]:
    """Return all exceptions that a year raises; with `closing`, each is closed so at the first look after it is due."""
    return [one for _, news, _ in lived(year, policy, closing=closing) for one in news]


def standing(year: Year, policy: Policy | None = None) -> list[tuple[datetime, frozenset[str]]]:
    """Return the keys of the exceptions that are there at each look: open, and seen then."""
    return [
        (at, frozenset(key for key, one in records.items() if one.open and one.quiet_since is None))
        for at, _, records in lived(year, policy)
    ]


def lived(
    year: Year, policy: Policy | None = None, *, closing: ExceptionOutcome | None = None
) -> Iterable[tuple[datetime, list[Raised], dict[str, ExceptionRecord]]]:
    """Yield each look with what it raises and how everything stands after it."""
    rules = policy or Policy()
    records: dict[str, ExceptionRecord] = {}
    for at, deviations in year.looks:
        here = {one.key: one for one in grouped(deviations, year.model, rules)}
        news = []
        for key in sorted({*here, *records}):
            before = records.get(key)
            after = step(before, Seen(here[key], at) if key in here else Gone(at), rules)
            if after is None:
                continue
            if before is None or after.raised_at != before.raised_at:
                news.append(Raised(key, after.why, after.owner, at, after.state, after.sentence))
                after = step(after, Told(at), rules)
            elif closing is not None and after.open and after.due is not None and at >= after.due:
                after = step(after, Resolved("owner", at, closing, "by the book"), rules)
            if after is not None:
                records[key] = after
        yield at, news, dict(records)


def half_a_year_later(year: Year, change: datetime) -> tuple[Past, tuple[Judged, ...], Policy, Year]:
    """Return what is known of the time before a change, the judgements, the policy that follows them, and the rest.

    Nothing was planted in the time before, so that its owners called every exception false.
    """
    first = replace(year, looks=tuple(one for one in year.looks if one[0] < change))
    lives: dict[tuple[str, datetime], Episode] = {}
    for _, _, records in lived(first, closing="false_alarm"):
        lives |= {(one.key, one.raised_at): episode_of(one) for one in records.values()}
    seen = [sighting_of(one, at) for at, found in first.looks for one in grouped(found, year.model, Policy())]
    past = Past(seen, [at for at, _ in first.looks], list(lives.values()))
    judgements = judged(past, Policy(), since=first.looks[0][0], until=change)
    policy = Policy()
    for one in judgements:
        if one.advice.threshold is not None:
            policy = policy.with_threshold(one.subject, one.advice.threshold)
    return past, judgements, policy, replace(year, looks=tuple(one for one in year.looks if one[0] >= change))


def counts(alarms: Sequence[Alarm]) -> dict[str, int]:
    """Return plain alarms one by one, grouped by rule and day, and by rule, region and week."""
    return {
        "each by itself": len(alarms),
        "once per rule and day": len({(what, at.date()) for what, _, at in alarms}),
        "once per rule, region and week": len({(what, where, at.isocalendar()[:2]) for what, where, at in alarms}),
    }


# --- how it is kept ---------------------------------------------------------------------------------------------------


def keep(worlds: dict[str, Year], folder: Path = FOLDER) -> None:
    """Write worlds beside the tests."""
    rows = [
        {"world": world, "at": at.astimezone(UTC), **_row(one)}
        for world, year in worlds.items()
        for at, deviations in year.looks
        for one in deviations
    ]
    looks = [
        {"world": world, "at": at.astimezone(UTC), **dict.fromkeys((*_TEXTS, *_NUMBERS, *_MOMENTS, "more"))}
        for world, year in worlds.items()
        for at, deviations in year.looks
        if not deviations
    ]
    pq.write_table(pa.Table.from_pylist([*rows, *looks], _schema()), folder / "year.parquet", compression="zstd")
    alarms = [
        {"world": world, "what": what, "where": where, "at": at.astimezone(UTC).replace(microsecond=0)}
        for world, year in worlds.items()
        for what, where, at in sorted(year.alarms)
    ]
    schema = pa.schema([*((n, pa.string()) for n in ("world", "what", "where")), ("at", pa.timestamp("s", "UTC"))])
    pq.write_table(pa.Table.from_pylist(alarms, schema), folder / "alarms.parquet", compression="zstd")


def kept(world: str) -> Year:
    """Return a world as it was kept."""
    looks: dict[datetime, list[Deviation]] = {}
    for row in pq.read_table(FOLDER / "year.parquet").to_pylist():
        if row.pop("world") == world:
            found = looks.setdefault(row.pop("at"), [])
            if row["deviation"] is not None:
                found.append(_deviation(row))
    alarms = [
        (row["what"], row["where"], row["at"])
        for row in pq.read_table(FOLDER / "alarms.parquet").to_pylist()
        if row["world"] == world
    ]
    return Year(example_model(), tuple((at, tuple(one)) for at, one in sorted(looks.items())), tuple(alarms))


def _schema() -> pa.Schema:
    return pa.schema([
        ("world", pa.string()), ("at", pa.timestamp("us", "UTC")), *((name, pa.string()) for name in _TEXTS),
        *((name, pa.float64()) for name in _NUMBERS), *((name, pa.timestamp("us", "UTC")) for name in _MOMENTS),
        ("more", pa.string()),
    ])  # fmt: skip


def _row(one: Deviation) -> dict[str, Any]:
    fields = asdict(one)
    more = {name: fields[name] for name in ("segment", "prices", "explained_by")}
    return {name: fields[name] for name in (*_TEXTS, *_NUMBERS, *_MOMENTS)} | {"more": json.dumps(more)}


def _deviation(row: dict[str, Any]) -> Deviation:
    more = json.loads(row.pop("more"))
    segment = tuple((name, value) for name, value in more["segment"])
    return Deviation(**row, segment=segment, prices=more["prices"], explained_by=tuple(more["explained_by"]))
