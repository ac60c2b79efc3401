"""Hand-overs: how often the next activity is another person's, and how much longer it then waits.

Performers are compared and counted, never named.
"""

from __future__ import annotations

from sightline.operations.own import PERFORMER, STEP, Ask, OwnEvents, seconds
from sightline.records.processes import Handover

__all__ = ["handovers"]


def handovers(own: OwnEvents, ask: Ask) -> tuple[Handover, ...]:
    """Return pairs of activities with how often work passed to another performer, the most hand-overs first.

    Only pairs of events count whose performers are both known; none where the log does not say who.
    """
    if not own.activities or not own.performers:
        return ()
    before = (
        f'SELECT "step", {own.before(STEP)} AS "before", "performer", '
        f'{own.before(PERFORMER)} AS "other", {own.wait} AS "wait" FROM {{below}}'
    )
    differ = '"performer" <> "other"'
    counted = (
        f'SELECT "before", "step", COUNT(*) AS "times", COUNT(CASE WHEN {differ} THEN 1 END) AS "passed", '
        f'SL_PERCENTILE(CASE WHEN {differ} THEN "wait" END, 0.5) AS "median", '
        f'SL_PERCENTILE(CASE WHEN NOT {differ} THEN "wait" END, 0.5) AS "same" FROM {{below}} '
        'WHERE "before" IS NOT NULL AND "performer" IS NOT NULL AND "other" IS NOT NULL GROUP BY "before", "step"'
    )
    columns = ["case", "step", "us", "seq", "performer", *(["begin_us"] if own.starts else [])]
    found = [
        Handover(
            own.activities[row["before"]], own.activities[row["step"]], row["times"], row["passed"],
            row["passed"] / row["times"], seconds(row["median"]), seconds(row["same"]),
        )
        for row in ask(own.query(columns, [before, counted], ordered=True)).to_pylist()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.handed_over, one.from_, one.to)))
