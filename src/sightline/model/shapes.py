"""Which keys of a declaration go together: one table, read by the loader and by the JSON Schema alike.

A key whose value is null counts as left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["METRIC_KINDS", "RULE_TEMPLATES", "SHAPES", "AtLeastOne", "ExactlyOne", "Needs", "Shape", "shape_faults"]

METRIC_KINDS = ("measure", "ratio", "balance", "duration", "conversion", "cumulative", "formula", "typed")
RULE_TEMPLATES = (
    "response", "precedence", "chain_order", "absence", "at_most", "exclusive", "four_eyes", "deadline", "batching",
    "return_to_start",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExactlyOne:
    """One of the keys, and no more; none is fine too where the flag `unless` is true."""

    keys: tuple[str, ...]
    none_code: str
    many_code: str
    unless: str | None = None


@dataclass(frozen=True, slots=True)
class AtLeastOne:
    """One of the keys or several, where `given` is there."""

    given: str
    keys: tuple[str, ...]
    code: str


@dataclass(frozen=True, slots=True)
class Needs:
    """All of the keys, where `given` is there."""

    given: str
    keys: tuple[str, ...]
    code: str


Shape = ExactlyOne | AtLeastOne | Needs

SHAPES: Mapping[str, tuple[Shape, ...]] = {
    "Source": (ExactlyOne(("file", "table"), "SL215", "SL215", unless="live"),),
    "Metric": (
        ExactlyOne(METRIC_KINDS, "SL210", "SL211"),
        Needs("measure", ("source", "time"), "SL212"),
        Needs("ratio", ("source", "time"), "SL212"),
        Needs("balance", ("source", "time"), "SL212"),
    ),
    "Conversion": (ExactlyOne(("process", "entity"), "SL216", "SL216"),),
    "Rule": (ExactlyOne(RULE_TEMPLATES, "SL213", "SL213"),),
    "Control": (
        ExactlyOne(("enforces", "metric"), "SL214", "SL214"),
        AtLeastOne("metric", ("at_most", "at_least"), "SL217"),
    ),
}


def _present(raw: Mapping[str, Any], key: str) -> bool:
    return raw.get(key) is not None


def shape_faults(shape: Shape, raw: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str, str]]:
    """Yield (code, key at fault or None for the whole, message, fix) for each way in which `raw` breaks `shape`."""
    if isinstance(shape, ExactlyOne):
        found = [key for key in raw if key in shape.keys and _present(raw, key)]
        names = ", ".join(shape.keys)
        if not found and not (shape.unless and raw.get(shape.unless) is True):
            yield shape.none_code, None, f"one of these keys is needed: {names}.", "Add the one that fits."
        for key in found[1:]:
            yield (
                shape.many_code,
                key,
                f"'{key}' cannot stand beside '{found[0]}': exactly one of {names}.",
                "Delete one.",
            )
        return
    if not _present(raw, shape.given):
        return
    if isinstance(shape, AtLeastOne):
        if not any(_present(raw, key) for key in shape.keys):
            names = " or ".join(shape.keys)
            yield shape.code, None, f"'{shape.given}' needs {names} beside it.", f"Add {names}."
        return
    for key in shape.keys:
        if not _present(raw, key):
            yield shape.code, None, f"'{shape.given}' needs '{key}' beside it.", f"Add {key}."
