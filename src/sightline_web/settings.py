"""Settings of the Django product: one small database in the workspace, no sessions, nothing from outside this machine.

`server.py` serves one workspace in one process on a loopback address; accounts come with a later version, and
until then no other address is served. Where the records of the workspace are kept, `store.install` says.
"""

from __future__ import annotations

import os
from pathlib import Path

from sightline_web import secrets_

HERE = Path(__file__).parent

SECRET_KEY = secrets_.secret("session_key")  # `asgi` takes the workspace's own in its place
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ROOT_URLCONF = "sightline_web.urls"
AUTH_USER_MODEL = "accounts.Account"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "sightline_web.accounts",
    "sightline_web.journal",
    "sightline_web.care",
    "sightline_web.shell",
    "sightline_web.strategy",
    "sightline_web.operations",
    "sightline_web.scenarios",
    "sightline_web.sight",
    "sightline_web.model",
]
MIDDLEWARE = [
    "sightline_web.shell.middleware.security_headers",
    "sightline_web.shell.middleware.known_host",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sightline_web.accounts.demo.entry",
    "sightline_web.accounts.middleware.acting",
    "sightline_web.asking.Asking",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["sightline_web.shell.templatetags.shell"],
            "context_processors": [
                "django.template.context_processors.request",
                "sightline_web.accounts.context.looking",
            ],
        },
    },
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
SIGHTLINE_IDLE_SECONDS = int(os.environ.get("SIGHTLINE_IDLE_MINUTES", "30")) * 60
SIGHTLINE_SESSION_SECONDS = int(os.environ.get("SIGHTLINE_SESSION_HOURS", "12")) * 3600
SESSION_COOKIE_AGE = SIGHTLINE_SESSION_SECONDS
SESSION_COOKIE_NAME = "sightline_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ""}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
APPEND_SLASH = False
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_NAME = "sightline_csrf"
CSRF_FAILURE_VIEW = "sightline_web.shell.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}
