"""The numbers of this surface that can be talked about: what came of a promise, and what was known when it was made."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import QueryDict

from sightline_web.anchors import Anchor, Kind
from sightline_web.languages.marks import noted
from sightline_web.numbered import Number
from sightline_web.policy.words import Record
from sightline_web.shell.formats import Formats
from sightline_web.snapshot import Snapshot

__all__ = ["KIND", "of_promise"]

CAME = noted("What came of it for {metric}")
KNOWN = noted("What was known of it for “{goal}”")


def _title(snapshot: Snapshot, parts: tuple[str, ...]) -> str:
    found = snapshot.promises().promise(parts[0])
    if found is None:
        raise LookupError(parts[0])
    return found.title


KIND = Kind("promise", "promise", ("initiative",), Record.PROMISE, _title, followed=False)


def of_promise(snapshot: Snapshot, anchor: Anchor, _view: QueryDict, _formats: Formats) -> Iterator[Number]:
    """Yield what came of a promise by metric, and by goal what was known when it was decided on."""
    book, [initiative] = snapshot.promises(), anchor.parts
    for each in book.came(initiative):
        names = {"metric": snapshot.metrics[each.metric].title}
        yield Number(
            f"came:{each.metric}", "promise", CAME, each.value, each.unit, names, each.metric,
            low=each.low, high=each.high, moves=True,
        )  # fmt: skip
    made, goals = book.promise(initiative), {each.id: each for each in snapshot.goals}
    for one in () if made is None else made.known:
        if one.worth and one.goal in goals:
            goal = goals[one.goal]
            yield Number(
                f"known:{goal.id}", "promise", KNOWN, one.worth, one.unit, {"goal": goal.statement}, goal.metric,
                low=one.low, high=one.high, moves=True,
            )  # fmt: skip
