"""The frame: help, options before and after the command, exit codes, what is imported when."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import click
import pytest

from sightline.cli import entry, failures
from sightline.cli.entry import COMMANDS, cli, run
from sightline.cli.interrupts import held_back
from sightline.cli.state import State
from sightline.errors import EnvironmentFaultError, EstimateError, SourceError, UnknownNameError

SLOW = {"pydantic", "pydantic_core", "duckdb", "pyarrow", "numpy", "rich", "django", "sqlglot", "yaml", "jsonschema"}
CLI = [sys.executable, "-m", "sightline"]


def _imported_by(words: list[str], **environment: str) -> set[str]:
    program = (
        "import sys, json\nfrom sightline.cli.entry import run\n"
        "code = 0\ntry:\n    run(json.loads(sys.argv[1]) if sys.argv[1] != 'null' else None)\n"
        "except SystemExit:\n    pass\n"
        "sys.stderr.write(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    given = "null" if environment else json.dumps(words)
    done = subprocess.run(
        [sys.executable, "-c", program, given], capture_output=True, text=True, check=True, timeout=60,
        env={**os.environ, **environment},
    )  # fmt: skip
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_help_imports_nothing_slow():
    assert not _imported_by(["--help"]) & SLOW


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_help_of_a_command_imports_nothing_slow(name):
    assert not _imported_by([name, "--help"]) & SLOW


def test_completing_a_command_imports_nothing_slow():
    imported = _imported_by([], _SIGHTLINE_COMPLETE="bash_complete", COMP_WORDS="sightline me", COMP_CWORD="1")
    assert not imported & SLOW


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_listed_command_exists_and_has_help(sightline, name):
    printed = sightline(name, "--help")
    assert printed.code == 0
    assert printed.out.startswith(f"Usage: sightline {name} ")
    assert printed.err == ""


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_listed_line_is_the_commands_own(name):
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.name == name
    assert command.short_help == COMMANDS[name].summary


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_option_says_what_it_does(name):
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert not [one.name for one in command.params if isinstance(one, click.Option) and not one.help]


def test_nothing_is_written_to_stderr_by_help_and_version(sightline):
    for words in (["--help"], ["--version"], ["-h"]):
        printed = sightline(*words)
        assert (printed.code, printed.err) == (0, "")
        assert printed.out


def test_no_command_shows_the_help_and_is_a_usage_error(sightline):
    printed = sightline()
    assert printed.code == 2
    assert "Commands:" in printed.out + printed.err


def test_an_unknown_command_is_answered_with_the_nearest(sightline):
    printed = sightline("mesure")
    assert printed.code == 2
    assert printed.out == ""
    assert "Did you mean 'measure'?" in printed.err


@pytest.mark.parametrize(
    "words", [["measure", "--frmat", "json"], ["check", "--format", "xml"], ["init"], ["--as-of", "soon", "goals"]]
)
def test_wrong_usage_is_2_and_points_to_the_help(sightline, words):
    printed = sightline(*words)
    assert printed.code == 2
    assert printed.out == ""
    assert "--help" in printed.err


def test_a_folder_that_is_no_workspace_says_how_to_make_one(sightline, tmp_path):
    printed = sightline("-C", tmp_path, "check")
    assert printed.code == 3
    assert "sightline init" in printed.err


def test_the_shared_options_may_stand_before_and_after_the_command(sightline, workspace, monkeypatch):
    monkeypatch.chdir("/")
    before = sightline("-C", workspace, "check", "--format", "json")
    after = sightline("check", "-C", workspace, "--format", "json")
    assert before.code == after.code == 0
    assert before.out == after.out


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (UnknownNameError("metric", "revnue", ["revenue"]), 2),
        (SourceError("it is empty.", place="orders", fix="Fill it."), 3),
        (EstimateError("too few events."), 4),
        (EnvironmentFaultError("no Java.", fix="Install it."), 3),
        (click.UsageError("no."), 2),
        (PermissionError(13, "Permission denied", "/x"), 3),
        (OSError(28, "No space left on device", "/x"), 3),
        (MemoryError(), 3),
        (RuntimeError("a bug\nwith a second line"), 70),
    ],
)
def test_each_fault_has_its_exit_code_and_one_screen(capsys, fault, code):
    assert failures.report(fault, State()) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("error: ")
    assert len(printed.err.splitlines()) <= 30
    assert "Traceback" not in printed.err


def test_a_fault_of_a_thousand_lines_stays_on_one_screen(capsys):
    failures.report(SourceError("\n".join(["x"] * 1000), fix="\n".join(["y"] * 1000)), State())
    assert len(capsys.readouterr().err.splitlines()) <= 2 * failures.SCREEN


def test_the_traceback_comes_with_debug_alone(capsys):
    def fall() -> None:
        raise KeyError("inner")

    for debug in (False, True):
        try:
            fall()
        except KeyError as fault:
            failures.report(fault, State(debug=debug))
        assert ("Traceback" in capsys.readouterr().err) is debug


def _failing(fault: BaseException):
    def main(**_: object) -> None:
        raise fault

    return main


def test_ctrl_c_is_130(monkeypatch, capsys):
    monkeypatch.setattr(entry.cli, "main", _failing(KeyboardInterrupt()))
    assert run([]) == 130
    assert capsys.readouterr().err == "interrupted\n"


def test_a_reader_that_went_away_is_no_fault():
    done = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m sightline schema --document measure | head -c 1; exit 0"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("{", "")


def test_standard_output_that_is_closed_is_no_traceback():
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*CLI, "schema", "--document", "measure"], stdout=writer, stderr=subprocess.PIPE, check=False, timeout=60
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_interrupt_from_outside_ends_with_130_and_no_traceback(tmp_path):
    program = (
        "import sys, time\nfrom sightline.cli import entry\n"
        "from sightline.cli.commands import init\n"
        "def slow(*args):\n    print('ready', flush=True)\n    time.sleep(60)\n"
        "init.FILES = {'sightline.yml': 'sightline.yml', 'metrics.yml': 'metrics.yml'}\n"
        "init._title = slow\n"
        f"sys.exit(entry.run(['init', {str(tmp_path / 'new')!r}]))"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.stdout.readline() == b"ready\n"
        time.sleep(0.1)
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=30) == 130
        assert b"Traceback" not in child.stderr.read()
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_while_modules_load_waits_for_them():
    done = []

    def load() -> None:
        with held_back():
            signal.raise_signal(signal.SIGINT)
            done.append("loaded")

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        load()
    assert done == ["loaded"]
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupted_reading_says_so_and_leaves_nothing_half_written(workspace):
    program = (
        "import sys, time\nfrom sightline.cli.entry import main\nfrom sightline.cli.progress import BarProgress\n"
        "def start(*_):\n    print('ready', flush=True)\n    time.sleep(60)\n"
        "BarProgress.start = start\nsys.argv = ['sightline', 'measure']\nmain()"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
    assert (child.returncode, out, err.strip()) == (130, b"", b"interrupted")
    assert [path for path in (workspace / ".sightline").rglob("*") if path.is_file()] == []
