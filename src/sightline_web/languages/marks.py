"""Marks for texts that stand in tables at the top of modules, which are read before anybody says in which language.

Sentences inside functions are marked by Django's own `gettext` (as `_`), `ngettext` and `pgettext`.
"""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext_lazy, pgettext_lazy

__all__ = ["later", "later_in", "noted"]


def later(text: str) -> str:
    """Return a text that is put into the reader's language when it is shown.

    It stands where texts stand, so it says that it is one; `str()` makes it one in the language of that moment, which
    `"".join` and `json` ask for.
    """
    return cast("str", gettext_lazy(text))


def later_in(context: str, text: str) -> str:
    """Return the same for a text that means something else elsewhere; `context` says what it means here."""
    return cast("str", pgettext_lazy(context, text))


def noted(text: str) -> str:
    """Return a text as it stands: a mark alone, for what is read without an app too; `_` translates it when shown."""
    return text
