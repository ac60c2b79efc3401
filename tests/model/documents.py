"""Documents drawn from the JSON Schema itself, and small damages to them."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import strategies as st

WORDS = ("pick", "ship", "order_to_cash", "revenue", "a", "b1", "order_to_cash.ship", "order_to_cash.lead_time")
TEXTS = st.one_of(
    st.sampled_from((*WORDS, "", "A", "a b", "3 days", "12 months", "year to date", "EUR", "2028-03-31", "2028-02-30")),
    st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x24F), max_size=8)
    .filter(lambda text: all(not 0x7F <= ord(sign) < 0xA0 for sign in text)),
    st.sampled_from(("x" * 81, "x" * 2001, "a\n", "2028-03-31\n", "EUR\n")),
)  # fmt: skip
KEYS = TEXTS.filter(lambda text: len(text) < 200)  # YAML reads no simple key beyond 1,024 characters
NUMBERS = st.one_of(st.integers(-3, 20), st.floats(-10, 10), st.sampled_from((1.0, 2.0, -0.0, 0.5, 1e300)))
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


def from_schema(schema: dict[str, Any], root: dict[str, Any], depth: int = 0) -> st.SearchStrategy[Any]:
    """Draw a value that keeps to the types and keys of a schema (the keys that go together are left to chance)."""
    if "$ref" in schema:
        return from_schema(root["$defs"][schema["$ref"].rsplit("/", 1)[1]], root, depth)
    if "anyOf" in schema:
        return st.one_of([from_schema(one, root, depth) for one in schema["anyOf"]])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        return st.deferred(lambda: _object(schema, root, depth))
    if kind == "array":
        if "prefixItems" in schema:
            return st.tuples(*(from_schema(one, root, depth) for one in schema["prefixItems"])).map(list)
        return st.lists(from_schema(schema["items"], root, depth + 1), max_size=2)
    if kind == "string":
        return _string(schema)
    return {"integer": st.integers(0, 12), "number": NUMBERS, "null": st.none(), "boolean": st.booleans()}[kind]


def _string(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    if schema.get("format") == "date":
        return st.dates().map(lambda day: f"{day:%Y-%m-%d}".zfill(10))
    if "pattern" in schema:
        return st.from_regex(
            schema["pattern"].removesuffix("(?!\\n)").removesuffix("$") + r"\Z", fullmatch=True
        ).filter(lambda text: len(text) <= schema.get("maxLength", 80))
    return TEXTS.filter(lambda text: schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", 99))


@st.composite
def _object(draw: st.DrawFn, schema: dict[str, Any], root: dict[str, Any], depth: int) -> dict[str, Any]:
    if "properties" not in schema:
        names = _string(schema.get("propertyNames", {"pattern": "^[a-z]+$"}) | {"type": "string"})
        return draw(st.dictionaries(names, from_schema(schema["additionalProperties"], root, depth + 1), max_size=2))
    chosen = list(schema.get("required", ()))
    apart = [shape.get("anyOf", [shape])[0] for shape in schema.get("allOf", ())]
    groups = [[next(iter(one["required"])) for one in shape["oneOf"]] for shape in apart if "oneOf" in shape]
    one_of = [key for group in groups for key in group]
    chosen += [draw(st.sampled_from(group)) for group in groups if draw(st.integers(0, 9))]
    others = [key for key in schema["properties"] if key not in chosen and key not in one_of]
    chosen += draw(st.lists(st.sampled_from(others), unique=True, max_size=5 if depth else 3)) if others else []
    for shape in schema.get("allOf", ()):
        if "if" in shape and shape["if"]["required"][0] in chosen and draw(st.integers(0, 5)):
            then = shape["then"]
            wanted = [one["required"][0] for one in then.get("allOf", then.get("anyOf"))]
            chosen += [key for key in wanted if key not in chosen]
    return {key: draw(from_schema(schema["properties"][key], root, depth + 1)) for key in chosen}


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, one in steps for place in _places(one, (*path, key)))]


@st.composite
def damaged(draw: st.DrawFn, documents: st.SearchStrategy[Any]) -> Any:
    """Draw a document with one value, key or item replaced, added or taken away."""
    document = copy.deepcopy(draw(documents))
    places = [place for place in _places(document) if place]
    if not places:
        return draw(ANYTHING)
    *above, last = draw(st.sampled_from(places))
    parent = document
    for step in above:
        parent = parent[step]
    match draw(st.sampled_from(("replace", "remove", "add", "rename", "null"))):
        case "replace":
            parent[last] = draw(ANYTHING)
        case "null":
            parent[last] = None
        case "remove":
            del parent[last]
        case "add" if isinstance(parent, list):
            parent.append(draw(ANYTHING))
        case "add":
            parent[draw(KEYS)] = draw(ANYTHING)
        case "rename" if isinstance(parent, dict):
            parent[draw(KEYS)] = parent.pop(last)
    return document


def as_yaml(document: Any) -> str:
    """Return the document as text that YAML reads back as the same values."""
    return json.dumps(document, ensure_ascii=False)
