"""Small worlds whose changes are to be explained: models by hand, histories of plain numbers, answers as mappings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sightline.model.arithmetic import evaluate
from sightline.model.declarations import CalendarDeclaration, Cumulative, Metric, Ratio, Settings
from sightline.model.expressions import parse_formula
from sightline.model.model import Model
from sightline.records import EffectRecord, History, PanelEffect, Why
from sightline.sight.why import asked_for, explain
from sightline.sight.windows import start_of

START = "2024-01"


@dataclass
class Story:
    """Metrics and their numbers by month; totals follow from segments, formulas and windows from what they read."""

    by: str = "region"
    start: str = START
    calendar: dict[str, object] = field(default_factory=lambda: {"grain": "month"})
    metrics: dict[str, Metric] = field(default_factory=dict)
    histories: dict[tuple[str, tuple[str, ...]], History] = field(default_factory=dict)
    effects: list[EffectRecord] = field(default_factory=list)

    @property
    def model(self) -> Model:
        settings = Settings(sightline=1, name="Story", calendar=CalendarDeclaration(**self.calendar))
        return Model(settings, metrics=self.metrics)

    def dimensions_of(self, metric: str) -> tuple[str, ...]:
        return tuple(by[0] for name, by in self.histories if name == metric and by)

    def declare(self, name: str, unit: str = "EUR", **keys) -> None:
        keys = keys or {"measure": "sum(amount)"}
        title = name.replace("_", " ").capitalize()
        self.metrics[name] = Metric.model_validate({"title": title, "unit": unit, "better": "higher", **keys})

    def amount(self, name: str, segments: Mapping[str, Sequence[float]], *, unit: str = "EUR") -> None:
        """An amount that adds up; NaN where a segment has no data."""
        self.declare(name, unit)
        rows = np.array(list(segments.values()), dtype=float)
        self.put(name, [np.nansum(rows, axis=0)])
        self.put(name, rows, segments=tuple(segments))

    def plain(self, name: str, values: Sequence[float], *, unit: str = "EUR") -> None:
        """A metric without dimensions."""
        self.declare(name, unit)
        self.put(name, [np.array(values, dtype=float)])

    def ratio(self, name: str, segments: Mapping[str, Sequence[tuple[float, float]]]) -> None:
        """A ratio: pairs of numerator and denominator."""
        self.declare(name, "share", ratio=Ratio(of="sum(a)", to="sum(b)").model_dump())
        pairs = np.array(list(segments.values()), dtype=float)
        above, below = pairs[..., 0], pairs[..., 1]
        with np.errstate(all="ignore"):
            self.put(name, [above.sum(0) / below.sum(0)], above=[above.sum(0)], below=[below.sum(0)])
            self.put(name, above / below, above=above, below=below, segments=tuple(segments))

    def mean(self, name: str, segments: Mapping[str, Sequence[tuple[float, float]]], *, unit: str = "days") -> None:
        """A mean: pairs of value and number of rows."""
        self.declare(name, unit)
        pairs = np.array(list(segments.values()), dtype=float)
        value, rows = pairs[..., 0], pairs[..., 1]
        self.put(name, [np.nansum(value * rows, axis=0) / rows.sum(0)], n=[rows.sum(0)])
        self.put(name, value, n=rows, segments=tuple(segments))

    def formula(self, name: str, text: str, *, unit: str = "EUR") -> None:
        self.declare(name, unit, formula=text)
        expression = parse_formula(text)

        def lookup(one: str, lag: int) -> np.ndarray:
            row = self.histories[one, ()].total
            return row if not lag else np.concatenate([np.full(lag, np.nan), row[:-lag]])

        self.put(name, [np.broadcast_to(evaluate(expression, lookup), self.length)])

    def cumulative(self, name: str, of: str, over: str, *, unit: str = "EUR") -> None:
        """The sum over a window, or the ratio of the sums."""
        self.declare(name, unit, cumulative=Cumulative(of=of, over=over).model_dump())
        below = self.histories[of, ()]
        rows = [below.total] if below.numerator is None else [below.numerator[0], below.denominator[0]]
        periods, calendar = below.periods, self.model.calendar
        sums = np.full((len(rows), len(periods)), np.nan)
        for place, period in enumerate(periods):
            first = start_of(over, period, calendar)
            if first >= periods[0].start:
                inside = [at for at, one in enumerate(periods) if first <= one.start <= period.start]
                sums[:, place] = [row[inside].sum() for row in rows]
        self.put(name, [sums[0] if len(rows) == 1 else sums[0] / sums[1]])

    def effect(self, driver: str, on: str, lags: Mapping[int, float], **keys) -> None:
        """An effect of that size at each lag; `draws` scales it by draw, `within` is its size in one segment."""
        scale = np.asarray(keys.pop("draws", [1.0]), dtype=float)
        size = np.zeros(max(lags) + 1)
        for lag, beta in lags.items():
            size[lag] = beta
        support, within = keys.pop("support", "supported"), keys.pop("within", None)
        if within is not None:
            keys["panel"] = PanelEffect(self.by, 2, within, within, within)
        self.effects.append(
            EffectRecord(
                driver, on, "estimated", next(iter(lags)), float(size.sum()), None, None, 1.0, support,
                "correlational", None, None, 60, 60, 1, (0, max(lags)), draws=scale[:, None] * size, **keys,
            )
        )  # fmt: skip

    @property
    def length(self) -> int:
        return len(next(iter(self.histories.values())).periods)

    def put(self, name, value, *, n=None, above=None, below=None, segments=()) -> None:
        grid = np.array(value, dtype=float)
        calendar = self.model.calendar
        first = calendar.parse(self.start)
        periods = tuple(calendar.shift(first, step) for step in range(grid.shape[1]))
        by = (self.by,) if segments else ()
        self.histories[name, by] = History(
            name,
            by,
            tuple((one,) for one in segments) if segments else ((),),
            periods,
            grid,
            np.full(grid.shape, 10.0) if n is None else np.array(n, dtype=float),
            None if above is None else np.array(above, dtype=float),
            None if below is None else np.array(below, dtype=float),
        )

    def why(self, metric: str, from_: int = 0, to: int = -1, *, by: str | None = None) -> Why:
        """Explain between two months, by place; the last where left out."""
        periods = self.histories[metric, ()].periods
        wanted = asked_for(self.model, metric, by=by, dimensions_of=self.dimensions_of)
        assert {ask for ask in wanted if ask[1]} <= set(self.histories)
        return explain(
            self.model, metric, periods[from_], periods[to], self.histories, self.effects,
            by=by, dimensions_of=self.dimensions_of,
        )  # fmt: skip


def said(why: Why) -> dict[tuple[str, str | None, str], float]:
    """Return (metric, segment, part) -> contribution."""
    return {(part.metric, part.segment, part.part): part.contribution for part in why.parts}


def assert_adds_up(why: Why) -> None:
    """The parts make the whole change, the residual among them."""
    total = sum(part.contribution for part in why.parts)
    size = max(abs(why.total), 1e-3 * abs(why.before), 1e-3 * abs(why.after))
    assert abs(total - why.total) <= 1e-9 * size, (total, why.total)
    inside = sum(part.contribution for part in why.parts if part.part == "residual")
    assert abs(inside - why.residual) <= 1e-9 * size
    for part in why.parts:
        assert part.low <= part.contribution <= part.high
        assert part.words.endswith(".")
