"""One person: what the cases say about the own work, and what they do not say.

Compared is with what the case mix predicts and with the team, never with a place among people. Words are about the
cases and the work.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from sightline.records.evidence import PersonChart, PersonEvidence, PersonState, RuleEstimate
from sightline.roles.evidence.charts import cusum, individuals
from sightline.roles.evidence.coding import Floats, Ints
from sightline.roles.evidence.contributions import attribute_words, contributions, nobody_else
from sightline.roles.evidence.estimates import SMALL_TEAMS
from sightline.roles.evidence.limits import OWN, RAW_WARNING, TEAM, state_of
from sightline.roles.evidence.scales import Z90, back, distance, percent
from sightline.roles.evidence.wording import (
    counterfactual,
    next_words,
    reliability_words,
    sentence,
)
from sightline.roles.evidence.worked import Worked
from sightline.roles.evidence.workings import taken, workings
from sightline.saying import say, say_many

__all__ = ["person_evidence"]

_ALONE = 0.2  # of the cases may be of a kind that nobody else does
_LEAST_TEAM = 5


@dataclass(frozen=True, slots=True, eq=False)
class _Own:
    """One person's place among the arrays: touches, cases, credit, the own team."""

    place: int
    touches: Ints
    rows: Ints
    credit: Floats
    team: int


def person_evidence(
    worked: Worked, person: str, *, raw: bool = False, rng: np.random.Generator
) -> PersonEvidence:  # fmt: skip
    """Return what can be said of one person.

    Parameters
    ----------
    worked : Worked
        The cases of all.
    person : str
        A pseudonymous id; of one without cases nothing is known.
    raw : bool
        Whether the unadjusted value is asked for; it comes with a warning, and never for fewer than 30 cases.
    rng : Generator
        For the limit of a chart of yes-or-no cases.
    """
    own = _own(worked, person)
    if own is None or worked.withheld:
        unknown = say("No case of this metric is known to be theirs.")
        return PersonEvidence(person, None, 0.0, "nothing", sentence=unknown)
    n = float(worked.shown.n[own.place])
    team = worked.teams.names[own.team]
    state = state_of(n)
    small = worked.teams.people[own.team] < _LEAST_TEAM
    base = PersonEvidence(person, None if team == SMALL_TEAMS else team, n, state)
    if state == "nothing":
        words = say_many(
            "{count} case: fewer than {least} say nothing about one person.",
            "{count} cases: fewer than {least} say nothing about one person.",
            round(n), least=TEAM,
        )  # fmt: skip
        return replace(base, sentence=words)
    why = _not_identifiable(worked, own, small=small)
    if state == "team_only" or why:
        return _of_team(worked, own, base, why, small=small)
    return _full(worked, own, base, raw=raw, rng=rng)


def _own(worked: Worked, person: str) -> _Own | None:
    known = worked.known
    if person not in known.people or not worked.estimates:
        return None
    place = known.people.index(person)
    touches = np.flatnonzero(known.touches.person == place)
    return _Own(
        place, touches, known.touches.row[touches], worked.shown.credit[touches], int(worked.teams.main[place])
    )  # fmt: skip


def _not_identifiable(worked: Worked, own: _Own, *, small: bool) -> str:
    """Return why the person's part cannot be told from something else; empty where it can."""
    if small:
        return say(
            "Fewer than {least} people do this work outside the larger teams: what is the person's and what is the "
            "team's cannot be told apart.",
            least=_LEAST_TEAM,
        )
    alone, attribute = nobody_else(worked.known.attributes, own.rows)
    if alone > _ALONE:
        return say(
            "{share} of the cases are of a kind that hardly anybody else does ({attribute}): what is the cases' and "
            "what is the person's cannot be told apart.",
            share=percent(alone), attribute=attribute_words(attribute),
        )  # fmt: skip
    parts = [float(one.part[own.place]) for one in worked.estimates.values()]
    if min(parts) < 0 < max(parts):
        return say(
            "Shared cases can be credited in two ways, and they disagree on whether the work takes more or less than "
            "expected: not identifiable."
        )
    return ""


def _of_team(worked: Worked, own: _Own, base: PersonEvidence, why: str, *, small: bool) -> PersonEvidence:
    found, scale = worked.shown, worked.cases.scale
    state: PersonState = "not_identifiable" if why else base.state
    few = say("{cases:.0f} cases: from {own} on there is a value of the person's own.", cases=base.n, own=OWN)
    if small:
        return replace(base, state=state, sentence=why, cases=_cases(worked, own.rows))
    centre = float(worked.centre[own.team])
    spread = float(np.sqrt(_team_variance(worked, own.team) + found.people.variance))
    value, low, high = (back(centre + z * spread, scale) for z in (0.0, -Z90, Z90))
    shown = replace(
        base, state=state, value=value, low=low, high=high, team_value=value, cases=_cases(worked, own.rows),
        rules=_rules(worked, own) if why else (),
    )  # fmt: skip
    words = say("The value is the team's; the interval holds where nine of ten people of the team lie.")
    return replace(shown, sentence=why or few, words=(words,))


def _team_variance(worked: Worked, team: int) -> float:
    return float(worked.shown.team_variance[team]) if worked.known.touches.single else 0.0


def _full(
    worked: Worked, own: _Own, base: PersonEvidence, *, raw: bool, rng: np.random.Generator
) -> PersonEvidence:  # fmt: skip
    found, scale, place = worked.shown, worked.cases.scale, own.place
    centre = float(worked.centre[own.team])
    part, error = float(found.part[place]), float(found.error[place])
    value, low, high = (back(centre + part + z * error, scale) for z in (0.0, -Z90, Z90))
    effect, effect_low, effect_high = (distance(part + z * error, scale) for z in (0.0, -Z90, Z90))
    funnel, number = worked.funnel, int(worked.looked_at[:place].sum())
    half = float(funnel.half[number])
    mix = float(np.average(worked.mix.expected[own.rows], weights=own.credit))
    seen = float(np.average(worked.known.y[own.rows], weights=own.credit))
    others = float((own.credit * taken(worked, own.touches)).sum() / own.credit.sum())
    # what one more case of this mix takes: all that is known of it, with the own part counted by its credit
    ahead = mix + others + part * float((own.credit**2).sum() / own.credit.sum())
    whole = replace(
        base, value=value, low=low, high=high, team_value=back(centre, scale), expected=back(mix, scale),
        reliability=float(found.kept[place]), effect=effect, effect_low=effect_low, effect_high=effect_high,
        beyond=bool(funnel.beyond[number]), funnel_low=back(centre - half, scale),
        funnel_high=back(centre + half, scale), next_value=back(ahead, scale), raw=back(seen, scale) if raw else None,
        parts=contributions(worked.mix, own.rows, own.credit, worked.average, worked.base, scale),
        rules=_rules(worked, own), charts=_charts(worked, own, rng), cases=_cases(worked, own.rows),
        workings=workings(worked, base.person),
    )  # fmt: skip
    words = (
        *counterfactual(whole, worked, back(worked.base, scale)),
        reliability_words(whole),
        next_words(whole, worked.cases, distance(ahead - seen, scale)),
        *((say(RAW_WARNING),) if raw else ()),
    )
    return replace(whole, sentence=sentence(whole, worked.cases), words=words)


def _rules(worked: Worked, own: _Own) -> tuple[RuleEstimate, ...]:
    scale = worked.cases.scale
    return tuple(
        RuleEstimate(
            rule, float(one.n[own.place]),
            *(distance(float(one.part[own.place] + z * one.error[own.place]), scale) for z in (0.0, -Z90, Z90)),
        )
        for rule, one in worked.estimates.items()
    )  # fmt: skip


def _charts(worked: Worked, own: _Own, rng: np.random.Generator) -> tuple[PersonChart, ...]:
    known = worked.known
    centre = float(worked.centre[own.team])
    others = taken(worked, own.touches)
    rest = known.y[own.rows] - worked.mix.expected[own.rows] - others
    months = known.attributes[-1]
    found = [
        individuals(
            centre + rest, own.credit, months.code[own.rows].astype(np.int64), months.levels, scale=known.scale
        )
    ]  # fmt: skip
    if known.scale == "share" and known.touches.single:
        moments = _moments(worked, own.rows)
        order = np.argsort(moments, kind="stable")
        probability = worked.mix.expected[own.rows] + others
        days = moments[order].astype("datetime64[D]").astype(str).tolist()
        happened = known.y[own.rows][order]
        found.append(cusum(happened, np.clip(probability[order], 0.001, 0.999), days, rng))
    return tuple(one for one in found if one is not None)


def _moments(worked: Worked, rows: Ints) -> np.ndarray:
    at = worked.cases.table.column("at").take(pa.array(worked.known.place[rows]))
    return np.asarray(at.cast(pa.timestamp("us")).to_numpy()).astype("datetime64[us]")


def _cases(worked: Worked, rows: Ints) -> tuple[str, ...]:
    order = np.argsort(_moments(worked, rows), kind="stable")
    names = worked.cases.table.column("case").take(pa.array(worked.known.place[rows[order]]))
    return tuple(str(one) for one in names.to_pylist())
