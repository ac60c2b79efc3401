"""The sentences of the journal."""

from __future__ import annotations

from datetime import datetime

from sightline_web.journal.verify import Verdict
from sightline_web.shell.formats import Formats

__all__ = ["about_found", "about_verdict", "done"]

DONE = {  # of these the kind of record is clear from the word
    "sign_in": "signed in to account",
    "sign_out": "signed out of account",
    "fail_sign_in": "failed to sign in to account",
    "change_password": "changed the password of account",
    "change_preferences": "changed how it is read by account",
    "set_password": "set the password of account",
    "reset_password": "reset the password of account",
    "change_address": "changed the address of account",
    "add_address": "added an address to account",
    "remove_address": "removed an address from account",
    "add_factor": "added a second factor to account",
    "remove_factor": "removed a second factor from account",
    "renew_factor": "renewed a second factor of account",
}
VERBS = {
    "create": "created",
    "edit": "changed",
    "delete": "deleted",
    "restore": "restored",
    "view": "looked at",
    "export": "exported",
    "list": "listed",
    "erase": "erased",
    "deny": "was refused access to",
}


def done(action: str, kind: str) -> str:
    """Return what was done to what: "created scenario"."""
    if action in DONE:
        return DONE[action]
    return f"{VERBS.get(action, action.replace('_', ' '))} {kind.replace('_', ' ')}"


def about_found(total: int, formats: Formats, *, anything: bool) -> str:
    """Return how many entries there are, or fit what was asked for."""
    if not total:
        return "No entry fits." if anything else "Nothing is written in the journal yet."
    entries = "1 entry" if total == 1 else f"{formats.count(total)} entries"
    if anything:
        return f"{entries} of the journal {'fits' if total == 1 else 'fit'}."
    return f"The journal has {entries}."


def about_verdict(verdict: Verdict, formats: Formats) -> str:
    """Return what verifying found."""
    if not verdict.unbroken:
        return verdict.words
    if not verdict.rows:
        return "There is no entry to verify."
    entries = "1 entry" if verdict.rows == 1 else f"{formats.count(verdict.rows)} entries"
    return f"{entries}, chain unbroken up to {formats.moment(datetime.fromisoformat(verdict.until))}."
