"""The command palette: every page and object of the workspace, found by a few letters."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from weakref import WeakKeyDictionary

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from sightline_web.policy.actor import Actor
from sightline_web.shell.kinds import kind_word
from sightline_web.shell.openings import is_open
from sightline_web.snapshot import Snapshot

__all__ = ["Entry", "entries", "find", "nearest_entries", "offer", "reachable"]

SHOWN = 12
ALIKE, ALIKE_WORD = 0.6, 0.8  # from where a name, and a single word, resembles what was written
FURTHER = 0.15  # how much less than the best another may


_offers: list[Callable[[], Iterable[Entry]]] = []


@dataclass(frozen=True, slots=True)
class Entry:
    """One place to go to: what it is, its name and its address; `words` are searched too.

    `does` is the address that does what is to be done there: the place is offered where that is open as well.
    """

    kind: str
    title: str
    href: str
    words: str = ""
    does: str = ""

    @property
    def kind_word(self) -> str:
        """What the kind is called in the reader's language."""
        return kind_word(self.kind)


def offer(places: Callable[[], Iterable[Entry]]) -> None:
    """Have the palette offer places that a surface keeps itself; asked for at every search."""
    _offers.append(places)


def entries(snapshot: Snapshot) -> list[Entry]:
    """Return every place of the workspace, pages first."""
    by_language = _declared.setdefault(snapshot, {})
    language = get_language() or ""
    if (found := by_language.get(language)) is None:
        parts = (_of_goals, _of_metrics, _of_processes, _of_the_rest)
        found = by_language[language] = [entry for part in parts for entry in part(snapshot)]
    return [*_pages(), *found, *(entry for places in _offers for entry in places())]


_declared: WeakKeyDictionary[Snapshot, dict[str, list[Entry]]] = WeakKeyDictionary()  # as long as a reading is in use


def _pages() -> list[Entry]:
    return [
        Entry("page", _("Strategy"), reverse("strategy"), _("goals home start")),
        Entry("page", _("Scenarios"), reverse("scenarios"), _("what if saved compare")),
        Entry("page", _("What if?"), reverse("scenario_new"), _("scenario workbench change what would it take")),
        Entry("page", _("Operations"), reverse("operations"), _("deviations queue exceptions processes")),
        Entry("page", _("Behaviour charts"), reverse("behaviour_charts"), _("signals control limits cusum noise")),
        Entry("page", _("Metrics"), reverse("metrics"), _("all numbers list")),
        Entry("page", _("Line of sight"), reverse("sight"), _("what moves a goal")),
        Entry("page", _("Effects"), reverse("effects"), _("drivers suggestions evidence")),
        Entry("page", _("How probabilities did"), reverse("calibration"), _("calibration reliability brier chance")),
        Entry("page", _("Model"), reverse("model"), _("files check findings")),
        Entry("page", _("Sources"), reverse("sources"), _("data rejects freshness")),
        Entry("page", _("My record"), reverse("me"), _("me own who looked export")),
        Entry("page", _("My team"), reverse("team"), _("reports roles people")),
        Entry("page", _("Journal"), reverse("journal"), _("audit history who did what")),
        Entry("page", _("Accounts"), reverse("accounts"), _("people invite duties administration")),
        Entry("page", _("Notices"), reverse("notices"), _("mail digest alerts quiet hours told")),
        Entry("page", _("Discussions"), reverse("discussions"), _("comments threads talk")),
        Entry("page", _("What you follow"), reverse("following"), _("subscriptions digest watch")),
        Entry("page", _("Mentions and replies"), reverse("mentions"), _("inbox comments asked me")),
        Entry("page", _("Webhooks"), reverse("webhooks"), _("other systems escalation posts")),
        Entry("page", _("Care"), reverse("care"), _("backups retention erasure holds")),
        Entry("page", _("Live events"), reverse("landing"), _("senders programs logs refusals")),
        Entry("page", _("Compare scenarios"), reverse("scenario_compare"), _("side by side")),
        Entry("page", _("My account"), reverse("account"), _("password address second factor passkey")),
        Entry("page", pgettext("of a reader", "Preferences"), reverse("preferences"), _("language numbers time zone")),
        Entry("page", _("Sessions"), reverse("usersessions_list"), _("signed in devices")),
        Entry("page", _("API"), reverse("api"), _("rest openapi operations programs curl problems")),
        Entry("page", _("API tokens"), reverse("tokens"), _("programs scopes")),
    ]


def _of_goals(snapshot: Snapshot) -> Iterator[Entry]:
    for goal in snapshot.goals:
        yield Entry("goal", goal.statement, reverse("goal", args=[goal.id]), f"{goal.id} {goal.owner or ''}")
    for goal in snapshot.goals:
        yield Entry(
            "line of sight",
            _("What moves “{goal}”").format(goal=goal.statement),
            f"{reverse('sight')}?goal={goal.id}",
            goal.id,
        )
        taken = _("What it would take: {goal}").format(goal=goal.statement)
        yield Entry("line of sight", taken, reverse("levers", args=[goal.id]), goal.id)


def _of_metrics(snapshot: Snapshot) -> Iterator[Entry]:
    every = snapshot.metrics.values()
    for metric in every:
        yield Entry("metric", metric.title, reverse("metric", args=[metric.id]), f"{metric.id} {metric.owner or ''}")
    for kind, title, page in (
        ("computation", _("How {metric} was computed"), "computed"),
        ("line of sight", _("What {metric} moves"), "sight_from"),
        ("explanation", _("Why {metric} changed"), "why"),
    ):
        for metric in every:
            yield Entry(kind, title.format(metric=metric.title), reverse(page, args=[metric.id]), metric.id)


def _of_processes(snapshot: Snapshot) -> Iterator[Entry]:
    for process in snapshot.processes.values():
        yield Entry(
            "process",
            process.title,
            reverse("process", args=[process.id]),
            f"{process.id} " + _("map variants waiting"),
        )
        yield Entry(
            "process",
            _("Rules of {process}").format(process=process.title),
            reverse("rules", args=[process.id]),
            process.id,
        )
        for rule in process.rules.values():
            href = reverse("rule", args=[process.id, rule.id])
            yield Entry("rule outcomes", rule.title, href, f"{process.id} {rule.id} " + _("violated cases"))


def _of_the_rest(snapshot: Snapshot) -> Iterator[Entry]:
    for name, each in snapshot.origins.items():
        if each.kind != "metric":
            yield Entry(each.kind, each.title, reverse("sight_from", args=[name]), name)
    for name in snapshot.sources:
        yield Entry("source", name, reverse("source", args=[name]), _("rejects rows data"))
    for file in snapshot.files:
        yield Entry("file", file.path, reverse("model_file", args=[file.path]))


def _first_open(found: Iterable[Entry], actor: Actor, request: HttpRequest | None, limit: int | None) -> list[Entry]:
    """Return those whose page is open, and where something is to be done there, that as well."""
    opened = (
        entry
        for entry in found
        if is_open(actor, entry.href, request) and (not entry.does or is_open(actor, entry.does, request))
    )
    return list(islice(opened, limit))


def reachable(snapshot: Snapshot, *, actor: Actor, request: HttpRequest | None = None) -> list[Entry]:
    """Return all places open to an actor."""
    return _first_open(entries(snapshot), actor, request, None)


def find(
    snapshot: Snapshot, text: str, *, actor: Actor, request: HttpRequest | None = None, limit: int = SHOWN
) -> list[Entry]:
    """Return the places open to an actor that hold all words of `text`, the closest first; pages and goals for none."""
    words = text.casefold().split()
    if not words:
        first = (each for each in entries(snapshot) if each.kind in {"page", "goal"})
        return _first_open(first, actor, request, limit)
    scored = []
    for order, entry in enumerate(entries(snapshot)):
        score = _score(entry, words)
        if score is not None:
            scored.append((score, order, entry))
    scored.sort(key=lambda item: item[:2])
    found = _first_open((entry for _, _, entry in scored), actor, request, limit)
    return found or nearest_entries(snapshot, text, actor=actor)


def nearest_entries(snapshot: Snapshot, text: str, *, actor: Actor, limit: int = 5) -> list[Entry]:
    """Return the places open to an actor whose name resembles `text` most; none that does so far less than the best."""
    alike = difflib.SequenceMatcher(None, "", text.casefold())
    scored = []
    for order, entry in enumerate(entries(snapshot)):
        if entry.kind in {"computation", "explanation", "line of sight"}:
            continue
        names = [entry.title.casefold(), entry.href.rsplit("/", 1)[-1]]
        score = max(_alike(alike, name) for name in names)
        score = max([score, *(_alike(alike, word, least=ALIKE_WORD) for word in entry.words.casefold().split())])
        if score:
            scored.append((-score, order, entry))
    scored.sort(key=lambda item: item[:2])
    fair = scored[0][0] + FURTHER if scored else 0.0
    return _first_open((entry for score, _, entry in scored if score <= fair), actor, None, limit)


def _alike(text: difflib.SequenceMatcher[str], name: str, *, least: float = ALIKE) -> float:
    """Return how much a name resembles the text; 0 where they have little in common, which is mostly seen at once."""
    text.set_seq1(name)
    if text.real_quick_ratio() < least or text.quick_ratio() < least:
        return 0.0
    score = text.ratio()
    return score if score >= least else 0.0


def _score(entry: Entry, words: list[str]) -> int | None:
    title, rest = entry.title.casefold(), entry.words.casefold()
    total = 0 if entry.kind in {"page", "goal", "metric"} else 1
    for word in words:
        if title.startswith(word):
            continue
        if f" {word}" in title:
            total += 1
        elif word in title:
            total += 2
        elif word in rest:
            total += 3
        else:
            return None
    return total
