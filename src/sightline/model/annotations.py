"""What the declarations' annotations say: the class at a path, and the keys it knows."""

from __future__ import annotations

import types
import typing
from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic.fields import FieldInfo

from sightline.model.declared import Declaration

__all__ = ["at_path", "bare", "fields_by_key", "item_type"]


@cache
def fields_by_key(cls: type[Declaration]) -> dict[str, tuple[str, Any]]:
    """Return key in the file -> (attribute name, annotation with its constraints)."""
    hints = typing.get_type_hints(cls, include_extras=True)
    return {field.alias or name: (name, _held(hints[name], field)) for name, field in cls.model_fields.items()}


def _held(hint: Any, field: FieldInfo) -> Any:
    """Return an annotation with the limits that stand in the field's default."""
    return typing.Annotated[hint, *field.metadata] if field.metadata else hint


def bare(annotation: Any) -> Any:
    """Return an annotation without `Annotated`, and without `None` where one other type remains."""
    while True:
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
            continue
        if origin in (typing.Union, types.UnionType):
            others = [one for one in typing.get_args(annotation) if one is not type(None)]
            if len(others) == 1:
                annotation = others[0]
                continue
        return annotation


def item_type(annotation: Any, index: int = 0) -> Any:
    """Return the type of the values of a dict or of the items of a tuple; None for anything else."""
    plain = bare(annotation)
    origin, args = typing.get_origin(plain), typing.get_args(plain)
    if origin is dict:
        return args[1]
    if origin is tuple:
        return args[0] if args[-1] is Ellipsis else args[min(index, len(args) - 1)]
    return None


def at_path(cls: type[Declaration], path: Sequence[str | int]) -> Any:
    """Return the annotation at `path` below a declaration, or None where there is none."""
    here: Any = cls
    for step in path:
        plain = bare(here)
        if isinstance(plain, type) and issubclass(plain, Declaration):
            field = fields_by_key(plain).get(str(step))
            here = field[1] if field else None
        else:
            here = item_type(plain, step if isinstance(step, int) else 0)
        if here is None:
            return None
    return here
