"""How long 200 declared effects take to estimate: 50 outcomes with four drivers each, 60 months, 12 regions."""

from __future__ import annotations

import time
from dataclasses import replace

from tests.sight.simulator import world

from sightline.model.model import Model
from sightline.records import History
from sightline.sight.effects import estimate
from sightline.sight.suggestions import suggest

OUTCOMES = 50
LIMIT_S = 10.0


def enterprise(outcomes: int) -> tuple[Model, dict[tuple[str, tuple[str, ...]], History]]:
    """Return so many simulated worlds under one roof; metric names carry the number of their world."""
    effects, histories = [], {}
    for at in range(outcomes):
        grown = world(at, periods=60, cells=12, smeared=1 + at % 3, signs=at % 2 == 0)
        effects += [
            one.model_copy(update={"driver": f"{one.driver}{at}", "on": f"{one.on}{at}"}) for one in grown.model.effects
        ]
        for (name, by), found in grown.histories.items():
            histories[f"{name}{at}", by] = replace(found, metric=f"{name}{at}")
    return Model(grown.model.settings, effects=tuple(effects)), histories


def run(*, quick: bool) -> list[dict[str, object]]:
    outcomes = 5 if quick else OUTCOMES
    model, histories = enterprise(outcomes)
    few, some = enterprise(1)
    started = time.perf_counter()
    estimate(few, some, dimensions_of=lambda _: ("region",))  # compiles, or loads what was compiled before
    first = time.perf_counter() - started
    started, spent = time.perf_counter(), time.process_time()
    found = estimate(model, histories, dimensions_of=lambda _: ("region",))
    seconds, busy = time.perf_counter() - started, time.process_time() - spent
    supported = sum(one.support == "supported" for one in found)
    note = f"{supported} supported; {busy:.1f} s of both processors, {first:.1f} s before that to compile or load"
    rows = [_row(f"{len(found)} effects, 60 periods x 12 regions", seconds, LIMIT_S, note)]
    names = sorted({name for name, by in histories if by})[: 10 if quick else 30]
    started = time.perf_counter()
    suggestions = suggest(model, histories, candidates=names)
    pairs = suggestions[0].tried if suggestions else len(names) * (len(names) - 1)
    note = f"{len(suggestions)} suggested"
    return [*rows, _row(f"{pairs} undeclared pairs tried", time.perf_counter() - started, None, note)]


def _row(name: str, seconds: float, limit: float | None, note: str) -> dict[str, object]:
    return {"name": name, "seconds": seconds, "value": seconds if limit else None, "limit": limit, "note": note}
