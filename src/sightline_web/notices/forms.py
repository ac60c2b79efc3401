"""What people and administrators type about notices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from sightline_web.languages.marks import later, later_in
from sightline_web.languages.preferences import zones
from sightline_web.notices.models import NAME_LETTERS
from sightline_web.notices.told import EVENTS

__all__ = ["DAYS", "LadderForm", "PreferenceForm", "WebhookForm"]

DAYS = [
    (1, later("Monday")), (2, later("Tuesday")), (3, later("Wednesday")), (4, later("Thursday")), (5, later("Friday")),
    (6, later("Saturday")), (7, later("Sunday")),
]  # fmt: skip
DIGESTS = [("daily", later("each working day")), ("weekly", later("once a week")), ("never", later("never"))]
MOST_LEVELS = 3
YEAR_HOURS = 8_784


class PreferenceForm(forms.Form):
    """How one wants to be told."""

    digest = forms.ChoiceField(label=later("Digest"), choices=DIGESTS)
    hour = forms.TypedChoiceField(
        label=later_in("an hour", "At"), choices=[(each, f"{each:02d}:00") for each in range(24)], coerce=int
    )
    weekday = forms.TypedChoiceField(label=later("If weekly, on"), choices=DAYS, coerce=int)
    zone = forms.CharField(
        label=later("Time zone"),
        max_length=60,
        required=False,
        help_text=later("As in Europe/Berlin; where it is empty, the enterprise's."),
    )
    quiet_from = forms.TimeField(
        label=later("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=later_in("quiet hours", "Until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    workdays = forms.TypedMultipleChoiceField(
        label=later("Days on which you are told"), choices=DAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    controls_through = forms.BooleanField(label=later("What a control asks for comes at any hour"), required=False)
    mentions = forms.BooleanField(label=later("Comments that mention or answer you come by mail, too"), required=False)

    def clean_zone(self) -> str:
        """Return a zone that there is."""
        zone = str(self.cleaned_data["zone"]).strip()
        if zone and zone not in zones():
            raise forms.ValidationError(_("There is no such time zone. Write it as Europe/Berlin."))
        return zone

    def clean(self) -> dict[str, Any]:
        """Return all of it; quiet hours have two ends."""
        found: dict[str, Any] = super().clean() or {}
        if (found.get("quiet_from") is None) != (found.get("quiet_until") is None):
            raise forms.ValidationError(_("Quiet hours need a beginning and an end. Leave both empty for none."))
        return found


class WebhookForm(forms.Form):
    """A new receiver."""

    title = forms.CharField(label=later("Name"), max_length=NAME_LETTERS)
    url = forms.CharField(
        label=later("Address"), max_length=1_000, help_text=later("https only, and outside this house.")
    )
    events = forms.MultipleChoiceField(
        label=later("What it is told"), choices=list(EVENTS.items()), widget=forms.CheckboxSelectMultiple
    )


class LadderForm(forms.Form):
    """When the role above is told."""

    hours = forms.CharField(
        label=later("Hours past due"),
        max_length=40,
        help_text=later("One number for each role above, as in 0, 24. Empty: nobody above is told."),
        required=False,
    )
    due_hours = forms.IntegerField(
        label=later("Hours to take up what has no due time"),
        min_value=1,
        max_value=YEAR_HOURS,
        help_text=later("24 is a day."),
    )

    def clean_hours(self) -> list[int]:
        """Return the hours, in order."""
        parts = [each.strip() for each in str(self.cleaned_data["hours"]).replace(";", ",").split(",") if each.strip()]
        if len(parts) > MOST_LEVELS or not all(each.isdecimal() and int(each) <= YEAR_HOURS for each in parts):
            text = _("Write at most {count} whole numbers, as in 0, 24.")
            raise forms.ValidationError(text.format(count=MOST_LEVELS))
        return sorted(int(each) for each in parts)
