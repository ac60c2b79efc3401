"""What the palette shows of help: its pages, and each word."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.shell.palette import Entry
from sightline_web.terms import explained_in, terms

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the pages, and what each word means."""
    yield Entry("page", _("Help"), reverse("help"), _("keyboard shortcuts keys"))
    yield Entry("page", _("Glossary"), reverse("glossary"), _("words terms meaning definition what is"))
    for each in terms(explained_in()):
        title = _("What “{word}” means").format(word=each.word)
        yield Entry(
            "word",
            title,
            f"{reverse('glossary')}#{each.slug}",
            _("glossary {others}").format(others=" ".join(each.others)),
        )
