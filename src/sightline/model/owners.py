"""Who answers for a rule: its owner, that of a control on it, or the role that does what the rule waits for."""

from __future__ import annotations

from collections.abc import Mapping

from sightline.model.declarations import Control, Process, Rule

__all__ = ["activity_role", "awaited", "rule_owner"]


def rule_owner(name: str, process: Process, rule: str, controls: Mapping[str, Control]) -> str | None:
    """Return the role that answers for a rule of a process; None where nobody does."""
    stated = process.rules[rule]
    if stated.owner is not None:
        return stated.owner
    for control in controls.values():
        if control.enforces == f"{name}.{rule}" and control.owner is not None:
            return control.owner
    return activity_role(process, awaited(stated))


def activity_role(process: Process | None, activity: str | None) -> str | None:
    """Return the role that performs an activity, as the process says it."""
    declared = process.activities.get(activity or "") if process is not None else None
    return declared.role if declared is not None else None


def awaited(rule: Rule) -> str | None:
    """Return the activity that a rule waits for, or is about."""
    if rule.deadline is not None:
        return rule.deadline.to
    for single in (rule.at_most, rule.batching):
        if single is not None:
            return single.activity
    pair = rule.response or rule.precedence or rule.four_eyes or rule.exclusive
    if pair is not None:
        return pair[-1]
    return rule.absence or rule.return_to_start or (rule.chain_order or (None,))[-1]
