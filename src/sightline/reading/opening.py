"""The beginning of a reading: a workspace, a model and a moment."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sightline.engines import Engine
from sightline.facts import Progress
from sightline.measures.answers import Answers, Facts
from sightline.measures.shelf import Shelf
from sightline.model.model import Model
from sightline.reading.asking import Reading
from sightline.workspace import Workspace

__all__ = ["read"]


def read(
    workspace: Workspace,
    *,
    as_of: date | datetime | None = None,
    model: Model | None = None,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> Reading:
    """Begin a reading; use it as a context manager.

    Parameters
    ----------
    workspace : Workspace
        Where the model and the data are.
    as_of : date or datetime, optional
        The last local day that counts. A moment with a zone cuts that day where the model has logs that are live;
        elsewhere it stands for its local day. Left out: the newest day in the facts, so that the same facts always
        give the same reading.
    model : Model, optional
        The workspace's model, where it has been loaded already.
    progress : Progress, optional
        Is told how far the reading of files, and what is estimated from them, is.
    engine : Engine, optional
        An open engine to use instead of the one that the model names.

    Raises
    ------
    DeclarationError
        If the model has an error.
    """
    checked = model or workspace.model()
    at: datetime | None = None
    day = as_of
    if isinstance(as_of, datetime):
        zone = ZoneInfo(checked.calendar.timezone)
        day = (as_of.astimezone(zone) if as_of.tzinfo else as_of).date()
        if as_of.tzinfo and any(source.live for source in checked.sources.values()):
            at = as_of
    facts = Facts(workspace, checked, progress)
    answers = Answers(facts, Shelf(workspace.state / "readings"), engine)
    return Reading(workspace, checked, day, answers, at)
