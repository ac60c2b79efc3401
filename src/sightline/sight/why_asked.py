"""Which histories an explanation needs: a metric and all that it rests on, as a whole and by the dimension shown.

Arithmetic comes first: a formula and a cumulative metric are their inputs and nothing else, so that an effect that is
declared on one of them explains nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from sightline.errors import UnknownNameError
from sightline.model.declarations import Metric
from sightline.model.expressions import formula_inputs, read_formula
from sightline.model.model import Model

__all__ = ["DimensionsOf", "check_dimension", "drivers_of", "histories_of", "shown", "upstream"]

DimensionsOf = Callable[[str], tuple[str, ...]]


def drivers_of(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return metric -> its drivers, out of pairs of driver and metric."""
    found: dict[str, list[str]] = {}
    for driver, on in pairs:
        found.setdefault(on, []).append(driver)
    return found


def upstream(model: Model, metric: str, drivers: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return a metric and all that it rests on -> what each rests on directly.

    Raises
    ------
    UnknownNameError
        If there is no such metric.
    """
    found: dict[str, tuple[str, ...]] = {}
    todo = [metric]
    while todo:
        name = todo.pop()
        if name not in found:
            found[name] = _inputs(model, name) or tuple(sorted(set(drivers.get(name, ()))))
            todo.extend(reversed(found[name]))
    return found


def histories_of(
    model: Model, metric: str, *, by: str | None, dimensions_of: DimensionsOf
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return (metric, by) of each history needed: see `sightline.sight.why.asked_for`."""
    drivers = drivers_of((effect.driver, effect.on) for effect in model.effects)
    found = upstream(model, metric, drivers)
    check_dimension(by, found, dimensions_of)
    asks: dict[tuple[str, tuple[str, ...]], None] = {(name, ()): None for name in found}
    for name, below in found.items():
        dimension = shown(name, by, dimensions_of)
        if dimension is None:
            continue
        asks[name, (dimension,)] = None
        if not _inputs(model, name):  # what a driver did in a segment is taken off the metric's own change there
            asks |= {(driver, (dimension,)): None for driver in below if dimension in dimensions_of(driver)}
    return tuple(asks)


def shown(metric: str, by: str | None, dimensions_of: DimensionsOf) -> str | None:
    """Return the dimension by which a metric's own change is cut: `by` if it has it, else its first; None for none."""
    known = dimensions_of(metric)
    if by is not None:
        return by if by in known else None
    return known[0] if known else None


def check_dimension(by: str | None, metrics: Iterable[str], dimensions_of: DimensionsOf) -> None:
    """Refuse a dimension that no metric of a line has.

    Raises
    ------
    UnknownNameError
        Names the dimensions that there are.
    """
    if by is None:
        return
    known = dict.fromkeys(name for metric in metrics for name in dimensions_of(metric))
    if by not in known:
        raise UnknownNameError("dimension", by, known)


def _inputs(model: Model, metric: str) -> tuple[str, ...]:
    declared = model.metric(metric)
    if isinstance(declared, Metric) and declared.formula is not None:
        return formula_inputs(read_formula(declared.formula))
    if isinstance(declared, Metric) and declared.cumulative is not None:
        return (declared.cumulative.of,)
    return ()
