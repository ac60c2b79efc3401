"""Controls as rows: how each stands now, how it stood before, what was accepted and what was found, what was waived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.controlled import Controlled
from sightline_web.controls.models import Waiver
from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.looks import CROSS, Look
from sightline_web.shell.sentences import counted, numeral
from sightline_web.shell.templatetags.shell import name

__all__ = ["Asked", "Look", "Mark", "Row", "about", "choices", "judged", "look_of", "row_of", "rows_of",
           "title_of", "twin_of", "written"]  # fmt: skip

KEYS = ("owner", "outcome")

TICK = "M4.2 9.4.4 5.6l1.5-1.5 2.3 2.3L9.1 1.5 10.6 3z"
RING = "M5.5.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10zm0 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6z"
LOOKS = {
    "pass": Look(later("passes"), TICK, "good"),
    "fail": Look(later("fails"), CROSS, "bad"),
    "not_tested": Look(later("not tested"), RING, "warn"),
}


def look_of(outcome: str) -> Look:
    """Return how a result looks."""
    return LOOKS[outcome]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: the controls of one owner, or with one result; None for any."""

    owner: str | None
    outcome: str | None

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        """Return what a query asks for."""
        return cls(*(query.get(key) or None for key in KEYS))

    @property
    def anything(self) -> bool:
        """Whether nothing is filtered."""
        return not (self.owner or self.outcome)

    def fits(self, each: Controlled) -> bool:
        """Whether a control is asked for, by how it stands now."""
        return self.owner in {None, each.owner} and self.outcome in {None, each.outcome}


@dataclass(frozen=True, slots=True)
class Mark:
    """One period in the row of those before."""

    period: str
    look: Look


@dataclass(frozen=True, slots=True)
class Row:
    """One control in the register."""

    control: Controlled
    look: Look
    found: str
    accepted: str
    owner: str
    since: str
    past: tuple[Mark, ...]
    past_in_words: str
    waiver: Waiver | None
    waived_until: str
    review: str
    bound_href: str


def rows_of(found: Sequence[Controlled], waivers: Mapping[str, Sequence[Waiver]], formats: Formats) -> list[Row]:
    """Return each control as a row: its newest result, with those before."""
    past: dict[str, list[Controlled]] = {}
    for each in found:
        past.setdefault(each.control, []).append(each)
    return [row_of(each, waivers.get(key, ()), formats) for key, each in past.items()]


def row_of(past: Sequence[Controlled], waivers: Sequence[Waiver], formats: Formats) -> Row:
    """Return one control as a row."""
    newest = past[-1]
    counts = {key: sum(each.outcome == key for each in past) for key in LOOKS}
    words = ", ".join(f"{many} {LOOKS[key].word}" for key, many in counts.items() if many)
    process, _dot, rule = (newest.enforces or "").partition(".")
    waiver = next((each for each in waivers if not each.case), None)
    return Row(
        newest, look_of(newest.outcome), found_in_words(newest, formats), accepted_in_words(newest, formats),
        name(newest.owner) or NONE, formats.period(newest.failing_since) if newest.failing_since else "",
        tuple(Mark(formats.period(each.period.label), look_of(each.outcome)) for each in past),
        f"{counted(len(past), 'period')}: {words}", waiver, written(waiver.until, formats) if waiver else "",
        written(newest.review, formats),
        reverse("rule", args=[process, rule]) if rule else reverse("metric", args=[newest.metric]),
    )  # fmt: skip


def written(day: date | None, formats: Formats) -> str:
    """Return a day as the reader writes it; empty where there is none."""
    return "" if day is None else formats.day(day)


def found_in_words(each: Controlled, formats: Formats) -> str:
    """Return what was found: a number of violations, or a value in its unit."""
    if each.value is None:
        return NONE
    return formats.count(each.value) if each.enforces else formats.value(each.value, each.unit, brief=True)


def accepted_in_words(each: Controlled, formats: Formats) -> str:
    """Return what is accepted: so many violations, or a range of the metric."""
    if each.tolerates is not None:
        return _("at most {high}").format(high=formats.count(each.tolerates)) if each.tolerates else _("none")
    if each.at_least is None and each.at_most is None:
        return ""
    if each.at_most is None:
        said = _("at least {low}")
    else:
        said = _("at most {high}") if each.at_least is None else _("at least {low} and at most {high}")
    low, high = (formats.value(limit, each.unit, brief=True) for limit in (each.at_least, each.at_most))
    return said.format(low=low, high=high)


def title_of(row: Row) -> str:
    """Return how one control stands, in one sentence."""
    if row.control.outcome == "fail":
        said = _("“{control}” fails since {since}.") if row.since else _("“{control}” fails.")
    elif row.control.outcome == "pass":
        said = _("“{control}” holds so far.") if row.control.so_far else _("“{control}” holds.")
    else:
        said = _("“{control}” was not tested.")
    return said.format(control=row.control.title, since=row.since)


def judged(row: Row, formats: Formats) -> str:
    """Return what was found and what is accepted, in one sentence; empty where nothing was found."""
    each = row.control
    if each.value is None:
        return ""
    if each.tolerates == 0:
        said = (
            _("Found {found} in {period} so far, accepted is none.")
            if each.so_far
            else _("Found {found} in {period}, accepted is none.")
        )
    else:
        said = (
            _("Found {found} in {period} so far, accepted {accepted}.")
            if each.so_far
            else _("Found {found} in {period}, accepted {accepted}.")
        )
    return said.format(found=row.found, period=formats.period(each.period.label), accepted=row.accepted)


def choices(found: Sequence[Controlled], asked: Asked) -> dict[str, list[tuple[str, str, bool]]]:
    """Return the entries of each filter: value, title, and whether it is chosen."""
    owners = sorted({each.owner for each in found if each.owner})
    return {
        "owner": [(each, name(each), each == asked.owner) for each in owners],
        "outcome": [(key, opening(look.word), key == asked.outcome) for key, look in LOOKS.items()],
    }


def about(rows: Sequence[Row], asked: Asked) -> str:
    """Return what fails, in one sentence."""
    if not rows:
        return _("Nothing is under control.") if asked.anything else _("No control fits.")
    failing = [each for each in rows if each.control.outcome == "fail"]
    waived = sum(each.waiver is not None for each in failing)
    blind = sum(each.control.outcome == "not_tested" for each in rows)
    if not failing:
        said = _("None of {controls} fails") if len(rows) > 1 else _("The control does not fail")
        said = said.format(controls=counted(len(rows), "control"))
    else:
        said = (
            ngettext(
                "{failing} of {all} fails, {waived} of them waived",
                "{failing} of {all} fail, {waived} of them waived",
                len(failing),
            )
            if waived
            else ngettext("{failing} of {all} fails", "{failing} of {all} fail", len(failing))
        )
        many = counted(len(failing), "control")
        said = opening(said.format(failing=many, all=numeral(len(rows)), waived=numeral(waived)))
    rest = ngettext("{count} could not be tested", "{count} could not be tested", blind).format(count=numeral(blind))
    return f"{said}; {rest}." if blind else f"{said}."


def twin_of(each: Controlled, waivers: Sequence[Waiver], *, cases: bool) -> dict[str, object]:
    """Return a result for the twins: the register that auditors read; `cases` says whether they may be named."""
    whole = next((one for one in waivers if not one.case), None)
    return {
        "control": each.control,
        "title": each.title,
        "requirement": each.requirement,
        "enforces": each.enforces,
        "metric": each.metric,
        "owner": each.owner,
        "period": each.period.label,
        "so_far": each.so_far,
        "outcome": each.outcome,
        "value": each.value,
        "unit": each.unit,
        "tolerates": each.tolerates,
        "at_most": each.at_most,
        "at_least": each.at_least,
        "cases": each.cases,
        "pending": each.pending,
        "failing_since": each.failing_since,
        "evidence": " ".join(each.evidence) if cases else "",
        "waived_until": whole.until if whole is not None else None,
        "waiver_reason": whole.reason if whole is not None else "",
        "cases_waived": sum(bool(one.case) for one in waivers),
        "review": each.review,
        "overdue": each.overdue,
        "fresh_at": each.fresh_at,
        "words": each.words,
    }
