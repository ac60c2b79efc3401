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
    from sightline.records.agreements import Agreement
    from sightline.records.alignment import Agreed, Alignment, Alignments
    from sightline.records.assigning import Proposal, Proposals
    from sightline.records.backlog import Candidate
    from sightline.records.development import Aspiration, Career, Coverage, Development, Skills
    from sightline.records.portfolio import Portfolio
    from sightline.records.promises import PromiseBook
    from sightline.records.retention import RetentionCurve
    from sightline.records.roles import GoalTargets, RoleGoal, RoleGoals
    from sightline.roles.assigning import Preferences
    from sightline.units import Unit, format_value, parse_unit
    from sightline.workspace import Workspace

__all__ = [
    "Agreed",
    "Agreement",
    "Alignment",
    "Alignments",
    "Aspiration",
    "Calendar",
    "Calibration",
    "Candidate",
    "Career",
    "Chart",
    "Choice",
    "Computation",
    "Coverage",
    "DeclarationError",
    "Development",
    "EffectRecord",
    "EnvironmentFaultError",
    "EstimateError",
    "EventSender",
    "Finding",
    "Forecast",
    "GoalShift",
    "GoalStatus",
    "GoalTargets",
    "Grain",
    "Lever",
    "LineOfSight",
    "Model",
    "Outlook",
    "Period",
    "Portfolio",
    "Preferences",
    "PromiseBook",
    "Proposal",
    "Proposals",
    "Reading",
    "RetentionCurve",
    "RoleGoal",
    "RoleGoals",
    "Shift",
    "SightlineError",
    "Skills",
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
    "sightline.records.agreements": ("Agreement",),
    "sightline.records.alignment": ("Agreed", "Alignment", "Alignments"),
    "sightline.records.assigning": ("Proposal", "Proposals"),
    "sightline.records.development": ("Aspiration", "Career", "Coverage", "Development", "Skills"),
    "sightline.records.retention": ("RetentionCurve",),
    "sightline.records.roles": ("GoalTargets", "RoleGoal", "RoleGoals"),
    "sightline.roles.assigning": ("Preferences",),
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
