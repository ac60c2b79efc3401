"""Mail that is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core import mail
from django.test import override_settings


@pytest.fixture
def outbox() -> Iterator[list[mail.EmailMessage]]:
    """What was sent by mail."""
    mail.outbox = []
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        yield mail.outbox
