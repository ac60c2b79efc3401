"""How the holder of an account reads, kept with the account."""

from __future__ import annotations

from django.db import transaction

from sightline_web import store
from sightline_web.accounts.models import Account
from sightline_web.journal.services import record
from sightline_web.languages.preferences import Preferences
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Record

__all__ = ["prefer"]


@store.writing()
@transaction.atomic
def prefer(*, by: Actor, chosen: Preferences) -> None:
    """Keep how an actor wants to read, and tell it in the journal; nothing where it is so already."""
    found = Account.objects.select_for_update().get(pk=by.account)
    before = Preferences.of(found)
    if before == chosen:
        return
    found.language, found.locale, found.zone = chosen.language, chosen.locale, chosen.zone
    found.save(update_fields=["language", "locale", "zone"])
    record(
        by=by,
        action="change_preferences",
        kind=Record.ACCOUNT,
        key=str(found.pk),
        subject=found.person,
        before=before.plain(),
        after=chosen.plain(),
    )
