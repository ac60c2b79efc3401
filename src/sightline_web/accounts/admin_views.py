"""The administrators' pages: who has an account, whom to invite, and what an account may do."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sightline_web import keeper
from sightline_web.accounts import administration, invitations, queries
from sightline_web.accounts.administration import RefusedError
from sightline_web.accounts.forms import GrantForm, InviteForm, ReasonForm, RecoveryForm
from sightline_web.accounts.invitations import GoneError, TakenError
from sightline_web.accounts.mail import send_link
from sightline_web.accounts.models import Account
from sightline_web.accounts.pages import account_page, actor, message, now, proved, shown, steps
from sightline_web.accounts.wording import DUTIES, NO_DUTY, duty_words
from sightline_web.directory import NOBODY_KNOWN, Directory
from sightline_web.languages.openings import opening
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.shell.pages import Page, formats_of
from sightline_web.shell.sentences import counted

__all__ = [
    "accounts", "disable", "edit", "enable", "end_sessions", "invite", "recovery", "send_again", "withdraw",
]  # fmt: skip


@guarded(Record.ACCOUNT, Action.LIST)
@account_page
def accounts(request: HttpRequest) -> Page:
    """Show all accounts, and the invitations that are open."""
    lines, invited = administration.accounts(), queries.open_invitations()
    active = [line for line in lines if line.account.is_active]
    rows = [
        {
            "account": line.account.pk,
            "name": line.account.name,
            "address": line.account.email,
            "duties": list(line.account.duties),
            "units": list(line.account.units),
            "person": line.account.person or None,
            "last_seen": line.seen_at,
            "second_factor": line.second_factor,
            "disabled": not line.account.is_active,
            "demo": line.account.demo,
        }
        for line in lines
    ]
    context = {
        "heading": opening(_("{accounts} can sign in.").format(accounts=counted(len(active), "account"))),
        "lines": [(line, duty_words(line.account.duties) or NO_DUTY) for line in lines],
        "invited": [(each, duty_words(each.duties), each.expires_at <= now()) for each in invited],
        "formats": formats_of(request),
        "done": request.GET.get("done", ""),
    }
    extra = {"invitations": [{"address": each.email, "expires_at": each.expires_at} for each in invited]}
    return Page("accounts", _("Accounts"), "accounts/list.html", rows, context, extra, section="accounts")


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Record.INVITATION, Action.CREATE)
@proved
@account_page
def invite(request: HttpRequest) -> Page | HttpResponse:
    """Invite somebody; the answer shows the link, once."""
    form = InviteForm(request.POST or None, directory=_directory())
    if request.method == "POST" and form.is_valid():
        try:
            made, key = invitations.invite(by=actor(request), grant=form.grant(), now=now())
            return _link(request, made.email, reverse("invitation", args=[key]), "invitation")
        except TakenError as error:
            form.add_error(error.field, str(error))
    context = {"form": form, "duties": DUTIES}
    found = Page("account_invite", _("Invite"), "accounts/invite.html", [], context, crumbs=steps(), section="accounts")
    return shown(request, found, status=422 if form.errors else 200)


def _directory() -> Directory:
    """Return who is known; nobody while there is no reading, and then no name is refused."""
    snapshot = keeper.current().state().snapshot
    return snapshot.directory if snapshot else NOBODY_KNOWN


def _link(request: HttpRequest, address: str, path: str, kind: str) -> HttpResponse:
    """Show a link that is shown once; it is sent too, where mail is."""
    link = f"{settings.PUBLIC.origin}{path}" if settings.PUBLIC else request.build_absolute_uri(path)
    context = {"link": link, "address": address, "kind": kind, "sent": send_link(address, link, kind=kind)}
    found = Page("account_link", _("Link"), "accounts/link.html", [], context, crumbs=steps(), section="accounts")
    return shown(request, found)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Record.ACCOUNT, Action.EDIT)
@proved
@account_page
def edit(request: HttpRequest, account: int) -> Page | HttpResponse:
    """Show one account with all that can be done to it; change what it is for."""
    found = queries.account(account=account)
    if found is None:
        raise Http404
    initial = {
        "name": found.name, "duties": found.duties, "person": found.person, "units": ", ".join(found.units)
    }  # fmt: skip
    form, reason = (
        GrantForm(request.POST or None, initial=initial, directory=_directory()),
        ReasonForm(request.POST or None),
    )
    refused = ""
    if request.method == "POST" and form.is_valid() & reason.is_valid():
        try:
            administration.change(
                by=actor(request), account=account, grant=form.grant(), reason=reason.cleaned_data["reason"]
            )
            return _back(account, "changed")
        except TakenError as error:
            form.add_error(error.field, str(error))
        except RefusedError as error:
            refused = str(error)
    return _edited(request, found, form, reason, refused)


def _edited(
    request: HttpRequest, found: Account, form: GrantForm, reason: ReasonForm, refused: str = ""
) -> HttpResponse:
    wrong = bool(form.errors or reason.errors or refused)
    context = {
        "account": found,
        "own": actor(request).account == found.pk,
        "words": duty_words(found.duties) or NO_DUTY,
        "form": form,
        "duties": DUTIES,
        "reason": reason,
        "refused": refused,
        "recovery": RecoveryForm(auto_id="recovery_%s"),
        "plain": ReasonForm(auto_id="plain_%s"),
        "done": request.GET.get("done", ""),
    }
    title = found.name or found.email
    shows = Page("account_edit", title, "accounts/edit.html", [], context, crumbs=steps(), section="accounts")
    return shown(request, shows, status=422 if wrong else 200)


def _back(account: int, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('account_edit', args=[account])}?done={done}")


def _act(
    record: Record, action: Action, do: Callable[[HttpRequest, int, str], HttpResponse]
) -> Callable[..., HttpResponseBase]:
    """Return a view that does something to an account by POST, for a reason."""

    @require_POST
    @guarded(record, action)
    @proved
    @account_page
    def view(request: HttpRequest, account: int) -> HttpResponse:
        reason = ReasonForm(request.POST)
        back = reverse("account_edit", args=[account])
        if not reason.is_valid():
            cause, fix = _("Say why: the journal keeps it."), _("Go back and write it.")
            return message(request, _("A reason is missing"), cause, fix, back=back)
        try:
            return do(request, account, reason.cleaned_data["reason"])
        except RefusedError as error:
            return message(request, _("Refused"), str(error), _("Go back to the account."), status=409, back=back)
        except GoneError as error:
            raise Http404 from error

    return view


def _disable(request: HttpRequest, account: int, reason: str) -> HttpResponse:
    administration.disable(by=actor(request), account=account, reason=reason)
    return _back(account, "disabled")


def _enable(request: HttpRequest, account: int, reason: str) -> HttpResponse:
    administration.enable(by=actor(request), account=account, reason=reason)
    return _back(account, "enabled")


def _end_sessions(request: HttpRequest, account: int, reason: str) -> HttpResponse:
    administration.end_sessions(by=actor(request), account=account, reason=reason)
    return _back(account, "sessions")


def _recovery(request: HttpRequest, account: int, reason: str) -> HttpResponse:
    factors = bool(request.POST.get("factors_too"))
    found, key = administration.recovery_link(
        by=actor(request), account=account, factors_too=factors, reason=reason, now=now()
    )
    return _link(request, found.email, reverse("recovery", args=[key]), "recovery")


disable = _act(Record.ACCOUNT, Action.EDIT, _disable)
enable = _act(Record.ACCOUNT, Action.EDIT, _enable)
end_sessions = _act(Record.SESSION, Action.DELETE, _end_sessions)
recovery = _act(Record.ACCOUNT, Action.EDIT, _recovery)


@require_POST
@guarded(Record.INVITATION, Action.DELETE)
@proved
@account_page
def withdraw(request: HttpRequest, invitation: int) -> HttpResponse:
    """Make an invitation worthless."""
    try:
        invitations.withdraw(by=actor(request), invitation=invitation, now=now())
    except GoneError as error:
        raise Http404 from error
    return HttpResponseRedirect(f"{reverse('accounts')}?done=withdrawn")


@require_POST
@guarded(Record.INVITATION, Action.EDIT)
@proved
@account_page
def send_again(request: HttpRequest, invitation: int) -> HttpResponse:
    """Make a new link of an invitation, and show it."""
    try:
        found, key = invitations.send_again(by=actor(request), invitation=invitation, now=now())
    except GoneError as error:
        raise Http404 from error
    return _link(request, found.email, reverse("invitation", args=[key]), "invitation")
