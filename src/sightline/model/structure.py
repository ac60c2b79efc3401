"""Raw values to declarations: every fault of shape in plain words, at its place.

A value that could not be read at all (see `yaml`) is not reported a second time, and a misspelt key
is not also reported as the missing one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from sightline.errors import nearest
from sightline.model.annotations import at_path, bare, fields_by_key
from sightline.model.declared import Declaration
from sightline.model.findings import Finding
from sightline.model.positions import Entry, Positions
from sightline.model.salvage import salvage
from sightline.model.shapes import SHAPES, ExactlyOne, shape_faults

__all__ = ["Checked", "structure"]

D = TypeVar("D", bound=Declaration)
Loc = tuple[str | int, ...]

_SHAPED: Mapping[str, tuple[tuple[Loc, str], ...]] = {
    "Source": (((), "Source"),),
    "Metric": (((), "Metric"), (("conversion",), "Conversion")),
    "Process": ((("rules", "*"), "Rule"),),
    "Control": (((), "Control"),),
}
_QUOTED = re.compile(r"'([^']*)'")
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Checked:
    """A declaration and whether it is whole; where it is not, it was salvaged."""

    value: Any
    whole: bool


def structure(
    cls: type[D], raw: Any, entry: Entry | None, positions: Positions, findings: list[Finding]
) -> tuple[D, bool]:
    """Return `raw` as a declaration, and whether it has the right shape.

    Parameters
    ----------
    cls : type
        The declaration's class.
    raw : object
        What the file holds.
    entry : Entry or None
        Where it stands; None for settings that come from several keys.
    findings : list of Finding
        Receives what is wrong.
    """
    result: D | None = None
    before = len(findings)
    try:
        result = cls.model_validate(raw)
    except ValidationError as error:
        findings.extend(_Reporter(cls, raw, entry, positions).report(error))
    whole = result is not None
    if cls.__name__ in _SHAPED and isinstance(raw, dict):
        findings.extend(_shapes(cls, raw, entry, positions))
    if len(findings) > before:
        whole = False
    return (result if result is not None else salvage(cls, raw)), whole


def _shapes(
    cls: type[Declaration], raw: dict[str, Any], entry: Entry | None, positions: Positions
) -> Iterator[Finding]:
    """Yield the findings for keys that do not go together."""
    if entry is None:
        return
    for path, name in _SHAPED[cls.__name__]:
        for loc, value in _expand(raw, path):
            unknown = _unknown(at_path(cls, loc), value)
            for shape in SHAPES[name]:
                if isinstance(shape, ExactlyOne) and set(shape.keys) & set(unknown.values()):
                    continue
                for code, key, message, fix in shape_faults(shape, value):
                    place = entry.within(loc if key is None else (*loc, key), key=True)
                    yield positions.finding(code, place, message, fix)


def _expand(raw: Any, path: Loc, done: Loc = ()) -> Iterator[tuple[Loc, dict[str, Any]]]:
    """Yield every mapping that a path with `*` leads to."""
    if not isinstance(raw, dict):
        return
    if not path:
        yield done, raw
        return
    for key in list(raw) if path[0] == "*" else [path[0]]:
        yield from _expand(raw.get(key), path[1:], (*done, key))


def _unknown(annotation: Any, raw: Mapping[str, Any]) -> dict[str, str]:
    """Return unknown key -> the known key that it resembles, where there is one."""
    cls = bare(annotation)
    if not (isinstance(cls, type) and issubclass(cls, Declaration)):
        return {}
    known = fields_by_key(cls)
    near = {key: nearest(key, (one for one in known if one not in raw)) for key in raw if key not in known}
    return {key: one for key, one in near.items() if one}


class _Reporter:
    """Turns pydantic's errors for one declaration into findings."""

    def __init__(self, cls: type[Declaration], raw: Any, entry: Entry | None, positions: Positions) -> None:
        self.cls = cls
        self.raw = raw
        self.entry = entry
        self.positions = positions

    def report(self, error: ValidationError) -> Iterator[Finding]:
        """Yield one finding per place and code."""
        seen: set[tuple[Loc, str]] = set()
        for one in error.errors(include_url=False):
            loc, wants_key = self.loc(one["loc"])
            if self.faulty(loc):
                continue
            told = self.tell(one["type"], loc, one, wants_key=wants_key)
            if told is None:
                continue
            code, message, fix = told
            if one["type"] == "missing":
                loc, wants_key = self.loc(one["loc"][:-1])[0], True
            if (loc, message if one["type"] == "missing" else "") in seen:
                continue
            seen.add((loc, message if one["type"] == "missing" else ""))
            key = wants_key or one["type"] == "extra_forbidden"
            yield self.positions.finding(code, self.place(loc, key=key), message, fix)

    def loc(self, loc: tuple[str | int, ...]) -> tuple[Loc, bool]:
        """Return the part of pydantic's path that exists in the file, and whether the key itself is meant."""
        raw = self.raw
        path: list[str | int] = []
        for step in loc:
            if step == "[key]":
                return tuple(path), True
            if (isinstance(raw, dict) and step in raw) or (
                isinstance(raw, tuple) and isinstance(step, int) and step < len(raw)
            ):
                raw = raw[step]  # type: ignore[index]  # narrowed just above
                path.append(step)
            else:
                break
        return tuple(path), False

    def place(self, loc: Loc, *, key: bool) -> Any:
        if self.entry is None:
            return self.positions.lookup(loc, key=key) if loc else self.positions.head()
        return self.entry.within(loc, key=key)

    def faulty(self, loc: Loc) -> bool:
        node = self.entry.node if self.entry is not None else None
        path: Loc = loc
        if self.entry is None and loc:
            entry = self.positions.entries.get(str(loc[0]), {}).get("")
            node, path = (entry.node if entry else None), loc[1:]
        for step in path:
            if node is None or node.faulty:
                break
            kids = node.kids
            node = kids[step][2] if isinstance(kids, dict) else kids[step] if kids is not None else None
        return node is not None and node.faulty

    def tell(self, kind: str, loc: Loc, error: Any, *, wants_key: bool) -> tuple[str, str, str | None] | None:
        """Return code, message and fix for one of pydantic's errors; None where another finding says it already."""
        value, context = error["input"], error.get("ctx", {})
        name = _name(loc)
        if kind == "missing":
            return self.missing(self.loc(error["loc"])[0], error["loc"][-1])
        if kind == "extra_forbidden":
            return self.unknown_key(loc)
        if kind == "string_pattern_mismatch":
            return _pattern(name, value, context.get("pattern", ""), wants_key=wants_key)
        if kind == "literal_error":
            return _literal(name, value, context.get("expected", ""))
        if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
            limit = next(iter(context.values()))
            word = "at least" if kind.startswith("greater") else "at most"
            return "SL206", f"{name} is {_show(value)}; it must be {word} {limit}.", None
        if kind in ("string_too_short", "string_too_long"):
            what = "empty" if kind == "string_too_short" else f"longer than {context['max_length']:,} characters"
            return "SL207", f"{name} is {what}.", "Write a text." if kind == "string_too_short" else "Shorten it."
        if kind in ("too_long", "too_short"):
            limit = context.get("max_length", context.get("min_length"))
            return "SL208", f"{name} has {context['actual_length']} items; {limit} belong there.", None
        if kind == "value_error":
            return "SL209", f"{name} is not a date: {_show(value)}.", "Write year-month-day, such as 2028-03-31."
        return self.wrong_type(kind, name, loc, value)

    def missing(self, parent: Loc, key: str | int) -> tuple[str, str, str | None] | None:
        raw = self.raw
        for step in parent:
            raw = raw[step]
        if isinstance(raw, dict) and key in _unknown(at_path(self.cls, parent), raw).values():
            return None  # the misspelt key is reported
        if isinstance(key, int):
            return "SL208", f"{_name(parent)} has {len(raw)} items; {key + 1} belong there.", None
        return (
            "SL202",
            f"the key '{key}' is missing in {_name(parent) if parent else 'this declaration'}.",
            f"Add {key}.",
        )

    def unknown_key(self, loc: Loc) -> tuple[str, str, str | None]:
        cls = bare(at_path(self.cls, loc[:-1]) if len(loc) > 1 else self.cls)
        known = sorted(fields_by_key(cls)) if isinstance(cls, type) and issubclass(cls, Declaration) else []
        key = str(loc[-1]) if loc else ""
        close = nearest(key, known)
        fix = f"Did you mean '{close}'?" if close else f"Known here: {', '.join(known)}."
        return "SL201", f"no key is called '{key}' here.", fix

    def wrong_type(self, kind: str, name: str, loc: Loc, value: Any) -> tuple[str, str, str | None]:
        wanted = _WANTED.get(kind, "another kind of value")
        fix = None
        if kind == "string_type" and isinstance(value, int | float | bool):
            fix = f'Put it in quotes: "{str(value).lower() if isinstance(value, bool) else value}".'
        elif kind == "tuple_type" and isinstance(value, str):
            fix = f"Write a list: [{value}]."
        elif kind in ("float_type", "int_type") and isinstance(value, str):
            fix = "Write the number alone, without quotes, unit or thousands separator (1_000 is fine)."
        elif kind in ("dict_type", "model_type", "model_attributes_type"):
            cls = bare(at_path(self.cls, loc))
            if isinstance(cls, type) and issubclass(cls, Declaration):
                fix = f"Keys known here: {', '.join(fields_by_key(cls))}."
        return "SL203", f"{name} must be {wanted}, not {_show(value)}.", fix


_WANTED = {
    "string_type": "a text",
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "tuple_type": "a list",
    "date_type": "a date such as 2028-03-31",
    "date_from_datetime_parsing": "a date such as 2028-03-31",
    "bool_type": "true or false",
}
_PATTERNS = (
    ("^https", "SL205", "the address of a concept, such as http://data.europa.eu/esco/skill/…", None),
    ("[A-Za-z0-9]+)*$", "SL205", "the number of an element, such as 2.B.1.d", None),
    ("minute|hour", "SL203", "a duration such as '3 days' or '12 months'", None),
    ("{2,3}", "SL205", "a language, and a country where it matters, such as nl or en-GB", None),
    ("[A-Z]{3}", "SL205", "a currency of three capital letters, such as EUR", None),
    ("[A-Z][A-Z0-9_]*", "SL205", "the name of an environment variable, such as DATABASE_URL", None),
    (r"*\.[a-z]", "SL205", "process.name in lower case, such as order_to_cash.ship", None),
    (r"{0,2}", "SL205", "the id of a metric, such as revenue or order_to_cash.lead_time", None),
    ("", "SL205", "an id in lower case: letters, digits and _, starting with a letter", None),
)


_LOCALE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?(?:\.[\w-]+)?$")


def _pattern(name: str, value: Any, pattern: str, *, wants_key: bool) -> tuple[str, str, str | None]:
    _, code, wanted, _ = next(one for one in _PATTERNS if one[0] in pattern)
    subject = f"'{value}'" if wants_key else f"{name} is {_show(value)}; it"
    text = (
        f"{subject} must be {wanted}."
        if not wants_key
        else f"{subject} is not a name that can be used: it must be {wanted}."
    )
    fix = None
    if code == "SL205" and isinstance(value, str) and "lower case" in wanted:
        slug = re.sub(r"[^a-z0-9_.]+" if "process.name" in wanted else r"[^a-z0-9_]+", "_", value.lower()).strip("_")
        fix = f"Write {slug}." if slug[:1].isalpha() and slug != value and value.isascii() else None
    elif isinstance(value, str) and (tag := _LOCALE.match(value)) and "language" in wanted:
        fix = f"Write {'-'.join(filter(None, (tag[1].lower(), (tag[2] or '').upper())))}."
    return code, text, fix


def _literal(name: str, value: Any, expected: str) -> tuple[str, str, str | None]:
    names = _QUOTED.findall(expected)
    close = nearest(str(value), names) if isinstance(value, str) else None
    fix = f"Did you mean '{close}'?" if close else None
    return "SL204", f"{name} is {_show(value)}; it must be {expected}.", fix


def _name(loc: Loc) -> str:
    words = [f"item {step + 1}" if isinstance(step, int) else f"'{step}'" for step in loc]
    if not words:
        return "this declaration"
    return f"{words[-1]} of {words[-2]}" if isinstance(loc[-1], int) and len(words) > 1 else words[-1]


def _show(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, dict | tuple):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = repr(value) if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
