"""The sentences of promises, how what came looks, and the rows that a reader and the twins are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sightline_web.decided import Book, Known, Promise, Realised, Trust
from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.looks import CROSS, DASH, RING, TICK, Look
from sightline_web.shell.sentences import counted, listed, numeral
from sightline_web.shell.sizes import between
from sightline_web.shell.support import grade_word
from sightline_web.snapshot import Snapshot

__all__ = [
    "Row",
    "about_all",
    "about_one",
    "goal_of",
    "known_of",
    "known_words",
    "look_of",
    "methods",
    "moved",
    "row_of",
    "trust_rows",
    "twins",
]

LOOKS = {
    "as promised": Look(later("as promised"), TICK, "good"),
    "more": Look(later("more than promised"), TICK, "good"),
    "less": Look(later("less than promised"), CROSS, "bad"),
    "cannot say": Look(later("the data cannot say"), DASH, "dim"),
    "too early": Look(later("too early to say"), RING, "dim"),
    "not delivered": Look(later("not delivered yet"), RING, "dim"),
}
GROUPS = {"all": later("All promises"), "kind": later("Kind"), "asker": later("Asked for by")}
KEPT = ("as promised", "more")


@dataclass(frozen=True, slots=True)
class Row:
    """One promised change of one metric, and what came of it."""

    title: str
    href: str
    metric: str
    metric_href: str
    promised: str
    range: str
    decided: str
    reason: str
    known: str
    came: str
    interval: str
    since: str
    grade: str
    grade_word: str
    n: str
    look: Look
    words: str


def look_of(outcome: str) -> Look:
    """Return how what came looks."""
    return LOOKS.get(outcome, LOOKS["cannot say"])


def about_all(book: Book) -> str:
    """Return how promises are kept, in one sentence."""
    if not book.promises and not book.declined:
        return _("Nothing was promised yet: an initiative promises what it changes once it is approved.")
    if not book.realised:
        return _("No promise of a change was decided on yet.")
    told = [one for one in book.realised if one.value is not None]
    if not told:
        text = _("{changes} promised; of none can it be said yet what came.")
        return text.format(changes=opening(counted(len(book.realised), "change")))
    kept = sum(one.outcome in KEPT for one in told)
    less = sum(one.outcome == "less" for one in told)
    unsure = len(told) - kept - less
    parts = (
        (kept, ngettext("{number} came as promised or better", "{number} came as promised or better", kept)),
        (less, ngettext("{number} brought less", "{number} brought less", less)),
        (unsure, _("of {number} the data cannot say")),
    )
    said = [words.format(number=numeral(count)) for count, words in parts if count]
    text = ngettext(
        "Of {changes} that was delivered, {parts}.", "Of {changes} that were delivered, {parts}.", len(told)
    )
    return text.format(changes=counted(len(told), "change"), parts=listed(said))


def about_one(promise: Promise, book: Book, snapshot: Snapshot, formats: Formats) -> str:
    """Return where one initiative stands, in one sentence."""
    came = book.came(promise.initiative)
    told = [one for one in came if one.value is not None]
    if told:
        said = [_change(one, snapshot, formats) for one in told]
        return f"{promise.title}: {listed(said)}."
    refusals = book.refusals(promise.initiative)
    day = promise.approved_on
    if any(one.delivered_on for one in came):
        text = _("{title} is delivered; it cannot be said yet what came.")
    elif day is not None:
        text = _("{title} was approved on {day} and is not delivered yet.")
    elif refusals:
        text, day = _("{title} was declined on {day}."), refusals[0].approved_on
    else:
        text = _("{title} is not decided yet.") if book.open(promise.initiative) else _("{title} is delivered.")
    return text.format(title=promise.title, day=formats.day(day))


def _change(one: Realised, snapshot: Snapshot, formats: Formats) -> str:
    """Return what came of one change, and whether that was promised."""
    text = {
        "as promised": _("{change} of {metric} came, as promised"),
        "more": _("{change} of {metric} came, more than promised"),
        "less": _("{change} of {metric} came, less than promised"),
    }.get(one.outcome, _("{change} of {metric} were measured, too unsure to say whether that was promised"))
    return text.format(change=formats.change(one.value, one.unit), metric=_metric(one.metric, snapshot))


def _metric(name: str, snapshot: Snapshot) -> str:
    return snapshot.metrics[name].title if name in snapshot.metrics else name


def row_of(one: Realised, promise: Promise, snapshot: Snapshot, names: Mapping[str, str], formats: Formats) -> Row:
    """Return one promised change as a reader sees it."""
    low, likely, high = formats.declared(one.promised, one.unit)
    since = _("since {day}").format(day=formats.day(one.delivered_on)) if one.delivered_on else ""
    periods = _("{before} periods before, {after} after").format(before=one.before, after=one.after)
    return Row(
        promise.title, reverse("promise", args=[promise.initiative]), _metric(one.metric, snapshot),
        reverse("metric", args=[one.metric]) if one.metric in snapshot.metrics else "", likely,
        between(low, high, one.unit, formats),
        decided_words(promise, names, formats), promise.reason, known_of(moved(promise), snapshot, formats),
        formats.change(one.value, one.unit), _interval(one, formats), since, one.grade or "", grade_word(one.grade),
        periods if one.before else "", look_of(one.outcome), one.words,
    )  # fmt: skip


def _interval(one: Realised | Known, formats: Formats) -> str:
    if one.low is None or one.high is None:
        return ""
    return between(formats.change(one.low, one.unit), formats.change(one.high, one.unit), one.unit, formats)


def decided_words(promise: Promise, names: Mapping[str, str], formats: Formats) -> str:
    """Return when and by whom it was decided; empty where nobody ever did."""
    if promise.approved_on is None:
        return ""
    who = names.get(promise.by, promise.by)
    return _("{day}, by {who}").format(day=formats.day(promise.approved_on), who=who)


def moved(promise: Promise) -> Known | None:
    """Return what was known for the goal whose chance it moves most; None where nothing was."""
    told = [one for one in promise.known if one.after is not None and one.before is not None]
    return max(told, key=lambda one: abs((one.after or 0.0) - (one.before or 0.0)), default=None)


def known_words(one: Known | None, formats: Formats) -> str:
    """Return the chance of a goal without and with an initiative: "31% to 38%"."""
    if one is None or one.before is None or one.after is None:
        return NONE
    text = pgettext("a chance without and with something", "{first} to {last}")
    return text.format(first=formats.share(one.before), last=formats.share(one.after))


def known_of(one: Known | None, snapshot: Snapshot, formats: Formats) -> str:
    """Return the same with the goal; empty where nothing was known."""
    if one is None:
        return ""
    return _("{chance} of {goal}").format(chance=known_words(one, formats), goal=goal_of(one, snapshot))


def goal_of(one: Known, snapshot: Snapshot) -> str:
    """Return a goal in its own words."""
    return next((goal.statement for goal in snapshot.goals if goal.id == one.goal), one.goal)


def trust_rows(book: Book, snapshot: Snapshot, formats: Formats) -> list[dict[str, object]]:
    """Return how far each kind and asker can be trusted, and what follows for a new promise."""
    follows = _("counts as {share} of what it says")
    return [
        {
            "group": GROUPS[one.by], "name": _group(one, snapshot), "n": one.n, "share": formats.share(one.share),
            "interval": between(formats.share(one.low), formats.share(one.high), "share", formats),
            "follows": follows.format(share=formats.share(one.share)),
        }
        for one in book.trust
    ]  # fmt: skip


def _group(one: Trust, snapshot: Snapshot) -> str:
    return snapshot.role_titles.get(one.name, one.name) if one.by == "asker" else one.name


def methods(one: Realised, titles: Mapping[str, str]) -> str:
    """Return how what came was found, in words."""
    if one.value is None:
        return ""
    name = titles.get(one.metric, one.metric)
    if one.controls:
        text = _(
            "Difference in differences: the step in {metric} where it was delivered ({segments}), beside {others} "
            "without it, with errors of neighbouring periods that hang together."
        )
        others = counted(one.controls, "segment")
        return text.format(metric=name, segments=", ".join(one.segments), others=others)
    text = _(
        "Interrupted series: the step in {metric} beside its own trend and season, with errors of neighbouring periods "
        "that hang together. Whatever else happened then shows in it, too."
    )
    return text.format(metric=name)


def twins(book: Book) -> list[dict[str, object]]:
    """Return the rows of the twins: one for each promised change, and one for each promise or refusal without any."""
    by_name = {one.initiative: one for one in book.promises}
    found = [_twin(by_name[one.initiative], one) for one in book.realised if one.initiative in by_name]
    found += [_twin(one, None) for one in book.promises if not one.changes]
    return found + [_twin(one, None) for one in book.declined]


def _twin(promise: Promise, one: Realised | None) -> dict[str, object]:
    low, likely, high = one.promised if one else (None, None, None)
    return {
        "initiative": promise.initiative, "title": promise.title, "declined": promise.declined,
        "decided_on": promise.approved_on, "by": promise.by, "reason": promise.reason, "kind": promise.kind,
        "asked_by": promise.asked_by, "metric": one and one.metric, "unit": one and one.unit, "promised_low": low,
        "promised": likely, "promised_high": high, "delivered_on": one and one.delivered_on,
        "realised": one and one.value, "low": one and one.low, "high": one and one.high,
        "outcome": one and one.outcome, "grade": one and one.grade, "before": one and one.before,
        "after": one and one.after, "controls": one and one.controls, "words": one and one.words,
    }  # fmt: skip


def plain_trust(book: Book) -> list[dict[str, object]]:
    """Return how far promises can be trusted, for the JSON twins."""
    return [asdict(one) for one in book.trust]


def changes(promise: Promise, book: Book, snapshot: Snapshot, formats: Formats) -> list[dict[str, str]]:
    """Return what a promise changes, by metric: the least, the likeliest and the most."""
    units = {one.metric: one.unit for one in book.came(promise.initiative)}
    found = []
    for name, by in promise.changes.items():
        metric = snapshot.metrics.get(name)
        low, likely, high = formats.declared(by, metric.unit if metric else units.get(name, ""))
        href = reverse("metric", args=[name]) if metric else ""
        found.append({"title": _metric(name, snapshot), "href": href, "low": low, "likely": likely, "high": high})
    return found


def facts(promise: Promise, snapshot: Snapshot, formats: Formats) -> list[tuple[str, str]]:
    """Return what else a promise says: its cost, its effort, and who asked for it."""
    weeks = [f"{_role(name, snapshot).lower()} {formats.value(size, 'count')}" for name, size in promise.effort.items()]
    shows = _("after {time}").format(time=counted(promise.takes, "period")) if promise.takes else _("at once")
    said = [
        (_("Kind"), promise.kind or ""), (_("Asked for by"), _role(promise.asked_by or "", snapshot)),
        (_("Cost"), "" if promise.cost is None else formats.value(promise.cost, promise.currency)),
        (_("Effort in person-weeks"), ", ".join(weeks)), (_("Shows"), shows if promise.changes else ""),
    ]  # fmt: skip
    return [(name, text) for name, text in said if text]


def _role(name: str, snapshot: Snapshot) -> str:
    return snapshot.role_titles.get(name, name.replace("_", " ").capitalize())


def known_rows(promise: Promise, snapshot: Snapshot, formats: Formats) -> list[dict[str, str]]:
    """Return what was known of its worth for the goals that it moves, in their order."""
    goals = {goal.id: goal for goal in snapshot.goals}
    return [
        {
            "goal": goals[one.goal].statement if one.goal in goals else one.goal,
            "href": reverse("goal", args=[one.goal]) if one.goal in goals else "",
            "worth": formats.change(one.worth, one.unit),
            "interval": _interval(one, formats),
            "chance": known_words(one, formats), "words": one.words,
        }
        for one in promise.known
        if moves(one)
    ]  # fmt: skip


def moves(one: Known) -> bool:
    """Return whether anything has to be said of a goal: whether it is moved, or why that cannot be said."""
    return one.worth != 0 or bool(one.low or one.high)


def still(promise: Promise) -> str:
    """Return of how many goals nothing is moved."""
    count = sum(not moves(one) for one in promise.known)
    if not count or count == len(promise.known):
        return ""
    text = ngettext("{goals} stays as it is.", "{goals} stay as they are.", count)
    return text.format(goals=opening(counted(count, "other goal")))


def trust_words(one: Trust | None, snapshot: Snapshot, formats: Formats) -> str:
    """Return how far such a promise can be trusted; nothing without a record."""
    if one is None:
        return ""
    those = {
        "all": _("Promises"),
        "kind": _("Promises of the kind {name}"),
        "asker": _("Promises that {name} asked for"),
    }[one.by]
    text = _(
        "{promises} kept {share} (90% interval: {interval}, from {changes}): where promises are discounted, this one "
        "counts so much of what it says."
    )
    return text.format(
        promises=those.format(name=_group(one, snapshot)),
        share=formats.share(one.share),
        interval=between(formats.share(one.low), formats.share(one.high), "share", formats),
        changes=counted(one.n, "change"),
    )
