"""The addresses of the accounts' administration, of one's own tokens, and of one-time links."""

from __future__ import annotations

from django.urls import path

from sightline_web.accounts import admin_views, demo_views, link_views, reading_views, token_views
from sightline_web.shell.pages import routes

__all__ = ["urlpatterns"]

urlpatterns = [
    *routes("accounts", admin_views.accounts, "accounts"),
    path("accounts/invite", admin_views.invite, name="account_invite"),
    path("accounts/<int:account>", admin_views.edit, name="account_edit"),
    path("accounts/<int:account>/disable", admin_views.disable, name="account_disable"),
    path("accounts/<int:account>/enable", admin_views.enable, name="account_enable"),
    path("accounts/<int:account>/sessions/end", admin_views.end_sessions, name="account_sessions_end"),
    path("accounts/<int:account>/recovery", admin_views.recovery, name="account_recovery"),
    path("accounts/invitations/<int:invitation>/again", admin_views.send_again, name="invitation_again"),
    path("accounts/invitations/<int:invitation>/withdraw", admin_views.withdraw, name="invitation_withdraw"),
    path("account/preferences", reading_views.preferences, name="preferences"),
    *routes("account/tokens", token_views.tokens, "tokens"),
    path("account/tokens/new", token_views.make, name="token_make"),
    path("account/tokens/<int:token>/revoke", token_views.revoke, name="token_revoke"),
    path("invitation/<str:key>", link_views.invitation, name="invitation"),
    path("recovery/<str:key>", link_views.recovery, name="recovery"),
    path("demo/as", demo_views.look_as, name="demo_as"),
]
