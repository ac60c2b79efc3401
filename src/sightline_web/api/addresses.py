"""The addresses of the API: one version after the other, each under its own prefix."""

from __future__ import annotations

from django.urls import path

from sightline_web.api import door, pages
from sightline_web.shell.pages import routes

__all__ = ["urlpatterns"]

urlpatterns = [
    *routes("api", pages.about, "api"),
    path("api/v1/openapi.json", door.document, name="api_document"),
    path("api/v1/<path:rest>", door.v1, name="api_v1"),
]
