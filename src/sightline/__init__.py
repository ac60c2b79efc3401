"""Sightline: enterprise performance management with one line of sight.

The names below are the public ones; modules not named here may change at will. Each is imported when it is first
asked for, so that `import sightline` and `sightline --help` cost next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sightline.charts import Chart, chart
    from sightline.errors import (
        DeclarationError,
        EnvironmentFaultError,
        EstimateError,
        SightlineError,
        SourceError,
        SourceMissingError,
        UnknownNameError,
    )
    from sightline.example import make_example
    from sightline.exchange.sender import EventSender
    from sightline.model.findings import Finding
    from sightline.model.model import Model
    from sightline.periods import Calendar, Grain, Period
    from sightline.reading import Reading, read
    from sightline.reading.deciding import Choice
    from sightline.records import (
        Calibration,
        Computation,
        EffectRecord,
        Forecast,
        GoalShift,
        GoalStatus,
        Lever,
        LineOfSight,
        Outlook,
        Shift,
        Suggestion,
        Values,
        WhatIf,
        Why,
        to_table,
    )
    from sightline.records.backlog import Candidate
    from sightline.records.portfolio import Portfolio
    from sightline.records.promises import PromiseBook
    from sightline.units import Unit, format_value, parse_unit
    from sightline.workspace import Workspace

__all__ = [
    "Calendar",
    "Calibration",
    "Candidate",
    "Chart",
    "Choice",
    "Computation",
    "DeclarationError",
    "EffectRecord",
    "EnvironmentFaultError",
    "EstimateError",
    "EventSender",
    "Finding",
    "Forecast",
    "GoalShift",
    "GoalStatus",
    "Grain",
    "Lever",
    "LineOfSight",
    "Model",
    "Outlook",
    "Period",
    "Portfolio",
    "PromiseBook",
    "Reading",
    "Shift",
    "SightlineError",
    "SourceError",
    "SourceMissingError",
    "Suggestion",
    "Unit",
    "UnknownNameError",
    "Values",
    "WhatIf",
    "Why",
    "Workspace",
    "chart",
    "format_value",
    "make_example",
    "parse_unit",
    "read",
    "to_table",
]

_HOMES = {
    "sightline.charts": ("Chart", "chart"),
    "sightline.errors": (
        "DeclarationError",
        "EnvironmentFaultError",
        "EstimateError",
        "SightlineError",
        "SourceError",
        "SourceMissingError",
        "UnknownNameError",
    ),
    "sightline.example": ("make_example",),
    "sightline.exchange.sender": ("EventSender",),
    "sightline.model.findings": ("Finding",),
    "sightline.model.model": ("Model",),
    "sightline.periods": ("Calendar", "Grain", "Period"),
    "sightline.reading": ("Reading", "read"),
    "sightline.reading.deciding": ("Choice",),
    "sightline.records": (
        "Calibration",
        "Computation",
        "EffectRecord",
        "Forecast",
        "GoalShift",
        "GoalStatus",
        "Lever",
        "LineOfSight",
        "Outlook",
        "Shift",
        "Suggestion",
        "Values",
        "WhatIf",
        "Why",
        "to_table",
    ),
    "sightline.records.backlog": ("Candidate",),
    "sightline.records.portfolio": ("Portfolio",),
    "sightline.records.promises": ("PromiseBook",),
    "sightline.units": ("Unit", "format_value", "parse_unit"),
    "sightline.workspace": ("Workspace",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'sightline' has no attribute '{name}'")
    found = getattr(importlib.import_module(_HOME_OF[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
