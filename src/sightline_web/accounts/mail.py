"""Links by mail, where the workspace can send any; a mail that fails is no reason not to show the link."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail

from sightline_web.languages.marks import later

__all__ = ["can_send", "send_link"]

TEXTS = {
    "invitation": (
        later("Your invitation to Sightline"),
        later("You are invited to Sightline. Open this link within 7 days to make your account:\n\n{link}\n"),
    ),
    "recovery": (
        later("Your way back into Sightline"),
        later(
            "This link lets you sign in to Sightline again. Open it within 24 hours:\n\n"
            "{link}\n\nNot asked for? Say so.\n"
        ),
    ),
}
log = logging.getLogger("django.request")


def can_send() -> bool:
    """Return whether mail leaves this workspace."""
    return bool(settings.EMAIL_HOST) and str(settings.EMAIL_BACKEND).endswith("smtp.EmailBackend")


def send_link(address: str, link: str, *, kind: str) -> bool:
    """Send a link; return whether it went out."""
    if not address or not can_send():
        return False
    subject, text = TEXTS[kind]
    try:
        send_mail(str(subject), str(text).format(link=link), None, [address])
    except (SMTPException, OSError) as error:
        log.warning("a mail could not be sent: %s", type(error).__name__)
        return False
    return True
