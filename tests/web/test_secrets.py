"""Keys: given, or made once for a workspace, and never guessable."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from sightline_web import secrets_

LONG = "forty-two herons stand in the river 7310"


@pytest.fixture(autouse=True)
def _apart(monkeypatch):
    monkeypatch.delenv("SIGHTLINE_SESSION_KEY", raising=False)
    monkeypatch.delenv("SIGHTLINE_SESSION_KEY_FILE", raising=False)
    yield
    secrets_.install(None)


def test_a_key_is_made_once_and_read_by_nobody_else(tmp_path):
    secrets_.install(tmp_path / ".sightline")
    first = secrets_.secret("session_key")
    assert len(first) == 64
    assert secrets_.secret("session_key") == first
    assert secrets_.secret("journal_key") != first
    kept = tmp_path / ".sightline" / "keys" / "session_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert sorted(path.name for path in kept.parent.iterdir()) == ["journal_key", "session_key"]


def test_of_many_that_start_at_once_all_have_the_same_key(tmp_path):
    secrets_.install(tmp_path)
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(secrets_.secret, ["session_key"] * 64))) == 1


def test_a_given_key_comes_before_a_made_one(tmp_path, monkeypatch):
    secrets_.install(tmp_path)
    (tmp_path / "mounted").write_text(f"{LONG}2\n")
    monkeypatch.setenv("SIGHTLINE_SESSION_KEY_FILE", str(tmp_path / "mounted"))
    assert secrets_.secret("session_key") == f"{LONG}2"
    monkeypatch.setenv("SIGHTLINE_SESSION_KEY", LONG)
    assert secrets_.secret("session_key") == LONG
    assert not (tmp_path / "keys").exists()


def test_a_short_key_is_refused_and_not_repeated(monkeypatch):
    monkeypatch.setenv("SIGHTLINE_SESSION_KEY", "changeme")
    with pytest.raises(secrets_.SecretError, match="too short") as refused:
        secrets_.secret("session_key")
    assert "changeme" not in str(refused.value)
    assert "openssl rand" in refused.value.fix


@pytest.mark.parametrize(
    "known",
    ["", "x" * 64, "0123456" * 9, "django-insecure-6f8ac1d9ae6a4c2f9d1d", "CHANGE-ME-to-something-long-and-random-42"],
)
def test_an_empty_key_and_one_of_an_example_are_refused(monkeypatch, known):
    monkeypatch.setenv("SIGHTLINE_SESSION_KEY", known)
    with pytest.raises(secrets_.SecretError, match=r"too short|looks like one of an example") as refused:
        secrets_.secret("session_key")
    assert not known or known not in str(refused.value)


def test_a_named_file_that_is_missing_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("SIGHTLINE_SESSION_KEY_FILE", str(tmp_path / "gone"))
    with pytest.raises(secrets_.SecretError, match="cannot be read"):
        secrets_.secret("session_key")


def test_where_nothing_can_be_kept_it_is_said(tmp_path):
    (tmp_path / "in the way").write_text("")
    secrets_.install(tmp_path / "in the way")
    with pytest.raises(secrets_.UnkeptError, match="cannot be kept"):
        secrets_.secret("session_key")


def test_without_a_workspace_a_key_passes_with_the_process():
    secrets_.install(None)
    assert secrets_.secret("session_key") == secrets_.secret("session_key")
