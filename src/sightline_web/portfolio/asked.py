"""What addresses of the portfolio ask for: limits of a set, and filters of the backlog.

Limits stand in the address, so that a page can be sent to somebody else: `budget=800k`, `people.ROLE=4` (or `4,4,2` by
period), `must=`, `without=`, `goal=`, `periods=`, `cost.ID=60k`, `discount=1`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from sightline_web.portfolio.amounts import amount_typed
from sightline_web.portfolios import Limits
from sightline_web.shell.typed import whole
from sightline_web.snapshot import Fault

__all__ = ["Asked", "Filters", "Problem"]

PEOPLE, COST = "people.", "cost."
MOST_PERIODS = 120
MOST_NAMED = 500  # roles and initiatives in one address
LETTERS = 60  # of an amount


@dataclass(frozen=True, slots=True)
class Problem:
    """A field that cannot be read; `field` is its id on the page."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The limits of an address, and the fields that cannot be read, as they were typed."""

    limits: Limits
    typed: Mapping[str, str]
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        """Return what a query asks for."""
        typed = {
            key: query.get(key, "").strip()[:LETTERS]
            for key in list(query)[:MOST_NAMED]
            if (key in {"budget", "periods"} or key.startswith((PEOPLE, COST))) and query.get(key, "").strip()
        }
        problems: list[Problem] = []
        capacity, costs = [], []
        for key, text in typed.items():
            if key.startswith(PEOPLE):
                capacity.append((key.removeprefix(PEOPLE), _people(key, text, problems)))
            elif key.startswith(COST):
                costs.append((key.removeprefix(COST), _amount(key, text, problems)))
        budget = _amount("budget", typed["budget"], problems) if "budget" in typed else None
        limits = Limits(
            budget, tuple((role, each) for role, each in capacity if each), _names(query.getlist("must")),
            _names(query.getlist("without")), query.get("goal") or None, _periods(typed.get("periods"), problems),
            tuple((name, each) for name, each in costs if each is not None), query.get("discount") == "1",
        )  # fmt: skip
        return cls(limits, typed, tuple(problems))

    @property
    def fault(self) -> Fault | None:
        """What cannot be read of the address; None where all can."""
        return Fault(" ".join(each.text for each in self.problems)) if self.problems else None

    def goal_alone(self) -> Asked:
        """Return what somebody may ask who does not plan: which goal counts."""
        return Asked(Limits(goal=self.limits.goal), {})

    @property
    def query(self) -> str:
        """The limits as a query, `?` included; empty where there are none."""
        pairs = [*self.typed.items(), *(("must", each) for each in self.limits.must)]
        pairs += [("without", each) for each in self.limits.without]
        pairs += [("goal", self.limits.goal)] if self.limits.goal else []
        pairs += [("discount", "1")] if self.limits.discount else []
        return f"?{urlencode(pairs)}" if pairs else ""

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The limits as fields of a form that asks for something else; without the goal, which it asks for."""
        pairs = [*self.typed.items(), *(("must", each) for each in self.limits.must)]
        pairs += [("without", each) for each in self.limits.without]
        return pairs + ([("discount", "1")] if self.limits.discount else [])


def _names(those: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in those if each.strip()))[:MOST_NAMED]


def _amount(field: str, text: str, problems: list[Problem]) -> float | None:
    found = amount_typed(text)
    if found is None:
        said = _("“{text}” is no amount of 0 or more; write 800,000, 800k or 1.2M.").format(text=text)
        problems.append(Problem(field, said))
    return found


def _people(field: str, text: str, problems: list[Problem]) -> tuple[float, ...]:
    """Return people by period: "4", or "4, 4, 2"."""
    found = [amount_typed(each) for each in text.replace(";", ",").split(",")]
    if any(each is None for each in found):
        said = _("“{text}” is no number of people; write 4, or by period 4, 4, 2.").format(text=text)
        problems.append(Problem(field, said))
        return ()
    return tuple(each for each in found if each is not None)


def _periods(text: str | None, problems: list[Problem]) -> int | None:
    if text is None:
        return None
    found = whole(text)
    if not 1 <= found <= MOST_PERIODS:
        said = _("“{text}” is no number of periods from 1 to {most}.").format(text=text, most=MOST_PERIODS)
        problems.append(Problem("periods", said))
        return None
    return found


@dataclass(frozen=True, slots=True)
class Filters:
    """Which part of the backlog is shown; empty for any. `goal` is among the limits: it counts alone then."""

    kind: str = ""
    state: str = ""
    asker: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Filters:
        """Return what a query asks for."""
        return cls(*(query.get(key, "")[:LETTERS] for key in ("kind", "state", "asker")))

    @property
    def anything(self) -> bool:
        """Whether nothing is filtered."""
        return not (self.kind or self.state or self.asker)
