"""Alignment, open work and capabilities: of roles and units for those whom the policy lets see them, of persons last.

Of a person something is shown only where the register of metrics allows it and the person was told; the person sees it
first, and a look at another's is written down before it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from sightline_web import keeper
from sightline_web.duties import queries as duties
from sightline_web.journal.services import looked
from sightline_web.policy.decide import may
from sightline_web.policy.grants import Condition, View
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.proposals import Proposal
from sightline_web.roles import aligning, assigning, cards, told
from sightline_web.shell.actors import actor_of
from sightline_web.shell.formats import Formats
from sightline_web.shell.guarding import person_asked, standing_to, today
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.shell.sentences import counted, opening
from sightline_web.snapshot import Snapshot, UnanswerableError
from sightline_web.store import StoreError

__all__ = ["alignment", "alignment_of", "assign", "assign_of"]

SECTION = "roles"
ENDING = "Nothing is assigned by it. "  # of the library's summary; what comes after is not said here yet
SHOWN = 200  # items of open work in a table; the rest is in the file
CLOSE = frozenset({Relation.SELF, Relation.MANAGER})


@guarded(Record.ALIGNMENT, Action.LIST, relations={Relation.SELF})
@page
def alignment(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show how far the work of roles and units is from what was agreed: one's own and one's team's, or all."""
    by, day = actor_of(request), today(snapshot)
    everything = may(by, Action.LIST, Record.ALIGNMENT, ()).allowed
    found = snapshot.alignment()
    mine = cards.roles_around(by.person, snapshot.directory, day)
    shown = found if everything else aligning.limited(found, mine)
    moves, restored = (), ()
    hands_out = may(by, Action.LIST, Record.ASSIGNMENT, ()).allowed
    leads = bool(by.person and snapshot.directory.team(by.person, day))
    try:
        stopped = told.ALIGNMENT in duties.stopped()
        people = _people(request, snapshot)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    if (hands_out or leads) and not stopped:
        open_to = found if hands_out else aligning.limited(found, mine)
        moves, restored = open_to.moves, open_to.restored
    formats, names = formats_of(request, snapshot.head.timezone), aligning.activity_names(snapshot)
    subjects = [*shown.roles, *shown.units]
    context = {
        "sentence": aligning.about(shown, formats, everything=everything),
        "tables": [
            (title, [aligning.row(each, formats) for each in aligning.told(those)])
            for title, those in (("Roles", shown.roles), ("Units", shown.units))
        ],
        "untold": [aligning.row(each, formats) for each in subjects if each not in aligning.told(subjects)],
        "details": [aligning.detail(each, shown, names, formats) for each in aligning.told(subjects)],
        "unseen": aligning.unseen_rows(shown.unseen, names, snapshot.role_titles, formats),
        "lost": formats.value(sum(each.share for each in shown.unseen), "share") if everything else "",
        "moves": [
            (aligning.activity_name(each.activity, names), _who(each.giver, snapshot), _who(each.taker, snapshot),
             formats.value(each.amount, "hours") if found.measured == "hours" else formats.count(round(each.amount)),
             opening(each.words.partition(": ")[2]))
            for each in moves
        ],
        "restored": [
            (snapshot.role_titles.get(role, role), *(formats.value(each, "share") for each in (now, after)))
            for role, now, after in restored
        ],
        "hands_out": hands_out or leads, "stopped": stopped, "measured": found.measured, "words": shown.words,
        "baseline": aligning.span_of(found.baseline[0], found.baseline[-1], formats) if found.baseline else "",
        "against_before": any(each.against == "baseline" for each in aligning.told(subjects)),
        "people": people,
    }  # fmt: skip
    rows = [aligning.plain(each) for each in subjects]
    extra = aligning.extra_of(shown, moves)
    crumbs = [Crumb("Roles", reverse("team"))]
    return Page("alignment", "Alignment", "roles/alignment.html", rows, context, extra, crumbs, section=SECTION)


def _who(name: str, snapshot: Snapshot) -> str:
    return snapshot.role_titles.get(name, name)


def _people(request: HttpRequest, snapshot: Snapshot) -> list[dict[str, str]]:
    """Return oneself and one's team, with where an alignment stands or why it is withheld; no figures.

    Those of the team who are withheld for the same reason stand together.
    """
    by, day = actor_of(request), today(snapshot)
    if not by.person:
        return []
    me = cards.card_of(by.person, snapshot.directory, day)
    found = [(card, card is me) for card in (*([me] if me and me.now else []), *_team(by.person, snapshot))]
    now, formats = timezone.now(), formats_of(request, snapshot.head.timezone)
    lines: list[dict[str, str]] = []
    together: dict[str, list[str]] = {}
    for card, own in found:
        unit = card.now.unit or "" if card.now else ""
        answer = told.alignment_told(card.id, unit, snapshot, day)
        href, words = "", told.reason_in_words(answer.reason, told.ALIGNMENT, own=own)
        if answer.stretch is not None:
            opens = told.opens(card.id, answer.stretch.until)
            if opens is None:  # nobody said yet that it is there: the time for the person to be first begins now
                told.made(card.id, answer.stretch, now)
                opens = told.opens(card.id, answer.stretch.until)
            if own or (opens is not None and opens <= now):
                href, words = reverse("alignment_of", args=[card.id]), ""
            else:
                when = f", or on {formats.moment(opens)}" if opens is not None else ""
                words = f"They see it first; it opens to you once they have{when}."
        if href or own:
            lines.append({"name": "You" if own else card.name, "href": href, "words": words})
        else:
            together.setdefault(words, []).append(card.name)
    return lines + [{"name": ", ".join(names), "href": "", "words": words} for words, names in together.items()]


def _team(person: str, snapshot: Snapshot) -> list[cards.Card]:
    return cards.reports_of(person, snapshot.directory, today(snapshot))


def _seen_first(request: HttpRequest, person: str, **_rest: object) -> frozenset[Condition]:
    """Return whether a person has seen their own alignment, or had five days to."""
    snapshot = keeper.current().state().snapshot
    if snapshot is None or Relation.MANAGER not in standing_to(request, person):
        return frozenset()
    try:
        stretch = snapshot.aligned_since()
        opens = None if stretch is None else told.opens(person, stretch.until)
    except (StoreError, UnanswerableError):
        return frozenset()
    return frozenset({Condition.SEEN_FIRST} if opens is not None and opens <= timezone.now() else ())


@guarded(Record.PERSON_METRIC, Action.VIEW, subject=person_asked, holding=_seen_first)
@page
def alignment_of(request: HttpRequest, snapshot: Snapshot, person: str) -> Page:
    """Show one person's alignment to that person, and then to their manager; a look is written down first."""
    by, day, standing = actor_of(request), today(snapshot), standing_to(request, person)
    card = cards.card_of(person, snapshot.directory, day)
    decision = may(by, Action.VIEW, Record.PERSON_METRIC, standing, holding=_seen_first(request, person))
    if card is None or not standing & CLOSE or decision.view is not View.FULL:  # what is pseudonymous names nobody
        raise Http404
    own = Relation.SELF in standing
    looked(by=by, kind=Record.PERSON_METRIC, key=person, subject=person)
    try:
        answer = told.alignment_told(person, card.now.unit or "" if card.now else "", snapshot, day)
        found = () if answer.stretch is None else snapshot.alignment_of(person, answer.stretch.since)
        if answer.stretch is not None and found and own:
            told.seen(by, answer.stretch, timezone.now())
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    formats, names = formats_of(request, snapshot.head.timezone), aligning.activity_names(snapshot)
    stretch = answer.stretch
    span = aligning.span_of(stretch.since, stretch.until, formats) if stretch is not None else ""
    whose = "your work" if own else f"the work of {card.name}"
    said = f"How far {whose} {span} is from what was agreed." if found else f"No work {span} is known of {whose}."
    if stretch is None:
        said = f"No figure is computed of {whose} alone."
    context = {
        "sentence": said, "own": own, "name": card.name,
        "withheld": told.reason_in_words(answer.reason, told.ALIGNMENT, own=own) if stretch is None else "",
        "roles": [
            (_who(each.role or "", snapshot), aligning.row(each, formats), aligning.detail(each, None, names, formats))
            for each in found
        ],
    }  # fmt: skip
    rows = [aligning.plain(each, person=True) for each in found]
    extra = {"withheld": answer.reason, "activities": aligning.activities_of(found)}
    crumbs = [Crumb("Roles", reverse("team")), Crumb("Alignment", reverse("alignment"))]
    return Page(
        f"alignment-{person}", "Alignment", "roles/alignment_of.html", rows, context, extra, crumbs, section=SECTION
    )


@guarded(Record.ASSIGNMENT, Action.LIST, relations={Relation.SELF})
@page
def assign(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show who should take which open work: all of it, or what is proposed to oneself and one's team."""
    by, day = actor_of(request), today(snapshot)
    everything = may(by, Action.LIST, Record.ASSIGNMENT, ()).allowed
    team = snapshot.directory.team(by.person, day) if by.person else ()
    anew = request.GET.get("anew") == "1"
    try:
        stopped = "assign" in duties.stopped()
        levels = _levels_of(snapshot)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    crumbs = [Crumb("Roles", reverse("team"))]
    if stopped:
        said = {"sentence": "What the model “assign” suggests is switched off.", "stopped": True}
        return Page("assign", "Open work", "roles/assign.html", [], said, {"stopped": True}, crumbs, section=SECTION)
    whole = snapshot.proposals(anew=anew, levels_of=levels)
    mine = {by.person, *team} - {None}
    roles = cards.roles_around(by.person, snapshot.directory, day) if team else frozenset()
    found = assigning.seen_by(whole, persons=mine, roles=roles, everything=everything)
    formats = formats_of(request, snapshot.head.timezone)
    given, left = ([each for each in found.rows if (each.person is not None) is there] for there in (True, False))
    names = cards.names_of({*(each.person for each in given), *(each.person for each in found.loads)} - {None})
    hrefs = {each: reverse("assign_of", args=[each]) for each in mine}
    context = {
        "sentence": assigning.about(found, formats, person=bool(by.person), team=bool(team), everything=everything),
        "anew": anew, "stopped": False, "given": _lines(given, snapshot, formats, names, hrefs),
        "left": _lines(left, snapshot, formats, names, hrefs), "hands_out": everything or bool(team),
        "loads": assigning.loads(found, names, formats), "proof": assigning.proof(whole, formats) if whole.rows else "",
        "levels": bool(levels), "more": max(len(given), len(left)) > SHOWN, "shown": SHOWN,
        "words": whole.words.partition(ENDING)[2] if everything else "",
    }  # fmt: skip
    rows = [assigning.plain(each) for each in found.rows]
    extra: dict[str, object] = {"until": found.until, "value": whole.value, "bound": whole.bound, "gap": whole.gap}
    extra["loads"] = [
        {"person": each.person, "capacity": each.capacity, "before": each.before, "after": each.after}
        for each in found.loads
    ]
    return Page("assign", "Open work", "roles/assign.html", rows, context, extra, crumbs, section=SECTION)


def _levels_of(snapshot: Snapshot) -> frozenset[str]:
    """Return of whom noted levels may count today, by the register of metrics."""
    day, directory = today(snapshot), snapshot.directory
    held = {each: directory.person(each, day) for each in directory.everybody(day)}
    units = {each: now.unit or "" for each, now in held.items() if now is not None}
    return told.allowed(told.CAPABILITIES, units, day, snapshot.head.timezone)


def _lines(
    rows: Iterable[Proposal],
    snapshot: Snapshot,
    formats: Formats,
    names: Mapping[str, str],
    hrefs: Mapping[str, str],
    *,
    own_reason: bool = False,
) -> list[assigning.Line]:
    return assigning.lines(
        list(rows)[:SHOWN], names=names, activities=aligning.activity_names(snapshot), titles=snapshot.role_titles,
        hrefs=hrefs, formats=formats, own_reason=own_reason,
    )  # fmt: skip


@guarded(Record.SKILL_LEVEL, Action.VIEW, subject=person_asked)
@page
def assign_of(request: HttpRequest, snapshot: Snapshot, person: str) -> Page:
    """Show what is proposed to one person with what of their levels stands behind it; a look is written down first."""
    by, day, standing = actor_of(request), today(snapshot), standing_to(request, person)
    card = cards.card_of(person, snapshot.directory, day)
    if card is None or not standing & CLOSE:
        raise Http404
    looked(by=by, kind=Record.SKILL_LEVEL, key=person, subject=person)
    own, anew = Relation.SELF in standing, request.GET.get("anew") == "1"
    try:
        stopped, levels = "assign" in duties.stopped(), _levels_of(snapshot)
        unit = card.now.unit or "" if card.now else ""
        reason = told.why_not(told.CAPABILITIES, person, unit, day, snapshot.head.timezone)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    rows = [] if stopped else [
        each for each in snapshot.proposals(anew=anew, levels_of=levels).rows if each.person == person
    ]  # fmt: skip
    formats, with_levels = formats_of(request, snapshot.head.timezone), person in levels
    whom = "you" if own else card.name
    many = counted(len(rows), "open item")
    context = {
        "sentence": opening(f"{many} {'is' if len(rows) == 1 else 'are'} proposed to {whom}; nothing is "
                                      "assigned by it."),
        "own": own, "name": card.name, "stopped": stopped,
        "given": _lines(rows, snapshot, formats, {person: card.name}, {}, own_reason=with_levels),
        "withheld": "" if with_levels else told.reason_in_words(reason, told.CAPABILITIES, own=own),
    }  # fmt: skip
    crumbs = [Crumb("Roles", reverse("team")), Crumb("Open work", reverse("assign"))]
    twins = [assigning.plain(each, own_reason=with_levels) for each in rows]
    return Page(
        f"assign-{person}", "Open work", "roles/assign_of.html", twins, context,
        {"withheld": "" if with_levels else reason}, crumbs, section=SECTION,
    )  # fmt: skip
