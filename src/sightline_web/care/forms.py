"""What administrators type on the page of care."""

from __future__ import annotations

from django import forms

from sightline_web.care.services import LONGEST_DAYS
from sightline_web.languages.marks import later

__all__ = ["HoldForm", "RuleForm"]


class RuleForm(forms.Form):
    """How long a class is kept, and why."""

    days = forms.IntegerField(label=later("Days"), min_value=1, max_value=LONGEST_DAYS)
    reason = forms.CharField(label=later("Reason"), max_length=400)


class HoldForm(forms.Form):
    """Whose records must stay, and why."""

    person = forms.CharField(label=later("Person"), max_length=200)
    reason = forms.CharField(label=later("Reason"), max_length=400)
