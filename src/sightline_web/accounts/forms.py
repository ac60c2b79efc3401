"""What people type about accounts, checked: every fault stands by its field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.accounts.invitations import Grant
from sightline_web.accounts.models import Account
from sightline_web.accounts.tokens import LONGEST_DAYS, USUAL_DAYS
from sightline_web.accounts.wording import DUTIES
from sightline_web.directory import NOBODY_KNOWN, Directory
from sightline_web.languages.marks import later
from sightline_web.policy.words import Duty

__all__ = ["AcceptForm", "GrantForm", "InviteForm", "PasswordForm", "ReasonForm", "RecoveryForm", "TokenForm"]

LONGEST_PASSWORD = 1_000  # argon2 takes any; a request stays small
DAYS = (7, 30, USUAL_DAYS, 180, LONGEST_DAYS)


def _reason() -> forms.CharField:
    return forms.CharField(
        label=later("Reason"),
        max_length=400,
        help_text=later("It stands in the journal."),
        error_messages={"required": later("Say why, in a few words.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = _reason()


class RecoveryForm(ReasonForm):
    """Why somebody needs a way back, and whether the device is lost too."""

    factors_too = forms.BooleanField(label=later("The device is lost too: give up the second factor"), required=False)


class GrantForm(forms.Form):
    """What an account is for."""

    name = forms.CharField(label=later("Name"), max_length=120, required=False)
    duties = forms.MultipleChoiceField(
        label=later("Duties"),
        required=False,
        choices=[(duty.value, word) for duty, (word, _) in DUTIES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    person = forms.CharField(
        label=later("Person"),
        max_length=200,
        required=False,
        help_text=later("How the people source calls whoever the account belongs to; empty for somebody outside it."),
    )
    units = forms.CharField(
        label=later("Units"),
        max_length=2_000,
        required=False,
        help_text=later("For an HR partner: whose people they stand by, with commas between."),
    )

    def __init__(self, *args: Any, directory: Directory = NOBODY_KNOWN, **more: Any) -> None:
        super().__init__(*args, **more)
        self.directory = directory

    def clean_person(self) -> str:
        """Return the person; one whom the people source does not know is mistyped."""
        person = str(self.cleaned_data["person"])
        if person and self.directory != NOBODY_KNOWN and not self.directory.assignments(person):
            raise ValidationError(
                _("The people source knows nobody called {person}; check it, or leave it empty.").format(person=person)
            )
        return person

    def clean_units(self) -> tuple[str, ...]:
        """Return the units one by one, each once; one that nobody is in would make a partner of nobody."""
        typed = (part for text in self.cleaned_data["units"].split(",") if (part := text.strip()))
        units = tuple(dict.fromkeys(typed))
        known = self.directory.units
        if unknown := [unit for unit in units if known and unit not in known]:
            raise ValidationError(
                _("Nobody is in the unit {unit}. There are: {units}.").format(unit=unknown[0], units=", ".join(known))
            )
        return units

    def clean(self) -> dict[str, Any]:
        """Refuse an HR partner of no unit, and units without that duty."""
        found = super().clean() or self.cleaned_data
        partner = Duty.HR_PARTNER.value in found.get("duties", [])
        if partner and not found.get("units") and "units" not in self.errors:
            self.add_error("units", _("Say of which units this HR partner is."))
        if not partner and found.get("units"):
            self.add_error("units", _("Units are for HR partners only: tick that duty, or leave them out."))
        return found

    def grant(self, email: str = "") -> Grant:
        """Return what was typed."""
        found = self.cleaned_data
        duties = tuple(Duty(value) for value in found["duties"])
        return Grant(found.get("email", email), found["name"], duties, found["units"], found["person"])


class InviteForm(GrantForm):
    """Whom to invite, and what for."""

    email = forms.EmailField(
        label=later("Address"),
        max_length=254,
        error_messages={"required": later("Write the address to invite.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("email", "name")


class PasswordForm(forms.Form):
    """A new password."""

    password = forms.CharField(
        label=later("Password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        help_text=later("At least 8 letters; 15 or more are better. A sentence is fine."),
        error_messages={"required": later("Choose a password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, account: Account | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.account = account or Account()

    def clean(self) -> dict[str, Any]:
        """Refuse a password that is too short, too common, or near the name or address."""
        found = super().clean() or self.cleaned_data
        self.account.name = found.get("name", self.account.name)
        self.account.email = found.get("email", self.account.email)
        if "password" in found:
            try:
                validate_password(found["password"], self.account)
            except ValidationError as error:
                self.add_error("password", error)
        return found


class AcceptForm(PasswordForm):
    """Who accepts an invitation; the address is asked for where the invitation leaves it open."""

    name = forms.CharField(
        label=later("Your name"),
        max_length=120,
        error_messages={"required": later("Write your name, as others know you.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=later("Your address"),
        max_length=254,
        error_messages={"required": later("Write your address; you sign in with it.")},
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    field_order = ("name", "email", "password")

    def __init__(self, *args: Any, asks_address: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not asks_address:
            del self.fields["email"]


class TokenForm(forms.Form):
    """A token to be made."""

    name = forms.CharField(
        label=later("What it is for"),
        max_length=80,
        error_messages={"required": later("Say what the token is for, so that you know it later.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    days = forms.TypedChoiceField(
        label=later("Good for"),
        coerce=int,
        initial=USUAL_DAYS,
    )
    scopes = forms.MultipleChoiceField(
        label=later("What it may do"),
        error_messages={"required": later("Tick at least one thing that it may do.")},
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, scopes: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        days = [(each, ngettext("{days} day", "{days} days", each).format(days=each)) for each in DAYS]
        self.fields["days"].choices = days  # type: ignore[attr-defined]  # likewise
        self.fields["scopes"].choices = scopes  # type: ignore[attr-defined]  # a field of choices
