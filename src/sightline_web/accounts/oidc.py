"""Signing in with an issuer of OpenID Connect: allauth's flow, with a nonce, and with every claim checked.

State and PKCE are allauth's. Here a nonce ties the answer to this browser, the token's signature is checked although it
came over TLS, and the issuer must be the one that was configured. Somebody without an account here gets none.
"""

from __future__ import annotations

import secrets
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from requests import RequestException

from sightline_web.accounts.configured import PROVIDER
from sightline_web.accounts.pages import message
from sightline_web.languages.marks import later

__all__ = ["callback", "leave"]

NONCE = "sightline_nonce"
UNREACHABLE = later("The place where you sign in cannot be reached.")


class CheckedAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth is not typed
    """Takes nothing from an issuer on trust."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **more: Any) -> SocialLogin:
        """Return who signed in, from a token that is checked."""
        raw = more["response"].get("id_token")
        if not raw:
            raise OAuth2Error("no id_token")
        found = jwtkit.verify_and_decode(
            credential=raw,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self._issuer(app),
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        expected = request.session.pop(NONCE, None)
        if not expected or not secrets.compare_digest(str(found.get("nonce", "")), expected):
            raise OAuth2Error("the nonce does not fit")
        data = {"id_token": found}
        if "userinfo_endpoint" in self.openid_config:
            data["userinfo"] = self._fetch_user_info(token.token)
            if data["userinfo"].get("sub") != found["sub"]:
                raise OAuth2Error("the answers are about two persons")
        for answer in data.values():  # "false" is no yes
            answer["email_verified"] = answer.get("email_verified") is True
        return self.get_provider().sociallogin_from_response(request, data)

    def _issuer(self, app: SocialApp) -> str:
        issuer: str = self.openid_config["issuer"]
        if issuer.rstrip("/") != app.settings["server_url"]:
            raise OAuth2Error("another issuer answered")
        return issuer


@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """Send a visitor to the issuer; a page elsewhere cannot start this."""
    if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
        return message(request, _("Sign in"), _("This must be started here."), _("Open the sign-in page."), status=403)
    nonce = request.session[NONCE] = secrets.token_urlsafe(32)
    onward = request.GET.get("next", "")
    safe = onward if url_has_allowed_host_and_scheme(onward, allowed_hosts=None) else None
    try:
        answer: HttpResponse = _provider(request).redirect(
            request, AuthProcess.LOGIN, next_url=safe, auth_params={"nonce": nonce}
        )
    except RequestException:
        return message(request, _("Sign in"), UNREACHABLE, _("Try again in a few minutes."), status=502)
    except ImmediateHttpResponse as instead:
        answer = instead.response
    return answer


@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take what the issuer answers."""
    if provider_id != PROVIDER:
        raise Http404
    _provider(request)
    answer: HttpResponse = OAuth2CallbackView.adapter_view(CheckedAdapter(request, PROVIDER))(request)
    return answer


def _provider(request: HttpRequest) -> Any:
    try:
        return CheckedAdapter(request, PROVIDER).get_provider()
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
