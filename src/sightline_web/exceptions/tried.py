"""A threshold that is tried before it is set: as a form or an address asks about it, and as its reader writes it.

Numbers are typed as whoever types them writes them, and an address is passed on to others: it says itself in which way
its numbers are written, so that "1,125" stays one and an eighth for a reader whose comma parts thousands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from sightline_web.raised import Threshold
from sightline_web.shell.formats import LOCALES
from sightline_web.shell.typed import number, written

__all__ = ["Asked", "address_of"]

LETTERS = 40
WRITTEN = "locale"  # the field that says in which way the numbers beside it are written
NOTHING = Threshold()
KEYS = ("share", "price", "never", "general")


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was typed, and the number above zero that it is; None for anything else."""

    text: str
    value: float | None

    @classmethod
    def of(cls, text: str, locale: str) -> _Typed:
        """Return what was typed, as a locale writes it; a sign of percent may stand behind it."""
        plain = text.strip()[:LETTERS]
        found = number(plain.removesuffix("%"), locale)
        return cls(plain, found if found is not None and found > 0 else None)

    def shown(self, locale: str) -> str:
        """Return it as a reader writes it; what is no number, as it was typed."""
        return self.text if self.value is None else written(self.value, locale)


@dataclass(frozen=True, slots=True)
class Asked:
    """A threshold that is asked about.

    Parameters
    ----------
    share, price : str
        As its reader writes them, a share as a percentage; what is no number, as it was typed.
    threshold : Threshold, optional
        What is asked about; None to have none of its own.
    anything : bool
        Whether anything is asked.
    problem : str
        Why it cannot be answered; empty where it can.
    """

    share: str = ""
    price: str = ""
    threshold: Threshold | None = NOTHING
    anything: bool = False
    problem: str = ""

    @classmethod
    def of(cls, query: QueryDict, locale: str) -> Asked:
        """Return what is asked; `locale` is how its reader writes, and how it is written where it does not say so."""
        said = query.get(WRITTEN, "")
        given = said if said in LOCALES else locale
        share, price = (_Typed.of(query.get(key, ""), given) for key in ("share", "price"))
        asked = cls(share.shown(locale), price.shown(locale), anything=any(key in query for key in KEYS))
        if query.get("general") == "1":
            return replace(asked, threshold=None)
        if query.get("never") == "1":
            return replace(asked, threshold=Threshold(retired=True))
        threshold, problem = Threshold(None if share.value is None else share.value / 100, price.value), ""
        wrong = next((each.text for each in (share, price) if each.text and each.value is None), "")
        if wrong:
            problem = _("“{text}” is no number above 0.").format(text=wrong)
        elif asked.anything and threshold == NOTHING:
            problem = _("Say from what share or price on it interrupts, or that it never does.")
        return replace(asked, threshold=threshold, problem=problem)

    @property
    def own(self) -> bool:
        """Whether it has one of its own at all."""
        return self.threshold is not None

    @property
    def never(self) -> bool:
        """Whether it never interrupts."""
        return self.threshold is not None and self.threshold.retired


def address_of(share: float, locale: str) -> str:
    """Return the query that asks about a share of what a goal has to go, in three figures."""
    return "?" + urlencode({"share": written(float(f"{share * 100:.3g}"), locale), WRITTEN: locale})
