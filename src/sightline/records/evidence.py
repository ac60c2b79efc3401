"""Evidence about work: what cases, teams and people differ by, how sure that is, and what it rests on.

People are pseudonymous ids; their names are joined in pages alone. No record holds a place among people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pyarrow as pa

from sightline.records.cases import Scale

__all__ = [
    "CaseMixPart",
    "CasesNeeded",
    "Check",
    "Connected",
    "Evidence",
    "PersonChart",
    "PersonEvidence",
    "PersonState",
    "RuleEstimate",
    "TeamValue",
    "VarianceBar",
    "Workings",
]  # fmt: skip

PersonState = Literal["nothing", "team_only", "not_identifiable", "shown"]


@dataclass(frozen=True, slots=True)
class Check:
    """One check before anything is computed.

    Parameters
    ----------
    name : str
        `performers`, `matched`, `clock`, `zeros`, `exposure`.
    passed : bool
        Where one is not, nothing about teams and people is shown.
    value : float
        The share or number that was looked at.
    words : str
        What was found, and what to do where it failed.
    """

    name: str
    passed: bool
    value: float
    words: str


@dataclass(frozen=True, slots=True)
class VarianceBar:
    """How much of a metric is individual: shares of the variance of cases, which sum to 1.

    Parameters
    ----------
    case_mix, team, person, unexplained : float
        Shares.
    person_low, person_high : float
        The 90 % interval of `person`.
    team_low, team_high : float
        That of `team`.
    words : str
        The bar as a sentence.
    """

    case_mix: float
    team: float
    person: float
    unexplained: float
    person_low: float
    person_high: float
    team_low: float
    team_high: float
    words: str


@dataclass(frozen=True, slots=True)
class CasesNeeded:
    """How many cases one person needs until the own value says more than the team's.

    Parameters
    ----------
    reliability : float
        0.5, 0.7 or 0.8: the share of differences between people's means that is no chance.
    cases : float, optional
        None where no number of cases would do, since people do not differ as far as the data can say.
    """

    reliability: float
    cases: float | None


@dataclass(frozen=True, slots=True)
class TeamValue:
    """What an average case takes in one team.

    Parameters
    ----------
    team : str
        Its id.
    people, n : int
        How many worked in it, and the cases that are theirs (shared cases count by share, rounded).
    value, low, high : float, optional
        In the metric's unit, with the 90 % interval; None where withheld.
    words : str
        Why it is withheld.
    """

    team: str
    people: int | None
    n: int | None
    value: float | None
    low: float | None
    high: float | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Connected:
    """Where person and team can be told apart: sets of teams that are joined by people who worked in several.

    Parameters
    ----------
    sets : int
        How many there are; 1 where all teams can be compared.
    largest : float
        The share of the cases in the largest set.
    movers : int
        People who worked in more than one team.
    words : str
        What follows from it.
    """

    sets: int
    largest: float
    movers: int
    words: str


@dataclass(frozen=True, slots=True)
class CaseMixPart:
    """By how much one attribute of a person's cases moves what is to be expected of them.

    Parameters
    ----------
    attribute : str
        Its name; `combination` for what attributes do together.
    change : float
        In the metric's unit, against an average case; on the log scale a ratio less 1.
    level : str
        The value that stands out among this person's cases, and by how much; empty where none does.
    """

    attribute: str
    change: float
    level: str


@dataclass(frozen=True, slots=True)
class RuleEstimate:
    """A person's estimate under one rule of credit for shared cases.

    Parameters
    ----------
    rule : str
        `equal`, `time` or `effect`.
    n : float
        Cases, each by this person's share in it.
    effect, low, high : float
        What is this person's own, against the team: in the metric's unit, or a ratio less 1 on the log scale.
    """

    rule: str
    n: float
    effect: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PersonChart:
    """One person's value over time, adjusted for the case mix, against the person's own usual spread.

    Parameters
    ----------
    kind : str
        `xmr` (mean of each month) or `cusum` (yes or no outcomes, in the order of cases).
    periods : tuple of str
        Labels of months, or days of cases.
    values : tuple of float
        Of `xmr` in the metric's unit for an average case; of `cusum` the upper sum.
    centre, low, high : float
        Of `cusum` `high` is the limit, and `low` minus it.
    lower : tuple of float
        The lower sums of `cusum`; empty else.
    signals : tuple of str
        The periods in which a value is beyond a limit.
    provisional : bool
        Whether limits rest on fewer than twenty values.
    words : str
        What it shows.
    """

    kind: Literal["xmr", "cusum"]
    periods: tuple[str, ...]
    values: tuple[float, ...]
    centre: float
    low: float
    high: float
    lower: tuple[float, ...]
    signals: tuple[str, ...]
    provisional: bool
    words: str


@dataclass(frozen=True, slots=True, eq=False)
class Workings:
    """All that a number rests on; from it, the number can be computed again to 1e-9.

    Parameters
    ----------
    formula : str
        The version of the formulas.
    cases : pa.Table
        `case, at, value, y` (on the scale of comparison, extremes drawn in), `expected`, `fold`, the attributes as they
        were used, `person, team, weight`: one row per case and person.
    parameters : mapping
        What was estimated from all cases, and what the person's values are: numbers, texts and lists.
    words : str
        How the number follows from both.
    """

    formula: str
    cases: pa.Table = field(repr=False)
    parameters: Mapping[str, Any]
    words: str


@dataclass(frozen=True, slots=True, eq=False)
class PersonEvidence:
    """What the cases say about one person's work, and what they do not say.

    Parameters
    ----------
    person : str
        A pseudonymous id.
    team : str, optional
        In which most of the cases were done.
    n : float
        Cases, each by this person's share in it.
    state : str
        `nothing` (fewer than 10 cases), `team_only` (fewer than 30), `not_identifiable` or `shown`.
    value, low, high : float, optional
        What an average case takes: the shrunk value with its 90 % interval, or the team's; in the metric's unit.
    team_value : float, optional
        What an average case takes in the team.
    expected : float, optional
        What this person's own cases take, whoever does them.
    reliability : float, optional
        How much of the distance from the team is kept, 0 to 1.
    effect, effect_low, effect_high : float, optional
        The person's own part against the team: in the unit, or a ratio less 1 on the log scale.
    beyond : bool
        Whether it lies outside the funnel, by chance in fewer than one in a hundred people without differences.
    funnel_low, funnel_high : float, optional
        Between them, a person with so many cases is not told from chance.
    next_value : float, optional
        What the same mix of cases is expected to take next, without any action.
    raw : float, optional
        What the cases took, unadjusted; only where it was asked for.
    parts : tuple of CaseMixPart
        Which attributes make the difference between these cases and average ones.
    rules : tuple of RuleEstimate
        Under the rules of credit for shared cases; one where no case is shared.
    charts : tuple of PersonChart
        Over time.
    cases : tuple of str
        The ids of the cases, oldest first.
    sentence : str
        What can be said, in one sentence.
    words : tuple of str
        The explanation: case mix, reliability, what will happen without any action, what is not known.
    workings : Workings, optional
        Behind it.
    """

    person: str
    team: str | None
    n: float
    state: PersonState
    value: float | None = None
    low: float | None = None
    high: float | None = None
    team_value: float | None = None
    expected: float | None = None
    reliability: float | None = None
    effect: float | None = None
    effect_low: float | None = None
    effect_high: float | None = None
    beyond: bool = False
    funnel_low: float | None = None
    funnel_high: float | None = None
    next_value: float | None = None
    raw: float | None = None
    parts: tuple[CaseMixPart, ...] = ()
    rules: tuple[RuleEstimate, ...] = ()
    charts: tuple[PersonChart, ...] = ()
    cases: tuple[str, ...] = field(default=(), repr=False)
    sentence: str = ""
    words: tuple[str, ...] = ()
    workings: Workings | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What the cases of a metric say: how much of it is individual, what teams take, and one person where asked.

    Parameters
    ----------
    metric, title, unit, better : str
        What is measured.
    scale : str
        How values are compared.
    n, people : int
        Cases with a performer, and how many people performed them.
    attributes : tuple of str
        What the case mix is made of.
    checks : tuple of Check
        What was checked before.
    withheld : str
        Why nothing is shown; empty where something is.
    bar : VarianceBar, optional
        How much is individual.
    needed : tuple of CasesNeeded
        For reliabilities 0.5, 0.7 and 0.8.
    average : float, optional
        What an average case takes.
    teams : tuple of TeamValue
        In the order of their ids.
    connected : Connected, optional
        Where person and team can be told apart.
    person : PersonEvidence, optional
        The one who was asked about.
    shared : float
        The share of cases that several people touched.
    grade : str
        What kind of evidence it is: always `correlational`, since nobody assigns cases by lot.
    words : tuple of str
        How to read it.
    """

    metric: str
    title: str
    unit: str
    better: str
    scale: Scale
    n: int
    people: int
    attributes: tuple[str, ...]
    checks: tuple[Check, ...]
    withheld: str = ""
    bar: VarianceBar | None = None
    needed: tuple[CasesNeeded, ...] = ()
    average: float | None = None
    teams: tuple[TeamValue, ...] = ()
    connected: Connected | None = None
    person: PersonEvidence | None = None
    shared: float = 0.0
    grade: str = "correlational"
    words: tuple[str, ...] = ()
