"""Processes: the log behind them, their activities, their normal course and their rules."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.model.checks import names
from sightline.model.checks.twice import stands_twice
from sightline.model.declarations import Process, Rule
from sightline.model.draft import Draft
from sightline.model.positions import Path

__all__ = ["check_processes"]

_TIMELESS = ("absence", "at_most", "exclusive", "four_eyes", "deadline", "batching")
_DIFFERENT = ("response", "precedence", "exclusive", "four_eyes")


def check_processes(draft: Draft) -> None:
    """Check every process."""
    for name, process in draft.processes.items():
        path = ("processes", name)
        _log(draft, path, process)
        for key, activities in (("chain", process.chain), ("ends", process.ends)):
            stands_twice(draft, activities, (*path, key))
            for number, activity in enumerate(activities):
                names.activity(draft, name, activity, (*path, key, number))
        stands_twice(draft, process.by, (*path, "by"))
        _labels(draft, path, process)
        for rule_name, rule in process.rules.items():
            _rule(draft, name, (*path, "rules", rule_name), rule)


def _log(draft: Draft, path: Path, process: Process) -> None:
    if not names.source(draft, process.log, (*path, "log")):
        return
    source = draft.sources.get(process.log)
    if source is not None and source.log is None and ("sources", process.log) in draft.whole:
        fix = f"Add log: {{case: …, activity: …, time: …}} to the source '{process.log}'; {{}} for XES and OCEL."
        draft.say("SL417", (*path, "log"), f"the source '{process.log}' is no event log.", fix)


def _labels(draft: Draft, path: Path, process: Process) -> None:
    """Say where two activities would take the same events."""
    owners: dict[str, str] = {}
    for name, activity in process.activities.items():
        names.role(draft, activity.role, (*path, "activities", name, "role"))
        label = activity.as_ or name
        if label in owners:
            cause = f"'{owners[label]}' and '{name}' both stand for the label '{label}'."
            place = (*path, "activities", name, "as") if activity.as_ else (*path, "activities", name)
            draft.say("SL430", place, cause, "Give each its own label with as:.", key=not activity.as_)
        owners.setdefault(label, name)


def _rule(draft: Draft, owner: str, path: Path, rule: Rule) -> None:
    for place, activity in _named(rule):
        names.activity(draft, owner, activity, (*path, *place))
    names.role(draft, rule.owner, (*path, "owner"))
    for key in _DIFFERENT:
        pair = getattr(rule, key)
        if pair is not None and len(set(pair)) == 1 and len(pair) > 1 and pair[0]:
            draft.say("SL424", (*path, key), f"'{pair[0]}' is held against itself.", "Name two activities.")
    if rule.deadline is not None and rule.deadline.from_ == rule.deadline.to != "":
        draft.say(
            "SL424", (*path, "deadline", "to"), f"'{rule.deadline.to}' is held against itself.", "Name two activities."
        )
    if rule.chain_order is not None:
        stands_twice(draft, rule.chain_order, (*path, "chain_order"))
    template = next((key for key in _TIMELESS if getattr(rule, key) is not None), None)
    if rule.within is not None and template is not None:
        fix = "Put it into the template's own within." if template in ("deadline", "batching") else "Delete it."
        draft.say("SL431", (*path, "within"), f"'within' says nothing beside '{template}'.", fix, key=True)


def _named(rule: Rule) -> Iterator[tuple[Path, str]]:
    """Yield where each activity of a rule stands, and its name."""
    for key in ("response", "precedence", "exclusive", "four_eyes", "chain_order"):
        for number, activity in enumerate(getattr(rule, key) or ()):
            yield (key, number), activity
    for key in ("absence", "return_to_start"):
        if getattr(rule, key) is not None:
            yield (key,), getattr(rule, key)
    if rule.at_most is not None:
        yield ("at_most", "activity"), rule.at_most.activity
    if rule.batching is not None:
        yield ("batching", "activity"), rule.batching.activity
    if rule.deadline is not None:
        yield ("deadline", "from"), rule.deadline.from_
        yield ("deadline", "to"), rule.deadline.to
