"""The metrics that every process yields by itself, without declaration.

Per process `cases`, `on_time`, `lead_time` and `rework`; per activity `count`, `duration` and
`waiting`; per rule `violations`. Their ids are `process.kind` and `process.activity_or_rule.kind`. A
process that declares no activities takes every label of its log as one: then any activity may be
named, by the id that `activity_id` makes of its label.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sightline.model.declarations import Process
from sightline.saying import phrase, say

__all__ = ["ACTIVITY_KINDS", "PROCESS_KINDS", "RULE_KINDS", "YieldedMetric", "activity_id", "open_yield", "yielded_by"]

Kind = Literal["cases", "on_time", "lead_time", "rework", "count", "duration", "waiting", "violations"]


@dataclass(frozen=True, slots=True)
class _Form:
    title: str
    unit: str
    better: Literal["higher", "lower"]
    indicator: Literal["lag", "lead"]


_FORMS: dict[str, _Form] = {
    "cases": _Form(phrase("{process}: cases"), "count", "higher", "lag"),
    "on_time": _Form(phrase("{process}: cases on time"), "share", "higher", "lead"),
    "lead_time": _Form(phrase("{process}: lead time"), "days", "lower", "lead"),
    "rework": _Form(phrase("{process}: cases with rework"), "share", "lower", "lead"),
    "count": _Form(phrase("{process}, {about}: times done"), "count", "higher", "lead"),
    "duration": _Form(phrase("{process}, {about}: duration"), "hours", "lower", "lead"),
    "waiting": _Form(phrase("{process}, {about}: waiting before"), "hours", "lower", "lead"),
    "violations": _Form(phrase("{process}, {about}: cases that violate it"), "count", "lower", "lead"),
}
PROCESS_KINDS: tuple[Kind, ...] = ("cases", "on_time", "lead_time", "rework")
ACTIVITY_KINDS: tuple[Kind, ...] = ("count", "duration", "waiting")
RULE_KINDS: tuple[Kind, ...] = ("violations",)


@dataclass(frozen=True, slots=True)
class YieldedMetric:
    """A metric that a process yields.

    Attributes
    ----------
    id : str
        `process.kind` or `process.activity_or_rule.kind`.
    unit : str
        "count", "share", "days" (lead time) or "hours" (duration, waiting).
    process : str
        The process that yields it.
    kind : str
        One of `PROCESS_KINDS`, `ACTIVITY_KINDS`, `RULE_KINDS`.
    activity, rule : str or None
        What it is about, where it is about one.
    by : tuple of str
        The dimensions of the process.
    """

    id: str
    title: str
    unit: str
    better: Literal["higher", "lower"]
    process: str
    kind: Kind
    activity: str | None = None
    rule: str | None = None
    indicator: Literal["lag", "lead"] = "lead"
    by: tuple[str, ...] = ()
    owner: None = None


def yielded_by(name: str, process: Process) -> Iterator[YieldedMetric]:
    """Yield every metric of one process whose id is known from the declaration alone."""
    title = process.title or words(name)
    for kind in PROCESS_KINDS:
        yield _metric(kind, name, process, title)
    for activity, declared in process.activities.items():
        for kind in ACTIVITY_KINDS:
            yield _metric(kind, name, process, title, activity=activity, about=declared.title or words(activity))
    for rule, stated in process.rules.items():
        for kind in RULE_KINDS:
            yield _metric(kind, name, process, title, rule=rule, about=stated.title or words(rule))


def open_yield(reference: str, name: str, process: Process) -> YieldedMetric | None:
    """Return the metric of an activity that only the log knows, or None where `reference` cannot be one."""
    parts = reference.split(".")
    if process.activities or len(parts) != 3 or parts[0] != name:  # noqa: PLR2004 -- process.activity.kind
        return None
    for kind in ACTIVITY_KINDS:
        if parts[2] == kind:
            return _metric(kind, name, process, process.title or words(name), activity=parts[1], about=words(parts[1]))
    return None


def _metric(
    kind: Kind,
    name: str,
    process: Process,
    title: str,
    *,
    activity: str | None = None,
    rule: str | None = None,
    about: str = "",
) -> YieldedMetric:
    form = _FORMS[kind]
    middle = activity or rule
    return YieldedMetric(
        id=f"{name}.{middle}.{kind}" if middle else f"{name}.{kind}",
        title=say(form.title, process=title, about=about),
        unit=form.unit,
        better=form.better,
        process=name,
        kind=kind,
        activity=activity,
        rule=rule,
        indicator=form.indicator,
        by=process.by,
    )


def words(name: str) -> str:
    """Return an id as words: `order_to_cash` -> "Order to cash"."""
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


def activity_id(label: str) -> str:
    """Return the id of an activity that is known only by its label in a log.

    Examples
    --------
    >>> activity_id("T02 Check confirmation of receipt"), activity_id("Überprüfen")
    ('t02_check_confirmation_of_receipt', 'uberprufen')
    """
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode("ascii").lower()
    slug = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:80]
    return slug if slug[:1].isalpha() else f"a_{slug}"[:80]
