"""The addresses of development."""

from __future__ import annotations

from django.urls import path

from sightline_web.development import views, writes
from sightline_web.shell.pages import routes

__all__ = ["urlpatterns"]

urlpatterns = [
    *routes("roles/development", views.development, "development"),
    *routes("roles/people/<str:person>/development", views.development_of, "development_of"),
    path("roles/development/aspire", writes.aspire, name="development_aspire"),
    path("roles/development/learn", writes.learn, name="development_learn"),
    path("roles/development/<slug:kind>/<int:key>/<slug:act>", writes.act, name="development_act"),
]
