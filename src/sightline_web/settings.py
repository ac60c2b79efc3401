"""Settings of the Django product: one small database in the workspace, accounts, nothing from outside this machine.

`server.py` serves one workspace on a loopback address, or under the public address that `SIGHTLINE_URL` names; cookies,
hosts and origins follow from that. Where the records of the workspace are kept, `store.install` says.
"""

from __future__ import annotations

import os
from pathlib import Path

from sightline_web import secrets_
from sightline_web.accounts.configured import mail, providers
from sightline_web.public import LOOPBACK, public_address
from sightline_web.shell.logs import is_a_fault

HERE = Path(__file__).parent
PUBLIC = public_address(os.environ.get("SIGHTLINE_URL", ""))

SECRET_KEY = secrets_.secret("session_key")  # `asgi` takes the workspace's own in its place
DEBUG = False
ALLOWED_HOSTS = [*LOOPBACK, *([PUBLIC.host] if PUBLIC else [])]
SIGHTLINE_LOOPBACK = "http://localhost:8631"  # what mails lead to where there is no public address
SIGHTLINE_SECURE = PUBLIC is not None  # the public address speaks https; loopback speaks http
ROOT_URLCONF = "sightline_web.urls"
AUTH_USER_MODEL = "accounts.Account"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "sightline_web.accounts",  # before allauth, whose words it replaces
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "sightline_web.journal",
    "sightline_web.care",
    "sightline_web.schedule",
    "sightline_web.stream",
    "sightline_web.landing",
    "sightline_web.live",
    "sightline_web.notices",
    "sightline_web.comments",
    "sightline_web.subscriptions",
    "sightline_web.shell",
    "sightline_web.helping",
    "sightline_web.computed",
    "sightline_web.tour",
    "sightline_web.strategy",
    "sightline_web.operations",
    "sightline_web.portfolio",
    "sightline_web.scenarios",
    "sightline_web.exceptions",
    "sightline_web.controls",
    "sightline_web.roles",
    "sightline_web.conversations",
    "sightline_web.appraisals",
    "sightline_web.duties",
    "sightline_web.development",
    "sightline_web.feedback",
    "sightline_web.evidence",
    "sightline_web.agreements",
    "sightline_web.promises",
    "sightline_web.reviews",
    "sightline_web.sight",
    "sightline_web.model",
    "sightline_web.api",
]
MIDDLEWARE = [
    "sightline_web.shell.timing.server_timing",
    "sightline_web.shell.middleware.security_headers",
    "sightline_web.shell.middleware.known_host",
    "sightline_web.languages.middleware.heard",
    "sightline_web.shell.middleware.fitting_body",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sightline_web.accounts.demo.entry",
    "sightline_web.accounts.middleware.acting",
    "sightline_web.languages.middleware.settled",
    "sightline_web.accounts.doors.Door",
    "sightline_web.accounts.factors.second_factor",
    "sightline_web.asking.Asking",
    "sightline_web.journal.denials.Denials",
    "sightline_web.shell.guarding.Guarding",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "sightline_web.shell.templatetags.shell",
                "sightline_web.stream.templatetags.live",
                "sightline_web.live.templatetags.fresh",
                "sightline_web.tour.templatetags.tour",
                "sightline_web.comments.templatetags.discussion",
                "sightline_web.subscriptions.templatetags.following",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "sightline_web.accounts.context.looking",
                "sightline_web.languages.context.spoken",
            ],
        },
    },
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [  # no rules of composition, no rotation
    {"NAME": "sightline_web.accounts.passwords.LengthValidator", "OPTIONS": {"min_length": 8}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "sightline_web.accounts.passwords.OurWordsValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "sightline_web.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses are verified by the invitation, and anew when they change
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SIGHTLINE_SECURE else "http"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "60/5m/ip,10/5m/key", "reset_password": "20/m/ip,3/10m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if SIGHTLINE_SECURE else 0
MFA_ADAPTER = "sightline_web.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # clocks differ
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SIGHTLINE_SECURE  # a browser itself asks for https, but at localhost
MFA_ALLOW_UNVERIFIED_EMAIL = True  # who is here was invited
MFA_FORMS = {
    "activate_totp": "sightline_web.accounts.factors.OnceActivateForm",
    "authenticate": "sightline_web.accounts.factors.OnceForm",
    "reauthenticate": "sightline_web.accounts.factors.OnceAgainForm",
}
SOCIALACCOUNT_ADAPTER = "sightline_web.accounts.adapters.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = providers(os.environ)
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # an address that the issuer has verified, and no other
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
vars().update(mail(os.environ.get("SIGHTLINE_EMAIL_URL", "")))
SIGHTLINE_IDLE_SECONDS = int(os.environ.get("SIGHTLINE_IDLE_MINUTES", "30")) * 60
SIGHTLINE_SESSION_SECONDS = int(os.environ.get("SIGHTLINE_SESSION_HOURS", "12")) * 3600
SESSION_COOKIE_AGE = SIGHTLINE_SESSION_SECONDS
SESSION_COOKIE_NAME = "__Host-sightline_session" if SIGHTLINE_SECURE else "sightline_session"
SESSION_COOKIE_SECURE = SIGHTLINE_SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # an issuer sends people back with a link
CACHES = {  # counts of failures and codes that were used: all workers must see them
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_counted",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ""}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("nl", "Nederlands")]
FORMAT_MODULE_PATH = "sightline_web.languages.formats"
USE_TZ = True
TIME_ZONE = "UTC"
APPEND_SLASH = False
SIGHTLINE_THEME_COOKIE = "__Host-sightline_theme" if SIGHTLINE_SECURE else "sightline_theme"
SIGHTLINE_KEYS_COOKIE = "__Host-sightline_keys" if SIGHTLINE_SECURE else "sightline_keys"
SIGHTLINE_TOUR_COOKIE = "__Host-sightline_tour" if SIGHTLINE_SECURE else "sightline_tour"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_NAME = "__Host-sightline_csrf" if SIGHTLINE_SECURE else "sightline_csrf"
CSRF_COOKIE_SECURE = SIGHTLINE_SECURE
CSRF_TRUSTED_ORIGINS = [PUBLIC.origin] if PUBLIC else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SIGHTLINE_SECURE else None
CSRF_FAILURE_VIEW = "sightline_web.shell.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000  # bytes of a body; `asgi` cuts it off there
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 0  # no form takes files
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"faults": {"()": "django.utils.log.CallbackFilter", "callback": is_a_fault}},
    "formatters": {"line": {"()": "sightline_web.shell.logs.LineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["faults"]}},
    "loggers": {
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "sightline_web": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "sightline_web.journal": {"level": "INFO"},  # the head of each day, for whoever keeps logs elsewhere
    },
}
