"""The JSON Schema of the model's files, for editors: it accepts what the loader finds no fault of shape in.

Taken from the declarations and from `shapes`, so that it cannot say anything else; what pydantic
writes differently from what it does is mended here.
"""

from __future__ import annotations

from typing import Any, Literal

from sightline.model.declarations import Section, Settings
from sightline.model.hovers import HOVERS
from sightline.model.shapes import SHAPES, AtLeastOne, ExactlyOne, Needs, Shape

__all__ = ["json_schema"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NULL = {"type": "null"}


def json_schema(kind: Literal["section", "workspace"] = "section") -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one file.

    Parameters
    ----------
    kind : str
        "workspace" for `sightline.yml`, "section" for every other file.

    Returns
    -------
    dict
        Of its own each time.
    """
    schema = Section.model_json_schema(by_alias=True)
    definitions = schema.pop("$defs")
    if kind == "workspace":
        head = Settings.model_json_schema(by_alias=True)
        definitions.update(head.pop("$defs"))
        _describe("Settings", head)
    for name, one in definitions.items():
        _describe(name, one)
    _describe("Section", schema)
    schema["properties"] = {name: _nullable(one) for name, one in schema["properties"].items()}
    schema["type"] = ["object", "null"]
    if kind == "workspace":
        schema["properties"] = {**head["properties"], **schema["properties"]}
        schema["required"] = head["required"]
        schema["type"] = "object"
    for name, shapes in SHAPES.items():
        definitions[name]["allOf"] = [_shape(shape) for shape in shapes]
    title = "sightline.yml" if kind == "workspace" else "A file of an operating model"
    mended: dict[str, Any] = _mend({**schema, "$defs": definitions})
    mended.pop("description", None)
    return {"$schema": _DIALECT, "$id": f"urn:sightline:{kind}:1", "title": title, **mended}


def _describe(name: str, definition: dict[str, Any]) -> None:
    """Give each key of a declaration its sentence."""
    for key, text in HOVERS.get(name, {}).items():
        definition["properties"][key]["description"] = text


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    """Allow a section that is left blank."""
    if _NULL in schema.get("anyOf", ()):
        return schema
    description = schema.pop("description", None)
    whole: dict[str, Any] = {"anyOf": [schema, dict(_NULL)]}
    return {"description": description, **whole} if description else whole


def _mend(schema: Any) -> Any:
    """Return a schema without pydantic's titles and null defaults, and with the meaning that the loader has."""
    if isinstance(schema, list):
        return [_mend(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    mended = {key: _named(value) if key in ("properties", "$defs") else _mend(value) for key, value in schema.items()}
    mended.pop("title", None)
    if mended.get("default", ...) is None:
        del mended["default"]
    pattern = mended.get("pattern")
    if isinstance(pattern, str):
        mended["pattern"] = _to_the_end(pattern)
    if "patternProperties" in mended:
        _keys(mended)
    if mended.get("format") == "date":
        mended["pattern"] = _to_the_end("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    if mended.get("anyOf") == [{"type": "number"}, {"type": "integer"}]:
        del mended["anyOf"]
        mended["type"] = "number"
    if "anyOf" in mended and {"type": "number"} in mended["anyOf"]:
        mended["anyOf"] = [one for one in mended["anyOf"] if one != {"type": "integer"}]
    if mended.get("$ref") == "#/$defs/Activity":
        return {"anyOf": [mended, dict(_NULL)]}
    return mended


def _named(schemas: dict[str, Any]) -> dict[str, Any]:
    return {name: _mend(one) for name, one in schemas.items()}


def _to_the_end(pattern: str) -> str:
    """Return a pattern whose `$` does not accept a line feed, in whatever dialect."""
    return f"{pattern}(?!\\n)" if pattern.endswith("$") else pattern


def _keys(schema: dict[str, Any]) -> None:
    """Hold every key to its pattern, instead of passing over those that do not match."""
    ((pattern, value),) = schema.pop("patternProperties").items()
    schema["additionalProperties"] = value
    schema["propertyNames"] = {**schema.get("propertyNames", {}), "pattern": _to_the_end(pattern)}


def _present(key: str) -> dict[str, Any]:
    return {"required": [key], "properties": {key: {"not": dict(_NULL)}}}


def _shape(shape: Shape) -> dict[str, Any]:
    """Return what `shape` says as a schema."""
    if isinstance(shape, ExactlyOne):
        one = {"oneOf": [_present(key) for key in shape.keys]}
        if shape.unless is None:
            return one
        flagged = {"required": [shape.unless], "properties": {shape.unless: {"const": True}}}
        none = {"not": {"anyOf": [_present(key) for key in shape.keys]}}
        return {"anyOf": [one, {"allOf": [flagged, none]}]}
    match shape:
        case AtLeastOne():
            return {"if": _present(shape.given), "then": {"anyOf": [_present(key) for key in shape.keys]}}
        case Needs():
            return {"if": _present(shape.given), "then": {"allOf": [_present(key) for key in shape.keys]}}
