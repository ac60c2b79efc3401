"""The summary: how much of a metric is individual, what teams take, and what the data cannot say. It names nobody."""

from __future__ import annotations

import numpy as np

from sightline.disclosure import Gate
from sightline.records.evidence import Evidence, PersonEvidence, TeamValue, VarianceBar
from sightline.roles.evidence.coding import summed
from sightline.roles.evidence.connected import connected
from sightline.roles.evidence.estimates import SMALL_TEAMS
from sightline.roles.evidence.scales import Z90, back, percent, scale_words
from sightline.roles.evidence.shrinkage import needed
from sightline.roles.evidence.worked import Worked
from sightline.saying import Said, joined, listed, phrase, say

__all__ = ["summary", "variance_bar"]

_HIDDEN = phrase("Fewer than 5 people, or it would give a smaller team away: withheld.")
_LITTLE = 0.05


def summary(worked: Worked, person: PersonEvidence | None = None) -> Evidence:
    """Return what the cases say; where a check failed, only why nothing is shown."""
    cases, known = worked.cases, worked.known
    head = (
        cases.metric, cases.title, cases.unit, cases.better, cases.scale, len(known), len(known.people),
        cases.attributes, worked.checks,
    )  # fmt: skip
    if worked.withheld:
        return Evidence(*head, withheld=worked.withheld)
    found = worked.shown
    row = known.touches.row
    many = np.diff(np.append(np.flatnonzero(np.diff(row, prepend=-1) != 0), len(row)))
    shared = float((many > 1).mean())
    average = back(worked.base + float(found.team_part.mean()), cases.scale)
    bar = variance_bar(worked)
    return Evidence(
        *head, bar=bar, needed=needed(found.sigma2, found.people.variance), average=average,
        teams=_teams(worked), connected=connected(known, found.credit), person=person, shared=shared,
        words=_words(worked, bar, shared),
    )  # fmt: skip


def variance_bar(worked: Worked) -> VarianceBar:
    """Return the shares of case mix, team, person and chance in the variance of cases."""
    found, known = worked.shown, worked.known
    squares = float((found.credit**2).sum()) / len(
        known
    )  # of one case, what several people's parts leave of a variance
    # what is the teams' of shared cases varies by who shared them; else by team
    scaled = 1.0 if known.touches.single else float(found.team_part.var()) / max(found.team.variance, 1e-300)
    rest = found.people.variance * squares + found.team.variance * scaled + found.sigma2
    mix = max(float(known.y.var()) - float(found.rest.var()), 0.0)
    whole = max(mix + rest, 1e-300)

    def share(part: float, of: float) -> float:
        return 1.0 if not np.isfinite(part) else part / max(whole - of + part, 1e-300)

    person, team = found.people.variance * squares, found.team.variance * scaled
    low, high = (share(one * squares, person) for one in (found.people.low, found.people.high))
    team_low, team_high = (share(one * scaled, team) for one in (found.team.low, found.team.high))
    parts = (mix / whole, team / whole, person / whole, found.sigma2 / whole)
    return VarianceBar(*parts, low, high, team_low, team_high, _bar_words(parts, low, high))


def _teams(worked: Worked) -> tuple[TeamValue, ...]:
    names, found = worked.teams.names, worked.shown
    if not worked.known.teams:  # nothing says who belongs where: there is one group, and no team
        return ()
    people = {str(one): {"team": names[team]} for one, team in enumerate(worked.teams.main) if team >= 0}
    gate = Gate(people, ("team",))
    n = summed(worked.teams.of, found.credit, len(names))
    teams = []
    for place, name in enumerate(names):
        cell = gate.answer({"team": name})
        if not cell.shown or name == SMALL_TEAMS:
            called = say(SMALL_TEAMS) if name == SMALL_TEAMS else name
            teams.append(TeamValue(called, None, None, None, None, None, say(_HIDDEN)))
            continue
        centre, variance = _team(worked, place)
        half = Z90 * float(np.sqrt(variance))
        value, low, high = (back(one, worked.cases.scale) for one in (centre, centre - half, centre + half))
        teams.append(TeamValue(name, cell.n, round(float(n[place])), value, low, high))
    return tuple(teams)


def _team(worked: Worked, place: int) -> tuple[float, float]:
    """Return what an average case takes in a team, and how well that is known; shared cases are those it worked on."""
    found, touches = worked.shown, worked.known.touches
    if touches.single:
        return float(worked.centre[place]), float(found.team_variance[place])
    mine = worked.teams.of == place
    credit = found.credit[mine]
    whole = max(float(credit.sum()), 1e-300)
    mean = float((credit * found.rest[touches.row[mine]]).sum()) / whole
    return worked.base + mean, found.sigma2 * float((credit**2).sum()) / whole**2


def _bar_words(parts: tuple[float, ...], low: float, high: float) -> Said:
    mix, team, person, unexplained = (percent(one) for one in parts)
    return say(
        "Of the differences between cases, {mix} come of the cases themselves, {team} of the team, {person} of the "
        "person (90 % interval {low} to {high}), and {unexplained} of nothing known.",
        mix=mix, team=team, person=person, low=percent(low), high=percent(high), unexplained=unexplained,
    )  # fmt: skip


def _words(worked: Worked, bar: VarianceBar, shared: float) -> tuple[str, ...]:
    cases, known = worked.cases, worked.known
    words: list[str] = [_rests_on(cases.attributes), scale_words(cases.scale)]
    if bar.person_low <= 0:
        words.append(say("The data cannot tell people apart: all differences between them may be chance."))
    elif bar.person < _LITTLE:
        words.append(say("Little of it is individual: look at the cases and at how the work is organised first."))
    if shared > 0:
        words.append(_credited(shared, tuple(worked.estimates)))
    if known.drawn_in:
        many = known.drawn_in
        words.append(say("{many:,} extreme values were drawn in to six interquartile ranges.", many=many))
    words += [cases.words] if cases.words else []
    words.append(say(_CORRELATIONAL))
    return tuple(words)


_CORRELATIONAL = phrase(
    "Nobody assigns cases by lot, so this is correlational: what the attributes do not tell of a case counts as the "
    "person's or as chance. Cases that follow each other are taken as independent."
)


def _rests_on(attributes: tuple[str, ...]) -> Said:
    if not attributes:
        return say("What is expected of a case rests on nothing and the month, fitted on cases of other people.")
    text = phrase("What is expected of a case rests on {attributes} and the month, fitted on cases of other people.")
    return say(text, attributes=joined(", ", attributes))


def _credited(shared: float, rules: tuple[str, ...]) -> Said:
    text = phrase("{share} of the cases were touched by several people; they are credited {rules}.")
    return say(text, share=percent(shared), rules=listed([say(_RULES[one]) for one in rules]))


_RULES = {
    "equal": phrase("in equal shares"),
    "time": phrase("by the time each took"),
    "effect": phrase("by time and by what each activity moves"),
}
