"""Frozen records that pass between stages: values, histories, effects, lines of sight, outlooks, explained changes.

A record knows no file and no database; a stage that is handed one needs to know nothing of the stage that made it.
"""

from sightline.records.change import ChangePart, Why
from sightline.records.computation import Computation, SourceUse
from sightline.records.effects import EffectRecord, PanelEffect, Suggestion
from sightline.records.goals import STATUSES, GoalStatus, Status
from sightline.records.history import History, histories
from sightline.records.outlook import FAN, Backtest, Calibration, CalibrationBin, Forecast, Outlook, Paths
from sightline.records.scenario import GoalShift, Lever, Push, Shift, WhatIf
from sightline.records.sight import LineOfSight, Link, SightPath
from sightline.records.tables import to_table
from sightline.records.values import VALUE_COLUMNS, Values, ValuesBuilder

__all__ = [
    "FAN",
    "STATUSES",
    "VALUE_COLUMNS",
    "Backtest",
    "Calibration",
    "CalibrationBin",
    "ChangePart",
    "Computation",
    "EffectRecord",
    "Forecast",
    "GoalShift",
    "GoalStatus",
    "History",
    "Lever",
    "LineOfSight",
    "Link",
    "Outlook",
    "PanelEffect",
    "Paths",
    "Push",
    "Shift",
    "SightPath",
    "SourceUse",
    "Status",
    "Suggestion",
    "Values",
    "ValuesBuilder",
    "WhatIf",
    "Why",
    "histories",
    "to_table",
]
