"""The JSON Schema and the loader say the same about the shape of every document."""

from __future__ import annotations

import inspect
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from sightline.model import declarations, json_schema, load
from sightline.model.declared import Declaration
from sightline.model.hovers import HOVERS
from tests.model.documents import as_yaml, damaged, from_schema

SECTION = json_schema("section")
WORKSPACE = json_schema("workspace")
CHECKER = jsonschema.Draft202012Validator.FORMAT_CHECKER
SECTIONS = jsonschema.Draft202012Validator(SECTION, format_checker=CHECKER)
WORKSPACES = jsonschema.Draft202012Validator(WORKSPACE, format_checker=CHECKER)
HEAD = "sightline: 1\nname: Test\n"
MANY = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


def faults_of_shape(files: dict[str, str]) -> list[str]:
    found = load(files).findings
    return [f"{one.file}:{one.line}:{one.column} {one.code} {one.message}" for one in found if one.code < "SL300"]


def agree(validator: Any, document: Any, files: dict[str, str]) -> None:
    schema_says = [error.message for error in validator.iter_errors(document)]
    loader_says = faults_of_shape(files)
    assert bool(schema_says) == bool(loader_says), (schema_says, loader_says)


@pytest.mark.parametrize("schema", [SECTION, WORKSPACE])
def test_the_schema_is_a_schema(schema):
    jsonschema.Draft202012Validator.check_schema(schema)


@MANY
@given(document=from_schema(SECTION, SECTION))
def test_a_section_file_of_the_right_form(document):
    agree(SECTIONS, document, {"sightline.yml": HEAD, "part.yml": as_yaml(document)})


@MANY
@given(document=damaged(from_schema(SECTION, SECTION)))
def test_a_damaged_section_file(document):
    agree(SECTIONS, document, {"sightline.yml": HEAD, "part.yml": as_yaml(document)})


@MANY
@given(document=damaged(from_schema(WORKSPACE, WORKSPACE)))
def test_a_damaged_workspace_file(document):
    agree(WORKSPACES, document, {"sightline.yml": as_yaml(document)})


KEYWORDS = {
    "$defs", "$id", "$ref", "$schema", "additionalProperties", "allOf", "anyOf", "const", "default",
    "description", "enum", "format", "if", "items", "maxItems", "maxLength", "maximum", "minItems",
    "minLength", "minimum", "not", "oneOf", "pattern", "prefixItems", "properties", "propertyNames",
    "required", "then", "title", "type",
}  # fmt: skip


def keywords(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return {word for one in schema for word in keywords(one)}
    if not isinstance(schema, dict):
        return set()
    below = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
    below += [
        value for key, value in schema.items() if key not in ("properties", "$defs", "default", "enum", "required")
    ]
    return {*schema, *(word for one in below for word in keywords(one))}


@pytest.mark.parametrize("schema", [SECTION, WORKSPACE])
def test_the_schema_uses_only_words_that_validators_know(schema):
    assert keywords(schema) <= KEYWORDS


@pytest.mark.parametrize("rank", [-1, 0, 1, 1.0, 1.5, True, "1", None, 10**12])
def test_whole_numbers_mean_the_same_to_both(rank):
    document = {
        "initiatives": {"a": {"title": "A", "committee_rank": rank}},
        "controls": {"c": {"enforces": "p.r", "tolerates": rank}},
        "capabilities": {"k": {"title": "K"} | ({} if rank is None else {"levels": rank})},
        "effects": [{"driver": "a", "on": "b"} | ({} if rank is None else {"lag": [0, rank]})],
    }
    for section, value in document.items():
        agree(SECTIONS, {section: value}, {"sightline.yml": HEAD, "part.yml": as_yaml({section: value})})


def test_every_key_has_a_sentence_for_the_editor():
    classes = {
        name: {field.alias or key for key, field in cls.model_fields.items()}
        for name, cls in vars(declarations).items()
        if inspect.isclass(cls) and issubclass(cls, Declaration) and cls is not Declaration
    }
    assert {name: set(keys) for name, keys in HOVERS.items()} == classes


def test_the_kinds_of_a_metric_exclude_each_other_in_the_schema():
    metric = {"title": "A", "unit": "EUR", "better": "higher"}
    assert not SECTIONS.is_valid({"metrics": {"a": metric}})
    assert SECTIONS.is_valid({"metrics": {"a": {**metric, "formula": "b"}}})
    assert SECTIONS.is_valid({"metrics": {"a": {**metric, "formula": "b", "measure": None}}})
    assert not SECTIONS.is_valid(
        {"metrics": {"a": {**metric, "formula": "b", "cumulative": {"of": "b", "over": "1 day"}}}}
    )
