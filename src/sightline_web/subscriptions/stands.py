"""How something that is followed stands in a reading, and what of that changed beyond noise since it was told last.

Nothing is computed here and nothing is judged anew: a goal has its status and its chance, a metric the signals of its
behaviour chart, a control its outcome, a process and a rule their deviations. A value that merely moved is no change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from sightline_web.anchors import Anchor
from sightline_web.chances import chance_words
from sightline_web.deviations import Deviation
from sightline_web.engine.saying import plain_of
from sightline_web.languages.spoken import spoken_now
from sightline_web.policy.actor import Actor
from sightline_web.policy.decide import may
from sightline_web.policy.words import Action, Record
from sightline_web.shell.formats import Formats, chosen_locale
from sightline_web.shell.past import last_whole
from sightline_web.snapshot import Goal, Snapshot, UnanswerableError, UnderWayError
from sightline_web.subscriptions.wording import Signal, signal_words, status_words

__all__ = ["Stand", "changes", "stand_of"]

MOST = 20  # deviations that are told apart by name
Parts = tuple[str, ...]
FAILS = {"fail": "fails", "pass": "holds", "not_tested": "not tested"}


@dataclass(frozen=True, slots=True)
class Stand:
    """How something stands: values in `unit`, moments and days as ISO 8601, signs by which changes are known.

    Parameters
    ----------
    status : str
        A goal's status, a control's outcome, or how many deviations there are, in English; empty where there is nothing
        to judge.
    signals : mapping of str to Signal
        What speaks now, by a name that stays. None while that is not known.
    """

    status: str = ""
    value: float | None = None
    unit: str = ""
    period: str = ""
    target: float | None = None
    by: str = ""
    low: float | None = None
    forecast: float | None = None
    high: float | None = None
    chance: float | None = None
    review: str = ""
    signals: Mapping[str, Signal] | None = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        kept = {name: plain_of(each) if isinstance(each, str) else each for name, each in (self.signals or {}).items()}
        return asdict(self) | {"signals": None if self.signals is None else kept}


def stand_of(snapshot: Snapshot, anchor: Anchor, by: Actor) -> Stand:
    """Return how a page's object stands, with what an actor may see of it; raises LookupError where it is gone."""
    anchor.title(snapshot)
    with suppress(UnderWayError, UnanswerableError):
        if (ask := STANDS.get(anchor.kind.id)) is not None:
            return ask(snapshot, anchor.parts, by)
        return Stand(anchor.kind.state(anchor.parts))
    return Stand(signals=None)


def _goal(snapshot: Snapshot, parts: Parts, _by: Actor) -> Stand:
    goal: Goal = {each.id: each for each in snapshot.goals}[parts[0]]
    ahead = None
    with suppress(UnderWayError, UnanswerableError):
        ahead = snapshot.outlooks().get(goal.id) if snapshot.ready("outlooks") else None
    return Stand(
        goal.status, goal.value, goal.unit, goal.period or "", goal.target, goal.by.isoformat(),
        ahead.low if ahead else None, ahead.forecast if ahead else None, ahead.high if ahead else None,
        ahead.probability if ahead else None,
    )  # fmt: skip


def _metric(snapshot: Snapshot, parts: Parts, by: Actor) -> Stand:
    metric = snapshot.metrics[parts[0]]
    now = last_whole(snapshot.series(metric.id).points())
    spoke = _signals(snapshot, by, lambda each: each.kind == "chart" and each.metric == metric.id)
    return Stand(
        "signal" if spoke else "", now.value if now else None, metric.unit, now.label if now else "", signals=spoke
    )


def _process(snapshot: Snapshot, parts: Parts, by: Actor) -> Stand:
    spoke = _signals(snapshot, by, lambda each: each.process == parts[0])
    return Stand("deviates" if spoke else "", signals=spoke)


def _rule(snapshot: Snapshot, parts: Parts, by: Actor) -> Stand:
    spoke = _signals(snapshot, by, lambda each: (each.process, each.rule) == parts)
    return Stand("deviates" if spoke else "", signals=spoke)


def _control(snapshot: Snapshot, parts: Parts, _by: Actor) -> Stand:
    now = {each.control: each for each in snapshot.controls()}[parts[0]]
    due = now.review.isoformat() if now.review else ""
    return Stand(FAILS.get(now.outcome, now.outcome), now.value, now.unit, now.period.label, review=due)


def _effect(snapshot: Snapshot, parts: Parts, _by: Actor) -> Stand:
    if not snapshot.ready("effects"):
        return Stand()
    found = {(each.driver, each.on): each for each in snapshot.effects()}[parts[0], parts[1]]
    return Stand(
        found.support.replace("_", " "), found.per_unit, snapshot.metrics[parts[1]].unit, low=found.low, high=found.high
    )


def _initiative(snapshot: Snapshot, parts: Parts, by: Actor) -> Stand:
    if not may(by, Action.VIEW, Record.PROMISE).allowed:
        return Stand()
    book = snapshot.promises()
    if any(each.initiative == parts[0] for each in book.declined):
        return Stand("declined")
    return Stand("approved" if any(each.initiative == parts[0] for each in book.promises) else "not decided")


STANDS: Mapping[str, Callable[[Snapshot, Parts, Actor], Stand]] = {
    "goal": _goal, "metric": _metric, "chart": _metric, "process": _process, "rule": _rule, "control": _control,
    "effect": _effect, "initiative": _initiative,
}  # fmt: skip


def _signals(snapshot: Snapshot, by: Actor, concerns: Callable[[Deviation], bool]) -> dict[str, Signal] | None:
    """Return what deviates and is open to an actor, by a name that stays; None while that is being found.

    A rule is told, and never a single case.
    """
    if not snapshot.ready("deviations"):
        return None
    found: dict[str, Signal] = {}
    for each in snapshot.deviations():
        if concerns(each) and may(by, Action.LIST, Record.CHART if each.kind == "chart" else Record.DEVIATION).allowed:
            where = ",".join(f"{name}={value}" for name, value in each.segment)
            name = f"{each.kind} {each.rule or each.metric or ''} {where}".strip()
            found.setdefault(name, _said(snapshot, each))
    return dict(list(found.items())[:MOST])


def _said(snapshot: Snapshot, each: Deviation) -> Signal:
    if each.process and each.rule:
        rule = snapshot.processes[each.process].rules.get(each.rule)
        return {"rule": rule.title if rule else each.rule}
    return each.sentence or {"metric": each.metric or ""}


def changes(was: Mapping[str, Any], now: Stand) -> list[str]:
    """Return what changed beyond noise, a sentence each; nothing where nothing was known before."""
    return list(_changes(was, now)) if was else []


def _changes(was: Mapping[str, Any], now: Stand) -> Iterator[str]:
    before, after = str(was.get("status", "")), now.status
    if before != after and before and after and not now.signals:
        yield _("It is {after} now; it was {before}.").format(after=status_words(after), before=status_words(before))
    yield from _band(was.get("chance"), now.chance)
    spoke = was.get("signals", {})
    if spoke is not None and now.signals is not None:
        yield from _spoke(spoke, now.signals)


def _band(before: float | None, now: float | None) -> Iterable[str]:
    """Tell a chance that has another word now: `unlikely` where it was `about even`."""
    if before is None or now is None or chance_words(before) == chance_words(now):
        return
    text = _("The chance to reach it fell from {before} to {now}: it is {words} now.")
    if now > before:
        text = _("The chance to reach it rose from {before} to {now}: it is {words} now.")
    share = Formats(chosen_locale(spoken_now())).share
    yield text.format(before=share(before), now=share(now), words=chance_words(now))


def _spoke(before: Mapping[str, Signal], now: Mapping[str, Signal]) -> Iterable[str]:
    for name, signal in now.items():
        if name not in before:
            yield _("New: {sentence}").format(sentence=signal_words(signal))
    for name, signal in before.items():
        if name not in now:
            yield _("Over: {sentence}").format(sentence=signal_words(signal))
