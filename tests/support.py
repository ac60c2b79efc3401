"""What every test may lean on: the shared logs, and skipping that CI can refuse."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED_DATA = Path(os.environ.get("SIGHTLINE_SHARED_DATA", ROOT.parent / "shared" / "data"))


def require(present: object, reason: str) -> None:
    """Skip the running test unless `present`; fail instead where skips are refused.

    Parameters
    ----------
    present : object
        Truthy when the part is there.
    reason : str
        What is missing and how to have it.
    """
    if present:
        return
    if os.environ.get("SIGHTLINE_REFUSE_SKIPS"):
        pytest.fail(f"refused to skip: {reason}")
    pytest.skip(reason)


def shared_log(name: str) -> Path:
    """Return the path of one of the reference logs, or skip."""
    path = SHARED_DATA / name
    require(path.exists(), f"{name} is not in {SHARED_DATA}; set SIGHTLINE_SHARED_DATA to the folder that holds it")
    return path
