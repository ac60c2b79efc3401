"""Which passwords are too easy here, besides those that are common everywhere."""

from __future__ import annotations

import re

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web import keeper
from sightline_web.accounts.models import Account

__all__ = ["LengthValidator", "OurWordsValidator"]

PRODUCT = ("sightline",)
OWN_LETTERS = 6  # how many letters a password must have beside the words that everybody here knows
SHORTEST_WORD = 4


class LengthValidator(MinimumLengthValidator):
    """Django's own, whose sentence of refusal Django has in English alone."""

    def get_error_message(self) -> str:
        """Return why a password is refused."""
        text = ngettext(
            "This password is too short. It must contain at least {number} character.",
            "This password is too short. It must contain at least {number} characters.",
            self.min_length,
        )
        return text.format(number=self.min_length)


class OurWordsValidator:
    """Refuses what is little more than the name of the product or of the workspace."""

    def validate(self, password: str, user: Account | None = None) -> None:  # noqa: ARG002 -- Django hands it over
        """Raise ValidationError for a password that is made of such words and a few letters."""
        rest = whole = password.casefold()
        for word in sorted({*PRODUCT, *_workspace()}, key=len, reverse=True):
            rest = rest.replace(word, "")
        if rest != whole and len(rest) < OWN_LETTERS:
            raise ValidationError(_("This is too near the name of the product or of the workspace."), code="our_words")

    def get_help_text(self) -> str:
        """Return what a password must not be."""
        return _("It must not be the name of the product or of the workspace.")


def _workspace() -> set[str]:
    kept = keeper.installed()
    snapshot = kept.state().snapshot if kept is not None else None
    words = re.findall(r"\w+", snapshot.head.name.casefold()) if snapshot is not None else []
    return {word for word in words if len(word) >= SHORTEST_WORD}
