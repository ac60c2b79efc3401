"""The agreed split of a role's work over its activities: past work, drawn towards the weights where there is little.

The weight of a metric belongs to those activities of the role that are part of it, in equal parts; an activity without
a line of sight has none. Past work is what holders of the role did, whatever it was. The split is the mean of a
Dirichlet posterior whose prior has the weights as its shares and counts for twenty items of work: a role with hundreds
of items behind it agrees to do what it does, one without any agrees to what the weights say. Past work of fewer than
five people tells about each of them, and is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sightline.disclosure.groups import K_FIGURES
from sightline.records.work import Done
from sightline.roles.weights import Weighed
from sightline.saying import joined, phrase, say

__all__ = ["PRIOR", "Past", "Split", "past_work", "split"]

PRIOR = 20.0  # items of work that the weights count for
Holds = Callable[[str, str], frozenset[str]]
_PAST: Mapping[str, str] = {
    "hours": phrase("The split of work is that of hours in the past ({items:,} items by {people} people)"),
    "cases": phrase("The split of work is that of cases in the past ({items:,} items by {people} people)"),
    "": phrase("The split of work is that of the past ({items:,} items by {people} people)"),
}


@dataclass(frozen=True, slots=True)
class Past:
    """What holders of a role did.

    Parameters
    ----------
    amounts : mapping of str to float
        Activity -> hours, or cases.
    items : int
        Tickets or events behind them.
    people : int
        By how many.
    """

    amounts: Mapping[str, float]
    items: int
    people: int


@dataclass(frozen=True, slots=True)
class Split:
    """The agreed split.

    Parameters
    ----------
    shares : tuple of (str, float)
        In the order of the activities' ids; sums to 1, or empty where neither weights nor past work say anything.
    words : str
        What it rests on.
    """

    shares: tuple[tuple[str, float], ...]
    words: str


def past_work(done: Done, roles: Mapping[str, Sequence[str]], holds: Holds) -> dict[str, Past]:
    """Return what holders of each role did.

    Parameters
    ----------
    done : Done
        Only of the periods that are to count.
    roles : mapping
        Role -> the activities that it performs.
    holds : callable
        Person, label of a period -> the roles that the person holds in it. Work in an activity that one of these
        performs counts for it alone; other work counts for each of them in equal parts.
    """
    amounts: dict[str, dict[str, float]] = {}
    items: dict[str, float] = {}
    people: dict[str, set[str]] = {}
    for row in done.table.to_pylist():
        mine = sorted(holds(row["person"], row["period"]) & roles.keys())
        performing = [role for role in mine if row["activity"] in roles[role]] or mine
        for role in performing:
            of = amounts.setdefault(role, {})
            of[row["activity"]] = of.get(row["activity"], 0.0) + row["amount"] / len(performing)
            items[role] = items.get(role, 0.0) + row["items"] / len(performing)
            people.setdefault(role, set()).add(row["person"])
    return {role: Past(amounts[role], round(items[role]), len(people[role])) for role in sorted(amounts)}


def split(performs: Sequence[str], weighed: Sequence[Weighed], past: Past | None, *, measured: str = "") -> Split:
    """Return the agreed split of one role.

    Parameters
    ----------
    performs : sequence of str
        The activities that the role performs, as declared.
    weighed : sequence of Weighed
        Its weights.
    past : Past, optional
        What its holders did; None where nothing is known.
    measured : str
        What past work is counted in: `hours` or `cases`.
    """
    prior = _prior(performs, weighed)
    told = past is not None and past.people >= K_FIGURES and sum(past.amounts.values()) > 0
    if past is None or not told:
        few = past is not None and 0 < past.people < K_FIGURES
        return Split(tuple(sorted(prior.items())), _without(prior, performs, few=few))
    total = sum(past.amounts[one] for one in sorted(past.amounts))
    strength = PRIOR if prior else 0.0
    every = sorted({*performs, *past.amounts, *prior})
    shares = {
        one: (past.items * past.amounts.get(one, 0.0) / total + strength * prior.get(one, 0.0))
        / (past.items + strength)
        for one in every
    }
    whole = sum(shares.values())
    said = say(_PAST.get(measured, _PAST[""]), items=past.items, people=past.people)
    end = say(", with the weights counted as {items:.0f} items.", items=PRIOR) if prior else "."
    return Split(tuple((one, share / whole) for one, share in shares.items()), joined("", [said, end]))


def _prior(performs: Sequence[str], weighed: Sequence[Weighed]) -> dict[str, float]:
    """Return the mean weight of each activity as a share of all of them; empty where none has any."""
    sizes = dict.fromkeys(performs, 0.0)
    for one in sorted(weighed, key=lambda each: each.held.metric):
        if one.draws is not None and one.held.activities:
            for activity in one.held.activities:
                sizes[activity] += float(one.draws.mean()) / len(one.held.activities)
    total = sum(sizes[one] for one in sorted(sizes))
    return {one: size / total for one, size in sizes.items()} if total > 0 else {}


def _without(prior: Mapping[str, float], performs: Sequence[str], *, few: bool) -> str:
    said: str = ""
    if performs and not prior:
        said = say("None of its activities has a line of sight, so no split of work follows from the weights.")
    elif performs:
        said = say("The split of work follows from the weights alone; no past work stands behind it.")
    left_out = say("Past work of fewer than {people} people is not used.", people=K_FIGURES) if few else ""
    return joined(" ", [said, left_out])
