"""What is right in a declaration that has faults, so that its other parts can still be checked.

A salvaged declaration holds its good values; a required value that is missing or wrong is empty
(`""`, `0`, `()`), and checks take an empty name for "nothing to look up". It never enters a model.
"""

from __future__ import annotations

import types
import typing
from datetime import date
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticUndefined

from sightline.model.annotations import bare, fields_by_key, item_type
from sightline.model.declared import Declaration

__all__ = ["salvage"]

D = TypeVar("D", bound=Declaration)
_MISSING = object()


@cache
def _adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)


def salvage(cls: type[D], raw: Any) -> D:
    """Return the good parts of `raw` as a declaration of `cls` that was not validated as a whole."""
    values: dict[str, Any] = {}
    given = raw if isinstance(raw, dict) else {}
    for key, (name, annotation) in fields_by_key(cls).items():
        value = _salvage(annotation, given[key]) if key in given else _MISSING
        if value is _MISSING:
            field = cls.model_fields[name]
            default = field.get_default(call_default_factory=True)
            value = _blank(annotation) if default is PydanticUndefined else default
        values[field_key(cls, name)] = value
    return cast("D", cls.model_construct(**values))


def field_key(cls: type[Declaration], name: str) -> str:
    """Return the keyword under which `model_construct` takes a field."""
    return cls.model_fields[name].alias or name


def _salvage(annotation: Any, raw: Any) -> Any:
    try:
        return _adapter(annotation).validate_python(raw, strict=True)
    except ValidationError:
        pass
    plain = bare(annotation)
    if isinstance(plain, type) and issubclass(plain, Declaration):
        return salvage(plain, raw) if isinstance(raw, dict) else _MISSING
    if typing.get_origin(plain) is dict and isinstance(raw, dict):
        kept = {key: _salvage_value(item_type(plain), value) for key, value in raw.items()}
        return {key: value for key, value in kept.items() if value is not _MISSING}
    if typing.get_origin(plain) is tuple and isinstance(raw, tuple) and typing.get_args(plain)[-1] is Ellipsis:
        return tuple(value for one in raw if (value := _salvage(item_type(plain), one)) is not _MISSING)
    return _MISSING


def _salvage_value(annotation: Any, raw: Any) -> Any:
    """Return a value of a mapping; a declaration that is none at all still has its name."""
    plain = bare(annotation)
    if isinstance(plain, type) and issubclass(plain, Declaration) and not isinstance(raw, dict):
        return salvage(plain, {})
    return _salvage(annotation, raw)


def _blank(annotation: Any) -> Any:
    """Return the empty value of a required type."""
    plain = bare(annotation)
    origin = typing.get_origin(plain)
    if origin in (typing.Union, types.UnionType):
        return _blank(typing.get_args(plain)[0])
    if origin is typing.Literal:
        return typing.get_args(plain)[0]
    if origin in (tuple, dict):
        return origin()
    if isinstance(plain, type) and issubclass(plain, Declaration):
        return salvage(plain, {})
    return date.min if plain is date else plain()
