"""What a browser says of itself, in words: `Firefox on Windows`, so that one's own are recognised.

Browsers call themselves by the names of others for old sites' sake, so the order of the names matters. Whatever is not
known is shown as it came.
"""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

__all__ = ["browser", "register"]

register = template.Library()
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


@register.filter
def browser(agent: str) -> str:
    """Return what a `User-Agent` says, in words."""
    name, system = (next((word for mark, word in known if mark in agent), "") for known in (BROWSERS, SYSTEMS))
    if name and system:
        return _("{browser} on {system}").format(browser=name, system=system)
    return agent or _("unknown")
