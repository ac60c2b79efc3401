"""Where the time before an activity goes: while nobody works, in a queue, in being handed over, or elsewhere.

The time since the event before is split in this order, each part out of what the one before left:

- *closed*: outside the working time of the calendar;
- *queue*: until the performer's event before this one, in whatever case of the process. A log tells when work was done
  and not when somebody was free, so this is an approximation: until then the performer is taken to be busy with other
  cases, and free from then on;
- *hand-over*: the rest, where another performer had the case before;
- *other*: what is left, with the work itself where the log does not say when it started.

Sums are whole milliseconds, so that engines agree to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping

from sightline.events.features import layers
from sightline.events.moments import business_time
from sightline.operations.own import PERFORMER, US, Ask, OwnEvents
from sightline.records.processes import Waiting

__all__ = ["waiting"]

_ENDED = '"ended"'
# events without a performer are nobody's queue; by case, so that they do not gather in one heap
_PERFORMER_WINDOW = (
    'OVER (PARTITION BY "performer", CASE WHEN "performer" IS NULL THEN "case" END ORDER BY "us", "case", "seq")'
)


def waiting(own: OwnEvents, ask: Ask) -> tuple[Waiting, ...]:
    """Return how the waiting before each activity is made up, the longest in all first."""
    if not own.activities:
        return ()
    columns = ["case", "step", "us", "seq", "time"]
    columns += ["begin_us", "begin"] if own.starts else []
    columns += ["performer"] if own.performers else []
    levels = [*_clocks(own), *_before(own), _split(own), _milliseconds(own)]
    sums = [f'SUM("{one}") AS "{one}"' for one in ("total", "worked", *(["queue"] if own.performers else []))]
    if own.performers:
        sums.append('SUM(CASE WHEN "passed" THEN "worked" - "queue" ELSE 0 END) AS "handover"')
        sums.append('COUNT("known") AS "known"')
    summed = f'SELECT "step", COUNT(*) AS "times", {", ".join(sums)} FROM {{below}} GROUP BY "step"'
    found = [_waiting(own, row) for row in ask(own.query(columns, [*levels, summed])).to_pylist()]
    return tuple(sorted(found, key=lambda one: (-one.total_s, one.activity)))


def _waiting(own: OwnEvents, row: Mapping[str, int]) -> Waiting:
    total, worked, queue, handover = (row.get(name, 0) / 1000 for name in ("total", "worked", "queue", "handover"))
    known = row.get("known", 0) > 0
    return Waiting(
        own.activities[row["step"]], row["times"], total, total - worked,
        queue if known else None, handover if known else None, worked - queue - handover,
    )  # fmt: skip


def _clocks(own: OwnEvents) -> list[str]:
    """Return the levels that add the working clock of when each event ended and began."""
    steps = own.steps
    kind = steps.relation.kind("time")
    first = steps.relation.first or steps.now.as_of.replace(year=1970, month=1, day=1)
    columns = ("time", "begin") if own.starts else ("time",)
    ended, *begun = (business_time(one, kind, steps.now.calendar, first=first, end=steps.now.end) for one in columns)
    made = [
        f"SELECT *, {', '.join(f'{one.sql} AS {one}' for one in layer)} FROM {{below}}"
        for layer in layers([ended, *begun])
    ]
    opened = begun[0] if begun else ended
    return [*made, f'SELECT *, {ended} AS "ended", {opened} AS "opened" FROM {{below}}']


def _before(own: OwnEvents) -> list[str]:
    """Return the levels that look at the event before in the case, and then at that before of the same performer.

    Of the two windows, which stand apart, one may need no sorting: see `OwnEvents.before`.
    """
    looks = [f'{own.before(US)} AS "last_us"', f'{own.before(_ENDED)} AS "last_ended"']
    kept = ['"step"', f'{own.begin} AS "at"', '"opened"']
    if not own.performers:
        return [f"SELECT {', '.join([*kept, *looks])} FROM {{below}}"]
    looks.append(f'{own.before(PERFORMER)} AS "last_performer"')
    needed = ['"case"', '"us"', '"seq"', '"ended"', '"performer"']
    queued = [*kept[:1], '"at"', '"opened"', '"performer"', '"last_us"', '"last_ended"', '"last_performer"']
    return [
        f"SELECT {', '.join([*kept, *needed, *looks])} FROM {{below}}",
        f'SELECT {", ".join(queued)}, LAG("ended") {_PERFORMER_WINDOW} AS "busy" FROM {{below}}',
    ]


def _split(own: OwnEvents) -> str:
    """Return the level that says how long was waited, how much of it was working time, and until when in a queue."""
    total = 'GREATEST("at" - "last_us", 0)'
    # clocks on the wall may run more than the time that passed, on the day on which they are put forward
    parts = [f'{total} AS "total"', f'LEAST(GREATEST("opened" - "last_ended", 0), {total}) AS "worked"']
    if own.performers:
        until = 'GREATEST(LEAST("busy", "opened") - "last_ended", 0)'
        parts += [
            f'CASE WHEN "performer" IS NOT NULL AND "busy" IS NOT NULL THEN {until} ELSE 0 END AS "queue"',
            '"performer" <> "last_performer" AS "passed"',
            '"performer" AS "known"',
        ]
    return f'SELECT "step", {", ".join(parts)} FROM {{below}} WHERE "last_us" IS NOT NULL'


def _milliseconds(own: OwnEvents) -> str:
    """Return the level in whole milliseconds, the queue being no longer than the working time."""
    parts = ['SL_INT_DIV("total", 1000) AS "total"', 'SL_INT_DIV("worked", 1000) AS "worked"']
    if own.performers:
        parts += ['SL_INT_DIV(LEAST("queue", "worked"), 1000) AS "queue"', '"passed"', '"known"']
    return f'SELECT "step", {", ".join(parts)} FROM {{below}}'
