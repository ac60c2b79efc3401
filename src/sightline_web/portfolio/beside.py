"""Rankings beside the best set: what each brings under the same limits, where they differ, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sightline_web.languages.openings import opening
from sightline_web.portfolio.amounts import of_points, points, points_span
from sightline_web.portfolios import Comparison, Portfolio
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.intervals import common, interval
from sightline_web.shell.voices import said
from sightline_web.snapshot import Snapshot

__all__ = ["Beside", "about", "beside", "called", "differences", "extra_of", "rows"]


COMMITTEE = "the committee"  # what the library calls the order that the model declares


@dataclass(frozen=True, slots=True)
class Beside:
    """One way of choosing."""

    name: str
    many: str
    cost: str
    brings: str
    span: str
    figure: SafeString
    less: str
    less_span: str


def about(found: Portfolio, formats: Formats) -> str:
    """Return what the last ranking would bring, in one sentence."""
    if not found.candidates:
        return _("The model declares no initiatives.")
    if found.best is None:
        return _("Nothing can be compared: the limits cannot hold together.")
    if not found.comparisons:
        return _("No ranking is declared; paste one to see what it would bring.")
    one = found.comparisons[-1]
    brings = of_points(one.points, found.unit, formats, one.low, one.high)
    name = called(one) if one.name == COMMITTEE else f"“{called(one)}”"
    if one.less <= 0:
        text = _("The order of {name} would bring {brings}; no set within the limits brings more.")
        return text.format(name=name, brings=brings)
    return _("The order of {name} would bring {brings}; the best set brings {more} more (90%: {span}).").format(
        name=name,
        brings=brings,
        more=points(one.less, found.unit, formats, one.less_low, one.less_high),
        span=points_span(one.less_low, one.less_high, found.unit, formats),
    )


def called(one: Comparison) -> str:
    """Return what a ranking is called: as whoever pasted it named it, or the committee's."""
    return said(one.name)


def beside(found: Portfolio, snapshot: Snapshot, formats: Formats) -> list[Beside]:
    """Return the best set, and each ranking below it."""
    best, currency = found.best, snapshot.head.currency
    if best is None:
        return []
    scale = common((best.low, best.high, *(end for one in found.comparisons for end in (one.low, one.high))))

    def line(name: str, one: Comparison | None) -> Beside:
        part = best if one is None else one
        return Beside(
            name, formats.count(len(part.starts)), formats.value(part.cost, currency, brief=True),
            points(part.points, found.unit, formats, part.low, part.high),
            points_span(part.low, part.high, found.unit, formats),
            interval(part.low, part.points, part.high, scale=scale),
            NONE if one is None else points(one.less, found.unit, formats, one.less_low, one.less_high),
            "" if one is None else points_span(one.less_low, one.less_high, found.unit, formats),
        )  # fmt: skip

    return [line(_("The best set"), None), *(line(opening(called(one)), one) for one in found.comparisons)]


def differences(one: Comparison, titles: Mapping[str, str]) -> list[tuple[str, str, str, str, str]]:
    """Return where a ranking and the best set differ: place, id, title, which of the two holds it, and why."""
    held = {True: _("the ranking alone"), False: _("the best set alone")}
    return [
        (NONE if each.place is None else str(each.place), each.initiative,
         titles.get(each.initiative, each.initiative), held[each.ranked],
         each.why)
        for each in one.differences
    ]  # fmt: skip


def rows(found: Portfolio) -> list[dict[str, object]]:
    """Return the rows of the twins: each ranking's differences."""
    return [
        {"ranking": one.name, "initiative": each.initiative, "place": each.place, "ranked": each.ranked,
         "best": each.best, "why": each.why}
        for one in found.comparisons for each in one.differences
    ]  # fmt: skip


def extra_of(found: Portfolio) -> dict[str, object]:
    """Return what the JSON twin says besides its rows."""
    best = found.best
    return {
        "unit": found.unit,
        "best": None if best is None else {"worth": best.points, "low": best.low, "high": best.high, "cost": best.cost,
                                           "initiatives": list(best.starts)},
        "rankings": [
            {key: value for key, value in asdict(one).items() if key not in {"differences", "starts"}}
            | {"initiatives": list(one.starts)}
            for one in found.comparisons
        ],
    }  # fmt: skip
