"""What ends the mails about what is followed: each digest by itself, and what is told at once."""

from __future__ import annotations

from collections.abc import Callable

from sightline_web.languages.marks import later
from sightline_web.notices.ending import Ending
from sightline_web.policy.actor import Actor
from sightline_web.subscriptions import services
from sightline_web.subscriptions.models import AT_ONCE

__all__ = ["ENDINGS"]


def _switch(cadence: str) -> Callable[[Actor, bool], object]:
    def switch(by: Actor, on: bool) -> object:  # noqa: FBT001 -- one answer of a form
        return services.mail_switch(by=by, cadence=cadence, on=on)

    return switch


ENDINGS = {
    "change": Ending(later("changes of what you follow"), _switch(AT_ONCE)),
    "daily": Ending(later("the digest of what you follow that comes each working day"), _switch("daily")),
    "weekly": Ending(later("the digest of what you follow that comes once a week"), _switch("weekly")),
    "monthly": Ending(
        later("the digest of what you follow that comes once a month, after it is over"), _switch("monthly")
    ),
}
