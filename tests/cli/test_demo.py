"""`demo` and `serve`: made once, whole; removed only when it is an example; served by name."""

from __future__ import annotations

import importlib
import importlib.util
import socket
import types

import pytest

from sightline.cli import serving
from sightline.cli.commands import demo
from sightline.cli.example_folder import MARK, read_mark


@pytest.fixture
def made(monkeypatch) -> list[dict[str, object]]:
    """Stand in for the generator: a folder with two files, and how it was called."""
    calls: list[dict[str, object]] = []

    def make(into, **asked):
        calls.append({name: value for name, value in asked.items() if name != "progress"})
        (into / "data").mkdir(parents=True)
        (into / "sightline.yml").write_text("sightline: 1\nname: Halden Parts\n")
        (into / "data" / "orders.csv").write_text("a\n1\n")
        return into

    monkeypatch.setattr("sightline.example.make_example", make, raising=False)
    return calls


@pytest.fixture
def served(monkeypatch) -> list[dict[str, object]]:
    calls: list[dict[str, object]] = []
    fake = types.SimpleNamespace(serve=lambda root, **how: calls.append({"root": root, **how}))
    real = importlib.import_module
    monkeypatch.setattr(importlib, "import_module", lambda name: fake if name == "sightline_web.server" else real(name))
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
    assert f"http://127.0.0.1:{served[0]['port']}/" in printed.err


def test_a_second_run_uses_what_is_there(sightline, made, served):
    sightline("demo", "shop", "--no-serve")
    printed = sightline("demo", "shop")
    assert len(made) == 1
    assert "already" in printed.err


def test_cases_and_seed_reach_the_generator_and_are_remembered(sightline, made, tmp_path):
    sightline("demo", "shop", "--cases", "50", "--seed", "3", "--no-serve")
    assert made == [{"cases": 50, "seed": 3}]
    mark = read_mark(tmp_path / "shop")
    assert mark is not None
    assert (mark.cases, mark.seed, sorted(mark.files)) == (50, 3, ["data/orders.csv", "sightline.yml"])


def test_another_example_is_not_passed_off_as_the_one_asked_for(sightline, made):
    sightline("demo", "shop", "--cases", "50", "--no-serve")
    printed = sightline("demo", "shop", "--cases", "60", "--no-serve")
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
    def fail(into, **_):
        (into / "sightline.yml").write_text("half")
        raise KeyboardInterrupt

    monkeypatch.setattr("sightline.example.make_example", fail, raising=False)
    assert sightline("demo", "shop", "--no-serve").code == 130
    assert list(tmp_path.iterdir()) == []


def test_remove_counts_what_goes(sightline, made, tmp_path):
    sightline("demo", "shop", "--no-serve")
    printed = sightline("demo", "shop", "--remove")
    assert printed.code == 0
    assert "3 files" in printed.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["absent", "foreign", "forged"])
def test_remove_touches_examples_alone(sightline, tmp_path, kind):
    if kind != "absent":
        (tmp_path / "shop" / ".sightline").mkdir(parents=True)
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


def test_a_taken_port_is_named(sightline, made, served):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        printed = sightline("demo", "--port", str(port))
    assert printed.code == 3
    assert "--port" in printed.err
    assert made == served == []


def test_a_taken_usual_port_is_passed_over(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        usual = taken.getsockname()[1]
        monkeypatch.setattr(demo, "PORT", usual)
        assert usual < demo._port("127.0.0.1", None) < usual + demo._TRIES


def test_serve_serves_the_workspace_above(sightline, workspace, served, monkeypatch):
    monkeypatch.chdir(workspace / "data")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    printed = sightline("serve", "--port", str(port))
    assert printed.code == 0
    assert served == [{"root": workspace, "host": "127.0.0.1", "port": port, "open_browser": False}]


def test_an_address_that_is_not_ours_is_an_environment_fault(sightline, workspace, served):
    printed = sightline("serve", "--host", "203.0.113.1")
    assert printed.code == 3
    assert served == []


def test_no_browser_is_opened_without_a_screen(monkeypatch):
    monkeypatch.setattr(serving.sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not serving.has_browser()
