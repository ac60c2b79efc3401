"""References: every id leads to something that is declared, or the nearest name is offered."""

from __future__ import annotations

from collections.abc import Collection

from sightline.model.draft import Draft
from sightline.model.positions import Path

__all__ = ["activity", "metric", "process", "refer", "role", "source"]

_SHOWN = 8


def refer(
    draft: Draft, code: str, kind: str, name: str | None, known: Collection[str], path: Path, *, key: bool = False
) -> bool:
    """Tell whether `name` is known or empty, and say at `path` where it is not."""
    if not name or name in known:
        return True
    draft.say(code, path, f"no {kind} is called '{name}'.", _fix(draft, name, known), key=key)
    return False


def _fix(draft: Draft, name: str, known: Collection[str]) -> str:
    close = draft.suggest(name, known)
    if close:
        return f"Did you mean '{close}'?"
    names = sorted(known)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"Declared: {', '.join(names[:_SHOWN])}{more}." if names else "None is declared."


def source(draft: Draft, name: str | None, path: Path) -> bool:
    """Check the name of a source."""
    return refer(draft, "SL303", "source", name, draft.declared["sources"], path)


def process(draft: Draft, name: str | None, path: Path) -> bool:
    """Check the name of a process."""
    return refer(draft, "SL305", "process", name, draft.declared["processes"], path)


def metric(draft: Draft, name: str | None, path: Path, *, key: bool = False) -> bool:
    """Check the name of a metric, declared or yielded by a process."""
    if not name or draft.knows_metric(name):
        return True
    return refer(draft, "SL304", "metric", name, draft.metric_ids, path, key=key)


def role(draft: Draft, name: str | None, path: Path, *, key: bool = False) -> bool:
    """Check the name of a role; it may also come with the people, so an unknown one is a warning, said once."""
    if name in draft.unknown_roles:
        return False
    if name and name not in draft.declared["roles"]:
        draft.unknown_roles.add(name)
    return refer(draft, "SL505", "role", name, draft.declared["roles"], path, key=key)


def activity(draft: Draft, owner: str, name: str | None, path: Path, *, key: bool = False) -> bool:
    """Check the name of an activity of process `owner`; one that declares none takes every label of its log."""
    found = draft.processes.get(owner)
    if found is None or not found.activities:
        return True
    return refer(draft, "SL306", f"activity of {owner}", name, found.activities, path, key=key)
