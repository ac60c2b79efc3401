"""The fairness audit: the one job that knows to which group a person belongs, and keeps what it finds of groups alone.

It takes scores by person, asks which group each of them declared, has the library compare the groups, and writes tables
without anybody in them. Numbers of people under five are not kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import combinations

from django.db import transaction

from sightline_web import rows, store
from sightline_web.duties.models import FairnessTable
from sightline_web.duties.protected import declared
from sightline_web.engine.fairness import compared
from sightline_web.engine.saying import plain_of
from sightline_web.journal.services import record
from sightline_web.policy.actor import SYSTEM, Actor
from sightline_web.policy.words import Action, Record
from sightline_web.stream.services import touch

__all__ = ["ATTRIBUTES", "audit"]

ATTRIBUTES = ("gender", "age group", "origin", "disability")
SMALLEST = 5


@store.writing()
def audit(
    *,
    by: Actor,
    period: str,
    stage: str,
    scores: Mapping[str, float],
    at: datetime,
    attributes: Sequence[str] = ATTRIBUTES,
) -> list[FairnessTable]:
    """Compare how people of different groups fared at a stage of a period; return the tables.

    Parameters
    ----------
    by : Actor
        Who asks for it.
    period, stage : str
        What was decided, such as "2026-H1" and "decided values".
    scores : mapping of str to float
        One for each person.
    at : datetime
        When.
    attributes : sequence of str
        By which groups; each alone, and each two of them together.
    """
    with transaction.atomic():
        with rows.acting_as(SYSTEM):  # the database shows groups of persons to no request
            persons = sorted(scores)
            of = {name: declared(name, persons) for name in attributes}
            made = [_table(period, stage, (name,), persons, scores, of, at) for name in attributes]
            made += [_table(period, stage, pair, persons, scores, of, at) for pair in combinations(attributes, 2)]
            FairnessTable.objects.filter(period=period, stage=stage).delete()
            FairnessTable.objects.bulk_create(made)
        after = {"period": period, "stage": stage, "persons": len(persons) if len(persons) >= SMALLEST else "under 5"}
        record(by=by, action=Action.CREATE, kind=Record.FAIRNESS_AUDIT, key=f"{period} {stage}"[:200], after=after)
        touch("duties")
    return made


def _table(
    period: str,
    stage: str,
    names: tuple[str, ...],
    persons: Sequence[str],
    scores: Mapping[str, float],
    of: Mapping[str, Mapping[str, str]],
    at: datetime,
) -> FairnessTable:
    groups: list[str | None] = []
    for person in persons:
        values = [of[name].get(person) for name in names]
        known = [each for each in values if each is not None]
        groups.append(" / ".join(known) if len(known) == len(values) else None)
    found = compared([scores[person] for person in persons], groups)
    few = 0 < found.unknown < SMALLEST
    return FairnessTable(
        period=period, stage=stage, attribute=" and ".join(names), rows=found.rows, words=found.words,
        source=plain_of(found.words), known=found.known, unknown=None if few else found.unknown, made_at=at,
    )  # fmt: skip
