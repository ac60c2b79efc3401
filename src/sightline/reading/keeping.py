"""How estimates are kept on the shelf: a row per record, its draws as plain numbers, the rest as JSON.

Sentences are kept with what they are made of. Nothing is executed when an entry is read, and an entry that does not
have the shape expected is no entry.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from sightline.measures.shelf import Shelf
from sightline.periods import Calendar, Period
from sightline.records import Backtest, Calibration, CalibrationBin, EffectRecord, Forecast, PanelEffect
from sightline.saying import plain_of, said_of

__all__ = ["Kept", "kept_calibration", "kept_effects", "kept_forecasts"]

Record = TypeVar("Record")
Plain = dict[str, Any]
_DRAWS = "draws"


class Kept:
    """A shelf for records of one kind.

    Parameters
    ----------
    shelf : Shelf
        Where entries lie.
    restore : callable
        Makes a record of its plain values and its draws.
    """

    def __init__(self, shelf: Shelf, restore: Callable[[Plain, np.ndarray | None], Any]) -> None:
        self._shelf = shelf
        self._restore = restore

    def find(self, key: str) -> tuple[Any, ...] | None:
        """Return the records kept under `key`; None where there are none that can be used."""
        table = self._shelf.find(key)
        if table is None or table.column_names != ["record", "shape", _DRAWS]:
            return None
        try:
            texts, shapes, draws = (table.column(name) for name in ("record", "shape", _DRAWS))
            return tuple(
                self._restore(json.loads(texts[row].as_py()), _array(shapes[row].as_py(), draws[row]))
                for row in range(table.num_rows)
            )
        except (ValueError, TypeError, KeyError):
            return None

    def keep(self, key: str, records: Sequence[Any]) -> None:
        """Keep records under `key`."""
        draws = [getattr(one, _DRAWS, None) for one in records]
        columns = {
            "record": pa.array([json.dumps(_plain(one)) for one in records], pa.string()),
            "shape": pa.array([None if one is None else list(one.shape) for one in draws], pa.list_(pa.int64())),
            _DRAWS: pa.array([None if one is None else one.ravel() for one in draws], pa.list_(pa.float64())),
        }
        self._shelf.keep(key, pa.table(columns), {})


def kept_effects(shelf: Shelf) -> Kept:
    """Return the shelf of effects."""

    def restore(plain: Plain, draws: np.ndarray | None) -> EffectRecord:
        panel = plain.pop("panel")
        plain["window"] = tuple(plain["window"])
        plain["words"] = said_of(plain["words"])
        return EffectRecord(**plain, panel=PanelEffect(**panel) if panel else None, draws=draws)

    return Kept(shelf, restore)


def kept_forecasts(shelf: Shelf, calendar: Calendar) -> Kept:
    """Return the shelf of forecasts."""

    def restore(plain: Plain, draws: np.ndarray | None) -> Forecast:
        if draws is None:
            raise ValueError("a forecast without draws")
        plain["segment"] = tuple((name, value) for name, value in plain["segment"])
        plain["periods"] = tuple(calendar.parse(label) for label in plain["periods"])
        plain["words"] = said_of(plain["words"])
        test = plain.pop("backtest")
        return Forecast(**plain, backtest=Backtest(**test) if test else None, draws=draws)

    return Kept(shelf, restore)


def kept_calibration(shelf: Shelf) -> Kept:
    """Return the shelf of calibrations."""

    def restore(plain: Plain, draws: np.ndarray | None) -> Calibration:  # noqa: ARG001 -- one shape for all records
        plain["bins"] = tuple(CalibrationBin(**one) for one in plain["bins"])
        plain["words"] = said_of(plain["words"])
        return Calibration(**plain)

    return Kept(shelf, restore)


def _array(shape: Sequence[int] | None, numbers: pa.ListScalar) -> np.ndarray | None:
    if shape is None or not numbers.is_valid:
        return None
    return np.array(numbers.values.to_numpy(zero_copy_only=False), dtype=np.float64).reshape(shape)


def _plain(value: Any) -> Any:
    """Return what JSON can hold; draws are kept beside it."""
    if is_dataclass(value) and not isinstance(value, type):
        if isinstance(value, Period):
            return value.label
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value) if one.name != _DRAWS}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, str):
        return plain_of(value)
    if isinstance(value, np.generic):
        return value.item()
    return value
