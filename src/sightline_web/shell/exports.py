"""What leaves the app about persons: every file says who took it, when and what for, and none is too large.

A file about many others is given to somebody who has a second factor, and to no program. Formulas are led by an
apostrophe in every file (`twins.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from sightline_web.policy.guard import policy_of
from sightline_web.policy.rules import ABOUT_PERSONS
from sightline_web.shell.actors import actor_of
from sightline_web.shell.twins import Row
from sightline_web.snapshot import Fault, UnanswerableError

__all__ = ["BULK", "MOST", "leaving"]

MOST = 2_000  # rows of one file
BULK = 25  # other persons, above which a file needs a second factor
PURPOSE_LETTERS = 200


def leaving(request: HttpRequest, rows: Sequence[Row]) -> Sequence[Row]:
    """Return the rows of a file, marked where they are about persons, and written down with their purpose.

    Raises
    ------
    UnanswerableError
        If there are too many rows about persons, or many others in them and no second factor.
    """
    from sightline_web.accounts.factors import has_factor  # noqa: PLC0415 -- accounts show pages, too

    match = request.resolver_match
    policy = policy_of(match.func) if match is not None else None
    if policy is None or policy.record not in ABOUT_PERSONS:
        return rows
    by, now = actor_of(request), timezone.now()
    others = {str(row["person"]) for row in rows if row.get("person") not in (None, "", by.person)}
    if len(rows) > MOST:
        raise UnanswerableError(
            Fault(
                _("A file about persons has {most} rows at most.").format(most=f"{MOST:,}"),
                fix=_("Narrow what you ask for, and take it in parts."),
            )
        )
    if len(others) > BULK and (by.scopes is not None or by.account is None or not has_factor(by.account)):
        raise UnanswerableError(
            Fault(
                _("A file about more than {many} others needs a second factor, and somebody who is signed in.").format(
                    many=BULK
                ),
                fix=_("Set one up under your account, sign in with it, and take the file again."),
            )
        )
    purpose = request.GET.get("purpose", "").strip()[:PURPOSE_LETTERS]
    if others:
        _written(request, str(policy.record), purpose, len(others))
    mark = {"taken_by": by.name, "taken_at": now, "purpose": purpose or "not said"}
    return [{**row, **mark} for row in rows]


def _written(request: HttpRequest, kind: str, purpose: str, others: int) -> None:
    """Write down that a file about others was taken, and what for."""
    from django.db import transaction  # noqa: PLC0415 -- likewise

    from sightline_web import store  # noqa: PLC0415 -- likewise
    from sightline_web.journal.seal import personal  # noqa: PLC0415 -- the journal shows pages, too
    from sightline_web.journal.services import record  # noqa: PLC0415 -- likewise

    by = actor_of(request)
    after = {"purpose": personal(purpose or "not said", by), "others": others}
    with store.writing(), transaction.atomic():
        record(by=by, action="export", kind=kind, key=request.path[:200], after=after)
