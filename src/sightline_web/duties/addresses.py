"""The addresses of duties."""

from __future__ import annotations

from django.urls import path

from sightline_web.duties import views, writes
from sightline_web.shell.pages import routes

__all__ = ["urlpatterns"]

urlpatterns = [
    *routes("register", views.register, "register"),
    *routes("register/impact", views.impact, "impact"),
    path("register/impact.md", views.impact_file, name="impact_file"),
    path("register/enter", writes.enter, name="register_enter"),
    path("register/approve", writes.approve, name="register_approve"),
    path("register/approvals/<int:approval>/revoke", writes.revoke, name="register_revoke"),
    path("register/stop", writes.stop, name="register_stop"),
    path("register/switches/<int:switch>/start", writes.start, name="register_start"),
    path("register/settings", writes.setting, name="register_setting"),
    path("register/tell", writes.tell, name="register_tell"),
    *routes("roles/computed", views.notices, "person_notices"),
    path("roles/computed/<int:notice>/read", writes.acknowledge, name="person_notice_read"),
    *routes("fairness", views.fairness, "fairness"),
    path("fairness/run", writes.run, name="fairness_run"),
]
