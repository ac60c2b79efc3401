"""The addresses of agreements."""

from __future__ import annotations

from django.urls import path

from sightline_web.agreements import views, writes
from sightline_web.shell.pages import routes

__all__ = ["urlpatterns"]

ONE = "roles/agreements/<str:person>/<slug:agreement>"

urlpatterns = [
    *routes("roles/agreements", views.agreements, "agreements"),
    *routes("roles/agreements/new", views.new, "agreement_new"),
    path("roles/agreements/freeze", writes.freeze, name="agreement_freeze"),
    path("roles/agreements/acknowledge", writes.acknowledge_all, name="agreement_acknowledge_all"),
    *routes(ONE, views.agreement, "agreement"),
    path(f"{ONE}/acknowledge", writes.acknowledge, name="agreement_acknowledge"),
]
