"""Making the folder: complete, repeatable, labelled, never over somebody else's files."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import yaml

from sightline.errors import EnvironmentFaultError
from sightline.example import is_example, make, make_example, remove_example
from sightline.model import load


def hashes(workspace: Path) -> dict[str, str]:
    files = (path for path in sorted(workspace.rglob("*")) if path.is_file())
    return {str(path.relative_to(workspace)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_model_loads_without_a_single_finding(halden):
    loaded = load({path.name: path.read_text(encoding="utf-8") for path in sorted(halden.glob("*.yml"))})
    assert loaded.findings == ()
    assert loaded.model is not None
    assert len(loaded.model.roles) == 12
    assert len(loaded.model.initiatives) == 15
    assert len(loaded.model.goals) == 5


def test_the_model_uses_every_kind_of_metric(halden):
    declared = {}
    for name in ("metrics_lag.yml", "metrics_lead.yml"):
        declared |= yaml.safe_load((halden / name).read_text(encoding="utf-8"))["metrics"]
    kinds = {"measure", "ratio", "balance", "duration", "conversion", "cumulative", "formula", "typed"}
    assert {kind for metric in declared.values() for kind in kinds & set(metric)} == kinds
    assert {metric["indicator"] for metric in declared.values()} == {"lag", "lead"}


def test_every_source_is_there(halden):
    sources = yaml.safe_load((halden / "sources.yml").read_text(encoding="utf-8"))["sources"]
    for name, source in sources.items():
        assert list(halden.glob(source["file"])), name


def test_there_are_about_200_000_events(tables):
    events = tables.one("select count(*) from order_events") + tables.one("select count(*) from service_events")
    assert 190_000 < events < 210_000


def test_equal_seeds_give_equal_files(halden, tmp_path):
    assert hashes(make_example(tmp_path / "again")) == hashes(halden)


def test_another_seed_gives_other_data_and_the_same_model(halden, tmp_path):
    other, default = hashes(make_example(tmp_path / "other", seed=7)), hashes(halden)
    same = {name for name in default if other.get(name) == default[name]}
    assert {name for name in default if name.endswith(".yml")} <= same
    assert not {name for name in same if name.endswith(".parquet")}


def test_an_example_is_replaced_and_a_stranger_is_left_alone(tmp_path):
    target = tmp_path / "halden"
    make_example(target, cases=1_000)
    (target / "note.txt").write_text("mine", encoding="utf-8")
    make_example(target, cases=1_000)
    assert not (target / "note.txt").exists()
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    (stranger / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(EnvironmentFaultError, match="not empty"):
        make_example(stranger)
    assert [path.name for path in stranger.iterdir()] == ["letter.txt"]


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "empty").mkdir()
    assert is_example(make_example(tmp_path / "empty", cases=1_000))


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "halden").write_text("", encoding="utf-8")
    with pytest.raises(EnvironmentFaultError, match="a file of that name"):
        make_example(tmp_path / "halden")


def test_nothing_half_written_is_left_behind(tmp_path, monkeypatch):
    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(make, "document", fail)
    with pytest.raises(OSError, match="No space"):
        make_example(tmp_path / "halden", cases=1_000)
    assert list(tmp_path.iterdir()) == []


def test_too_few_cases_are_refused_with_the_number_that_is_enough(tmp_path):
    with pytest.raises(EnvironmentFaultError, match="Ask for 720 or more"):
        make_example(tmp_path / "tiny", cases=5)
    assert list(tmp_path.iterdir()) == []


def test_the_example_says_that_it_is_one_and_can_be_removed(tmp_path):
    target = make_example(tmp_path / "halden", cases=1_000)
    assert json.loads((target / "example.json").read_text(encoding="utf-8"))["example"] is True
    assert "made up" in (target / "README.md").read_text(encoding="utf-8")
    remove_example(target)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(EnvironmentFaultError, match="not an example"):
        remove_example(tmp_path)
    assert tmp_path.exists()


def test_progress_is_reported_to_its_end(tmp_path):
    class Bar:
        def __init__(self) -> None:
            self.told: list[object] = []
            self.total = self.done = 0

        def start(self, label: str, total: int) -> None:
            self.told.append(label)
            self.total = total

        def advance(self, n: int) -> None:
            self.done += n

        def finish(self) -> None:
            self.told.append("finished")

    bar = Bar()
    make_example(tmp_path / "halden", cases=1_000, progress=bar)
    assert bar.done == bar.total > 36
    assert bar.told == ["Growing Halden Parts", "finished"]
