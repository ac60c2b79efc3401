"""One exception, opened: its sentence, what it costs, its evidence, what was done to it, and what can be done now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.deviations import Deviation
from sightline_web.engine.exceptions import Rules, keys_of
from sightline_web.exceptions import clock, holders, keeping, listed, queries, wording
from sightline_web.exceptions.figures import Mark, over_time
from sightline_web.exceptions.models import Exceptional, Happening
from sightline_web.headlines import happened, unstopped
from sightline_web.languages.openings import opening
from sightline_web.policy.actor import Actor
from sightline_web.policy.decide import may
from sightline_web.policy.words import Action, Record
from sightline_web.raised import Life, Raised
from sightline_web.shell.actors import actor_of
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.guarding import today
from sightline_web.shell.pages import Crumb, Page, formats_of
from sightline_web.shell.sentences import Sentence
from sightline_web.shell.templatetags.shell import name
from sightline_web.shell.typed import whole
from sightline_web.shell.voices import said
from sightline_web.snapshot import Fault, Snapshot, UnanswerableError, UnderWayError
from sightline_web.store import StoreError

__all__ = ["Typed", "opened"]

CASES = 12


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a form that was refused, and why; shown again as it was."""

    values: Mapping[str, str] = field(default_factory=dict)
    fault: Fault | None = None
    form: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One deviation behind an exception, with the page that shows it; `language` where it is not the page's."""

    what: str
    href: str
    since: datetime
    language: str = ""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the records hold of one exception."""

    told: list[queries.Told]
    lives: list[Life]
    prices: list[tuple[datetime, float | None]]
    related: list[Exceptional]
    now: datetime
    done: Happening | None
    rules: Rules

    @classmethod
    def of(cls, request: HttpRequest, snapshot: Snapshot, row: Exceptional) -> _Kept:
        """Return it; raises UnanswerableError where the records cannot be read."""
        by = actor_of(request)
        try:
            return cls(
                queries.happenings(row=row, by=by), queries.lives(row=row), queries.prices(key=row.key),
                queries.related(row=row, by=by), clock.moment(snapshot),
                queries.just_done(by=by, happening=whole(request.GET.get("did"))), keeping.rules_now(snapshot),
            )  # fmt: skip
        except StoreError as error:
            raise UnanswerableError(error.fault) from error


def opened(
    request: HttpRequest, snapshot: Snapshot, row: Exceptional, crumbs: Sequence[Crumb], typed: Typed | None = None
) -> Page:
    """Return the page of one exception; with what was typed, where a form was refused."""
    by, formats = actor_of(request), formats_of(request, snapshot.head.timezone)
    one, kept = row.raised, _Kept.of(request, snapshot, row)
    held = holders.held_by_somebody(snapshot, today(snapshot))
    mine = holders.is_mine(row.role, by=by, mine=holders.roles_of(by), held=held)
    line = listed.line(row, snapshot, formats, mine=mine, now=kept.now)
    sentence = _sentence(line, formats)
    context = {
        "line": line,
        "one": one,
        "sentence": sentence,
        "costs": _costs(line),
        "roles": [(role, name(role)) for role in sorted(held) if role != row.role],
        "may_act": may(by, Action.EDIT, Record.EXCEPTION, holders.owning(by, row.role)).allowed,
        "typed": typed or Typed(),
        "processes": snapshot.processes.values(),
    }
    context |= _shown(line, kept, snapshot, formats) | _behind(one, kept, snapshot, by)
    extra = {
        "sentence": sentence.text,
        "happenings": [_plain(each) for each in kept.told],
        "lives": [_life(each) for each in kept.lives],
        "prices": [{"at": at, "price_share": share} for at, share in kept.prices],
        "related": [each.pk for each in kept.related],
    }
    rows = [listed.plain_row(one, row)]
    title = wording.title_of(one, snapshot)
    return Page(f"exception-{row.pk}", title, "exceptions/exception.html", rows, context, extra, crumbs, "operations")


def _shown(line: listed.Line, kept: _Kept, snapshot: Snapshot, formats: Formats) -> dict[str, object]:
    """Return what happened to an exception and what it cost, as the template asks for it."""
    marks = [Mark(each.at, wording.MARKS[each.what]) for each in _marked(kept.told)]
    return {
        "told": kept.told,
        "lives": [(each, _end(each)) for each in kept.lives] if len(kept.lives) > 1 else [],
        "figure": over_time(kept.prices, marks, formats),
        "prices": kept.prices,
        "threshold": wording.threshold_in_words(kept.rules.threshold(line.raised.subject), line.goal, formats),
        "outcomes": list(wording.OUTCOMES.items()),
        "reason": said(line.raised.reason),
        "most_muted": kept.rules.longest_mute_days,
        "done": kept.done,
        "said": wording.done_in_words(kept.done, snapshot) if kept.done else "",
    }


def _behind(one: Raised, kept: _Kept, snapshot: Snapshot, by: Actor) -> dict[str, object]:
    """Return what is behind an exception: deviations, cases, those that explain it, those that are like it."""
    evidence, waiting = _evidence(one, snapshot)
    named = [
        (each, wording.title_of(each.raised, snapshot), wording.title_language(each.raised)) for each in kept.related
    ]
    return {
        "evidence": evidence,
        "waiting": waiting,
        "cases": _cases(one, by),
        "more_cases": max(len(one.cases) - CASES, 0),
        "causes": [
            (title, reverse("exception", args=[each.pk]), language)
            for each, title, language in named
            if each.key in one.part_of
        ],
        "related": [(each, title, wording.look_of(each.raised), language) for each, title, language in named],
        "others": [
            (each.key, said(each.raised.sentence) or each.key, language)
            for each, _title, language in named
            if each.raised.open
        ],
    }


def _sentence(line: listed.Line, formats: Formats) -> Sentence:
    """Return what happened, and who must act until when."""
    one, what = line.raised, line.what.rstrip(".")
    if not one.open:
        said = _("{what}: {state} on {day}.")
        return Sentence.of(said.format(what=what, state=line.look.word, day=formats.day_of(one.changed_at)))
    if one.owner is None:
        return Sentence.of(_("{what}, and nobody answers for it.").format(what=what))
    if line.overdue:
        said = _("{what}: the {owner} should have acted by {day}.")
    elif one.due:
        said = _("{what}: the {owner} must act by {day}.")
    else:
        said = _("{what}: the {owner} must act.")
    owner = f"{line.owner[:1].lower()}{line.owner[1:]}"
    return Sentence.of(said.format(what=what, owner=owner, day=formats.day_of(one.due)))


def _costs(line: listed.Line) -> Sentence | None:
    """Return what an exception costs which goal; None where nothing says so."""
    if line.goal is None or line.cost.price is None:
        return None
    price = Sentence.of(line.cost.price)
    if line.cost.span:
        price = Sentence.put(_("{price} ({span} at 90%)"), price=price, span=line.cost.span)
    if line.cost.part:
        price = Sentence.put(_("{price}, {part}"), price=price, part=line.cost.part)
    said = _("It costs “{goal}” about {price}, as far as action can still avoid it.")
    return Sentence.put(said, goal=line.goal.statement, price=price)


def _end(life: Life) -> str:
    """Return what came of a life, as a table says it."""
    return opening(str(wording.ENDS.get(life.outcome, life.outcome))) if life.outcome else NONE


def _evidence(one: Raised, snapshot: Snapshot) -> tuple[list[Evidence], bool]:
    """Return the deviations behind an exception as they are now, and whether they are still being found."""
    found, waiting = [], False
    try:
        known = snapshot.deviations()
        keys = keys_of(known)
        mine = [each for each in known if keys[each.deviation] == one.key and each.kind in {"chart", "control"}]
        found = [Evidence(unstopped(happened(each.sentence)), _shown_at(each), each.since, "en") for each in mine]
    except UnderWayError:
        waiting = True
    except UnanswerableError:
        pass  # what follows is known all the same
    if one.process and one.rule:
        what = _("Rule “{rule}”: outcomes, causes, deadlines")
        href = reverse("rule", args=[one.process, one.rule])
        found.append(Evidence(what.format(rule=wording.subject_title(one.subject, snapshot)), href, one.since))
    if not found and one.metric:
        found.append(Evidence(wording.subject_title(one.metric, snapshot), _metric(one.metric), one.since))
    return found, waiting


def _shown_at(each: Deviation) -> str:
    if each.kind == "chart" and each.metric:
        place = ";".join(f"{dimension}={value}" for dimension, value in each.segment)
        return reverse("behaviour_chart", args=[each.metric]) + (f"?{urlencode({'segment': place})}" if place else "")
    return _metric(each.metric) if each.metric else reverse("operations")


def _metric(metric: str) -> str:
    return reverse("metric", args=[metric])


def _cases(one: Raised, by: Actor) -> list[tuple[str, str]]:
    """Return the cases that are named, each with its page where it is open to the actor."""
    if one.process is None:
        return [(each, "") for each in one.cases[:CASES]]
    open_ = may(by, Action.VIEW, Record.CASE).allowed
    return [(each, reverse("case", args=[one.process, each]) if open_ else "") for each in one.cases[:CASES]]


def _marked(told: Sequence[queries.Told]) -> list[queries.Told]:
    return [each for each in told if each.what in wording.MARKS and not each.undone]


def _plain(each: queries.Told) -> dict[str, object]:
    return {
        "happening": each.id, "at": each.at, "what": each.what, "who": each.who, "role": each.role, "note": each.note,
        "undone": each.undone,
    }  # fmt: skip


def _life(each: Life) -> dict[str, object]:
    return {
        "raised_at": each.raised_at, "acknowledged_at": each.acknowledged_at, "acted_at": each.acted_at,
        "closed_at": each.closed_at, "outcome": each.outcome, "price_share": each.price_share,
    }  # fmt: skip
