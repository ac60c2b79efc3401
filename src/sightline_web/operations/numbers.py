"""The numbers of this surface that can be talked about: how often a rule is violated."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import QueryDict

from sightline_web.anchors import Anchor
from sightline_web.languages.marks import noted
from sightline_web.numbered import Number
from sightline_web.shell.formats import Formats
from sightline_web.snapshot import Snapshot

__all__ = ["of_rule"]

VIOLATED = noted("Violated, of the cases that settled it")


def of_rule(snapshot: Snapshot, anchor: Anchor, _view: QueryDict, _formats: Formats) -> Iterator[Number]:
    """Yield in which share of the cases that settled a rule it is violated: counted, no estimate."""
    process, rule = anchor.parts
    for each in snapshot.process(process).rules():
        settled = each.satisfied + each.violated
        if each.rule == rule and settled:
            yield Number("violated", "rule", VIOLATED, each.violated / settled, "share")
