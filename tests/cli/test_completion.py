"""Completion: the scripts of three shells, and the names of this workspace."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from sightline.cli.completing import dimension_names, goal_names, metric_names, origin_names, shift_names
from sightline.cli.entry import run
from sightline.workspace import Workspace
from tests.support import require

PROCESS = """
sources: {log: {file: log.csv, log: {case: order, activity: step, time: at}}}
processes:
  order_to_cash:
    log: log
    by: [channel]
    activities: {receive: {}, ship: {}}
    chain: [receive, ship]
    rules: {shipped: {response: [receive, ship]}}
"""


def _complete(monkeypatch, capfd, line: str) -> list[str]:
    monkeypatch.setenv("_SIGHTLINE_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split()) - (not line.endswith(" "))))
    capfd.readouterr()
    with pytest.raises(SystemExit):
        run([])
    return [one.partition(",")[2] for one in capfd.readouterr().out.split()]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_accepts_its_script(sightline, shell):
    printed = sightline("completion", shell)
    assert printed.code == 0
    assert "_SIGHTLINE_COMPLETE" in printed.out
    require(shutil.which(shell) or shell != "bash", "no bash here")
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=printed.out.encode(), check=True, timeout=30)


def test_an_unknown_shell_is_a_usage_error(sightline):
    assert sightline("completion", "tcsh").code == 2


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("sightline me", ["measure"]),
        ("sightline measure rev", ["revenue"]),
        ("sightline measure revenue ord", ["orders", "order_value"]),
        ("sightline measure --by ", ["region"]),
        ("sightline goals ", ["reliable_delivery", "grow_revenue"]),
        ("sightline measure --grain q", ["quarter"]),
        ("sightline effects rev", ["revenue"]),
        ("sightline why --by ", ["region"]),
        ("sightline whatif --reach gr", ["grow_revenue"]),
        ("sightline sight --goal gr", ["grow_revenue"]),
        ("sightline sight --from rev", ["revenue"]),
    ],
)
def test_names_of_the_workspace_are_completed(workspace, monkeypatch, capfd, line, expected):
    assert sorted(_complete(monkeypatch, capfd, line)) == sorted(expected)


def test_another_workspace_is_completed_where_it_is_named(workspace, monkeypatch, capfd):
    monkeypatch.chdir("/")
    assert _complete(monkeypatch, capfd, f"sightline -C {workspace} measure rev") == ["revenue"]


def test_a_broken_file_takes_its_own_names_only(workspace, monkeypatch, capfd):
    (workspace / "broken.yml").write_text("metrics: [\n")
    assert _complete(monkeypatch, capfd, "sightline measure rev") == ["revenue"]


def test_outside_a_workspace_there_is_nothing_and_no_fault(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    assert _complete(monkeypatch, capfd, "sightline measure ") == []


def test_completion_knows_what_the_model_knows(workspace):
    (workspace / "process.yml").write_text(PROCESS)
    model = Workspace(workspace).model()
    assert sorted(metric_names(workspace)) == sorted(model.metric_ids())
    assert sorted(goal_names(workspace)) == sorted(model.goals)
    assert sorted(dimension_names(workspace)) == ["channel", "region"]


def test_a_line_of_sight_starts_from_whatever_the_model_declares(workspace):
    (workspace / "process.yml").write_text(PROCESS)
    (workspace / "people.yml").write_text(
        "roles: {clerk: {title: Clerk}}\ninitiatives: {new_desk: {title: A new desk}}\n"
    )
    names = origin_names(workspace)
    assert {"order_to_cash.ship", "order_to_cash.shipped", "revenue", "clerk", "new_desk"} <= set(names)
    assert names["new_desk"] == "A new desk"


def test_a_change_begins_with_its_metric(workspace):
    assert set(shift_names(workspace)) == {f"{name}=" for name in metric_names(workspace)}


def test_completion_reads_the_files_that_the_model_reads(workspace):
    (workspace / "extra.yaml").write_text("metrics: {a: {}}")
    (workspace / ".hidden").mkdir()
    (workspace / ".hidden" / "x.yml").write_text("metrics: {b: {}}")
    assert "a" in metric_names(workspace)
    assert "b" not in metric_names(workspace)
