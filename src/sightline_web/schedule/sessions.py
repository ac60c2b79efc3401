"""Sessions that are over are taken out of the store."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

__all__ = ["clear"]


def clear(now: datetime) -> str:
    """Remove the sessions whose time is over, and what was listed of them."""
    with transaction.atomic():
        ended, _ = Session.objects.filter(expire_date__lt=now).delete()
        UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return f"{ended} sessions that were over"
