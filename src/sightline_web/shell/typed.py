"""What forms and addresses say, read without trust."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import lru_cache

from babel.numbers import get_decimal_symbol

__all__ = ["number", "plain", "whole", "written"]

DIGITS = 19  # fewer fit into 64 bits
BETWEEN = re.compile(r"[\s'\u2019_\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]")
GROUPS = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")


def plain(text: str) -> str:
    """Return a text without what stands around it, and without the character that no text of a database holds."""
    return text.replace("\0", "").strip()


def whole(text: str | None) -> int:
    """Return a whole number; 0, which is the number of nothing, for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < DIGITS else 0


def number(text: str, locale: str) -> float | None:
    """Return a number as people write it; None for anything else, and for what is not finite.

    Two signs say themselves what they are: in "1.234,5" and in "1,234.5" the last one begins the decimals. One sign
    that stands several times parts thousands. One alone begins decimals, too, unless exactly three digits follow and it
    is not the locale's own sign of decimals: "1.234" is a thousand and more in Dutch, and little more than one in
    English.
    """
    plain = BETWEEN.sub("", text.strip()).replace("\N{MINUS SIGN}", "-")
    sign, digits = (-1.0, plain[1:]) if plain.startswith("-") else (1.0, plain.removeprefix("+"))
    mark = _decimals_begin(digits, locale)
    head, _, tail = digits.rpartition(mark) if mark else (digits, "", "")
    if head.count(".") + head.count(","):
        if not GROUPS.fullmatch(head) or len(set(re.findall("[.,]", head))) > 1 or (mark and mark in head):
            return None
        head = head.replace(".", "").replace(",", "")
    found = f"{head or '0'}.{tail or '0'}" if head or tail else ""
    if not re.fullmatch(r"\d+\.\d+", found, re.ASCII):
        return None
    value = sign * float(found)
    return value if math.isfinite(value) else None


def written(value: float, locale: str) -> str:
    """Return a number as somebody types it: all its digits, and nothing between thousands; `number` reads it again."""
    return f"{Decimal(str(value)):f}".removesuffix(".0").replace(".", _symbol(locale))


def _decimals_begin(digits: str, locale: str) -> str:
    """Return the sign after which decimals stand; empty where there are none."""
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        return max(".", ",", key=digits.rfind)
    if points + commas != 1:
        return ""
    mark = "." if points else ","
    return "" if mark != _symbol(locale) and GROUPS.fullmatch(digits) else mark


@lru_cache(maxsize=64)
def _symbol(locale: str) -> str:
    return str(get_decimal_symbol(locale))
