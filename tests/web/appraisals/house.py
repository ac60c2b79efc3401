"""An appraisal taken step by step, as its tests need it."""

from __future__ import annotations

from sightline_web.appraisals import services
from sightline_web.appraisals.models import Appraisal
from sightline_web.appraisals.supplied import Criterion, Item
from sightline_web.duties import queries as duties
from sightline_web.duties import services as registers
from sightline_web.policy.actor import Actor
from tests.web.house import DAY, MANAGER, NOW, SELF, TODAY, actor

BY = Actor(None, "system", origin="tests")
PERIOD = "2026-H1"
SINCE = TODAY - 20 * DAY
CRITERIA = (Criterion("on_time_share", "Shipped on time", "share"), Criterion("care", "Care for customers"))
PLACE = duties.Place("service", "NL")
ITEM = Item(
    "on_time_share", PERIOD, "on_time_share", "Shipped on time", "share", 0.8127, 0.78, 0.84, 140, "correlational",
    "case_mix", "m1", "Of 140 orders 81% were on time, 83% are expected of their mix.", "/metrics/on_time_share",
)  # fmt: skip


def approve(metric: str = "on_time_share") -> None:
    """Enter a metric, approve it, tell p1 and p4 about it long enough ago, and let p1 have seen it."""
    registers.entry_set(
        by=BY, metric=metric, purpose="To talk about it", legal_basis="Agreement", data="Orders", level="individual",
        at=NOW - 90 * DAY,
    )  # fmt: skip
    registers.approval_give(
        by=BY, metric=metric, agreement="WA 2026/3", since=TODAY - 80 * DAY, at=NOW - 80 * DAY, unit="service"
    )
    registers.notices_make(by=BY, persons=["p1", "p4"], metrics=[metric], at=NOW - 60 * DAY)
    for number in (1, 4):
        for notice in duties.notices_of(f"p{number}"):
            registers.notice_acknowledge(by=actor(number), notice=notice.pk, at=NOW - 50 * DAY)


def seen(metric: str = "on_time_share", *, person: int = 1) -> None:
    """Let the figure be there, and the person have seen it."""
    registers.figure_made(person=f"p{person}", metric=metric, period=PERIOD, at=NOW - DAY)
    registers.figure_seen(by=actor(person), metric=metric, period=PERIOD, at=NOW - DAY)


def opened(*, person: str = "p1", period: str = PERIOD, criteria: tuple[Criterion, ...] = CRITERIA) -> int:
    made = services.appraisal_open(
        by=actor(2), standing=MANAGER, person=person, unit="service", period=period, criteria=criteria, at=NOW
    )
    return int(made.pk)


def judged(key: int, **values: float) -> None:
    services.judge(
        by=actor(2), standing=MANAGER, appraisal=key, values=values or {"on_time_share": 0.9, "care": 4.0},
        text="My own view", at=NOW,
    )  # fmt: skip


def evidence(key: int, *items: Item, by: Actor | None = None) -> dict[str, int]:
    return services.evidence_open(
        by=by or actor(2), standing=MANAGER, appraisal=key, items=items or (ITEM,), place=PLACE, since=SINCE,
        today=TODAY, at=NOW,
    )  # fmt: skip


def decided(key: int, **values: float) -> None:
    services.decide(
        by=actor(2), standing=MANAGER, appraisal=key, values=values or {"on_time_share": 0.85, "care": 4.0},
        reason="Two weeks of snow", at=NOW,
    )  # fmt: skip


def shared(*, person: str = "p1", period: str = PERIOD) -> int:
    """An appraisal that the person can read."""
    key = opened(person=person, period=period)
    judged(key)
    evidence(key)
    decided(key)
    services.share(by=actor(2), standing=MANAGER, appraisal=key, at=NOW)
    return key


def finalise(key: int, *, by: Actor | None = None, reason: str = "We spoke, and I stand by it") -> None:
    services.finalise(by=by or actor(2), standing=MANAGER, appraisal=key, reason=reason, at=NOW)


def objected(key: int, *, about: str = "on_time_share") -> int:
    made = services.objection_make(
        by=actor(1), standing=SELF, appraisal=key, about=about, text="The snow is not in it", at=NOW, today=TODAY
    )
    return int(made.pk)


def row(key: int) -> Appraisal:
    return Appraisal.objects.get(pk=key)
