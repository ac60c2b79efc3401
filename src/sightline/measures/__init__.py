"""Metric values per period and segment: one scan per fact table, whatever the number of metrics.

`plan` says what to ask of which relation, `execute` asks it, `values_of` gives the records.
"""

from sightline.events.relations import Relation
from sightline.measures.execute import Results, execute, values_of
from sightline.measures.plan import Ask, Plan, Problem, dimensions_of_metric, plan
from sightline.measures.queries import Query

__all__ = [
    "Ask",
    "Plan",
    "Problem",
    "Query",
    "Relation",
    "Results",
    "dimensions_of_metric",
    "execute",
    "plan",
    "values_of",
]
