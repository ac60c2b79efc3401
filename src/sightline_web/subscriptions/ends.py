"""What ends the mails about what is followed: each digest by itself, and what is told at once."""

from __future__ import annotations

from collections.abc import Callable

from sightline_web.notices.ending import Ending
from sightline_web.policy.actor import Actor
from sightline_web.subscriptions import services
from sightline_web.subscriptions.models import AT_ONCE, DIGESTS

__all__ = ["ENDINGS"]


def _switch(cadence: str) -> Callable[[Actor, bool], object]:
    def switch(by: Actor, on: bool) -> object:  # noqa: FBT001 -- one answer of a form
        return services.mail_switch(by=by, cadence=cadence, on=on)

    return switch


ENDINGS = {
    "change": Ending("changes of what you follow", _switch(AT_ONCE)),
    **{
        name: Ending(f"the digest of what you follow that comes {words}", _switch(name))
        for name, words in DIGESTS.items()
    },
}
