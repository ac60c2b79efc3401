"""The addresses of notices and webhooks."""

from __future__ import annotations

from django.urls import path

from sightline_web.notices import ending_views, hook_views, views
from sightline_web.shell.pages import routes

__all__ = ["urlpatterns"]

urlpatterns = [
    *routes("notices", views.notices, "notices"),
    path("unsubscribe/<str:signed>", ending_views.unsubscribe, name="unsubscribe"),
    path("notices/settings", views.settings, name="notices_settings"),
    *routes("webhooks", hook_views.webhooks, "webhooks"),
    path("webhooks/new", hook_views.make, name="webhook_make"),
    path("webhooks/escalation", hook_views.ladder, name="ladder_set"),
    path("webhooks/<int:webhook>/switch", hook_views.switch, name="webhook_switch"),
    path("webhooks/<int:webhook>/delete", hook_views.take_away, name="webhook_delete"),
    path("webhooks/<int:webhook>/test", hook_views.test, name="webhook_test"),
    path("webhooks/posts/<int:posting>/replay", hook_views.replay, name="webhook_replay"),
]
