"""Promises of initiatives are in a backup, and a restore brings them back as they were, and no others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sightline.errors import EnvironmentFaultError
from sightline.reading.promise_files import keep, kept
from sightline_web.care.backup import backup
from sightline_web.care.restore import restore
from tests.strategy.promises.test_freezing import PROMISE
from tests.web.care.conftest import BY, NOW


def test_a_restore_brings_promises_back_and_puts_later_ones_aside(workspace, tmp_path):
    folder = workspace / ".sightline" / "promises"
    first = replace(PROMISE, initiative="first")
    keep(folder, first)
    backup(workspace, tmp_path / "one.zip", by=BY, now=NOW)
    (folder / "first.json").unlink()
    keep(folder, replace(PROMISE, initiative="second"))
    with pytest.raises(EnvironmentFaultError, match="already"):
        restore(tmp_path / "one.zip", workspace, by=BY, now=NOW)
    restore(tmp_path / "one.zip", workspace, by=BY, now=NOW, replace=True)
    assert kept(folder) == ((first,), ())
    assert [path.name for path in workspace.glob(".sightline/before-restore-*/**/second.json")] == ["second.json"]
