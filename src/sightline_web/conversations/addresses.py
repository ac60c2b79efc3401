"""The addresses of conversations."""

from __future__ import annotations

from django.urls import path

from sightline_web.conversations import views, writes
from sightline_web.shell.pages import routes

__all__ = ["urlpatterns"]

ONE = "conversations/<str:person>"

urlpatterns = [
    *routes("conversations", views.conversations, "conversations"),
    *routes(ONE, views.conversation, "conversation"),
    path(f"{ONE}/plan", writes.plan, name="check_in_plan"),
    path(f"{ONE}/private", writes.private, name="private_add"),
    path(f"{ONE}/private/<int:key>/<slug:act>", writes.private_change, name="private_change"),
    path(f"{ONE}/<int:check_in>/note", writes.note, name="note_add"),
    path(f"{ONE}/notes/<int:key>/<slug:act>", writes.note_change, name="note_change"),
    path(f"{ONE}/<int:check_in>/add/<slug:kind>", writes.add, name="part_add"),
    path(f"{ONE}/<int:check_in>/as/<slug:act>", writes.act, name="check_in_act"),
    path(f"{ONE}/parts/<slug:kind>/<int:key>/<slug:act>", writes.part, name="part_act"),
]
