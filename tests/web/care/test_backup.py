"""A backup is what was there at one moment, and it was restored before it counts."""

from __future__ import annotations

import stat

import pytest

from sightline_web.care import archive
from sightline_web.care.backup import backup
from sightline_web.engine import EnvironmentFaultError
from tests.web.care.conftest import BY, NOW


def test_a_backup_holds_the_database_the_model_and_the_state(workspace, tmp_path):
    taken = backup(workspace, tmp_path / "one.zip", by=BY, now=NOW)
    with archive.opened(tmp_path / "one.zip") as box:
        assert box.under("model") == ["model/goals.yml", "model/metrics.yml", "model/sightline.yml"]
        assert box.under("data") == []
        assert box.manifest["database"]["tables"]["accounts_account"]["rows"] > 5
    assert taken.rows > 5
    assert taken.files >= 3


def test_who_else_is_on_the_machine_cannot_read_it(workspace, tmp_path):
    backup(workspace, tmp_path / "one.zip", by=BY, now=NOW)
    assert stat.S_IMODE((tmp_path / "one.zip").stat().st_mode) == 0o600


def test_what_is_there_is_never_overwritten(workspace, tmp_path):
    (tmp_path / "one.zip").write_text("mine")
    with pytest.raises(EnvironmentFaultError, match="there already"):
        backup(workspace, tmp_path / "one.zip", by=BY, now=NOW)
    assert (tmp_path / "one.zip").read_text() == "mine"
