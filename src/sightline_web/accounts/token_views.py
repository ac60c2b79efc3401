"""The page of one's own API tokens: what there is, a new one that is shown once, and an end to each."""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sightline_web.accounts import tokens as services
from sightline_web.accounts.forms import TokenForm
from sightline_web.accounts.models import Account
from sightline_web.accounts.pages import account_page, actor, now, proved, proving, shown
from sightline_web.accounts.scopes import chosen, offers, scope_words
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.pages import Page, formats_of
from sightline_web.shell.sentences import counted

__all__ = ["make", "revoke", "tokens"]


def _account(request: HttpRequest) -> Account:
    return Account.objects.get(pk=actor(request).account)


def _page(request: HttpRequest, form: TokenForm, *, key: str = "", error: str = "") -> Page:
    found = services.own(account=_account(request), now=now())
    rows = [
        {
            "token": each.pk,
            "name": each.name,
            "begins_with": each.prefix,
            "scopes": list(each.scopes),
            "created_at": each.created_at,
            "expires_at": each.expires_at,
            "last_used": each.used_at,
        }
        for each in found
    ]
    context = {
        "heading": _("You have {tokens}.").format(tokens=counted(len(found), "API token"))
        if found
        else _("You have no API token."),
        "lines": [(each, scope_words(each.scopes)) for each in found],
        "form": form,
        "key": key,
        "error": error,
        "revoked": request.GET.get("done") == "revoked",
        "proving": None if did_recently_reauthenticate(request) else proving(reverse("tokens")),
        "budget": services.BUDGET.requests,
        "formats": formats_of(request),
    }
    return Page("tokens", _("API tokens"), "accounts/tokens.html", rows, context, section="account")


def _form(request: HttpRequest) -> TokenForm:
    ways = [(offer.id, offer.words) for offer in offers(actor(request))]
    return TokenForm(request.POST or None, scopes=ways)


@guarded(Record.TOKEN, Action.LIST, relations={Relation.SELF})
@account_page
def tokens(request: HttpRequest) -> Page:
    """Show one's own tokens that are good."""
    return _page(request, _form(request))


@require_POST
@guarded(Record.TOKEN, Action.CREATE, relations={Relation.SELF})
@proved
@account_page
def make(request: HttpRequest) -> HttpResponse:
    """Make a token, and show it this once."""
    form = _form(request)
    if not form.is_valid():
        return shown(request, _page(request, form), status=422)
    typed = form.cleaned_data
    scopes = chosen(offers(actor(request)), typed["scopes"])
    try:
        _, key = services.make(
            by=actor(request),
            account=_account(request),
            name=typed["name"],
            scopes=scopes,
            days=typed["days"],
            now=now(),
        )
    except ValueError as error:
        return shown(request, _page(request, form, error=str(error)), status=422)
    ways = [(offer.id, offer.words) for offer in offers(actor(request))]
    return shown(request, _page(request, TokenForm(scopes=ways), key=key))


@require_POST
@guarded(Record.TOKEN, Action.DELETE, relations={Relation.SELF})
@account_page
def revoke(request: HttpRequest, token: int) -> HttpResponse:
    """Make one's own token worthless; one of somebody else is not there."""
    if not services.revoke(by=actor(request), account=_account(request), token=token, now=now()):
        raise Http404
    return HttpResponseRedirect(f"{reverse('tokens')}?done=revoked")
