"""What the environment says about signing in elsewhere and about mail, as Django's settings want it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

__all__ = ["PROVIDER", "mail", "providers"]

PROVIDER = "sso"  # stands in the addresses that an issuer is told of
SENDER = "sightline@localhost"


def providers(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the issuer of OpenID Connect that accounts may sign in with; empty where none is named.

    Raises
    ------
    ValueError
        If an issuer is named without a client, or does not speak https.
    """
    issuer = environment.get("SIGHTLINE_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return {}
    client, secret = environment.get("SIGHTLINE_OIDC_CLIENT_ID", ""), _secret(environment)
    if not client or not secret:
        raise ValueError("SIGHTLINE_OIDC_ISSUER needs SIGHTLINE_OIDC_CLIENT_ID and SIGHTLINE_OIDC_CLIENT_SECRET.")
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise ValueError(f"The issuer {issuer} must be an https address.")
    app = {
        "provider_id": PROVIDER,
        "name": environment.get("SIGHTLINE_OIDC_NAME", "") or parts.hostname,
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}


def _secret(environment: Mapping[str, str]) -> str:
    file = environment.get("SIGHTLINE_OIDC_CLIENT_SECRET_FILE")
    if file:
        return Path(file).read_text(encoding="utf-8").strip()
    return environment.get("SIGHTLINE_OIDC_CLIENT_SECRET", "")


def mail(url: str) -> dict[str, Any]:
    """Return Django's settings of a mail server, from `smtp[s]://USER:PASSWORD@HOST:PORT?from=ADDRESS`.

    `smtp` asks the server for TLS (STARTTLS) before it says anything, `smtps` speaks it from the start; a server on
    this machine may do without. Without an address no mail leaves.

    Raises
    ------
    ValueError
        If the address is not of that form; the text does not repeat it, for it may hold a password.
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend", "EMAIL_HOST": ""}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("SIGHTLINE_EMAIL_URL must read smtp://USER:PASSWORD@HOST:PORT?from=ADDRESS")
    encrypted = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if encrypted else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": encrypted,
        "EMAIL_USE_TLS": not encrypted and parts.hostname not in {"localhost", "127.0.0.1", "::1"},
        "EMAIL_TIMEOUT": 10,
        "DEFAULT_FROM_EMAIL": parse_qs(parts.query).get("from", [SENDER])[0],
    }
