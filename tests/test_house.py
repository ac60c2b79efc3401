"""The house keeps its own rules: floors, docstrings, reasons, locks, fragments."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support import ROOT, require

SOURCES = sorted((ROOT / "src").rglob("*.py"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
FRAGMENTS = sorted(path for path in (ROOT / "changelog.d").glob("*.md") if path.name != "README.md")
CODE = sorted(path for folder in ("src", "tests", "bench", "docs") for path in (ROOT / folder).rglob("*.py"))


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def test_imports_go_down_only():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_module_opens_with_what_it_is_for():
    trees = {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}
    assert len(trees) > 10
    assert [name for name, tree in trees.items() if tree.body and not ast.get_docstring(tree)] == []


def ignored_rules():
    """Return each line of pyproject.toml that leaves a ruff rule out."""
    section, inside = "", False
    for line in (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        if not section.startswith("tool.ruff.lint"):
            continue
        opens = re.match(r'(ignore|"[^"]+") = \[', line)
        if (inside or (opens and "]" in line)) and '"' in line:
            yield line.strip()
        inside = (inside or bool(opens)) and "]" not in line


def test_each_rule_left_out_has_its_reason():
    lines = list(ignored_rules())
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]["ignore"]
    assert len(lines) > len(rules) > 0
    assert [line for line in lines if not re.search(r"# \w", line)] == []


def test_each_warning_let_through_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.search(r"filterwarnings = \[(.*?)\n?\]", text, re.DOTALL)
    assert listed
    entries = [line.strip() for line in listed[1].splitlines() if '"' in line]
    assert [line for line in entries if "ignore" in line and not re.search(r"# \w", line)] == []


SILENCERS = re.compile(
    r"#\s*(noqa(?!:\s*[A-Z]+[0-9]+(,\s*[A-Z]+[0-9]+)*\s+-- \S)|type:\s*ignore(?!\[[\w, -]+\]\s+#\s*\w))"
)


def test_a_line_that_silences_a_check_names_it_and_says_why():
    found = [
        f"{name_of(path)}:{number}: {line.strip()}"
        for path in CODE
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if SILENCERS.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "silent"),
    [
        ("x = 1  # noqa", True),
        ("x = 1  # noqa: PLR2004", True),
        ("x = 1  # noqa: PLR2004 -- the months of a year", False),
        ("x = 1  # type: ignore", True),
        ("x = 1  # type: ignore[misc]", True),
        ("x = 1  # type: ignore[misc]  # the stubs are wrong", False),
    ],
)
def test_what_counts_as_a_reason(line, silent):
    assert bool(SILENCERS.search(line)) == silent


@pytest.mark.parametrize("path", LOCKS, ids=name_of)
def test_a_lock_fixes_versions_by_hash_and_names_no_address(path):
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    pins = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line)]
    assert pins
    assert all(re.match(r"[a-z0-9._-]+==\S+", pin) for pin in pins)
    blocks = re.split(r"\n(?=[a-z0-9])", text)
    assert all("--hash=sha256:" in block for block in blocks)


def pinned(path):
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_list_for_work_holds_the_list_for_use():
    app, dev = (pinned(ROOT / "requirements" / name) for name in ("app.txt", "dev.txt"))
    assert {name: dev.get(name) for name in app} == app


def tracked_texts():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    require(listed.returncode == 0, "not a git checkout; clone the project to check its tracked files")
    for name in listed.stdout.split("\0"):
        path = ROOT / name
        if name and path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            if b"\0" not in content[:8_000]:
                yield name, content.decode("utf-8", errors="replace")


def index_hosts():
    """Return the hosts that packages usually come from, and those this machine is set up with."""
    hosts = {"py" + "pi.org", "pythonhosted" + ".org", "conda" + ".anaconda.org", "registry.npm" + "js.org"}
    told = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False)
    settings = told.stdout + " ".join(v for k, v in os.environ.items() if k.startswith(("PIP_", "UV_")))
    hosts |= {urlsplit(url).hostname or "" for url in re.findall(r"https?://[^\s'\"]+", settings)}
    return {host for host in hosts if "." in host}


def test_no_file_names_where_packages_come_from():
    hosts = index_hosts()
    assert [(name, host) for name, text in tracked_texts() for host in hosts if host in text] == []


def test_no_file_names_a_path_of_one_machine():
    homes = r"(?:home|Users)/[a-z][a-z0-9_-]+|root"
    here = {str(ROOT), str(ROOT.parent), str(Path.home())}
    places = [homes, *(re.escape(path.strip("/")) for path in here if path.count("/") > 1)]
    pattern = re.compile(r"(?<![\w.:/~-])/(?:" + "|".join(places) + r")/")
    found = [(name, match[0]) for name, text in tracked_texts() for match in pattern.finditer(text)]
    assert found == []


def test_each_fragment_is_one_sentence():
    for path in FRAGMENTS:
        assert re.fullmatch(r"[a-z0-9-]+\.(added|changed|fixed)\.md", path.name), name_of(path)
        text = path.read_text(encoding="utf-8").strip()
        assert re.fullmatch(r"[A-Z`].*[.!]", text), f"{name_of(path)}: one line, from a capital to a full stop"
        assert not re.search(r"[.!?] +[A-Z]", re.sub(r"`[^`]*`", "x", text)), f"{name_of(path)}: more than one sentence"


def test_the_two_commands_are_offered():
    done = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    targets = set(re.findall(r"^  make ([a-z-]+)", done.stdout, re.MULTILINE))
    assert targets >= {"setup", "demo", "test", "lint", "docs", "bench", "bench-peers", "clean", "help"}


def test_a_changelog_is_made_of_its_fragments(tmp_path):
    (tmp_path / "changelog.d").mkdir()
    script = tmp_path / "changelog.d" / "assemble.py"
    script.write_text((ROOT / "changelog.d" / "assemble.py").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n<!-- versions -->\n\n## 0.1.0 (2026-01-01)\n", encoding="utf-8"
    )
    (tmp_path / "changelog.d" / "b.fixed.md").write_text("A bug is gone.\n", encoding="utf-8")
    (tmp_path / "changelog.d" / "a.added.md").write_text("A thing is new.\n", encoding="utf-8")
    command = [sys.executable, script, "0.2.0", "2026-02-03"]
    subprocess.run(command, check=True)
    assert (tmp_path / "CHANGELOG.md").read_text(encoding="utf-8") == (
        "# Changelog\n\n<!-- versions -->\n\n## 0.2.0 (2026-02-03)\n\n### Added\n\n- A thing is new.\n\n"
        "### Fixed\n\n- A bug is gone.\n\n## 0.1.0 (2026-01-01)\n"
    )
    assert subprocess.run(command, check=False, capture_output=True).returncode == 1
