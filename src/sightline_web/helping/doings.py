"""What can be done in the app, as the palette offers it: to whoever may do it, at the page where it is done.

Each names the page and the address that does it, so that the policy decides and nothing is listed twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse

from sightline_web import keeper
from sightline_web.shell.palette import Entry
from sightline_web.snapshot import Snapshot

__all__ = ["doings"]

ANYWHERE = (  # what is done, at which page, by which address, other words for it
    ("New scenario", "scenario_new", "scenario_save", "create what if"),
    ("Freeze agreements", "agreement_new", "agreement_freeze", "agree role goals weights period start"),
    ("Acknowledge agreements", "agreements", "agreement_acknowledge_all", "accept my goals"),
    ("Note what I want to learn", "development", "development_learn", "learning goal aspiration wish"),
    ("Export my record", "me", "person_export", "download own data privacy"),
    ("Enter a figure in the register", "register", "register_enter", "metric about people"),
    ("Approve a figure about people", "register", "register_approve", "register metric approval"),
    ("Stop a figure about people", "register", "register_stop", "register switch off model"),
    ("Compute the fairness audit", "fairness", "fairness_run", "groups decisions"),
    ("Open a calibration session", "calibrations", "session_open", "appraisals managers"),
    ("Invite somebody", "accounts", "account_invite", "new account person duties"),
    ("Keep somebody's records", "care", "care_hold", "legal hold retention"),
    ("Make an API token", "tokens", "token_make", "program key scopes"),
    ("Post to another system", "webhooks", "webhook_make", "new webhook"),
    ("Set who is told when nobody answers", "webhooks", "ladder_set", "escalation ladder"),
    ("Choose what I am told", "notices", "notices_settings", "mail digest quiet hours"),
    ("Change my password", "account_change_password", "account_change_password", "sign in secret"),
)


def doings() -> Iterable[Entry]:
    """Return what can be done anywhere, and with what the reading holds."""
    for title, at, by, words in ANYWHERE:
        yield Entry("action", title, reverse(at), words, reverse(by))
    snapshot = keeper.current().state().snapshot
    if snapshot is not None:
        yield from _with(snapshot)


def _with(snapshot: Snapshot) -> Iterator[Entry]:
    for name, each in snapshot.origins.items():
        if each.kind == "initiative":
            page, decide = reverse("promise", args=[name]), reverse("promise_decide", args=[name])
            yield Entry("action", f"Approve or decline: {each.title}", f"{page}#decide", f"initiative {name}", decide)
    for name, title in snapshot.control_titles.items():
        page, waive = reverse("control", args=[name]), reverse("waiver_grant", args=[name])
        yield Entry("action", f"Grant a waiver: {title}", page, f"control {name}", waive)
    subjects = [
        (f"{process.id}.{rule.id}", rule.title)
        for process in snapshot.processes.values()
        for rule in process.rules.values()
    ]
    for name, title in subjects:
        page, change = reverse("threshold", args=[name]), reverse("threshold_set", args=[name])
        yield Entry("action", f"Set the threshold: {title}", page, f"exception interrupts {name}", change)
