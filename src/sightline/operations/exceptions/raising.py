"""When a deviation becomes an exception: only where a named role must act in time; all else is a line in the log.

By control: a limit that governance set is passed, or a rule is broken of which a control tolerates nothing. By price:
it costs a goal more than the threshold of its rule or metric. By signal: a behaviour chart spoke to the worse, and it
has a price or an owner; one that another finding explains wholly does not speak for itself, and where its rule or
metric has been given a threshold of its own, that decides as far as there is a price.
"""

from __future__ import annotations

from collections.abc import Iterable

from sightline.model.model import Model
from sightline.operations.exceptions.policy import Policy, Threshold
from sightline.records.deviations import Deviation
from sightline.records.exceptions import Why

__all__ = ["answers", "forced", "interrupts", "over", "subject_of", "why_of"]


def subject_of(deviation: Deviation) -> str:
    """Return what a deviation is about: its rule (`process.rule`), else its metric.

    A chart of the stretch that a rule limits is about that rule: the two tell of one cause.
    """
    if deviation.rule is not None:
        return f"{deviation.process}.{deviation.rule}"
    return deviation.metric or deviation.process or deviation.kind


def interrupts(deviation: Deviation, model: Model, policy: Policy) -> Why | None:
    """Return why a deviation interrupts somebody; None where it is a line in the log.

    Parameters
    ----------
    deviation : Deviation
        As a reading tells it.
    model : Model
        What is declared.
    policy : Policy
        The thresholds.

    Returns
    -------
    str or None
        `control`, `price` or `signal`: the first that holds, in this order.
    """
    one = deviation
    return why_of(subject_of(one), forced(one, model), one.price, one.price_share, policy)


def why_of(
    subject: str, must: Why | None, price: float | None, price_share: float | None, policy: Policy
) -> Why | None:
    """Return why something interrupts, by what it is about, what asks for it whatever its price, and its price."""
    threshold, own = policy.threshold(subject), policy.thresholds.get(subject, Threshold())
    if threshold.retired:
        return None
    if must == "control":
        return must
    if over(threshold, price, price_share):
        return "price"
    decides = (own.price_share is not None and price_share is not None) or (own.price is not None and price is not None)
    return None if decides else must


def forced(deviation: Deviation, model: Model) -> Why | None:
    """Return `control` or `signal` where a deviation interrupts whatever its price."""
    if deviation.kind == "control" or (deviation.kind == "rule" and _intolerant(deviation, model)):
        return "control"
    if deviation.kind != "chart" or deviation.explained_by:
        return None
    priced = deviation.price is not None and deviation.price > 0
    return "signal" if priced or answers([deviation], model) is not None else None


def over(threshold: Threshold, price: float | None, price_share: float | None) -> bool:
    """Return whether a price passes a threshold; what has no price never does."""
    pairs = ((threshold.price_share, price_share), (threshold.price, price))
    return not threshold.retired and any(
        limit is not None and value is not None and 0 < value >= limit for limit, value in pairs
    )


def answers(deviations: Iterable[Deviation], model: Model) -> str | None:
    """Return the role that must act: the deviation's own owner, else its goal's, else the one its process's rules name.

    None where nobody answers for it: that is a fault of the model, to be shown as one.
    """
    known = list(deviations)
    for one in known:
        if one.owner is not None:
            return one.owner
    for one in known:
        goal = model.goals.get(one.goal or "")
        if goal is not None and goal.owner is not None:
            return goal.owner
    for one in known:
        process = model.processes.get(one.process or "")
        owners = {rule.owner for rule in process.rules.values() if rule.owner is not None} if process else set()
        if len(owners) == 1:
            return owners.pop()
    return None


def _intolerant(deviation: Deviation, model: Model) -> bool:
    """Return whether a control tolerates no violation of a deviation's rule."""
    mine = subject_of(deviation)
    return any(one.enforces == mine and one.tolerates == 0 for one in model.controls.values())
