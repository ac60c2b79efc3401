"""A pack as a page shows it: only the parts that whoever looks may see, with names for marks, and with links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.urls import NoReverseMatch, reverse

from sightline_web.accounts.marks import MARK, named, told_in
from sightline_web.packed import Section, Told
from sightline_web.policy.actor import Actor
from sightline_web.policy.decide import may
from sightline_web.policy.words import Action, Record
from sightline_web.reviews.drawn import drawn
from sightline_web.shell.looks import CROSS, DASH, RING, TICK, Look

__all__ = ["may_see_whole", "sections", "sifted", "whole"]

NEEDS = {
    "operations": Record.DEVIATION,
    "roles": Record.ALIGNMENT,
    "decisions": Record.REVIEW_PACK,
    "": Record.REVIEW_PACK,
}
PAGES = {
    "goal": "goal", "control": "control", "initiative": "initiative", "promise": "promise", "process": "process",
    "sight": "sight_from",
}  # fmt: skip
SHAPES = {"good": TICK, "warn": RING, "bad": CROSS, "dim": DASH}
TEXTS = ("text", "caption", "title", "detail", "alt", "by")
GOAL = re.compile(r"goal-([a-z][a-z0-9_]*)")
GAP = re.compile(r"(?<=\d) (?=%|(?:[kM] )?[A-Z]{3}\b)|(?<=\d [kM]) (?=[A-Z]{3}\b)")


def may_see_whole(by: Actor) -> bool:
    """Return whether somebody may see a pack whole; others see the parts that they could see elsewhere."""
    return may(by, Action.VIEW, Record.REVIEW_PACK).allowed


def sifted(told: Told, by: Actor) -> tuple[Section, ...]:
    """Return the parts of a pack that somebody may see."""
    if may_see_whole(by):
        return told.sections
    return tuple(
        each for each in told.sections if each.anchor not in NEEDS or may(by, Action.LIST, NEEDS[each.anchor]).allowed
    )


def sections(those: Sequence[Section]) -> list[dict[str, Any]]:
    """Return parts as the template takes them; marks of accounts are told by their names."""
    names = named({mark for each in those for block in each.blocks for mark in _marks(block)})
    return [
        {"anchor": each.anchor, "title": each.title, "blocks": list(_with_acts(each.blocks, names))} for each in those
    ]


def _with_acts(blocks: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield blocks, and after those of each goal the place where something can be said about it."""
    goal = ""
    for block in blocks:
        found = _shown(block, names)
        if block["kind"] == "heading" and goal:
            yield {"kind": "acts", "goal": goal}
        goal = found.get("goal", "") if block["kind"] == "heading" else goal
        yield found
    if goal:
        yield {"kind": "acts", "goal": goal}


def whole(text: str) -> str:
    """Return a text in which no number is parted from its unit at the end of a line."""
    return GAP.sub("\N{NO-BREAK SPACE}", text)


def _marks(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from MARK.findall(value)
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _marks(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _marks(each)


def _shown(block: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    found = {key: whole(told_in(value, names)) if key in TEXTS else value for key, value in block.items()}
    if block["kind"] == "figure":
        found["svg"] = drawn(block["svg"])
    if block["kind"] == "heading" and (goal := GOAL.fullmatch(block["anchor"])):
        found["goal"] = goal[1]
    if block["kind"] == "table":
        found["rows"] = [
            [(_cell(cell, names), column) for cell, column in zip(row, block["columns"], strict=True)]
            for row in block["rows"]
        ]
    return found


def _cell(cell: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "text": whole(told_in(cell["text"], names)),
        "detail": whole(told_in(cell["detail"], names)),
        "look": None,
    }
    if cell["tone"]:
        found["look"] = Look(found["text"], SHAPES[cell["tone"]], cell["tone"])
    return found | {"href": _href(cell["about"])}


def _href(about: str) -> str:
    """Return the page of what a cell names; none where it has none."""
    kind, _, name = about.partition(":")
    if kind not in PAGES:
        return ""
    try:
        return reverse(PAGES[kind], args=[name])
    except NoReverseMatch:
        return ""
