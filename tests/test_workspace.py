"""The folder of a model, read with care."""

from __future__ import annotations

from pathlib import Path

import pytest

from sightline import workspace as module
from sightline.errors import DeclarationError, SourceError, SourceMissingError
from sightline.workspace import Workspace

HEAD = "sightline: 1\nname: X\n"
METRIC = (
    "metrics: {a: {title: A, unit: count, better: lower, typed: {entries: []}}}\n"
    "controls: {c: {metric: a, at_least: 0}}\n"
)


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "model"
    (folder / "parts" / "deep").mkdir(parents=True)
    (folder / "sightline.yml").write_text(HEAD)
    (folder / "parts" / "deep" / "metrics.yaml").write_text(METRIC)
    return folder


def codes(root):
    return [(one.file, one.code) for one in Workspace(root).load().findings]


def test_it_is_found_from_anywhere_below(root):
    found = Workspace.find(root / "parts" / "deep")
    assert found.root == root.resolve()
    assert found.state == root.resolve() / ".sightline"
    assert Workspace.find(root) == found


def test_without_one_the_reader_is_told_what_to_do(tmp_path):
    with pytest.raises(SourceMissingError, match=r"sightline\.yml.*\n.*sightline init"):
        Workspace.find(tmp_path)


def test_every_yaml_file_below_counts(root):
    assert set(Workspace(root).texts()) == {"sightline.yml", "parts/deep/metrics.yaml"}
    assert set(Workspace(root).model().metrics) == {"a"}


def test_folders_and_files_that_start_with_a_dot_are_passed_over(root):
    (root / ".sightline").mkdir()
    (root / ".sightline" / "x.yml").write_text("broken: [")
    (root / ".hidden.yml").write_text("broken: [")
    assert codes(root) == []


def test_a_model_with_faults_says_them_all(root):
    (root / "bad.yml").write_text("goals: {g: {statement: G}}\nmetricks: {}\n")
    with pytest.raises(DeclarationError) as caught:
        Workspace(root).model()
    text = str(caught.value)
    assert "the model has 4 errors" in text
    assert "bad.yml:2:1: error SL201" in text
    assert text.endswith("'sightline check --explain CODE'.")


def test_a_link_out_of_the_workspace_is_not_followed(root, tmp_path):
    secret = tmp_path / "secret.yml"
    secret.write_text("password: hunter2\n")
    (root / "innocent.yml").symlink_to(secret)
    (root / "folder").symlink_to(tmp_path, target_is_directory=True)
    assert codes(root) == [("innocent.yml", "SL117")]
    assert "hunter2" not in str(Workspace(root).texts())


def test_a_link_within_the_workspace_is(root):
    (root / "again.yml").symlink_to(root / "parts" / "deep" / "metrics.yaml")
    assert {code for _, code in codes(root)} == {"SL302"}


def test_a_link_to_nothing_is_a_finding(root):
    (root / "gone.yml").symlink_to(root / "nowhere.yml")
    assert codes(root) == [("gone.yml", "SL118")]


def test_a_file_without_rights_is_a_finding(root, monkeypatch):
    (root / "closed.yml").write_text("a: 1")
    read = Path.read_bytes

    def refuse(path):  # root, as whom tests may run, can read everything
        if path.name == "closed.yml":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert codes(root) == [("closed.yml", "SL118")]


def test_a_huge_file_is_not_read(root, monkeypatch):
    monkeypatch.setattr(module, "MAX_BYTES", 100)
    (root / "huge.yml").write_text("#" * 101)
    assert ("huge.yml", "SL109") in codes(root)


def test_the_number_of_files_is_limited(root, monkeypatch):
    monkeypatch.setattr(module, "MAX_FILES", 1)
    assert ("parts/deep/metrics.yaml", "SL116") in codes(root) or ("sightline.yml", "SL116") in codes(root)


def test_files_that_are_not_utf_8_are_findings_and_their_text_is_still_shown(root):
    (root / "latin.yml").write_bytes("goals: {}  # Ä\n".encode("latin-1"))
    assert codes(root) == [("latin.yml", "SL110")]
    assert "\ufffd" in Workspace(root).texts()["latin.yml"]


@pytest.fixture
def data(root):
    (root / "data" / "months").mkdir(parents=True)
    for name in ("b.csv", "a.csv", ".part"):
        (root / "data" / "months" / name).write_text("x\n1\n")
    return root / "data" / "months"


@pytest.mark.parametrize("path", ["data/months", "data/months/*.csv", "data/**/*.csv", "data/months/[ab].csv"])
def test_a_source_is_a_folder_or_a_pattern(root, data, path):
    assert Workspace(root).resolve(path) == [data / "a.csv", data / "b.csv"]


def test_a_source_is_a_file(root, data):
    assert Workspace(root).resolve("data/months/a.csv") == [data / "a.csv"]
    assert Workspace(root).resolve(str(data / "*.csv")) == [data / "a.csv", data / "b.csv"]


@pytest.mark.parametrize("path", ["data/none.csv", "data/*.parquet", "nothing", ""])
def test_a_source_that_is_not_there_is_told_so(root, data, path):
    with pytest.raises(SourceMissingError):
        Workspace(root).resolve(path or "nothing/*")


def test_a_relative_path_cannot_climb_out(root, data, tmp_path):
    (tmp_path / "outside.csv").write_text("x\n1\n")
    (root / "data" / "link.csv").symlink_to(tmp_path / "outside.csv")
    for path in ("../outside.csv", "data/link.csv", "data/*.csv", "data/../../outside.csv", "../*.csv"):
        with pytest.raises(SourceError, match="out of the workspace"):
            Workspace(root).resolve(path)
    assert Workspace(root).resolve(str(tmp_path / "outside.csv")) == [tmp_path / "outside.csv"]


def test_a_path_with_a_nul_is_refused(root):
    with pytest.raises(SourceError, match="NUL"):
        Workspace(root).resolve("a\x00b")


def test_a_workspace_whose_name_looks_like_a_pattern(tmp_path):
    root = tmp_path / "model [2026]"
    root.mkdir()
    (root / "a.csv").write_text("x\n")
    assert Workspace(root).resolve("*.csv") == [root / "a.csv"]


def test_what_lies_outside_is_listed(root):
    (root / "s.yml").write_text(
        "sources: {far: {file: /srv/far.xes, log: {}}, near: {file: near.xes, log: {}}}\n"
        "processes: {p: {log: far}, q: {log: near}}\n"
    )
    space = Workspace(root)
    assert [str(one) for one in space.outside(space.model())] == ["/srv/far.xes"]
    assert [one.code for one in space.load().warnings] == ["SL506"]


def test_a_workspace_is_found_by_the_text_of_a_path(tmp_path):
    (tmp_path / "sightline.yml").write_text("sightline: 1\nname: Text\n")
    assert Workspace.find(str(tmp_path)) == Workspace.find(tmp_path)
