"""What declarations say about each other: references, meaning, and what nobody uses."""

from __future__ import annotations

from sightline.model.checks.charts import check_charts
from sightline.model.checks.effects import check_effects
from sightline.model.checks.formulas import check_formulas, parsed_formulas
from sightline.model.checks.goals import check_controls, check_goals
from sightline.model.checks.interrupting import check_exceptions
from sightline.model.checks.metrics import check_metrics
from sightline.model.checks.orphans import check_orphans, check_shared_names, check_unanswered
from sightline.model.checks.persons import check_persons
from sightline.model.checks.processes import check_processes
from sightline.model.checks.roles import check_initiatives, check_roles
from sightline.model.checks.settings import check_settings
from sightline.model.checks.sources import check_sources
from sightline.model.checks.staff import check_staff
from sightline.model.draft import Draft

__all__ = ["check"]


def check(draft: Draft, *, complete: bool = True) -> None:
    """Run every check; findings go into the draft.

    Parameters
    ----------
    complete : bool
        False where some text could not be read: then nobody is told that something is unused.
    """
    parsed = parsed_formulas(draft)
    check_settings(draft)
    check_sources(draft)
    check_metrics(draft)
    check_formulas(draft, parsed)
    check_effects(draft)
    check_goals(draft)
    check_processes(draft)
    check_controls(draft)
    check_charts(draft)
    check_exceptions(draft)
    check_persons(draft)
    check_roles(draft)
    check_staff(draft)
    check_initiatives(draft)
    check_shared_names(draft)
    if complete:
        check_orphans(draft, parsed)
        check_unanswered(draft)
