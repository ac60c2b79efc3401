"""Records of the library as view records: the same fields in plain Python, where what is no number is None.

Stands on nothing, so that every part of a snapshot can call it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

__all__ = ["mirrored", "number", "plain"]

T = TypeVar("T")


def mirrored(view: Callable[..., T], each: Any, **given: Any) -> T:
    """Return a record of the library as the view record with the same fields, in plain values; some may be given."""
    names = [part.name for part in fields(view) if part.name not in given]  # type: ignore[arg-type]  # a dataclass
    return view(**given, **{name: plain(getattr(each, name)) for name in names})


def plain(value: Any) -> Any:
    """Return a value without NumPy's types; numbers that are not finite are None."""
    if isinstance(value, bool | str | int) or value is None:
        return value
    if isinstance(value, tuple | list):
        return tuple(plain(each) for each in value)
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value


def number(value: Any) -> float | None:
    """Return a plain number; None for one that is missing or not finite."""
    return float(value) if value is not None and math.isfinite(value) else None
