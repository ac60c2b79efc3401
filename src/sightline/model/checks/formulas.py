"""Formulas over metrics: their inputs, the circles they close, and the units they give."""

from __future__ import annotations

from sqlglot import exp

from sightline.model.checks.graph import circles
from sightline.model.checks.places import part_of, say_expression
from sightline.model.checks.units_of import check_units
from sightline.model.draft import Draft
from sightline.model.expressions import ExpressionError, formula_lags, metric_name, read_formula
from sightline.model.positions import Path

__all__ = ["check_formulas", "parsed_formulas"]


def parsed_formulas(draft: Draft) -> dict[str, exp.Expression]:
    """Return metric -> its parsed formula, and say which formulas cannot be read."""
    parsed: dict[str, exp.Expression] = {}
    for name, metric in draft.metrics.items():
        if metric.formula is None:
            continue
        try:
            parsed[name] = read_formula(metric.formula)
        except ExpressionError as error:
            say_expression(draft, ("metrics", name, "formula"), metric.formula, error)
    return parsed


def check_formulas(draft: Draft, parsed: dict[str, exp.Expression]) -> None:
    """Check inputs, circles and units."""
    for name, tree in parsed.items():
        _inputs(draft, name, tree)
    _circles(draft, parsed)
    for name, tree in parsed.items():
        check_units(draft, name, tree)


def _inputs(draft: Draft, name: str, tree: exp.Expression) -> None:
    path, text = ("metrics", name, "formula"), draft.metrics[name].formula or ""
    seen = set()
    for column in tree.find_all(exp.Column, bfs=False):
        used = metric_name(column)
        if used in seen or draft.knows_metric(used):
            continue
        seen.add(used)
        start = min((part.meta.get("start", 0) for part in column.parts), default=0)
        place = part_of(draft, path, text, start, start + len(used))
        close = draft.suggest(used, draft.metric_ids)
        draft.say_at("SL304", place, f"no metric is called '{used}'.", f"Did you mean '{close}'?" if close else None)


def _circles(draft: Draft, parsed: dict[str, exp.Expression]) -> None:
    """Say where metrics of one period depend on each other in a circle."""
    graph: dict[str, dict[str, Path]] = {name: {} for name in draft.metrics}
    for name, tree in parsed.items():
        for used, lags in formula_lags(tree).items():
            if 0 in lags and used in graph:
                graph[used][name] = ("metrics", name, "formula")
    for name, metric in draft.metrics.items():
        if metric.cumulative is not None and metric.cumulative.of in graph:
            graph[metric.cumulative.of][name] = ("metrics", name, "cumulative", "of")
    for number, effect in enumerate(draft.effects):
        if effect.driver in graph and effect.on in graph and effect.lag[:1] == (0,) and effect.driver != effect.on:
            graph[effect.driver].setdefault(effect.on, ("effects", number))
    for way in circles(graph):
        fix = "Let one of them look back: lag(metric, 1), or an effect with a lag from 1 on."
        draft.say("SL401", graph[way[0]][way[1]], f"these metrics depend on each other: {' → '.join(way)}.", fix)
