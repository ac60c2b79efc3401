"""`schema`: the schemas that are published."""

from __future__ import annotations

import json

import jsonschema
import pytest
import yaml

from sightline.cli.commands.schema import MODEL_KINDS
from sightline.cli.documents import DOCUMENTS


class Yaml12(yaml.SafeLoader):
    """Reads `on` as a text, as YAML 1.2 does."""


def _read(path):
    return yaml.load(path.read_text(), Yaml12)  # noqa: S506 -- a safe loader


Yaml12.yaml_implicit_resolvers = {
    sign: [one for one in resolvers if one[0] != "tag:yaml.org,2002:bool"]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.mark.parametrize("name", [*MODEL_KINDS, *DOCUMENTS])
def test_each_is_a_schema_on_standard_output_alone(sightline, name):
    printed = sightline("schema", "--document", name)
    assert (printed.code, printed.err) == (0, "")
    jsonschema.Draft202012Validator.check_schema(printed.json)


def test_an_unknown_document_is_a_usage_error(sightline):
    assert sightline("schema", "--document", "nothing").code == 2


def test_the_files_of_init_hold_to_the_editors_schemas(sightline, workspace):
    for name, kind in (("sightline.yml", "workspace"), ("metrics.yml", "section"), ("goals.yml", "section")):
        schema = sightline("schema", "--document", kind).json
        content = json.loads(json.dumps(_read(workspace / name), default=str))
        jsonschema.validate(content, schema)


def test_out_writes_the_file_and_says_how_to_wire_it(sightline, workspace):
    printed = sightline("schema", "--out", ".sightline/workspace.schema.json")
    assert (printed.code, printed.out) == (0, "")
    assert "# yaml-language-server: $schema=.sightline/workspace.schema.json" in printed.err
    written = json.loads((workspace / ".sightline" / "workspace.schema.json").read_text())
    assert written == sightline("schema").json
    assert [path.name for path in (workspace / ".sightline").iterdir()] == ["workspace.schema.json"]


def test_out_that_cannot_be_written_is_3_and_leaves_nothing(sightline, workspace):
    printed = sightline("schema", "--out", "/proc/nowhere/x.json")
    assert printed.code == 3
    assert printed.out == ""
