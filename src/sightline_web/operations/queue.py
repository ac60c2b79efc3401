"""The queue of deviations as rows: what happened, what it costs which goal, who answers for it, until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sightline_web.deviations import Deviation
from sightline_web.headlines import happened
from sightline_web.languages.openings import opening
from sightline_web.operations.marks import KINDS, STATES, Look, look_of, place_in_words, segment_text
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.prices import priced
from sightline_web.shell.sentences import Sentence, counted
from sightline_web.shell.sizes import likely
from sightline_web.shell.templatetags.shell import Shown, name
from sightline_web.shell.voices import said
from sightline_web.snapshot import Goal, Snapshot
from sightline_web.standing import Stand

__all__ = ["Asked", "Line", "about_queue", "choices", "deviation_row", "line"]

KEYS = ("owner", "process", "goal")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: the deviations of one owner, one process, on one goal; None for any."""

    owner: str | None
    process: str | None
    goal: str | None

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        """Return what a query asks for."""
        return cls(*(query.get(key) or None for key in KEYS))

    @property
    def anything(self) -> bool:
        """Whether nothing is filtered."""
        return not (self.owner or self.process or self.goal)

    def fits(self, each: Deviation) -> bool:
        """Whether a deviation is asked for; on a goal are those that cost it anything."""
        return (
            self.owner in {None, each.owner}
            and self.process in {None, each.process}
            and (self.goal is None or self.goal == each.goal or self.goal in each.prices)
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a filter."""

    value: str
    title: str
    chosen: bool


def choices(every: Sequence[Deviation], asked: Asked, snapshot: Snapshot) -> dict[str, list[Choice]]:
    """Return the entries of each filter: owners, processes and goals that there are deviations of."""
    goals = {goal.id: goal.statement for goal in snapshot.goals}
    processes = {process.id: process.title for process in snapshot.processes.values()}
    owners = sorted({each.owner for each in every if each.owner})
    used = {each.process for each in every}
    reached = {each.goal for each in every} | {goal for each in every for goal in each.prices}
    return {
        "owner": [Choice(each, name(each), each == asked.owner) for each in owners],
        "process": [Choice(each, title, each == asked.process) for each, title in processes.items() if each in used],
        "goal": [Choice(each, title, each == asked.goal) for each, title in goals.items() if each in reached],
    }


@dataclass(frozen=True, slots=True)
class Line:
    """One deviation in the queue."""

    deviation: Deviation
    what: str
    href: str
    kind: str
    where: str
    look: Look
    goal: Goal | None
    price: Shown | None
    span: str
    figure: SafeString
    part: str
    owner: str
    chance: str
    stand: Stand | None  # the exception that it belongs to
    state: str  # of that exception, in words
    why: str  # it has no price, or what else to know

    @property
    def language(self) -> str:
        """The language of `what`: English where the library says what happened, else the page's."""
        return "en" if self.deviation.sentence else ""


def line(each: Deviation, snapshot: Snapshot, formats: Formats, stand: Stand | None = None) -> Line:
    """Return a deviation as a row, with the exception that it belongs to, if there is one."""
    goal = next((goal for goal in snapshot.goals if goal.id == each.goal), None)
    process = snapshot.processes.get(each.process or "")
    case = _("case {case}").format(case=each.case) if each.case else ""
    where = [process.title if process else "", place_in_words(each.segment), case]
    origin = each.metric or (f"{each.process}.{each.rule}" if each.process and each.rule else None)
    cost = priced(goal, (each.low, each.price, each.high), each.price_share, origin, formats)
    pending = each.outcome == "pending"
    chance = _("{chance} likely").format(chance=likely(each.probability, formats)) if pending else ""
    return Line(
        each, _what(each) or _named(each, snapshot), _evidence(each), KINDS.get(each.kind, each.kind),
        " · ".join(filter(None, where)), look_of(each.outcome), goal, cost.price, cost.span, cost.figure, cost.part,
        name(each.owner) or NONE, chance, stand, str(STATES.get(stand.state, stand.state)) if stand else "",
        said(each.words),
    )  # fmt: skip


def _what(each: Deviation) -> str:
    """Return what happened, without what it costs, which has columns of its own."""
    return happened(each.sentence)


def _evidence(each: Deviation) -> str:
    """Return the page that shows a deviation."""
    if each.kind == "chart" and each.metric:
        query = f"?{urlencode({'segment': segment_text(each.segment)})}" if each.segment else ""
        return reverse("behaviour_chart", args=[each.metric]) + query
    if each.process and each.case:
        return reverse("case", args=[each.process, each.case])
    if each.process and each.rule:
        return reverse("rule", args=[each.process, each.rule])
    return reverse("metric", args=[each.metric]) if each.metric else reverse("operations")


def _named(each: Deviation, snapshot: Snapshot) -> str:
    metric, process = snapshot.metrics.get(each.metric or ""), snapshot.processes.get(each.process or "")
    rule = process.rules.get(each.rule or "") if process else None
    known = metric or rule
    return opening(f"{KINDS.get(each.kind, each.kind)}: {known.title if known else each.metric or each.rule or ''}")


def about_queue(found: Sequence[Deviation], lines: Sequence[Line], asked: Asked) -> Sentence:
    """Return what deviates and what that costs at most, in one sentence."""
    if not found:
        return Sentence.of(_("Nothing deviates.") if asked.anything else _("Nothing that fits deviates."))
    many = opening(counted(len(found), "deviation"))
    dearest = next((each for each in lines if each.price is not None and (each.deviation.price or 0) > 0), None)
    if dearest is None or dearest.goal is None or dearest.price is None:
        return Sentence.of(_("{deviations}; of none can be said what it costs a goal.").format(deviations=many))
    said = (
        _("{deviations}; it costs “{goal}” about {price}.")
        if len(found) == 1
        else _("{deviations}; the dearest costs “{goal}” about {price}.")
    )
    return Sentence.put(said, deviations=many, goal=dearest.goal.statement, price=dearest.price)


def deviation_row(each: Deviation, stand: Stand | None = None) -> dict[str, object]:
    """Return a deviation for the twins, in the words of the `deviations` command, with its exception's state."""
    return {
        "deviation": each.deviation,
        "process": each.process,
        "rule": each.rule,
        "case": each.case,
        "since": each.since,
        "outcome": each.outcome,
        "owner": each.owner,
        "goal": each.goal,
        "price": each.price,
        "low": each.low,
        "high": each.high,
        "state": stand.state if stand else each.state,
        "kind": each.kind,
        "metric": each.metric,
        "segment": segment_text(each.segment),
        "price_share": each.price_share,
        "probability": each.probability,
        "due": each.due,
        "sentence": each.sentence,
        "words": each.words,
    }
