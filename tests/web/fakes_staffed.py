"""Work, people and roles of the small enterprise: who drifted, what is open, what people can do, made by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property

from sightline_web.ahead import Span
from sightline_web.alignments import Aligned, Alignments, Cause, Move, OverTime, Share, Unseen
from sightline_web.capabilities import (
    Coverage,
    Covered,
    Curve,
    CurvePoint,
    Development,
    Gap,
    Lesson,
    Need,
    Step,
    Way,
)
from sightline_web.proposals import Load, Proposal, Proposals
from sightline_web.snapshot import Fault, UnanswerableError, UnderWayError
from sightline_web.staffed import Stretch

ROLES = {
    "service_coordinator": "Service coordinator", "shift_lead": "Shift lead", "picker": "Picker",
    "head_of_logistics": "Head of logistics", "packer": "Packer", "warehouse_operator": "Warehouse operator",
}  # fmt: skip
PARTS = (
    Cause("demand", 0.04, 0.003, 0.077, "Other work came: 4.1 % (90 %: 0.3 % to 7.7 %)."),
    Cause("assignment", 0.136, 0.12, 0.16, "The same work was given to others: 14 % (90 %: 12 % to 16 %)."),
)
SHARES = (Share("order_to_cash.pick", 0.6, 0.43, 0.56, 480.0, True), Share("call_back", 0.4, 0.57, 0.44, 640.0, False))


def _group(kind: str, name: str, state: str, **more: object) -> Aligned:
    told = {
        "items": 507, "amount": 1_120.0, "people": 8, "distance": 0.177, "low": 0.13, "high": 0.22, "noise": 0.037,
        "noise_high": 0.06, "p": 0.0004, "activities": SHARES, "unseen": 0.57,
    } if state in {"drifted", "within_noise"} else {}  # fmt: skip
    if state == "drifted":
        told |= {"excess": 0.145, "parts": PARTS}
    base = {"role": None, "words": f"In words: {name} is {state}."}
    rest = {"against": "baseline", "state": state} | base | told | more
    return Aligned(kind, name, ROLES.get(name, name), **rest)  # type: ignore[arg-type]  # mixed


PERIODS = (Span("2026-09", date(2026, 9, 1), date(2026, 10, 1)), Span("2026-10", date(2026, 10, 1), date(2026, 11, 1)))
ALIGNMENTS = Alignments(
    "2026-09", "2026-10", ("2025-09", "2026-08"), "hours", PERIODS,
    (
        _group("role", "head_of_logistics", "withheld", words="Withheld: fewer than five people."),
        _group("role", "packer", "within_noise", distance=0.008, low=-0.01, high=0.03, p=1.0),
        _group("role", "service_coordinator", "drifted"),
    ),
    (_group("unit", "service", "drifted", distance=0.094),), (),
    (
        OverTime("role", "service_coordinator", "2026-09", 60, 0.09, 0.07, 0.3, False),
        OverTime("role", "service_coordinator", "2026-10", 91, 0.236, 0.074, 0.01, True),
        OverTime("role", "packer", "2026-10", 10, None, None, None, False),
    ),
    (Unseen("call_back", 640.0, 0.3, ("packer", "service_coordinator")), Unseen("count", 90.0, 0.04, ("packer",))),
    (Move("call_back", "service_coordinator", "packer", 52.0, (), "52 hours: Packer did it before.",
         "Packer did it before."),
     Move("count", "packer", "X9", 20.0, ("X9",), "20 hours: X9 does it now.", "X9 does it now.")),
    (("service_coordinator", 0.177, 0.005),), ("2.1 % of the work was done by performers who hold no role.",),
)  # fmt: skip
UNTIL = date(2026, 11, 28)


def _proposal(
    item: str, person: str | None, state: str, *, levels: str = "has the levels", roles=("packer",)
) -> Proposal:
    free = "Has 40 h of 40 h free; holds Packer, which performs Pick" if person else "No role has hours left"
    return Proposal(item, "order_to_cash.pick", person, None, 4.0, date(2026, 11, 9), 1.5, state,
                    f"{free}; {levels} that it needs.", f"{free}.", roles)  # fmt: skip


PROPOSALS = Proposals(
    (
        _proposal("T1", "p1", "proposed", levels="is 1 level short in Negotiation"),
        _proposal("T2", "p4", "proposed"),
        _proposal("T3", "p5", "proposed"),
        _proposal("T4", None, "no_capacity", roles=("picker",)),
        _proposal("T5", None, "nobody", roles=()),
    ),
    (Load("p1", 40.0, 0.0, 4.0), Load("p4", 40.0, 8.0, 12.0), Load("p5", 20.0, 0.0, 4.0)),
    UNTIL, 812.0, 813.0, 0.0012, "3 of 5 open items go to somebody. Nothing is assigned by it. 8 h are taken already.",
    "8 h are taken already.",
)  # fmt: skip
COVERAGE = Coverage(
    (
        Covered("order_to_cash.pick", "pick", ("packer", "service_coordinator"), 9, 8, 7, 3, 0.0, "covered", ""),
        Covered("call_back", "call back", ("head_of_logistics",), 3, 1, 1, 1, 0.2, "one", "Let a second one learn it."),
        Covered("count", "count", (), 0, None, 0, None, None, "unknown", "No role performs it: let a role perform it."),
    ),
    (
        Need("service_coordinator", "negotiation", 3, 8, 8, 6, 2, ""),
        Need("head_of_logistics", "care", 4, 1, None, None, None, ""),
    ),
    "",
)  # fmt: skip
WAY = Way(
    "service_coordinator", "shift_lead", (Step("shift_lead", (Lesson("negotiation", 3, 4), Lesson("care", None, 2))),)
)
STAYS = (
    Curve("role", "packer", "watch", 22, 3, (CurvePoint(0, 1.0, 1.0, 1.0, 22), CurvePoint(12, 0.9, 0.75, 0.97, 18)),
          None, "22 people watched, 3 left."),
    Curve("role", "shift_lead", "stay", 1, None, (), None, "Fewer than 10 people: nothing is told."),
)  # fmt: skip


class FakeStaffed:
    """The part of the fake snapshot that knows work, people and roles; `asked_of` notes of whom alone it was asked."""

    bare: bool
    waiting: tuple[str, ...]
    refused: tuple[str, ...]
    periods: tuple[Span, ...] = PERIODS
    role_titles: Mapping[str, str] = ROLES
    capability_titles: Mapping[str, str] = {"negotiation": "Negotiation", "care": "Customer care"}

    @cached_property
    def asked_of(self) -> list[tuple[str, str]]:
        return []

    @cached_property
    def wished(self) -> list[tuple[object, ...]]:
        return []

    def alignment(self) -> Alignments:
        self._answered("alignment")
        empty = Alignments("2026-09", "2026-10", (), "hours", (), (), (), (), (), (), (), (), ())
        return empty if self.bare else ALIGNMENTS

    def aligned_since(self, day: date | None = None) -> Stretch | None:
        asked = [each for each in self.periods if day is None or each.start >= day]
        return Stretch(asked[0].label, asked[-1].label, asked[0].start, asked[-1].end) if asked else None

    def alignment_of(self, person: str, since: str) -> tuple[Aligned, ...]:  # noqa: ARG002 -- as asked
        self._answered("alignment_of")
        self._note("alignment", person)
        figures = {"role": "service_coordinator", "items": 61, "people": 1, "distance": 0.205, "noise": 0.09}
        found = _group("person", person, "drifted", **figures)
        return () if self.bare else (found,)

    def proposals(
        self, *, anew: bool = False, levels_of: Collection[str] = (), wishes: Collection[tuple[str, str]] = ()
    ) -> Proposals:
        self._answered("proposals")
        self.wished.append((anew, *sorted(wishes)))
        for person in levels_of:
            self._note("levels", person)
        return Proposals((), (), UNTIL, 0.0, 0.0, 0.0, "") if self.bare else PROPOSALS

    def coverage(self) -> Coverage:
        self._answered("coverage")
        return Coverage((), (), "") if self.bare else COVERAGE

    def ways(self) -> tuple[Way, ...]:
        self._answered("ways")
        return () if self.bare else (WAY,)

    def stays(self, by: str) -> tuple[Curve, ...]:  # noqa: ARG002 -- as asked
        self._answered("stays")
        return () if self.bare else STAYS

    def development_of(self, person: str) -> Development:
        self._answered("development_of")
        self._note("capabilities", person)
        return Development(
            person, (("service_coordinator", (Gap("negotiation", 3, 2), Gap("care", 2, None))),), (WAY,), ""
        )

    def _note(self, what: str, person: str) -> None:
        self.asked_of.append((what, person))

    def _answered(self, question: str) -> None:
        if question in self.waiting:
            raise UnderWayError(question)
        if question in self.refused:
            raise UnanswerableError(Fault("The table of people lacks the column “id”.", fix="Name it in `people:`."))
