"""A drawing of the library put on a page: read, and made again of what a drawing may hold.

Whatever else stood in it would be left out, so that no text that was drawn can become markup.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

__all__ = ["drawn"]

TAGS: Final = frozenset({"svg", "path", "polyline", "polygon", "circle", "text"})
NAMES: Final = frozenset({
    "viewBox", "role", "aria-label", "d", "points", "cx", "cy", "r", "x", "y", "fill", "fill-opacity", "stroke",
    "stroke-opacity", "stroke-width", "stroke-dasharray", "text-anchor", "font-family", "font-size",
})  # fmt: skip


def drawn(svg: str) -> SafeString:
    """Return a drawing as markup; nothing for one that cannot be read."""
    try:
        return _made(ET.fromstring(svg))  # noqa: S314 -- written by the library a moment ago, without entities
    except ET.ParseError:
        return SafeString()


def _made(each: ET.Element) -> SafeString:
    tag = each.tag.rpartition("}")[2]
    if tag not in TAGS:
        return SafeString()
    names = format_html_join("", ' {}="{}"', ((name, value) for name, value in each.items() if name in NAMES))
    inner = format_html_join("", "{}", ((_made(one),) for one in each))
    return format_html("<{}{}>{}{}</{}>", tag, names, each.text or "", inner, tag)
