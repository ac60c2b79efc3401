"""What can be talked about and followed: pages of the enterprise, each with whose it is and who may see it.

No page about a single person is here, and none can be offered: conversations exist for that. A kind names a page, and
is told apart by the parts of the page's address; surfaces that keep their own records offer theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from sightline_web.policy.actor import Actor
from sightline_web.policy.decide import Decision, may
from sightline_web.policy.relations import owns
from sightline_web.policy.rules import ABOUT_PERSONS
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.guarding import today
from sightline_web.shell.kinds import kind_word
from sightline_web.snapshot import Goal, Snapshot, UnanswerableError, UnderWayError

__all__ = [
    "Anchor", "Due", "Kind", "anchor_at", "anchor_named", "anchor_shown", "decided", "due", "kinds", "offer",
    "offer_due", "view_of",
]  # fmt: skip

KEY_LETTERS = 200
QUERY_LETTERS = 300
ALONE = "all"  # the key of a page that is the only one of its kind
FRAME = "shell/"  # templates of pages about nothing: not found, not ready, refused
VIEWS = ("by", "grain", "since", "until", "segment", "goal", "from", "to", "share")  # what a query says of a view
Parts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of page.

    Parameters
    ----------
    id : str
        How it is called in addresses and records.
    page : str
        The name of its address.
    parts : tuple of str
        The arguments of its address, in order.
    record : Record
        What the policy calls it.
    title : callable
        Takes the snapshot and the parts, returns what a reader calls it; raises LookupError where it is not there.
    owner : callable
        Takes the same, returns the role that owns it, or None.
    state : callable
        Takes the parts, returns where it is in a word, for a kind that a surface keeps itself.
    discussed : bool
        Whether it has a discussion; one that has notes of its own is followed alone.
    followed : bool
        Whether it can be followed; one that explains another page is not, that other page is.
    views : tuple of str
        What else its query says of a view: names, or how they begin where a dot ends them.
    """

    id: str
    page: str
    parts: Parts
    record: Record
    title: Callable[[Snapshot, Parts], str]
    owner: Callable[[Snapshot, Parts], str | None] = lambda _snapshot, _parts: None
    state: Callable[[Parts], str] = lambda _parts: ""
    discussed: bool = True
    followed: bool = True
    views: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """The kind in words."""
        return kind_word(self.id.replace("-", " "))


@dataclass(frozen=True, slots=True)
class Anchor:
    """One page of a kind: what a comment hangs on."""

    kind: Kind
    parts: Parts

    @property
    def key(self) -> str:
        """The parts as one text, by which records find it; a page without any has a name for that."""
        return "/".join(self.parts) or ALONE

    @property
    def named(self) -> str:
        """Its kind and its key as one text, for addresses."""
        return f"{self.kind.id}:{self.key}"

    @property
    def href(self) -> str:
        """The page."""
        return reverse(self.kind.page, args=self.parts)

    def title(self, snapshot: Snapshot) -> str:
        """Return what a reader calls it; raises LookupError where it is not there any more."""
        return self.kind.title(snapshot, self.parts)


def _goal_of(snapshot: Snapshot, parts: Parts) -> Goal:
    return {each.id: each for each in snapshot.goals}[parts[0]]


def _metric(snapshot: Snapshot, parts: Parts) -> str:
    return snapshot.metrics[parts[0]].title


def _effect(snapshot: Snapshot, parts: Parts) -> str:
    driver, on = parts
    titles = {name: each.title for name, each in snapshot.origins.items()}
    return _("{driver} on {metric}").format(driver=titles[driver], metric=snapshot.metrics[on].title)


def _control_owner(snapshot: Snapshot, parts: Parts) -> str | None:
    return {each.control: each for each in snapshot.controls()}[parts[0]].owner  # the newest period comes last


_KINDS: dict[str, Kind] = {
    each.id: each
    for each in (
        Kind("goal", "goal", ("goal",), Record.GOAL,
             lambda snapshot, parts: _goal_of(snapshot, parts).statement,
             lambda snapshot, parts: _goal_of(snapshot, parts).owner),
        Kind("metric", "metric", ("metric",), Record.METRIC, _metric,
             lambda snapshot, parts: snapshot.metrics[parts[0]].owner),
        Kind("effect", "effect", ("driver", "on"), Record.EFFECT, _effect),
        Kind("process", "process", ("process",), Record.PROCESS,
             lambda snapshot, parts: snapshot.processes[parts[0]].title),
        Kind("rule", "rule", ("process", "rule"), Record.RULE,
             lambda snapshot, parts: snapshot.processes[parts[0]].rules[parts[1]].title,
             lambda snapshot, parts: snapshot.processes[parts[0]].rules[parts[1]].owner),
        Kind("chart", "behaviour_chart", ("metric",), Record.CHART,
             lambda snapshot, parts: _("{metric}: signal or noise").format(metric=_metric(snapshot, parts))),
        Kind("control", "control", ("control",), Record.CONTROL,
             lambda snapshot, parts: snapshot.control_titles[parts[0]], _control_owner),
        Kind("initiative", "initiative", ("initiative",), Record.INITIATIVE,
             lambda snapshot, parts: snapshot.origins[parts[0]].title),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Due:
    """Something that was decided about a page and is to be done until a day: what, until when, and by which role."""

    title: str
    day: date
    role: str


_dues: list[Callable[[Anchor], Iterable[Due]]] = []


def offer_due(ask: Callable[[Anchor], Iterable[Due]]) -> None:
    """Take over what tells which decisions about a page are due."""
    if ask not in _dues:
        _dues.append(ask)


def due(anchor: Anchor) -> list[Due]:
    """Return the decisions about a page that are open, the earliest first."""
    return sorted((each for ask in _dues for each in ask(anchor)), key=lambda each: each.day)


def offer(kind: Kind) -> None:
    """Take over a kind of page that a surface keeps itself; raises ValueError for one about single persons."""
    if kind.record in ABOUT_PERSONS:
        raise ValueError(f"pages of {kind.record} are about persons, and are talked about in conversations alone")
    _KINDS[kind.id] = kind


def kinds() -> Mapping[str, Kind]:
    """Return all kinds, by their names."""
    return _KINDS


def anchor_named(kind: str, key: str) -> Anchor | None:
    """Return what records call by a kind and a key; None where no address fits them."""
    found = _KINDS.get(kind)
    parts = () if key == ALONE and found is not None and not found.parts else tuple(key.split("/"))
    if found is None or len(parts) != len(found.parts) or len(key) > KEY_LETTERS:
        return None
    anchor = Anchor(found, parts)
    try:
        return anchor if anchor.href else None
    except NoReverseMatch:  # parts that no address of the page takes
        return None


def anchor_at(page: str, arguments: Mapping[str, object]) -> Anchor | None:
    """Return what a page is about, by the name and the arguments of its address; None for a page about nothing here."""
    for kind in _KINDS.values():
        if page.removesuffix("_json").removesuffix("_csv") == kind.page:
            return Anchor(kind, tuple(str(arguments[name]) for name in kind.parts))
    return None


def anchor_shown(context: Any) -> Anchor | None:
    """Return what the page of a template's context is about; None where it is about nothing here, or is not shown."""
    page, match = context.get("page"), getattr(context.get("request"), "resolver_match", None)
    if match is None or page is None or page.template.startswith(FRAME):
        return None
    return anchor_at(str(match.url_name), match.kwargs)


def view_of(query: str, kind: Kind | None = None) -> str:
    """Return what a query says of a view of a page, in a fixed order; what says nothing of it is left out."""
    asked = dict(parse_qsl(query))
    said = [(name, asked[name]) for name in VIEWS if asked.get(name)]
    for name in () if kind is None else kind.views:
        said += [each for each in parse_qsl(query) if each[0] == name or (name[-1] == "." and each[0].startswith(name))]
    kept = urlencode(said)
    return kept if len(kept) <= QUERY_LETTERS else ""


def decided(actor: Actor, anchor: Anchor, snapshot: Snapshot) -> Decision:
    """Return whether an actor may see a page, as the page itself would say; raises LookupError where it is gone."""
    anchor.title(snapshot)
    if (found := may(actor, Action.VIEW, anchor.kind.record)).allowed:
        return found
    held: frozenset[Relation] = frozenset()
    with suppress(LookupError, UnderWayError, UnanswerableError):
        held = owns(actor, anchor.kind.owner(snapshot, anchor.parts), snapshot.directory, today(snapshot))
    return may(actor, Action.VIEW, anchor.kind.record, held)
