"""What the pages of evidence hold, put together: the same for the template and for the twins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.duties import queries as duties
from sightline_web.duties.models import Seen
from sightline_web.evidence import allowing, shown, wording
from sightline_web.evidence.allowing import Allowed
from sightline_web.evident import PersonFigures, PersonWorkings, TeamFigure
from sightline_web.journal.queries import Line as Look
from sightline_web.journal.queries import lookers
from sightline_web.journal.queries import plain as plain_entry
from sightline_web.policy.actor import Actor
from sightline_web.shell.formats import Formats
from sightline_web.shell.support import grade_word
from sightline_web.snapshot import Snapshot

__all__ = [
    "Line", "common", "lines", "looks", "of_figures", "parameters", "parameters_shown", "plain_extra", "plain_looks",
    "plain_team", "query", "seen", "units_around", "working_rows",
]  # fmt: skip

MOST_LOOKS = 50
QUARTERS = 8
RECOMPUTES = ("centre", "variance", "team_variance")  # of the person
OF_ALL = ("tau2", "sigma2", "base")


@dataclass(frozen=True, slots=True)
class Line:
    """One metric in the list of what there is about a person."""

    metric: str
    title: str
    days: str
    state: str
    words: str
    href: str = ""


def seen(person: str, metric: str, key: str) -> Seen | None:
    """Return since when a figure is there, and when the person saw it; None where it is not there yet."""
    found = duties.shown_first(person)
    return next((each for each in found if (each.metric, each.period) == (metric, key)), None)


def units_around(person: str | None, snapshot: Snapshot, on: date) -> frozenset[str]:
    """Return the units in which a person and those who report to them work on a day."""
    if not person:
        return frozenset()
    held = [*snapshot.directory.held(person, on), *snapshot.directory.reports(person, on)]
    return frozenset(each.unit for each in held if each.unit)


def query(asked: Allowed) -> str:
    """Return what an address asks for besides, to get the same days again."""
    period = asked.days.period if asked.days else ""
    return f"?{urlencode({'period': period})}" if period else ""


def lines(
    snapshot: Snapshot, found: Sequence[Allowed], *, by: Actor, own: bool, at: datetime, formats: Formats
) -> list[Line]:
    """Return what there is about a person, metric by metric, without a value."""
    judges = not own and any(not each.reason for each in found) and allowing.judges_first(by, found[0].person)
    return [_line(snapshot, each, own=own, judges=judges, at=at, formats=formats) for each in found]


def _line(
    snapshot: Snapshot, each: Allowed, *, own: bool, judges: bool, at: datetime, formats: Formats
) -> Line:  # fmt: skip
    title = snapshot.evidence_of(each.metric).title
    if each.reason or each.days is None:
        why = wording.why_withheld(each, own=own, formats=formats)
        return Line(each.metric, title, each.days.period if each.days else "", each.reason, f"{why.cause} {why.fix}")
    days = wording.days_in_words(each.days.since, each.days.until, formats)
    href = reverse("person_evidence", args=[each.person, each.metric]) + query(each)
    row = seen(each.person, each.metric, each.days.key)
    if own:
        told = _("You have not opened it yet.")
        if row and row.seen_at:
            told = _("You saw it on {moment}.").format(moment=formats.moment(row.seen_at))
        return Line(each.metric, title, days, "seen" if row and row.seen_at else "not seen", told, href)
    if row is None:
        words = _("Too few cases, or the data do not hold: there is no figure.")
        return Line(each.metric, title, days, "nothing", words)
    if judges:
        words = _("You judge first: write your own judgement in the appraisal, and it opens.")
        return Line(each.metric, title, days, "judge first", words)
    opens = duties.opens_to_manager(each.person, [(each.metric, each.days.key)])
    if opens is None or opens > at:
        words = _("They see it first.")
        if opens:
            words = _("They see it first. It opens once they have, or on {moment}.").format(
                moment=formats.moment(opens)
            )
        return Line(each.metric, title, days, "not seen", words)
    return Line(each.metric, title, days, "open", _("It is open to you."), href)


def common(asked: Allowed, snapshot: Snapshot, *, own: bool, name: str, formats: Formats) -> dict[str, object]:
    """Return what each page about a person's figure holds."""
    days = asked.days
    quarters = snapshot.quarters(asked.told)[-QUARTERS:] if asked.told and not asked.reason.startswith("not") else ()
    chosen = days.period if days else ""
    every = [("", _("All since told"))] if asked.told else []
    return {
        "own": own, "name": name, "person": asked.person, "metric": asked.metric, "query": query(asked),
        "days": wording.days_in_words(days.since, days.until, formats) if days else "", "reason": asked.reason,
        "periods": [
            (title, f"?{urlencode({'period': label})}" if label else "?", label == chosen)
            for label, title in [*every, *((each.label, formats.period(each.label)) for each in quarters)]
        ],
        "version": _("{version}, model {hash}").format(version=snapshot.head.version, hash=snapshot.head.hash),
    }  # fmt: skip


def of_figures(
    found: PersonFigures, snapshot: Snapshot, *, name: str, own: bool, cases: bool, formats: Formats
) -> Mapping[str, object]:
    """Return what the page of a figure holds where it may be computed."""
    about = found.about
    declared = snapshot.metrics.get(about.metric)
    process = shown.process_of(snapshot, about.metric)
    behind = found.workings
    return {
        "sentence": wording.about_person(found, name=name, own=own), "found": found, "about": about,
        "grade": grade_word(about.grade),
        "figures": shown.figure_rows(found, formats), "funnel": wording.funnel(found),
        "credit": shown.credit_rows(found, formats), "mix": shown.mix_rows(found, formats),
        "charts": [
            (each, shown.figure(each, about.unit, formats), shown.chart_rows(each, about.unit, formats),
             formats.value(each.centre, about.unit, finer=1), formats.value(each.low, about.unit, finer=1),
             formats.value(each.high, about.unit, finer=1))
            for each in found.charts
        ],
        "may_cases": cases, "cases": shown.case_rows(found, process) if cases else [],
        "case_number": len(set(found.cases)), "case_count": formats.count(len(set(found.cases))),
        "more_cases": len(set(found.cases)) > shown.SHOWN_CASES, "formula": behind.formula if behind else "",
        "sources": declared.sources if declared else (), "attributes": about.attributes,
    }  # fmt: skip


def plain_extra(found: PersonFigures, snapshot: Snapshot, *, cases: bool) -> dict[str, object]:
    """Return what the JSON of a figure says besides its rows: what the page shows, and nothing more."""
    about = found.about
    declared = snapshot.metrics.get(about.metric)
    return {
        "state": found.state, "said": found.sentence, "words": list(found.words), "funnel": wording.funnel(found),
        "team": found.team, "credit": [asdict(each) for each in found.rules],
        "case_mix": [asdict(each) for each in found.parts], "charts": [asdict(each) for each in found.charts],
        "cases": list(dict.fromkeys(found.cases)) if cases else None, "grade": about.grade,
        "sources": list(declared.sources) if declared else [], "attributes": list(about.attributes),
        "checks": list(about.checks), "withheld": about.withheld, "how_to_read": list(about.words),
        "formula": found.workings.formula if found.workings else None,
    }  # fmt: skip


def plain_team(one: TeamFigure) -> dict[str, object]:
    """Return a team's figure for the twins."""
    return asdict(one)


def looks(by: Actor, metric: str) -> list[Look]:
    """Return who else has looked at a figure about whoever asks, the newest first."""
    every = lookers(person=by.person, but=by.account) if by.person else []
    return [each for each in every if each.kind == "person_metric" and each.key.split(" ")[0] == metric][:MOST_LOOKS]


def plain_looks(by: Actor, metric: str) -> list[dict[str, object]]:
    """Return the same for the twins."""
    return [plain_entry(each) for each in looks(by, metric)]


def parameters(behind: PersonWorkings) -> dict[str, object]:
    """Return what was estimated from all cases and what is the person's; of teams, those that their cases are of."""
    mine = {str(row["team"]) for row in behind.rows}
    teams = behind.parameters.get("teams")
    own = {name: each for name, each in teams.items() if name in mine} if isinstance(teams, Mapping) else {}
    return {**behind.parameters, "teams": own}


def parameters_shown(behind: PersonWorkings) -> list[tuple[str, str]]:
    """Return the numbers that a value is computed from, in full."""
    person = behind.parameters.get("person")
    own = person if isinstance(person, Mapping) else {}
    of_all = [(name, repr(behind.parameters[name])) for name in OF_ALL if name in behind.parameters]
    return of_all + [(name, repr(own[name])) for name in RECOMPUTES if name in own]


def working_rows(behind: PersonWorkings, *, named: bool) -> list[dict[str, object]]:
    """Return the cases behind a figure, each with what is needed to compute it again from this file alone.

    Ids of cases are given to the person and to those who may see cases; else they are numbered.
    """
    needed = {f"parameter {name}": float(text) for name, text in parameters_shown(behind)}
    needed["scale"] = behind.parameters.get("scale")  # type: ignore[assignment]  # a text beside numbers
    return [
        {**row, **({} if named else {"case": f"case {number}"}), **needed}
        for number, row in enumerate(behind.rows, 1)
    ]  # fmt: skip
