"""Exceptions as the command line asks for them: it reaches this by name, because the library does not know the app."""

from __future__ import annotations

import os
from pathlib import Path

import django

__all__ = ["states"]

STATE = ".sightline"


def states(root: Path) -> dict[str, str]:
    """Return how the exceptions of a workspace stand, by what they are grouped by; none where nothing is kept.

    Records that cannot be read, or are older than exceptions, tell of none: what deviates can be said without them.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline_web.settings")
    django.setup(set_prefix=False)
    from sightline_web import store  # noqa: PLC0415 -- Django's settings come first
    from sightline_web.exceptions.queries import states_by_key  # noqa: PLC0415 -- likewise

    try:
        store.install(root / STATE)
        return states_by_key()
    except store.StoreError:
        return {}
