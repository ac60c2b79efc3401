"""Why something was not sent: kept in English, as a log is, and put into the reader's language when it is shown."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from sightline_web.languages.marks import noted

__all__ = ["ANSWERED", "GONE", "NOTHING_TAKEN", "NOT_TAKEN", "NO_MAIL", "OFF", "REDIRECTED", "why_in_words"]

GONE = noted("The account is not there any more.")
NO_MAIL = noted("No mail leaves this workspace, so it is shown here alone.")
OFF = noted("The webhook is off.")
NOT_TAKEN = noted("The mail server did not take it ({fault}).")
REDIRECTED = noted("It answered {status}: redirects are not followed.")
ANSWERED = noted("It answered {status}.")
NOTHING_TAKEN = noted("Nothing was taken for {days} days. The last time: {error}")
HOLDING = {  # texts that hold something, by how they look once they do
    re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(text))): text
    for text in (NOT_TAKEN, REDIRECTED, ANSWERED, NOTHING_TAKEN)
}


def why_in_words(kept: str) -> str:
    """Return what is kept of a failure in the reader's language; what nobody has marked stays as it is."""
    for pattern, text in HOLDING.items():
        if (found := pattern.fullmatch(kept)) is not None:
            return _(text).format(**{name: why_in_words(value) for name, value in found.groupdict().items()})
    return _(kept) if kept else ""
