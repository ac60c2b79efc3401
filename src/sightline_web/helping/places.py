"""What the palette shows of help: its pages, and each word."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from sightline_web.shell.palette import Entry
from sightline_web.terms import terms

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the pages, and what each word means."""
    yield Entry("page", "Help", reverse("help"), "keyboard shortcuts keys")
    yield Entry("page", "Glossary", reverse("glossary"), "words terms meaning definition what is")
    for each in terms():
        title = f"What “{each.word}” means"
        yield Entry("word", title, f"{reverse('glossary')}#{each.slug}", f"glossary {' '.join(each.others)}")
