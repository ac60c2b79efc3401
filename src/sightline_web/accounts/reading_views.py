"""The page of how one reads: language, numbers and dates, time zone."""

from __future__ import annotations

from datetime import date

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sightline_web import keeper, store
from sightline_web.accounts.models import Account
from sightline_web.accounts.pages import account_page, actor, shown
from sightline_web.accounts.reading import prefer
from sightline_web.languages.preferences import IN_SESSION, Preferences, preferences_of, zones
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.formats import LOCALES, Formats
from sightline_web.shell.pages import Crumb, Page

__all__ = ["preferences"]

UTC = "UTC"
A_DAY = date(2026, 7, 31)


class PreferencesForm(forms.Form):
    """How somebody wants to read; nothing chosen leaves it to the workspace and the browser."""

    def __init__(self, *args: object, zone: str, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]  # what Django's forms take
        said = _("as the workspace or the browser says")
        self.fields["language"] = _choice(_("Language"), said, [*settings.LANGUAGES])
        self.fields["locale"] = _choice(_("Numbers and dates"), _("as the language"), _written())
        offered = [(each, each) for each in sorted(zones()) if "/" in each or each == UTC]
        usual = _("as the workspace: {zone}").format(zone=zone) if zone else _("as the workspace")
        self.fields["zone"] = _choice(_("Time zone"), usual, offered)


def _choice(label: str, usual: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", usual), *choices])


def _written() -> list[tuple[str, str]]:
    """Return each locale with a number, a day and an amount as it writes them."""
    found = []
    for locale in LOCALES:
        each = Formats(locale)
        sample = (each.count(1234.0), each.value(0.125, "share"), each.value(1234.0, "EUR"), each.day(A_DAY))
        found.append((locale, f"{locale.replace('_', '-')}: {' · '.join(sample)}"))
    return found


def _page(form: PreferencesForm, *, saved: bool) -> Page:
    crumbs = [Crumb(_("Your account"), reverse("account"))]
    context = {"form": form, "saved": saved}
    title = pgettext("of a reader", "Preferences")
    return Page("preferences", title, "accounts/preferences.html", [], context, crumbs=crumbs, section="")


@guarded(Record.ACCOUNT, Action.EDIT, relations=(Relation.SELF,))
@account_page
def preferences(request: HttpRequest) -> Page | HttpResponse:
    """Show how one reads, and keep what is chosen anew."""
    snapshot = keeper.current().state().snapshot
    zone = snapshot.head.timezone if snapshot is not None else ""
    own = preferences_of(request)
    if request.method != "POST":
        return _page(PreferencesForm(initial=own.plain(), zone=zone), saved=request.GET.get("done") == "saved")
    form = PreferencesForm(request.POST, zone=zone)
    if not form.is_valid():
        return shown(request, _page(form, saved=False), status=422)
    _keep(request, Preferences.of(form.cleaned_data))
    return HttpResponseRedirect(f"{reverse('preferences')}?done=saved")


def _keep(request: HttpRequest, chosen: Preferences) -> None:
    if isinstance(request.user, Account) and request.user.demo:
        with store.writing():
            request.session[IN_SESSION] = chosen.plain()
            request.session.save()
    else:
        prefer(by=actor(request), chosen=chosen)
