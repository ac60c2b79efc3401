"""Workings: all that a number rests on, so that anybody can compute it again.

With `y`, `expected` and `taken` of each case and the credit `weight`, W the sum of squared weights:
own = sum(weight (y - expected - taken)) / W; kept = tau2 W / (tau2 W + sigma2); the value is centre + own kept, and its
limits 1.6449 errors on either side, error^2 = variance + (1 - kept)^2 team_variance; exp() of each on the log scale.
Where no case is shared, `centre` is base + the team's mean, `taken` the team's mean, `variance` tau2 (1 - kept).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from sightline.records.evidence import Workings
from sightline.roles.evidence.coding import Floats, Ints, summed
from sightline.roles.evidence.worked import Worked
from sightline.saying import phrase, say

__all__ = ["FORMULA", "taken", "workings"]

FORMULA = "evidence 1"
_WORDS = phrase(
    "own = sum(weight * (y - expected - taken)) / W with W = sum(weight^2); kept = tau2 * W / (tau2 * W + sigma2); "
    "value = centre + own * kept; low and high: 1.6448536269514722 errors below and above, error^2 = "
    "variance + (1 - kept)^2 * team_variance; on the log scale exp() of each. The team's value is centre, the distance "
    "from it own * kept, the reliability kept; the funnel is centre - funnel_half to centre + funnel_half. With n = "
    "sum(weight), these cases take sum(weight * expected) / n, and next are sum(weight * (expected + taken)) / n + "
    "own * kept * W / n."
)


def taken(worked: Worked, touches: Ints) -> Floats:
    """Return, for some touches, what of the case is the teams' and other people's part."""
    found, known = worked.shown, worked.known
    if known.touches.single:
        return np.asarray(found.team_mean[worked.teams.of[touches]])
    row = known.touches.row
    said = found.credit * (found.team_mean[worked.teams.of] + found.part[known.touches.person])
    of_case = summed(row, said, len(known))
    own = found.credit[touches] * found.part[known.touches.person[touches]]
    return np.asarray(of_case[row[touches]] - own)


def workings(worked: Worked, person: str | None = None) -> Workings:
    """Return what the numbers of one person, or of all, rest on.

    Raises
    ------
    ValueError
        If nothing was estimated, since a check failed.
    """
    if worked.withheld or not worked.estimates:
        raise ValueError(f"nothing was estimated: {worked.withheld}")
    known, found = worked.known, worked.shown
    touches = np.arange(len(known.touches.row))
    if person is not None:
        place = known.people.index(person)
        touches = np.flatnonzero(known.touches.person == place)
    parameters: dict[str, Any] = {
        "formula": FORMULA, "metric": worked.cases.metric, "unit": worked.cases.unit, "scale": worked.cases.scale,
        "rule": found.rule, "fence": list(known.fence), "ridge": worked.mix.ridge,
        "layers": [{"attributes": list(one.attributes), "smoothing": one.smoothing} for one in worked.mix.layers],
        "base": worked.base, "sigma2": found.sigma2,
        "tau2": found.people.variance, "tau2_team": found.team.variance,
        "teams": {
            name: {"mean": float(found.team_mean[one]), "variance": float(found.team_variance[one])}
            for one, name in enumerate(worked.teams.names)
        },
        "sql": worked.cases.sql,
    }  # fmt: skip
    if person is not None:
        parameters["person"] = _of_person(worked, place)
    return Workings(FORMULA, _table(worked, touches), parameters, say(_WORDS))


def _of_person(worked: Worked, place: int) -> dict[str, Any]:
    found = worked.shown
    team = int(worked.teams.main[place])
    kept = float(found.kept[place])
    looked_at = bool(worked.looked_at[place])
    half = float(worked.funnel.half[int(worked.looked_at[:place].sum())]) if looked_at else None
    error2 = float(found.error[place]) ** 2
    return {
        "person": worked.known.people[place], "team": worked.teams.names[team],
        "centre": float(worked.centre[team]), "team_variance": float(found.team_variance[team]),
        "n": float(found.n[place]), "own": float(found.own[place]), "kept": kept, "error": float(found.error[place]),
        "variance": error2 - (1 - kept) ** 2 * float(found.team_variance[team]), "funnel_half": half,
    }  # fmt: skip


def _table(worked: Worked, touches: Ints) -> pa.Table:
    known, found = worked.known, worked.shown
    rows = known.touches.row[touches]
    source = worked.cases.table.select(["case", "at"]).take(pa.array(known.place[rows]))
    columns: dict[str, Any] = {
        "case": source.column("case"), "at": source.column("at"), "value": known.value[rows], "y": known.y[rows],
        "expected": worked.mix.expected[rows], "fold": worked.mix.fold[rows],
    }  # fmt: skip
    for one in known.attributes:
        columns[f"used {one.name}"] = pa.DictionaryArray.from_arrays(
            pa.array(one.code[rows]), pa.array(list(one.levels), pa.string())
        )
    for name, code, texts in (
        ("person", known.touches.person[touches], known.people),
        ("team", worked.teams.of[touches].astype(np.int32), worked.teams.names),
    ):
        columns[name] = pa.DictionaryArray.from_arrays(pa.array(code), pa.array(list(texts), pa.string()))
    columns["weight"] = found.credit[touches]
    columns["taken"] = taken(worked, touches)
    return pa.table(columns)
