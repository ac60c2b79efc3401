"""How long it takes to explain a change over 1,000 metrics by 50 segments, with and without effects on the way."""

from __future__ import annotations

import time

import numpy as np

from sightline.model.arithmetic import evaluate
from sightline.model.declarations import CalendarDeclaration, Metric, Settings
from sightline.model.expressions import parse_formula
from sightline.model.model import Model
from sightline.records import EffectRecord, History, PanelEffect
from sightline.sight.why import explain

METRICS, SEGMENTS, MONTHS = 1_000, 50, 36
LIMIT_S = 1.0
RUNS = 5
DRAWS = 1_000


class World:
    """A pyramid: half of the metrics are measured by segment, amounts and ratios; the rest are formulas."""

    def __init__(self, metrics: int, segments: int, *, effects: int) -> None:
        rng = np.random.default_rng(5)
        calendar = CalendarDeclaration(grain="month")
        settings = Settings(sightline=1, name="Large", calendar=calendar)
        leaves = [f"leaf_{at:04d}" for at in range(metrics // 2)]
        self.declared: dict[str, Metric] = {}
        self.histories: dict[tuple[str, tuple[str, ...]], History] = {}
        first = Model(settings).calendar.parse("2023-01")
        self.periods = tuple(Model(settings).calendar.shift(first, step) for step in range(MONTHS))
        self.places = tuple((f"place {at:02d}",) for at in range(segments))
        for at, name in enumerate(leaves):
            self._leaf(name, rng, ratio=at % 2 == 1)
        formulas = [f"node_{at:04d}" for at in range(metrics - len(leaves))]
        below = list(leaves)
        for at, name in enumerate(formulas):
            one, two = (below[(2 * at + side) % len(below)] for side in (0, 1))
            three = below[int(rng.integers(len(below)))]
            self._formula(name, f"({one} + {two}) / 2 + {two} * {three} / 100")
            below.append(name)
        self._formula("top", " + ".join(below[-60:]))
        self.model = Model(settings, metrics=self.declared)
        chained = [at for at in range(effects + effects // 4 + 1) if at % 5 != 4][:effects]  # ways of four effects
        self.effects = [self._effect(leaves[2 * at + 2], leaves[2 * at], rng, segments) for at in chained]

    def _declare(self, name: str, **keys: str) -> None:
        self.declared[name] = Metric.model_validate({"title": name, "unit": "EUR", "better": "higher", **keys})

    def _leaf(self, name: str, rng: np.random.Generator, *, ratio: bool) -> None:
        self._declare(name, measure="sum(amount)")
        below = rng.uniform(10, 30, (len(self.places), MONTHS))
        above = below * rng.uniform(0.5, 1.5, below.shape)
        n = np.full(below.shape, 20.0)
        for by, rows in (((), slice(None)), (("region",), None)):
            up, down, count = (one if rows is None else one.sum(0, keepdims=True) for one in (above, below, n))
            value = up / down if ratio else up
            places = self.places if by else ((),)
            kept = (up, down) if ratio else (None, None)
            self.histories[name, by] = History(name, by, places, self.periods, value, count, *kept)

    def _formula(self, name: str, text: str) -> None:
        self._declare(name, formula=text)
        value = evaluate(parse_formula(text), lambda one, _: self.histories[one, ()].value)
        self.histories[name, ()] = History(name, (), ((),), self.periods, value, np.full(value.shape, 20.0))

    def _effect(self, driver: str, on: str, rng: np.random.Generator, segments: int) -> EffectRecord:
        draws = np.zeros((DRAWS, 3))
        draws[:, 1] = rng.normal(0.3, 0.05, DRAWS)
        panel = PanelEffect("region", segments, 0.3, 0.2, 0.4)
        return EffectRecord(
            driver, on, "estimated", 1, 0.3, 0.2, 0.4, 1.0, "supported", "correlational", None, None, 100, 36, segments,
            (0, 2), panel=panel, draws=draws,
        )  # fmt: skip

    def dimensions_of(self, name: str) -> tuple[str, ...]:
        return ("region",) if name.startswith("leaf") else ()

    def why(self) -> object:
        return explain(
            self.model, "top", self.periods[23], self.periods[35], self.histories, self.effects,
            dimensions_of=self.dimensions_of,
        )  # fmt: skip


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return the least seconds of some runs; formulas are parsed beforehand, as the check of a model has done."""
    metrics = METRICS // 10 if quick else METRICS
    rows: list[dict[str, object]] = []
    for effects in (0, metrics // 20):
        world = World(metrics, SEGMENTS, effects=effects)
        answer = world.why()
        taken = []
        for _ in range(RUNS):
            start = time.perf_counter()
            world.why()
            taken.append(time.perf_counter() - start)
        error = abs(sum(part.contribution for part in answer.parts) - answer.total) / abs(answer.total)
        what = f"why over {metrics:,} metrics x {SEGMENTS} segments" + (f", {effects} effects" if effects else "")
        note = f"seconds; {len(answer.parts)} parts, sum off by {error:.0e} of the change"
        rows.append({"name": what, "value": min(taken), "limit": LIMIT_S, "note": note})
    return rows
