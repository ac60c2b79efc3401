"""Names in place of ids, why a candidate is not in the best set, and what is within which limits, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.languages.marks import later, noted
from sightline_web.languages.openings import opening
from sightline_web.portfolio.amounts import of_points, points_span
from sightline_web.portfolios import Candidate, Limits, Portfolio
from sightline_web.shell.formats import Formats
from sightline_web.shell.sentences import counted, listed, numeral
from sightline_web.shell.voices import said
from sightline_web.snapshot import Snapshot

__all__ = [
    "about_set", "kind_of", "limits_in_words", "names", "notes_beside", "unplaced", "weeks", "why_not",
]  # fmt: skip

TINY = 1e-9
FIX = later("operational fix")
UNPRICED = noted("Nobody has said what it costs; until then no set holds it.")  # the library says it so, too


def names(snapshot: Snapshot, found: Portfolio | None = None) -> dict[str, str]:
    """Return how initiatives, metrics and roles are called, by id; roles as in the middle of a sentence."""
    return {
        **{name: each.title for name, each in snapshot.metrics.items()},
        **{name: f"{title[:1].lower()}{title[1:]}" for name, title in snapshot.role_titles.items()},
        **({each.id: said(each.title) for each in found.candidates} if found is not None else {}),
    }


def kind_of(each: Candidate) -> str:
    """Return what kind of thing a candidate is, in words; empty where nobody said."""
    return str(FIX) if each.origin == "fix" else (each.kind or "").replace("_", " ")


def limits_in_words(limits: Limits, snapshot: Snapshot, formats: Formats) -> str:
    """Return the budget and the people: "€800K and 4 people as integration engineer"; empty without limits."""
    told = [] if limits.budget is None else [formats.value(limits.budget, snapshot.head.currency, brief=True)]
    for role, those in limits.capacity:
        title = snapshot.role_titles.get(role, role.replace("_", " "))
        many = _(", then ").join(dict.fromkeys(formats.value(each, "count") for each in those))
        text = ngettext("{many} person as {role}", "{many} people as {role}", 1 if many == "1" else 2)
        told.append(text.format(many=many, role=f"{title[:1].lower()}{title[1:]}"))
    return listed(told, limit=8)


def weeks(effort: Iterable[tuple[str, float]], titles: Mapping[str, str], formats: Formats) -> list[str]:
    """Return person-weeks by role: "54 of integration engineer"."""
    text = _("{weeks} of {role}")
    return [text.format(weeks=formats.value(many, "count"), role=titles.get(role, role)) for role, many in effort]


def about_set(found: Portfolio, snapshot: Snapshot, formats: Formats) -> str:
    """Return what the best set brings, in one sentence."""
    if not found.candidates:
        return _("The model declares no initiatives.")
    within = limits_in_words(found.limits, snapshot, formats)
    best = found.best
    if best is None:
        return _("Nothing can be chosen: the limits cannot hold together.")
    text = (
        _("Within {within}, the best set, {many} of {candidates} for {cost}, brings {brings} (90%: {span}).")
        if within
        else _("Without a limit, the best set, {many} of {candidates} for {cost}, brings {brings} (90%: {span}).")
    )
    return text.format(
        within=within,
        many=numeral(len(best.starts)),
        candidates=counted(len(found.candidates), "candidate"),
        cost=formats.value(best.cost, snapshot.head.currency, brief=True),
        brings=of_points(best.points, found.unit, formats, best.low, best.high),
        span=points_span(best.low, best.high, found.unit, formats),
    )


def unplaced(found: Portfolio, titles: Mapping[str, str]) -> str:
    """Return which candidates have no line of sight, kindly; empty where there are none."""
    lost = [each for each in found.candidates if each.changes and not each.sighted]
    if not lost:
        return ""
    metrics = dict.fromkeys(titles.get(name, name) for each in lost for name, *_ in each.changes)
    text = ngettext(
        "{initiatives} has no line of sight yet: nothing that is declared leads from {metrics} to a goal. It can be "
        "worth doing all the same; an effect, if you believe in one, would show it.",
        "{initiatives} have no line of sight yet: nothing that is declared leads from {metrics} to a goal. They can be "
        "worth doing all the same; an effect, if you believe in one, would show it.",
        len(lost),
    )
    those = opening(listed([said(each.title) for each in lost], limit=8))
    return text.format(initiatives=those, metrics=listed(list(metrics)))


def notes_beside(each: Candidate, why: str) -> list[str]:
    """Return what the library notes of a candidate, without what `why` says already in the reader's language."""
    told = UNPRICED if why == _(UNPRICED) else ""
    return [words for words in each.notes if words != told]


def why_not(each: Candidate, found: Portfolio) -> str:
    """Return why a candidate is not in the best set; empty for one that is."""
    if each.in_best_set:
        return ""
    if found.best is None:
        return _("No set keeps to the limits.")
    title = {one.id: said(one.title) for one in found.candidates}
    rivals = [
        one.id for one in found.candidates if one.in_best_set and (one.id in each.excludes or each.id in one.excludes)
    ]
    missing = [name for name in each.needs if name in title and name not in found.best.starts]
    needing = [title[one.id] for one in found.candidates if each.id in one.needs]
    if each.id in found.limits.without:
        return _("Left out, as asked.")
    if each.cost is None:
        return _(UNPRICED)
    if not each.changes:
        text = _("By itself it changes nothing; {those} needs it.") if needing else _("It names no metric.")
        return text.format(those=listed(needing))
    if not each.sighted:
        return _("No line of sight yet.")
    if each.points <= TINY:
        return _("It brings nothing that the data can tell.")
    if rivals:
        return _("It rules out {other}, which brings more.").format(other=title[rivals[0]])
    if missing:
        return _("It needs {other}, which is not in the set.").format(other=title[missing[0]])
    return _("What it takes brings more elsewhere.")
