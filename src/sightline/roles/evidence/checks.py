"""Checks before anything is computed: where data are not sound, nothing is shown, and the reason is.

A corrupt log gives no result, and never a zero.
"""

from __future__ import annotations

import numpy as np

from sightline.disclosure import K_FIGURES
from sightline.records.cases import Cases
from sightline.records.evidence import Check
from sightline.roles.evidence.coding import Coded
from sightline.roles.evidence.scales import percent
from sightline.saying import joined, say

__all__ = ["checks"]

LEAST_NAMED = 0.7  # of the cases have a performer
LEAST_MATCHED = 0.7  # of the touches are by people whom the table knows
MOST_SILENT = 0.25  # of the time may pass without any case
MOST_ZERO = 0.5  # of the values may be 0
LEAST_PEOPLE = 5
LEAST_CASES = 10


def checks(cases: Cases, known: Coded) -> tuple[Check, ...]:
    """Return what was found: performers, people matched, gaps of the clock, values of zero, exposure."""
    return (
        _performers(cases, known),
        *((_matched(known, cases.matched),) if cases.matched is not None else ()),
        _clock(cases),
        *((_zeros(cases),) if cases.scale == "log" else ()),
        _exposure(known),
    )


def _performers(cases: Cases, known: Coded) -> Check:
    whole = cases.table.num_rows
    share = len(known) / whole if whole else 0.0
    passed = share >= LEAST_NAMED
    words = say(
        "{known:,} of {whole:,} cases say who did them ({share}).", known=len(known), whole=whole, share=percent(share)
    )
    fix = say("Those without a performer may be of another kind; have the source say who did them.")
    return Check("performers", passed, share, words if passed else joined(" ", [words, fix]))


def _matched(known: Coded, matched: frozenset[str] | None) -> Check:
    there = np.array([one in (matched or ()) for one in known.people], dtype=np.bool_)
    touches = known.touches.person
    share = float(there[touches].mean()) if len(touches) else 0.0
    strangers = int((~there).sum())
    passed = share >= LEAST_MATCHED
    words = say(
        "{share} of the work is by people whom the table of people knows; {strangers:,} it does not.",
        share=percent(share), strangers=strangers,
    )  # fmt: skip
    fix = say("Mend the ids: the performers of the log are those of the table, or map one to the other.")
    return Check("matched", passed, share, words if passed else joined(" ", [words, fix]))


def _clock(cases: Cases) -> Check:
    moments = np.sort(cases.table.column("at").cast("timestamp[us]").to_numpy().astype("datetime64[us]"))
    span = float((moments[-1] - moments[0]).astype(np.int64)) if len(moments) else 0.0
    if span <= 0:
        words = say("All cases have the same moment: the clock says nothing.")
        return Check("clock", bool(len(moments) == 0), 1.0, words)
    gaps = np.diff(moments).astype(np.int64)
    place = int(gaps.argmax())
    share = float(gaps[place]) / span
    first, last = moments[place : place + 2].astype("datetime64[D]").tolist()
    passed = share <= MOST_SILENT
    words = say(
        "The longest time without a case is {share} of all, from {first:%Y-%m-%d} to {last:%Y-%m-%d}.",
        share=percent(share), first=first, last=last,
    )  # fmt: skip
    fix = say("Events are missing, or some have a wrong date; mend the source, or read a shorter time.")
    return Check("clock", passed, share, words if passed else joined(" ", [words, fix]))


def _zeros(cases: Cases) -> Check:
    values = cases.table.column("value").to_numpy()
    share = float((values <= 0).mean()) if len(values) else 0.0
    passed = share <= MOST_ZERO
    words = say("{share} of the cases took no time.", share=percent(share))
    fix = say("Its clock does not tell how long they took: events are written together, or to the day.")
    return Check("zeros", passed, share, words if passed else joined(" ", [words, fix]))


def _exposure(known: Coded) -> Check:
    counts = np.bincount(known.touches.person, minlength=len(known.people))
    enough = int((counts >= LEAST_CASES).sum())
    passed = enough >= LEAST_PEOPLE
    words = say(
        "{enough:,} of {people:,} people have {least} cases or more.",
        enough=enough, people=len(known.people), least=LEAST_CASES,
    )  # fmt: skip
    needed = max(LEAST_PEOPLE, K_FIGURES)
    fix = say("At least {needed} are needed to tell people, teams and chance apart.", needed=needed)
    return Check("exposure", passed, float(enough), words if passed else joined(" ", [words, fix]))
