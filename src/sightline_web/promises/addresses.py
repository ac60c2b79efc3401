"""The addresses of promises; they come before those of single initiatives, which would take `promises` for one."""

from __future__ import annotations

from django.urls import path

from sightline_web.promises import views, writes
from sightline_web.shell.pages import routes

__all__ = ["urlpatterns"]

ONE = "portfolio/promises/<slug:initiative>"

urlpatterns = [
    *routes("portfolio/promises", views.promises, "promises"),
    *routes(ONE, views.promise, "promise"),
    path(f"{ONE}/decide", writes.decide, name="promise_decide"),
]
