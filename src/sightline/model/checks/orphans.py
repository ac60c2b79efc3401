"""What nobody uses, and names that two kinds of things share."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from sightline.model.draft import Draft
from sightline.model.expressions import formula_inputs
from sightline.model.gather import ONE_NAME
from sightline.model.owners import rule_owner

__all__ = ["check_orphans", "check_shared_names", "check_unanswered"]

_WORD = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){0,2}")
_SHARED = ("metrics", "processes", "roles", "initiatives")


def check_orphans(draft: Draft, parsed: dict[str, exp.Expression]) -> None:
    """Warn of sources, metrics, roles and capabilities that nothing refers to."""
    used: dict[str, set[str | None]] = {
        "sources": set(_sources(draft)),
        "metrics": set(_metrics(draft, parsed)),
        "roles": set(_roles(draft)),
        "capabilities": {name for role in draft.roles.values() for name in role.needs},
    }
    codes = {"sources": "SL501", "metrics": "SL502", "roles": "SL503", "capabilities": "SL504"}
    fixes = {
        "sources": "Use it in a metric or a process, or delete it.",
        "metrics": "Give it to a goal, formula, effect, control, chart, role or initiative, or delete it.",
        "roles": "Let it perform an activity, answer for a metric or own something, or delete it.",
        "capabilities": "Let a role need it, or delete it.",
    }
    for section, names in used.items():
        for name in getattr(draft, section):
            if name not in names and name not in draft.mentioned:
                cause = f"nothing uses the {ONE_NAME[section]} '{name}'."
                draft.say(codes[section], (section, name), cause, fixes[section], key=True)


def _sources(draft: Draft) -> Iterator[str | None]:
    yield from (metric.source for metric in draft.metrics.values())
    yield from (process.log for process in draft.processes.values())
    yield from (one.source for one in (draft.people, draft.work, draft.skills) if one is not None)


def _metrics(draft: Draft, parsed: dict[str, exp.Expression]) -> Iterator[str | None]:
    for name, metric in draft.metrics.items():
        if metric.formula is not None:
            tree = parsed.get(name)
            yield from formula_inputs(tree) if tree is not None else _WORD.findall(metric.formula)
        if metric.cumulative is not None:
            yield metric.cumulative.of
    yield from (goal.metric for goal in draft.goals.values())
    for effect in draft.effects:
        yield from (effect.driver, effect.on)
    yield from (control.metric for control in draft.controls.values())
    yield from (chart.metric for chart in draft.charts.values())
    for role in draft.roles.values():
        yield from role.accountable
    for initiative in draft.initiatives.values():
        yield from initiative.changes


def _roles(draft: Draft) -> Iterator[str | None]:
    for name, role in draft.roles.items():
        yield from role.leads_to
        if role.performs or role.accountable:
            yield name
    for process in draft.processes.values():
        yield from (activity.role for activity in process.activities.values())
        yield from (rule.owner for rule in process.rules.values())
    owned = (draft.metrics.values(), draft.goals.values(), draft.controls.values())
    for group in owned:
        yield from (one.owner for one in group)
    yield from (chart.baseline.decided_by for chart in draft.charts.values() if chart.baseline)
    for initiative in draft.initiatives.values():
        yield initiative.asked_by
        yield from initiative.effort


def check_unanswered(draft: Draft) -> None:
    """Warn of rules whose violations would reach nobody, where the enterprise has roles at all."""
    if not draft.roles:
        return
    for name, process in draft.processes.items():
        for rule in process.rules:
            if rule_owner(name, process, rule, draft.controls) is None:
                fix = "Give it an owner, or give the activity that it waits for a role."
                draft.say(
                    "SL512", ("processes", name, "rules", rule), f"nobody answers for the rule '{rule}'.", fix, key=True
                )


def check_shared_names(draft: Draft) -> None:
    """Warn of an id that stands for two kinds of things: no command could tell which is meant."""
    owners: dict[str, str] = {}
    for section in _SHARED:
        for name in getattr(draft, section):
            if name in owners:
                cause = f"'{name}' is both a {ONE_NAME[owners[name]]} and a {ONE_NAME[section]}."
                draft.say("SL509", (section, name), cause, "Rename one: commands take either by its id.", key=True)
            owners.setdefault(name, section)
