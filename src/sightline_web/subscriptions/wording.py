"""How something stands, in words: what is kept and compared is the English one, what is shown the reader's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from sightline_web.engine.saying import said_of
from sightline_web.languages.marks import later, later_in
from sightline_web.shell.voices import said

__all__ = ["Signal", "signal_words", "status_shown", "status_words"]

Signal = str | Mapping[str, Any]  # a sentence of the library, or its source; or what ours is about: a rule, a metric

TICK, CROSS, DISC, RING = "\N{CHECK MARK}", "\N{MULTIPLICATION X}", "\N{BLACK CIRCLE}", "\N{WHITE CIRCLE}"
DIAMOND = "\N{BLACK DIAMOND}"
STATUSES = {
    "reached": (TICK, later("reached")),
    "on course": (DISC, later("on course")),
    "behind": ("\N{BLACK DOWN-POINTING TRIANGLE}", later("behind")),
    "missed": (CROSS, later("missed")),
    "no data": (RING, later("no data")),
    "holds": (TICK, later_in("how it stands", "holds")),
    "fails": (CROSS, later_in("how it stands", "fails")),
    "not tested": (RING, later_in("how it stands", "not tested")),
    "signal": (DIAMOND, later_in("how it stands", "signal")),
    "deviates": (DIAMOND, later_in("how it stands", "deviates")),
    "approved": (TICK, later_in("how it stands", "approved")),
    "declined": (CROSS, later_in("how it stands", "declined")),
    "not decided": (RING, later_in("how it stands", "not decided")),
    "preparing": (RING, later_in("how it stands", "preparing")),
    "prepared": (DISC, later_in("how it stands", "prepared")),
    "signed": (TICK, later_in("how it stands", "signed")),
    "supported": ("", later("supported")),
    "suggested": ("", later("suggested")),
    "assumed": ("", later("assumed")),
    "cannot say": ("", later_in("how it stands", "cannot say")),
}


def status_words(status: str) -> str:
    """Return a status as a reader says it."""
    return str(STATUSES.get(status, ("", status))[1])


def status_shown(status: str) -> str:
    """Return the same behind its shape, where it has one."""
    return f"{STATUSES.get(status, ('', ''))[0]} {status_words(status)}".strip()


def signal_words(signal: Signal) -> str:
    """Return what speaks as a sentence."""
    if isinstance(signal, str):
        return said(signal)
    if "kind" in signal:
        return said(said_of(signal))
    if "rule" in signal:
        return _("“{rule}” is not kept by every case.").format(rule=signal["rule"])
    return _("{metric} deviates.").format(metric=signal["metric"]) if signal.get("metric") else _("It deviates.")
