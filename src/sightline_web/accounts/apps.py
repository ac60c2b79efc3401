"""The accounts as Django knows them."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["AccountsConfig"]


class AccountsConfig(AppConfig):
    """Accounts."""

    name = "sightline_web.accounts"
    label = "accounts"
