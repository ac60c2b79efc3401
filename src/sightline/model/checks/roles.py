"""Roles and initiatives: what they do, answer for, need and would change."""

from __future__ import annotations

from sightline.model.backlogged import Change, Initiative
from sightline.model.checks import names
from sightline.model.checks.graph import circles
from sightline.model.checks.twice import stands_twice
from sightline.model.declarations import Role
from sightline.model.draft import Draft
from sightline.model.positions import Path

__all__ = ["check_initiatives", "check_roles"]

WHOLES = {"share": 1.0, "percent": 100.0, "%": 100.0}


def check_roles(draft: Draft) -> None:
    """Check every role."""
    for name, role in draft.roles.items():
        path = ("roles", name)
        for reference, share in role.performs.items():
            place = (*path, "performs", reference)
            owner, _, activity = reference.partition(".")
            known = names.refer(draft, "SL305", "process", owner, draft.declared["processes"], place, key=True)
            if known:
                names.activity(draft, owner, activity, place, key=True)
            _share(draft, share, place)
        for metric, share in role.accountable.items():
            names.metric(draft, metric, (*path, "accountable", metric), key=True)
            _share(draft, share, (*path, "accountable", metric))
        _levels(draft, path, role)
        stands_twice(draft, role.leads_to, (*path, "leads_to"))
        for number, after in enumerate(role.leads_to):
            names.role(draft, after, (*path, "leads_to", number))


def _share(draft: Draft, share: float, path: Path) -> None:
    if not 0 <= share <= 1:
        fix = f"Write {share / 100:g} for {share:g} %." if 1 < share <= 100 else None  # noqa: PLR2004 -- percent
        draft.say("SL428", path, f"{share} is no share: it must lie between 0 and 1.", fix)


def _levels(draft: Draft, path: Path, role: Role) -> None:
    for capability, level in role.needs.items():
        place = (*path, "needs", capability)
        if not names.refer(draft, "SL308", "capability", capability, draft.declared["capabilities"], place, key=True):
            continue
        known = draft.capabilities.get(capability)
        if known is not None and not 1 <= level <= known.levels:
            draft.say("SL416", place, f"'{capability}' has levels 1 to {known.levels}, not {level}.", "Change one.")


def check_initiatives(draft: Draft) -> None:
    """Check every initiative, and that none must come before itself."""
    graph: dict[str, dict[str, None]] = {name: {} for name in draft.initiatives}
    for name, initiative in draft.initiatives.items():
        path = ("initiatives", name)
        names.role(draft, initiative.asked_by, (*path, "asked_by"))
        _amounts(draft, path, initiative)
        for metric, change in initiative.changes.items():
            names.metric(draft, metric, (*path, "changes", metric), key=True)
            if list(change.by) != sorted(change.by):
                fix = f"Write [{', '.join(str(one) for one in sorted(change.by))}]: low, likely, high."
                draft.say("SL410", (*path, "changes", metric, "by"), "low, likely and high are not in order.", fix)
            _possible(draft, metric, change, (*path, "changes", metric, "by"))
        _others(draft, name, path, initiative)
        graph[name].update({other: None for other in initiative.needs if other in graph})
    for way in circles(graph):
        cause = f"each of these must come first: {' → '.join(way)}."
        draft.say("SL414", ("initiatives", way[0], "needs"), cause, "Take one out of needs.")


def _possible(draft: Draft, metric: str, change: Change, path: Path) -> None:
    """Say where a change is larger than the whole range of its metric."""
    declared = draft.metrics.get(metric)
    top = WHOLES.get(declared.unit) if declared is not None else None
    largest = max(abs(one) for one in change.by)
    if top is not None and largest > top:
        fix = f"Write {largest / 100:g} for {largest:g} points." if top == 1 else "Write a smaller one."
        draft.say("SL444", path, f"'{metric}' lies between 0 and {top:g}: no change can be {largest:g}.", fix)


def _amounts(draft: Draft, path: Path, initiative: Initiative) -> None:
    if initiative.cost < 0:
        draft.say("SL433", (*path, "cost"), "a cost cannot be negative.", "Put the gain under changes.")
    home, rates = draft.settings.currency, draft.settings.rates
    if initiative.currency is not None and initiative.currency != home and initiative.currency not in rates:
        fix = f"Add rates: {{{initiative.currency}: what 1 {initiative.currency} is in {home}}} to sightline.yml."
        draft.say("SL443", (*path, "currency"), f"there is no rate from {initiative.currency} to {home}.", fix)
    for role, weeks in initiative.effort.items():
        names.role(draft, role, (*path, "effort", role), key=True)
        if weeks < 0:
            draft.say("SL433", (*path, "effort", role), "an effort cannot be negative.", "Write 0 or more.")


def _others(draft: Draft, name: str, path: Path, initiative: Initiative) -> None:
    for key, others in (("needs", initiative.needs), ("excludes", initiative.excludes)):
        stands_twice(draft, others, (*path, key))
        for number, other in enumerate(others):
            place = (*path, key, number)
            if other == name and key == "excludes":
                draft.say("SL415", place, f"'{name}' cannot rule itself out.", "Take it out.")
            names.refer(draft, "SL508", "initiative", other, draft.declared["initiatives"], place)
    for number, other in enumerate(initiative.excludes):
        if other in initiative.needs and other:
            cause = f"'{other}' is needed and ruled out at once."
            draft.say("SL415", (*path, "excludes", number), cause, "Take it out of one of the two.")
