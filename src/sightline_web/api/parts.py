"""The parts of addresses: what each is, and one that is good in the example enterprise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["PARTS", "PartOfPath"]

LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class PartOfPath:
    """A part of an address: its type, what it is, and one that is good in the example enterprise."""

    about: str
    example: str | int
    type: type = str

    @property
    def said(self) -> Mapping[str, Any]:
        """What the document says of it."""
        limits = {"ge": 1, "le": LARGEST} if self.type is int else {"max_length": 400}
        return {"description": self.about, "examples": [self.example], **limits}


PARTS = {
    "goal": PartOfPath("Id of a goal.", "grow_service"),
    "metric": PartOfPath("Id of a metric.", "service_revenue"),
    "origin": PartOfPath("Id of a metric, activity, rule, role or initiative.", "order_to_cash.check_credit"),
    "driver": PartOfPath("Id of the metric that moves another.", "credit_check_time"),
    "on": PartOfPath("Id of the metric that is moved.", "lead_time"),
    "process": PartOfPath("Id of a process.", "order_to_cash"),
    "rule": PartOfPath("Id of a rule of the process.", "credit_before_ship"),
    "case": PartOfPath("The case, as the log calls it.", "SO00022000"),
    "exception": PartOfPath("Number of an exception.", 1, int),
    "control": PartOfPath("Id of a control.", "credit_before_goods"),
    "scenario": PartOfPath("Number of a scenario.", 1, int),
    "cycle": PartOfPath("Number of a review.", 1, int),
    "initiative": PartOfPath("Id of an initiative.", "automate_credit_check"),
    "file": PartOfPath("Path of a file of the model.", "controls.yml"),
    "source": PartOfPath("Id of a source.", "order_log"),
}
