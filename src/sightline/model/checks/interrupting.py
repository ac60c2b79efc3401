"""Exceptions: thresholds of what is declared, and figures with which somebody can be interrupted at all."""

from __future__ import annotations

from sightline.model.checks import names
from sightline.model.draft import Draft
from sightline.model.positions import Path
from sightline.periods import Span

__all__ = ["check_exceptions"]

_HEAD = ("exceptions",)


def check_exceptions(draft: Draft) -> None:
    """Check when deviations interrupt somebody."""
    declared = draft.settings.exceptions
    _at_least(draft, (*_HEAD, "price_share"), declared.price_share, 0)
    _at_least(draft, (*_HEAD, "worse_by"), declared.worse_by, 1)
    _at_least(draft, (*_HEAD, "interrupting_per_shift"), declared.interrupting_per_shift, 0)
    _at_least(draft, (*_HEAD, "per_hour"), declared.per_hour, 0)
    for name in ("shift", "mute_at_most"):
        if Span.parse(getattr(declared, name)).seconds == 0:
            draft.say("SL441", (*_HEAD, name), "it lasts no time.", "Write how long it is: 8 hours, 90 days.")
    for name, threshold in declared.thresholds.items():
        path = (*_HEAD, "thresholds", name)
        _known(draft, name, path)
        _at_least(draft, (*path, "price_share"), threshold.price_share, 0)
        _at_least(draft, (*path, "price"), threshold.price, 0)


def _known(draft: Draft, name: str, path: Path) -> None:
    """Say where a threshold is of no rule and of no metric."""
    owner, _, rule = name.partition(".")
    process = draft.processes.get(owner)
    if process is not None and rule and not draft.knows_metric(name):
        names.refer(draft, "SL307", f"rule of {owner}", rule, process.rules, path, key=True)
    elif process is None or not rule:
        names.metric(draft, name, path, key=True)


def _at_least(draft: Draft, path: Path, value: float | None, least: float) -> None:
    if value is not None and not value >= least:
        draft.say("SL441", path, f"{value:g} is under {least:g}.", f"Write {least:g} or more.")
