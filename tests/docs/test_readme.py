"""The README: what it shows is what the product does, and what it names is there."""

import re

from sightline import make_example
from sightline.model import load
from sightline.model.reports import render_text
from tests.support import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
HEAD = "sightline: 1\nname: Readme\n"


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)
    assert found, language
    return found[1]


def test_the_model_it_shows_is_right():
    assert load({"sightline.yml": HEAD, "metrics.yml": block("yaml")}).findings == ()


def test_the_fault_it_shows_is_what_check_says_of_that_model():
    wrong = block("yaml").replace("source: shipments", "source: shipment")
    said = render_text(load({"sightline.yml": HEAD, "metrics.yml": wrong}).errors)
    assert said.splitlines()[:4] == block("text").splitlines()[1:]


def test_every_file_it_names_is_there():
    named = re.findall(r'\]\(([^)#:]+)\)|(?:src|srcset)="([^":]+)"', README)
    missing = [path for pair in named for path in pair if path and not (ROOT / path).exists()]
    assert missing == []


def test_its_python_reads_a_workspace(tmp_path, monkeypatch):
    monkeypatch.chdir(make_example(tmp_path / "halden-parts", cases=1_000))
    names: dict[str, object] = {}
    exec(block("py"), names)  # noqa: S102 -- our own README
    assert {row["metric"] for row in names["table"].to_pylist()} == {"on_time_share"}


def test_its_two_commands_are_targets_of_make():
    targets = re.findall(r"^(\w[\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    commands = re.findall(r"^make (\w+)", block("sh"), flags=re.MULTILINE)
    assert commands == ["demo", "test"]
    assert set(commands) <= set(targets)
