"""Frozen tables that pass between stages: values of metrics, and where goals stand.

A record knows no file and no database; a stage that is handed one needs to know nothing of the stage that made it.
"""

from sightline.records.computation import Computation, SourceUse
from sightline.records.goals import STATUSES, GoalStatus, Status
from sightline.records.values import VALUE_COLUMNS, Values, ValuesBuilder

__all__ = ["STATUSES", "VALUE_COLUMNS", "Computation", "GoalStatus", "SourceUse", "Status", "Values", "ValuesBuilder"]
