"""The addresses of feedback."""

from __future__ import annotations

from django.urls import path

from sightline_web.feedback import views, writes
from sightline_web.shell.pages import routes

__all__ = ["urlpatterns"]

urlpatterns = [
    *routes("feedback", views.feedback, "feedback"),
    *routes("feedback/answer", views.answering, "feedback_answer"),
    *routes("feedback/<int:number>", views.summary, "feedback_summary"),
    path("feedback/answer/give", writes.answer, name="feedback_give"),
    path("feedback/of/<str:person>/ask", writes.ask, name="feedback_ask"),
    path("feedback/<int:number>/ticket", writes.take, name="feedback_take"),
    path("feedback/<int:number>/<slug:act>", writes.share, name="feedback_share"),
]
