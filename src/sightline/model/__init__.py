"""What an enterprise declares: YAML with positions, frozen declarations, checks, one model.

The names below are loaded when first asked for, so that importing a part costs that part alone.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sightline.model.codes import CODES
    from sightline.model.findings import Finding
    from sightline.model.loader import Loaded, load
    from sightline.model.model import Model
    from sightline.model.schema import json_schema

__all__ = ["CODES", "Finding", "Loaded", "Model", "json_schema", "load"]

_HOMES = {
    "CODES": "codes",
    "Finding": "findings",
    "Loaded": "loader",
    "Model": "model",
    "json_schema": "schema",
    "load": "loader",
}


def __getattr__(name: str) -> Any:
    """Return a public name from the module that holds it."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sightline.model' has no attribute '{name}'")
    return getattr(importlib.import_module(f"sightline.model.{_HOMES[name]}"), name)
