"""`demo` and `serve`: made once, whole; removed only when it is an example; served by name."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import types

import pytest

import sightline.example
from sightline import example as sightline_example
from sightline.cli import serving
from sightline.cli.example_folder import MARK, find
from sightline.example.make import FEWEST_CASES


@pytest.fixture
def made(monkeypatch) -> list[dict[str, object]]:
    """The smallest real example, and how often and how it was made."""
    calls: list[dict[str, object]] = []
    make_example = sightline.example.make_example

    def make(into, *, cases, seed, progress):
        calls.append({"cases": cases, "seed": seed})
        return make_example(into, cases=cases or FEWEST_CASES, seed=seed, progress=progress)

    monkeypatch.setattr(sightline.example, "make_example", make)
    return calls


@pytest.fixture
def served(monkeypatch) -> list[dict[str, object]]:
    calls: list[dict[str, object]] = []
    fake = types.ModuleType("sightline_web.server")
    fake.serve = lambda root, **how: calls.append({"root": root, **how})  # type: ignore[attr-defined] # a stand-in
    monkeypatch.setitem(sys.modules, "sightline_web.server", fake)
    return calls


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_it_makes_the_example_then_serves_it(sightline, made, served, tmp_path):
    printed = sightline("demo", "--no-browser")
    assert printed.code == 0
    assert len(made) == len(served) == 1
    assert served[0]["root"] == tmp_path / "halden-parts"
    assert served[0]["open_browser"] is False


def test_a_second_run_uses_what_is_there(sightline, made, served):
    sightline("demo", "shop", "--no-serve")
    printed = sightline("demo", "shop")
    assert len(made) == 1
    assert "already" in printed.err


def test_cases_and_seed_reach_the_generator_and_are_remembered(sightline, made, tmp_path):
    sightline("demo", "shop", "--cases", "800", "--seed", "3", "--no-serve")
    assert made == [{"cases": 800, "seed": 3}]
    example = find(tmp_path / "shop")
    assert example is not None
    assert (example.cases, example.seed) == (800, 3)
    assert {"sightline.yml", "truth.json", "data/orders.parquet"} <= set(example.files)


def test_another_example_is_not_passed_off_as_the_one_asked_for(sightline, made):
    sightline("demo", "shop", "--cases", "800", "--no-serve")
    printed = sightline("demo", "shop", "--cases", "900", "--no-serve")
    assert printed.code == 2
    assert "--remove" in printed.err
    assert len(made) == 1


def test_it_writes_over_nothing(sightline, made, tmp_path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "mine.txt").write_text("mine")
    printed = sightline("demo", "shop", "--no-serve")
    assert printed.code == 2
    assert made == []


def test_an_example_that_fails_half_way_is_not_there(sightline, monkeypatch, tmp_path):
    def fail(*_args, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr("sightline.example.make.write_beside", fail)
    assert sightline("demo", "shop", "--no-serve").code == 130
    assert list(tmp_path.iterdir()) == []


def test_remove_counts_what_goes(sightline, made, tmp_path):
    sightline("demo", "shop", "--no-serve")
    printed = sightline("demo", "shop", "--remove")
    assert printed.code == 0
    assert re.search(r"Removed shop: \d\d files, [\d.]+ MB", printed.err)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["absent", "foreign", "forged"])
def test_remove_touches_examples_alone(sightline, tmp_path, kind):
    if kind != "absent":
        (tmp_path / "shop").mkdir()
        (tmp_path / "shop" / "mine.txt").write_text("mine")
    if kind == "forged":
        (tmp_path / "shop" / MARK).write_text("{}")
    printed = sightline("demo", "shop", "--remove")
    assert printed.code == 2
    assert "nothing was removed" in printed.err
    assert (tmp_path / "shop" / "mine.txt").exists() is (kind != "absent")


def test_remove_keeps_work_of_yours_unless_told(sightline, made, tmp_path):
    sightline("demo", "shop", "--no-serve")
    (tmp_path / "shop" / "notes.txt").write_text("mine")
    (tmp_path / "shop" / "sightline.yml").write_text("sightline: 1\nname: Mine\n")
    printed = sightline("demo", "shop", "--remove")
    assert printed.code == 2
    assert "2 added or changed files" in printed.err
    assert (tmp_path / "shop" / "notes.txt").exists()
    assert sightline("demo", "shop", "--remove", "--yes").code == 0
    assert not (tmp_path / "shop").exists()


def test_without_the_app_the_fix_is_named_before_anything_is_made(sightline, made, monkeypatch, tmp_path):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "django" else find(name, *rest)
    )
    printed = sightline("demo", "shop")
    assert printed.code == 3
    assert "pip install 'sightline[web]'" in printed.err
    assert list(tmp_path.iterdir()) == []


def test_serve_serves_the_workspace_above(sightline, workspace, served, monkeypatch):
    monkeypatch.chdir(workspace / "data")
    printed = sightline("serve", "--port", "0")
    assert printed.code == 0
    assert served == [
        {"root": workspace, "host": "127.0.0.1", "port": 0, "url": "", "open_browser": False, "workers": 1}
    ]


def test_an_address_of_the_network_is_refused(sightline, workspace):
    printed = sightline("serve", "--host", "0.0.0.0")  # noqa: S104 -- to be refused
    assert (printed.code, printed.out) == (3, "")
    assert "--host" in printed.err


def test_no_browser_is_opened_without_a_screen(monkeypatch):
    monkeypatch.setattr(serving.sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not serving.has_browser()


def test_what_it_makes_is_marked_as_the_demo(sightline, made, tmp_path):
    sightline("demo", "shop", "--no-serve")
    assert sightline_example.demo_people(tmp_path / "shop") is not None


@pytest.mark.parametrize("changed", [False, True])
def test_an_example_from_before_is_marked_unless_it_was_changed(sightline, made, tmp_path, changed):
    sightline("demo", "shop", "--no-serve")
    (tmp_path / "shop" / sightline_example.DEMO_MARK).unlink()
    if changed:
        (tmp_path / "shop" / "mine.yml").write_text("# mine\n")
    sightline("demo", "shop", "--no-serve")
    assert (sightline_example.demo_people(tmp_path / "shop") is None) is changed


@pytest.fixture
def shown(monkeypatch) -> list[dict[str, object]]:
    calls: list[dict[str, object]] = []
    fake = types.ModuleType("sightline_web.live.showing")
    fake.show = lambda root, **how: calls.append({"root": root, **how}) or 1  # type: ignore[attr-defined] # a stand-in
    monkeypatch.setitem(sys.modules, "sightline_web.live.showing", fake)
    return calls


def test_live_it_is_cut_and_replayed_and_says_whether_all_was_seen(sightline, made, shown, tmp_path):
    printed = sightline("demo", "--live", "--no-serve", "--cases", "800", "--speed", "60")
    assert printed.code == 1
    assert {name: shown[0][name] for name in ("root", "pages", "days_per_minute", "until_over")} == {
        "root": tmp_path / "halden-parts-live", "pages": False, "days_per_minute": 60, "until_over": False,
    }  # fmt: skip
    said = json.loads((tmp_path / "halden-parts-live" / ".sightline" / "replay.json").read_text())
    assert said == {"cases": 800, "seed": 711}
    assert sightline_example.demo_people(tmp_path / "halden-parts-live") is not None
    assert sightline("demo", "--live", "--remove").code == 0


def test_a_live_demo_takes_no_whole_example_and_a_whole_one_no_live(sightline, made, shown):
    sightline("demo", "shop", "--no-serve")
    refused = sightline("demo", "--live", "shop")
    assert (refused.code, shown) == (2, [])
    assert "holds a whole example" in refused.err
    sightline("demo", "--live", "--no-serve", "--cases", "800")
    refused = sightline("demo", "halden-parts-live", "--no-serve")
    assert refused.code == 2
    assert "with --live" in refused.err
