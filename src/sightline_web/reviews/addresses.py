"""The addresses of reviews."""

from __future__ import annotations

from django.urls import path

from sightline_web.reviews import views, writes
from sightline_web.shell.pages import routes

__all__ = ["urlpatterns"]

ONE = "reviews/<int:cycle>"

urlpatterns = [
    *routes("reviews", views.reviews, "reviews"),
    *routes("reviews/decisions", views.decisions, "review_decisions"),
    *routes(ONE, views.review, "review"),
    path(f"{ONE}/pack/<slug:kind>", views.pack_file, name="review_pack"),
    path("reviews/open", writes.open_, name="review_open"),
    path(f"{ONE}/plan", writes.plan, name="review_plan"),
    path(f"{ONE}/prepared/<slug:act>", writes.prepared, name="review_prepared"),
    path(f"{ONE}/sign", writes.sign, name="review_sign"),
    path(f"{ONE}/status", writes.status, name="review_status"),
    path(f"{ONE}/status/<int:key>/<slug:act>", writes.status_act, name="review_status_act"),
    path(f"{ONE}/notes", writes.note, name="review_note"),
    path(f"{ONE}/notes/<int:key>/<slug:act>", writes.note_act, name="review_note_act"),
    path(f"{ONE}/decisions", writes.decide, name="review_decide"),
    path(f"{ONE}/decisions/<int:key>/<slug:act>", writes.decision_act, name="review_decision_act"),
    path("reviews/decisions/<int:key>/report", writes.report, name="review_report"),
]
