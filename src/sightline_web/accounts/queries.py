"""Reading accounts and invitations from the record store."""

from __future__ import annotations

from sightline_web import store
from sightline_web.accounts.models import Account, Invitation

__all__ = ["account", "open_invitations"]


@store.reading()
def account(*, account: int) -> Account | None:
    """Return one account; None where there is none."""
    return Account.objects.filter(pk=account).first()


@store.reading()
def open_invitations() -> list[Invitation]:
    """Return the invitations that were neither accepted nor withdrawn, the newest first; some may be too old."""
    return list(Invitation.objects.filter(accepted_at=None, withdrawn_at=None))
