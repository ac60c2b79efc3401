"""An account, as it is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

__all__ = ["Account"]


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """Return the account of an address."""
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """Who may sign in. One that is disabled keeps its row, because the journal names it."""

    email: models.EmailField[str, str] = models.EmailField(max_length=254)
    name: models.CharField[str, str] = models.CharField(max_length=120, blank=True)
    duties: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)  # values of policy.Duty
    units: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)  # HR partner of these
    person: models.CharField[str, str] = models.CharField(max_length=200, blank=True)  # id in the people source
    is_active: models.BooleanField[bool, bool] = models.BooleanField(default=True)
    demo: models.BooleanField[bool, bool] = models.BooleanField(default=False)  # refused outside the demo's workspace
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)

    objects: ClassVar[AccountManager] = AccountManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        """An address stands once, whatever its case; so does a person."""

        constraints: ClassVar[Any] = [
            models.UniqueConstraint(Lower("email"), name="account_email_stands_once"),
            models.UniqueConstraint(
                fields=["person"], condition=~models.Q(person=""), name="account_person_stands_once"
            ),
        ]

    def __str__(self) -> str:
        return self.email
