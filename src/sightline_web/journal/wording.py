"""The sentences of the journal."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.journal.kinds import record_word
from sightline_web.journal.verify import Verdict
from sightline_web.languages.marks import later
from sightline_web.shell.formats import Formats

__all__ = ["about_found", "about_verdict", "done"]

DONE = {  # of these the kind of record is clear from the word
    "sign_in": later("signed in to account"),
    "sign_out": later("signed out of account"),
    "fail_sign_in": later("failed to sign in to account"),
    "change_password": later("changed the password of account"),
    "change_preferences": later("changed how it is read by account"),
    "set_password": later("set the password of account"),
    "reset_password": later("reset the password of account"),
    "change_address": later("changed the address of account"),
    "add_address": later("added an address to account"),
    "remove_address": later("removed an address from account"),
    "add_factor": later("added a second factor to account"),
    "remove_factor": later("removed a second factor from account"),
    "renew_factor": later("renewed a second factor of account"),
    "disable": later("disabled account"),
    "enable": later("enabled account"),
    "end_sessions": later("ended the sessions of account"),
    "recovery_link": later("made a link to recover account"),
    "recover": later("recovered account"),
}
VERBS = {
    "create": later("created {kind}"),
    "edit": later("changed {kind}"),
    "delete": later("deleted {kind}"),
    "restore": later("restored {kind}"),
    "view": later("looked at {kind}"),
    "export": later("exported {kind}"),
    "list": later("listed {kind}"),
    "erase": later("erased {kind}"),
    "deny": later("was refused access to {kind}"),
    "revoke": later("revoked {kind}"),
    "withdraw": later("withdrew {kind}"),
    "send_again": later("sent {kind} again"),
}


def done(action: str, kind: str) -> str:
    """Return what was done to what: "created scenario"."""
    if action in DONE:
        return str(DONE[action])
    if action in VERBS:
        return VERBS[action].format(kind=record_word(kind))
    return f"{action.replace('_', ' ')} {record_word(kind)}"


def about_found(total: int, formats: Formats, *, anything: bool) -> str:
    """Return how many entries there are, or fit what was asked for."""
    if not total:
        return _("No entry fits.") if anything else _("Nothing is written in the journal yet.")
    said = ngettext("The journal has {count} entry.", "The journal has {count} entries.", total)
    if anything:
        said = ngettext("{count} entry of the journal fits.", "{count} entries of the journal fit.", total)
    return said.format(count=formats.count(total))


def about_verdict(verdict: Verdict, formats: Formats) -> str:
    """Return what verifying found."""
    if not verdict.unbroken:
        return verdict.told(formats.count)
    if not verdict.rows:
        return _("There is no entry to verify.")
    said = ngettext(
        "{count} entry, chain unbroken up to {moment}.", "{count} entries, chain unbroken up to {moment}.", verdict.rows
    )
    return said.format(count=formats.count(verdict.rows), moment=formats.moment(datetime.fromisoformat(verdict.until)))
