"""How somebody wants to read: language, numbers and dates, time zone; chosen by themselves, else by the workspace.

What nobody has chosen is as the browser asks for. Language and format are apart: many read English and write 1.234,5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from zoneinfo import available_timezones

from django.http import HttpRequest

from sightline_web import keeper
from sightline_web.languages.spoken import DEFAULT, accepted, known
from sightline_web.shell.formats import LOCALES, chosen_locale

__all__ = ["IN_SESSION", "Preferences", "house", "language_of", "locale_of", "preferences_of", "zone_of",
           "zones"]  # fmt: skip

IN_SESSION = "preferences"  # of somebody who looks as a demo account, which itself stays as it is


@dataclass(frozen=True, slots=True)
class Preferences:
    """What somebody has chosen; empty where they have not.

    Parameters
    ----------
    language : str
        Of the words: one of `settings.LANGUAGES`.
    locale : str
        Of numbers and dates: one of `LOCALES`.
    zone : str
        By its IANA name.
    """

    language: str = ""
    locale: str = ""
    zone: str = ""

    @classmethod
    def of(cls, kept: object) -> Preferences:
        """Return what an account or a mapping holds; what is not offered any more counts as not chosen."""
        given = kept if isinstance(kept, Mapping) else {name: getattr(kept, name, "") for name in cls.__slots__}
        language, locale, zone = (str(given.get(name) or "") for name in ("language", "locale", "zone"))
        return cls(
            language if known(language) == language else "",
            locale if locale in LOCALES else "",
            zone if zone in zones() else "",
        )

    def plain(self) -> dict[str, str]:
        """Return it as the journal and a session keep it."""
        return asdict(self)


@cache
def zones() -> frozenset[str]:
    """Return the names of all time zones, which are files on a disk: read once."""
    return frozenset(available_timezones())


NOTHING = Preferences()


def preferences_of(request: HttpRequest) -> Preferences:
    """Return what whoever asks has chosen."""
    found = getattr(request, "preferences", None)
    return found if isinstance(found, Preferences) else NOTHING


def house() -> str:
    """Return the locale that the workspace declares; empty where it declares none or nothing was read yet."""
    kept = keeper.installed()
    snapshot = kept.state().snapshot if kept is not None else None
    return snapshot.head.locale.replace("-", "_") if snapshot is not None else ""


def language_of(own: Preferences, header: str = "") -> str:
    """Return the language for somebody with these preferences and a browser that asks so."""
    return own.language or known(house()) or (accepted(header) if header else DEFAULT)


def locale_of(own: Preferences, header: str = "") -> str:
    """Return the locale of numbers and dates for the same: of the language, where one is chosen and no format is."""
    if own.locale:
        return own.locale
    asked = chosen_locale(header)
    wanted = own.language or house()
    if not wanted or _language(asked) == _language(wanted):
        return asked
    return chosen_locale(wanted.replace("_", "-"))


def zone_of(own: Preferences, workspace: str) -> str:
    """Return the time zone that moments are told in: one's own, else the workspace's."""
    return own.zone or workspace


def _language(tag: str) -> str:
    return tag.partition("_")[0]
