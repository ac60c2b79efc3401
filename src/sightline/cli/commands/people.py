"""`people`: who holds which role on a day, and what in the table of people does not fit."""

from __future__ import annotations

from datetime import date

import click

from sightline.cli.completing import completes, role_names
from sightline.cli.formats import format_option
from sightline.cli.state import State, day, pass_state, shared_options


@click.command("people", short_help="Who holds which role, and what in the table of people does not fit.")
@click.option("--on", type=day, metavar="DATE", help="The day. Default: the newest in the facts.")
@click.option("--role", metavar="ROLE", help="Those who hold this role.", shell_complete=completes(role_names))
@click.option("--unit", metavar="UNIT", help="Those of this unit.")
@click.option("--misfits", is_flag=True, help="What does not fit between people, roles and work, and what to do.")
@format_option
@shared_options(shown=False)
@pass_state
def command(state: State, *, on: date | None, role: str | None, unit: str | None, misfits: bool, fmt: str) -> int:
    """List one row per assignment that holds on a day, by the ids of persons.

    With --misfits, list what in the table does not fit, and performers of work whom it does not know; exits with 1 when
    there is any. The rest still works.

    \b
    Example: sightline people --on 2026-07-01 --role credit_analyst
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    from sightline.cli.people_table import answer, answer_misfits  # noqa: PLC0415 -- slow import

    if misfits:
        if role or unit:
            raise click.UsageError("--misfits is about all people; leave --role and --unit out.")
        return answer_misfits(state, on, fmt=fmt)
    return answer(state, on, role, unit, fmt=fmt)
