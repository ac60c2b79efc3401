"""Accounts as they are kept, with what leads into them: invitations, links for recovery, and tokens of programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

__all__ = ["Account", "Counted", "Invitation", "RecoveryLink", "Token"]


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
    language: models.CharField[str, str] = models.CharField(max_length=20, blank=True)  # how its holder reads; empty:
    locale: models.CharField[str, str] = models.CharField(max_length=20, blank=True)  # as the workspace or the
    zone: models.CharField[str, str] = models.CharField(max_length=64, blank=True)  # browser says
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


class Invitation(models.Model):
    """An address that may make its account by a link; the link itself is not kept."""

    email: models.EmailField[str, str] = models.EmailField(max_length=254)
    name: models.CharField[str, str] = models.CharField(max_length=120, blank=True)
    duties: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)
    units: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)
    person: models.CharField[str, str] = models.CharField(max_length=200, blank=True)
    digest: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    invited_by: models.CharField[str, str] = models.CharField(max_length=254)  # an actor's name
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    expires_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    accepted_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    withdrawn_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)

    class Meta:
        """An address has one open invitation."""

        ordering: ClassVar[Any] = ["-created_at", "-id"]
        constraints: ClassVar[Any] = [
            models.UniqueConstraint(
                Lower("email"),
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="invitation_open_stands_once",
            ),
        ]

    def __str__(self) -> str:
        return self.email


class RecoveryLink(models.Model):
    """A link by which somebody who has lost a password, or the device too, comes back in; works once."""

    account: models.ForeignKey[Account, Account] = models.ForeignKey(Account, on_delete=models.CASCADE)
    digest: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    factors_too: models.BooleanField[bool, bool] = models.BooleanField(default=False)  # the second factor is given up
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    expires_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    used_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"recovery {self.pk}"


class Token(models.Model):
    """What a program signs in with on behalf of an account; the token itself is not kept."""

    account: models.ForeignKey[Account, Account] = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="tokens"
    )
    name: models.CharField[str, str] = models.CharField(max_length=80)
    prefix: models.CharField[str, str] = models.CharField(max_length=8)  # its first letters, to know it by
    digest: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    scopes: models.JSONField[list[str], list[str]] = models.JSONField()  # "record:action"
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    expires_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    used_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    revoked_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar[Any] = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.prefix}… ({self.name})"


class Counted(models.Model):
    """What is counted for a while, as Django's cache keeps it; all workers see it."""

    cache_key: models.CharField[str, str] = models.CharField(max_length=255, primary_key=True)
    value: models.TextField[str, str] = models.TextField()
    expires: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key
