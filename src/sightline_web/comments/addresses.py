"""The addresses of comments."""

from __future__ import annotations

from django.urls import path

from sightline_web.comments import views, writes
from sightline_web.shell.pages import routes

__all__ = ["urlpatterns"]

urlpatterns = [
    *routes("discussions", views.discussions, "discussions"),
    path("discussions/<slug:about>/<path:of>/say", writes.say, name="comment_say"),
    path("discussions/<slug:about>/<path:of>/news", views.news, name="comment_news"),
    path("discussions/<slug:about>/<path:of>/people", views.people, name="comment_people"),
    *routes("discussions/<slug:about>/<path:of>", views.discussion, "discussion"),
    *routes("mentions", views.mentions, "mentions"),
    path("mentions/seen", writes.all_seen, name="mentions_seen"),
    path("comments/<int:comment>", views.comment, name="comment"),
    *routes("comments/<int:comment>/history", views.history, "comment_history"),
    path("comments/<int:comment>/change", writes.change, name="comment_change"),
    path("comments/<int:comment>/delete", writes.take_away, name="comment_delete"),
    path("comments/<int:comment>/restore", writes.restore, name="comment_restore"),
    path("comments/<int:comment>/resolve", writes.resolve, name="thread_resolve"),
    path("comments/<int:comment>/reopen", writes.reopen, name="thread_reopen"),
]
