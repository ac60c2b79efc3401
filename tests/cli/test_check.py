"""`check`: every fault with its place, in every format, with the right exit code."""

from __future__ import annotations

import csv
import io

import jsonschema
import pytest

from sightline.cli.documents import CHECK


def _write(workspace, name, text):
    (workspace / name).write_text(text)


def test_a_right_model_is_0_and_counted(sightline, workspace):
    printed = sightline("check")
    assert (printed.code, printed.err) == (0, "")
    assert printed.out == "The model is right: 2 goals, 4 metrics, 1 source, 2 roles.\n"


def test_an_error_is_1_with_place_caret_and_fix(sightline, workspace):
    text = (workspace / "metrics.yml").read_text().replace("unit: EUR", "unt: EUR", 1)
    _write(workspace, "metrics.yml", text)
    printed = sightline("check")
    assert printed.code == 1
    line = 1 + text[: text.index("unt: EUR")].count("\n")
    assert printed.lines[0].startswith(f"metrics.yml:{line}:5: error SL")
    assert "^^^" in printed.out
    assert "Did you mean 'unit'?" in printed.out


def test_json_holds_to_its_schema_with_and_without_findings(sightline, workspace):
    well = sightline("check", "--format", "json")
    _write(workspace, "goals.yml", "goals: {a: {statement: x}}\n")
    ill = sightline("check", "--format", "json")
    for printed in (well, ill):
        jsonschema.validate(printed.json, CHECK.schema(), format_checker=jsonschema.FormatChecker())
    assert (well.code, well.json["rows"]) == (0, [])
    assert len(well.json["model"]) == 64
    assert (ill.code, ill.json["model"]) == (1, None)
    assert {row["file"] for row in ill.json["rows"] if row["severity"] == "error"} == {"goals.yml"}


def test_all_formats_tell_the_same_findings(sightline, workspace):
    _write(workspace, "more.yml", "metrics: {a: {title: A}}\nnonsense: 1\n")
    rows = sightline("check", "--format", "json").json["rows"]
    assert len(rows) >= 2
    table = list(csv.DictReader(io.StringIO(sightline("check", "--format", "csv").out)))
    assert [(row["file"], int(row["line"]), row["code"]) for row in table] == [
        (row["file"], row["line"], row["code"]) for row in rows
    ]
    sarif = sightline("check", "--format", "sarif").json["runs"][0]["results"]
    assert [one["ruleId"] for one in sarif] == [row["code"] for row in rows]
    github = sightline("check", "--format", "github").lines
    assert [line.split(",", 1)[0] for line in github] == [f"::{row['severity']} file={row['file']}" for row in rows]


def test_strict_counts_warnings(sightline, workspace):
    text = (
        (workspace / "metrics.yml").read_text().replace("sources:\n", "sources:\n  unused: {file: data/orders.csv}\n")
    )
    _write(workspace, "metrics.yml", text)
    rows = sightline("check", "--format", "json").json["rows"]
    assert {row["severity"] for row in rows} == {"warning"}
    assert sightline("check").code == 0
    assert sightline("check", "--strict").code == 1


def test_a_code_is_explained_with_examples(sightline):
    printed = sightline("check", "--explain", "sl201")
    assert printed.code == 0
    assert printed.out.startswith("SL201")
    assert "Wrong:" in printed.out
    assert "Right:" in printed.out


def test_an_unknown_code_is_a_usage_error(sightline):
    printed = sightline("check", "--explain", "SL999")
    assert printed.code == 2
    assert "Declared:" in printed.err


@pytest.mark.parametrize(
    "text",
    [
        "goals: [\n", "\t: x", "a: &a [*a]", "a: 1\na: 2", "- 1", "goals: 3", "\x00", "metrics: {on: {yes: no}}",
        "? [a]\n", "metrics: {x: !!python/object:os.system {}}",
    ],
)  # fmt: skip
def test_broken_yaml_is_1_and_one_screen(sightline, workspace, text):
    _write(workspace, "broken.yml", text)
    printed = sightline("check")
    assert printed.code == 1
    assert printed.lines[0].startswith("broken.yml:")
    assert len(printed.lines) < 40
    assert printed.err == ""


def test_a_file_that_is_not_utf8_is_a_finding(sightline, workspace):
    (workspace / "latin.yml").write_bytes("goals: {a: {statement: Größe}}".encode("latin-1"))
    printed = sightline("check")
    assert printed.code == 1
    assert "latin.yml" in printed.out


@pytest.mark.parametrize("command", [["measure"], ["goals"]])
def test_the_other_commands_stop_at_a_wrong_model_and_name_check(sightline, workspace, command):
    _write(workspace, "more.yml", "nonsense: 1\n")
    printed = sightline(*command)
    assert (printed.code, printed.out) == (1, "")
    assert "more.yml:1:1" in printed.err
    assert not (workspace / ".sightline").exists()
