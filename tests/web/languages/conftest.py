"""Here every language counts as written on every page, so that what is can be held to it."""

from __future__ import annotations

import pytest

from sightline_web.languages import spoken


@pytest.fixture(autouse=True)
def _languages_are_whole(monkeypatch):
    monkeypatch.setattr(spoken, "WHOLE", spoken.WHOLE | {"nl", "ar"})
