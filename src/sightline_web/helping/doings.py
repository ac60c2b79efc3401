"""What can be done in the app, as the palette offers it: to whoever may do it, at the page where it is done.

Each names the page and the address that does it, so that the policy decides and nothing is listed twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web import keeper
from sightline_web.languages.marks import later
from sightline_web.shell.palette import Entry
from sightline_web.snapshot import Snapshot

__all__ = ["doings"]

ANYWHERE = (  # what is done, at which page, by which address, other words for it
    (later("New scenario"), "scenario_new", "scenario_save", later("create what if")),
    (later("Freeze agreements"), "agreement_new", "agreement_freeze", later("agree role goals weights period start")),
    (later("Acknowledge agreements"), "agreements", "agreement_acknowledge_all", later("accept my goals")),
    (later("Note what I want to learn"), "development", "development_learn", later("learning goal aspiration wish")),
    (later("Export my record"), "me", "person_export", later("download own data privacy")),
    (later("Enter a figure in the register"), "register", "register_enter", later("metric about people")),
    (later("Approve a figure about people"), "register", "register_approve", later("register metric approval")),
    (later("Stop a figure about people"), "register", "register_stop", later("register switch off model")),
    (later("Compute the fairness audit"), "fairness", "fairness_run", later("groups decisions")),
    (later("Open a calibration session"), "calibrations", "session_open", later("appraisals managers")),
    (later("Invite somebody"), "accounts", "account_invite", later("new account person duties")),
    (later("Keep somebody's records"), "care", "care_hold", later("legal hold retention")),
    (later("Make an API token"), "tokens", "token_make", later("program key scopes")),
    (later("Post to another system"), "webhooks", "webhook_make", later("new webhook")),
    (later("Set who is told when nobody answers"), "webhooks", "ladder_set", later("escalation ladder")),
    (later("Choose what I am told"), "notices", "notices_settings", later("mail digest quiet hours")),
)


def doings() -> Iterable[Entry]:
    """Return what can be done anywhere, and with what the reading holds."""
    for title, at, by, words in ANYWHERE:
        yield Entry("action", str(title), reverse(at), str(words), reverse(by))
    snapshot = keeper.current().state().snapshot
    if snapshot is not None:
        yield from _with(snapshot)


def _with(snapshot: Snapshot) -> Iterator[Entry]:
    for name, each in snapshot.origins.items():
        if each.kind == "initiative":
            page, decide = reverse("promise", args=[name]), reverse("promise_decide", args=[name])
            title = _("Approve or decline: {initiative}").format(initiative=each.title)
            yield Entry("action", title, f"{page}#decide", _("initiative {name}").format(name=name), decide)
    for name, title in snapshot.control_titles.items():
        page, waive = reverse("control", args=[name]), reverse("waiver_grant", args=[name])
        said = _("Grant a waiver: {control}").format(control=title)
        yield Entry("action", said, page, _("control {name}").format(name=name), waive)
    subjects = [
        (f"{process.id}.{rule.id}", rule.title)
        for process in snapshot.processes.values()
        for rule in process.rules.values()
    ]
    for name, title in subjects:
        page, change = reverse("threshold", args=[name]), reverse("threshold_set", args=[name])
        said = _("Set the threshold: {rule}").format(rule=title)
        yield Entry("action", said, page, _("exception interrupts {name}").format(name=name), change)
