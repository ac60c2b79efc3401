"""What other surfaces show of exceptions: places of the palette, how many wait, and how deviations stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.deviations import Deviation
from sightline_web.engine.exceptions import keys_of
from sightline_web.exceptions import holders, queries
from sightline_web.headlines import happened, unstopped
from sightline_web.policy.actor import SYSTEM, Actor
from sightline_web.shell.guarding import today
from sightline_web.shell.palette import Entry
from sightline_web.shell.voices import said
from sightline_web.standing import Stand
from sightline_web.store import StoreError

__all__ = ["standing_places", "states", "waiting"]


def standing_places() -> Iterable[Entry]:
    """Return the exceptions that stand; none where the records cannot be read."""
    pages = [
        Entry("page", _("Exceptions"), reverse("exceptions"), _("queue needs me alarms acknowledge")),
        Entry("page", _("Thresholds of exceptions"), reverse("thresholds"), _("from what price budget")),
        Entry("page", _("Rules judged by outcomes"), reverse("judged"), _("precision false alarms retire")),
        Entry("page", _("Workload of exceptions"), reverse("workload"), _("alarm figures flood chatter stale budget")),
    ]
    try:
        rows = queries.listed(by=SYSTEM)  # the palette shows each to whom its page is open
    except StoreError:
        return pages
    return pages + [
        Entry("exception", said(unstopped(happened(each.raised.sentence))) or each.key,
              reverse("exception", args=[each.pk]), f"{each.key} {each.state} {each.role}")
        for each in rows
    ]  # fmt: skip


def waiting(by: Actor) -> int:
    """Return how many exceptions wait for an actor to take them up; none where the records cannot be read."""
    snapshot = holders.served()
    if snapshot is None or by.account is None:
        return 0
    try:
        roles = queries.roles_that_must_act(by=by)
    except StoreError:
        return 0
    if not roles:
        return 0
    mine, held = holders.roles_of(by), holders.held_by_somebody(snapshot, today(snapshot))
    return sum(holders.is_mine(role, by=by, mine=mine, held=held) for role in roles)


def states(by: Actor, deviations: Iterable[Deviation]) -> Mapping[str, Stand]:
    """Return the exceptions that deviations belong to, by the deviation's id."""
    keys = keys_of(deviations)
    try:
        rows = queries.titles_of(keys=set(keys.values()), by=by)
    except StoreError:
        return {}
    return {
        name: Stand(rows[key].state, reverse("exception", args=[rows[key].pk]))
        for name, key in keys.items()
        if key in rows
    }
