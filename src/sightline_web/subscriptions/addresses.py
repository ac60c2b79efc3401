"""The addresses of what one follows."""

from __future__ import annotations

from django.urls import path

from sightline_web.shell.pages import routes
from sightline_web.subscriptions import views, writes

__all__ = ["urlpatterns"]

urlpatterns = [
    *routes("following", views.subscriptions, "following"),
    path("following/new", writes.follow, name="follow"),
    *routes("following/digest/<slug:cadence>", views.preview, "digest_preview"),
    path("following/<int:subscription>/change", writes.change, name="subscription_change"),
    path("following/<int:subscription>/pause", writes.pause, name="subscription_pause"),
    path("following/<int:subscription>/resume", writes.resume, name="subscription_resume"),
    path("following/<int:subscription>/end", writes.end, name="subscription_end"),
    path("following/<int:subscription>/restore", writes.restore, name="subscription_restore"),
]
