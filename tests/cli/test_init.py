"""`init`: whole or not at all, and never over something."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from sightline.cli import staging
from sightline.cli.commands import init


def _files(folder) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_it_makes_a_workspace_and_says_what_is_next(sightline, tmp_path):
    printed = sightline("init", tmp_path / "new_shop")
    assert printed.code == 0
    assert _files(tmp_path / "new_shop") == {
        "sightline.yml",
        "metrics.yml",
        "goals.yml",
        "data/orders.csv",
        ".gitignore",
    }
    assert "sightline check" in printed.err
    assert 'name: "New shop"' in (tmp_path / "new_shop" / "sightline.yml").read_text()


def test_its_table_is_one_that_can_be_read(sightline, tmp_path):
    sightline("init", tmp_path / "shop")
    with (tmp_path / "shop" / "data" / "orders.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len({row["order_id"] for row in rows}) > 200
    assert all(row["ordered_on"] <= row["shipped_on"] for row in rows)


def test_an_empty_folder_will_do(sightline, tmp_path):
    (tmp_path / "shop").mkdir()
    assert sightline("init", tmp_path / "shop").code == 0


def test_a_name_that_yaml_could_misread_stays_a_name(sightline, tmp_path):
    assert sightline("init", tmp_path / 'no: "#1').code == 0
    assert sightline("-C", tmp_path / 'no: "#1', "check").code == 0


def test_it_can_be_made_where_one_stands(sightline, tmp_path, monkeypatch):
    (tmp_path / "shop").mkdir()
    monkeypatch.chdir(tmp_path / "shop")
    assert sightline("init", ".").code == 0
    assert (Path.cwd() / "sightline.yml").exists()
    assert sightline("check").code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"shop"}
    assert 'name: "Shop"' in (tmp_path / "shop" / "sightline.yml").read_text()


def test_a_failure_where_one_stands_leaves_it_empty(sightline, tmp_path, monkeypatch):
    monkeypatch.setitem(init.FILES, "absent.yml", "absent.yml")
    monkeypatch.chdir(tmp_path)
    assert sightline("init", ".").code != 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_there_is_never_touched(sightline, tmp_path, kind):
    place = tmp_path / "taken"
    if kind == "file":
        place.write_text("mine")
    else:
        place.mkdir()
        (place / "mine.txt").write_text("mine")
    printed = sightline("init", place)
    assert printed.code == 2
    assert "nothing was written" in printed.err
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {"taken" if kind == "file" else "mine.txt"}


def test_a_failure_half_way_leaves_nothing(sightline, tmp_path, monkeypatch):
    monkeypatch.setitem(init.FILES, "absent.yml", "absent.yml")
    assert sightline("init", tmp_path / "deep" / "er" / "shop").code != 0
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_says_so(sightline, tmp_path):
    (tmp_path / "file").write_text("")
    printed = sightline("init", tmp_path / "file" / "shop")
    assert printed.code == 3
    assert "Choose another folder" in printed.err


def test_a_folder_that_filled_up_meanwhile_is_kept(tmp_path):
    place = tmp_path / "shop"

    def fill() -> None:
        with staging.appearing(place) as staged:
            (staged / "a").write_text("ours")
            place.mkdir()
            (place / "b").write_text("theirs")

    with pytest.raises(OSError, match="not empty"):
        fill()
    assert _files(tmp_path) == {"shop/b"}
