"""A ranking beside the best set: what each brings under the same limits, where they differ, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sightline.records.backlog import Candidate
from sightline.records.portfolio import Comparison, Difference, Standing
from sightline.saying import Joined, Said, say
from sightline.strategy.portfolio.problem import Problem
from sightline.strategy.portfolio.rankings import Ranking
from sightline.strategy.portfolio.solving import Solution
from sightline.strategy.portfolio.stakes import Stakes
from sightline.strategy.portfolio.taking import take
from sightline.strategy.portfolio.worths import interval

__all__ = ["compared"]

_LITTLE = 0.05  # of the largest worth: below, an initiative brings next to nothing
_ONCE = 0.7  # what is left of a worth beside the rest of a set, below which it is said


def compared(
    ranking: Ranking, stakes: Stakes, problem: Problem, best: Solution, standings: Sequence[Standing]
) -> Comparison:
    """Return a ranking beside the best set.

    Parameters
    ----------
    ranking : Ranking
        The order in which somebody else would take initiatives.
    stakes : Stakes
        What sets bring, draw by draw.
    problem : Problem
        The limits.
    best : Solution
        The best set.
    standings : sequence of Standing
        The backlog.
    """
    starts = take(problem, ranking.order)
    value, other = stakes.value(starts), stakes.value(best.starts)
    middle, low, high = interval(value)
    less, less_low, less_high = interval(other - value)
    costs = {one.id: one.cost or 0.0 for one in stakes.candidates}
    by_name = {one.candidate.id: one for one in standings}
    apart = [name for name in (*ranking.order, *(n for n in by_name if n not in ranking.order))
             if (name in starts) != (name in best.starts)]  # fmt: skip
    reasons = _Reasons(ranking, stakes, starts, best.starts, by_name)
    differences = tuple(reasons.difference(name) for name in apart)
    return Comparison(
        ranking.name, starts, middle, low, high, less, less_low, less_high, sum(costs[name] for name in starts),
        differences, ranking.unknown, _sentence(ranking, middle, best.value, differences),
    )  # fmt: skip


def _sentence(ranking: Ranking, points: float, best: float, differences: Sequence[Difference]) -> Said:
    if not differences:
        return say("The order of {name} comes to the same as the best set.", name=ranking.name)
    only = sum(one.ranked for one in differences)
    missed = len(differences) - only
    if best <= 0:
        return say(
            "The order of {name}: it pays for {only} that the best set leaves out, and leaves out {missed} that it "
            "holds.",
            name=ranking.name, only=only, missed=missed,
        )  # fmt: skip
    return say(
        "The order of {name} brings {share:.0f} % of what the best set brings: it pays for {only} that the best set "
        "leaves out, and leaves out {missed} that it holds.",
        name=ranking.name, share=100 * points / best, only=only, missed=missed,
    )  # fmt: skip


class _Reasons:
    def __init__(
        self, ranking: Ranking, stakes: Stakes, ranked: Mapping[str, int], best: Mapping[str, int],
        standings: Mapping[str, Standing],
    ) -> None:  # fmt: skip
        self.places = {name: at for at, name in enumerate(ranking.order, 1)}
        self.stakes, self.ranked, self.best, self.standings = stakes, ranked, best, standings
        self.most = max((one.points for one in standings.values()), default=0.0)

    def difference(self, name: str) -> Difference:
        """Return where and why the two differ about one initiative."""
        ranked, best = name in self.ranked, name in self.best
        why = self._why_left(name) if ranked else self._why_taken(name)
        return Difference(name, self.places.get(name), ranked, best, why)

    def _why_left(self, name: str) -> str:
        """Return why the best set leaves out what the ranking pays for."""
        one = self.standings[name]
        if one.points <= _LITTLE * self.most:
            return _first(one.words) or say("It brings next to nothing.")
        ruled_out = [other for other in self.best if _excluded(self.stakes.candidates, name, other)]
        if ruled_out:
            return say("{other} rules it out, and fits better.", other=self._candidate(ruled_out[0]).title)
        beside = self.stakes.value({**self.best, name: 0}).mean() - self.stakes.value(self.best).mean()
        if beside < _ONCE * one.points:
            return say("The best set already uses up most of the room on the metrics that it changes.")
        return say("What it takes brings more elsewhere.")

    def _why_taken(self, name: str) -> Said:
        """Return why the ranking leaves out what the best set holds."""
        one, place = self.standings[name], self.places.get(name)
        needing = [other for other in self.best if name in self._candidate(other).needs]
        if needing and one.points <= _LITTLE * self.most:
            other = self._candidate(needing[0]).title
            if place is None:
                return say("{other} needs it, and the ranking does not name it.", other=other)
            return say(
                "{other} needs it; at place {place} what was left did not reach for it.", other=other, place=place
            )
        if place is None:
            return say("It brings more for what it takes, and the ranking does not name it.")
        return say(
            "It brings more for what it takes; at place {place} what was left did not reach for it.", place=place
        )

    def _candidate(self, name: str) -> Candidate:
        return self.stakes.candidates[self.stakes.place[name]]


def _excluded(candidates: Sequence[Candidate], one: str, other: str) -> bool:
    return any({one, other} == {candidate.id, excluded} for candidate in candidates for excluded in candidate.excludes)


def _first(words: str) -> str:
    """Return the first of sentences that were put one after the other."""
    if isinstance(words, Said):
        source = words.source
        return _first(source.parts[0]) if isinstance(source, Joined) and source.separator == " " else words
    return f"{words.partition('. ')[0].rstrip('.')}." if words else ""
