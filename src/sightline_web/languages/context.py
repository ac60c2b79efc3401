"""What the frame of every page says about the language that it is written in."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils import translation

from sightline_web.languages.spoken import DEFAULT, direction

__all__ = ["spoken"]


def spoken(_request: HttpRequest) -> Mapping[str, object]:
    """Give templates `language` and `direction`."""
    language = translation.get_language() or DEFAULT
    return {"language": language, "direction": direction(language)}
