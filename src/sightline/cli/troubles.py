"""What a reading could not do: told once per cause on standard error, and turned into an exit code.

A source that cannot be read takes only the metrics that rest on it down. Where some of what was asked is there the
answer is partial (4); where nothing is, the command fails (3) and prints no answer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sightline.cli.failures import write_fault, write_remark
from sightline.cli.state import State

if TYPE_CHECKING:
    from sightline.measures import Problem

ENVIRONMENT, PARTIAL = 3, 4
MOST_CAUSES = 5
MOST_NAMES = 6
_RESTS = re.compile(r"(it rests on '[^']*': )+")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One cause, with the metrics that have no values because of it."""

    cause: str
    place: str
    fix: str
    metrics: tuple[str, ...]
    source: str | None = None


def gather(problems: Iterable[Problem]) -> list[Trouble]:
    """Return the causes behind `problems`, each once, in their order; what rests on a broken thing joins its cause."""
    metrics: dict[str, dict[str, None]] = {}
    firsts: dict[str, Problem] = {}
    for one in problems:
        cause = _RESTS.sub("", one.cause)
        first = firsts.setdefault(cause, one)
        if _RESTS.match(first.cause) and not _RESTS.match(one.cause):
            firsts[cause] = one
        metrics.setdefault(cause, {}).update({one.metric: None} if one.metric is not None else {})
    return [
        Trouble(
            cause,
            one.place or (f"source '{one.source}'" if one.source else ""),
            one.fix,
            tuple(metrics[cause]),
            one.source,
        )
        for cause, one in firsts.items()
    ]


def rows_of(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return `problems` as they stand in a JSON document."""
    return [
        {"cause": one.cause, "metric": one.metric, "source": one.source, "place": one.place, "fix": one.fix}
        for one in problems
    ]


def named(names: Collection[str]) -> str:
    """Return names for a sentence, at most six of them."""
    shown = ", ".join(sorted(names)[:MOST_NAMES])
    return f"{shown} and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else shown


def tell(state: State, problems: Iterable[Problem], asked: Collection[str]) -> int:
    """Write what concerns the metrics that were asked for to standard error, and return the exit code.

    Parameters
    ----------
    state : State
        Says whether remarks are wanted.
    problems : iterable of Problem
        What a reading could not do.
    asked : collection of str
        The metrics that the answer should hold.

    Returns
    -------
    int
        0, 4 where some of `asked` could not be measured, 3 where none could.
    """
    troubles = gather(problems)
    lost = {metric for one in troubles for metric in one.metrics if metric in asked}
    shown = sorted(troubles, key=lambda one: not set(one.metrics) & lost)
    for one in shown[:MOST_CAUSES]:
        mine = set(one.metrics) & lost
        if mine:
            missing = "" if len(lost) == len(set(asked)) else f"\nNo values of {named(mine)}."
            write_fault(state.err(), place=one.place, cause=f"{one.cause}{missing}", fix=one.fix)
        elif not state.quiet:
            write_remark(state.err(), place=one.place, text=f"{one.cause} {one.fix}".strip())
    if len(shown) > MOST_CAUSES:
        state.say(f"and {len(shown) - MOST_CAUSES} more causes: sightline doctor")
    if not lost:
        return 0
    return ENVIRONMENT if lost == set(asked) else PARTIAL
