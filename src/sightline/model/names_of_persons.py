"""Which columns of a source name persons, as the model declares it."""

from __future__ import annotations

from collections.abc import Mapping

from sightline.model.declarations import People, Source, Work
from sightline.model.skilled import Skills

__all__ = ["columns_of_persons"]

_STANDARD = frozenset({"performer", "org:resource"})  # how a log is laid down, and what XES calls it


def columns_of_persons(
    source: str | None,
    sources: Mapping[str, Source],
    people: People | None,
    work: Work | None,
    skills: Skills | None = None,
) -> frozenset[str]:
    """Return the columns of a source that say who somebody is.

    Parameters
    ----------
    source : str, optional
        The source; None has none.
    sources : mapping of str to Source
        All that are declared.
    people, work, skills : People, Work, Skills, optional
        Where persons, their work and their levels stand.
    """
    found: set[str] = set()
    if source is None:
        return frozenset()
    declared = sources.get(source)
    if declared is not None and declared.log is not None:
        found |= _STANDARD
        found |= {declared.log.performer} if declared.log.performer else set()
    if declared is not None and declared.performer:
        found.add(declared.performer)
    if people is not None and people.source == source:
        found |= {people.person, *([people.manager] if people.manager else [])}
    if work is not None and work.source == source and work.performer:
        found.add(work.performer)
    if skills is not None and skills.source == source:
        found.add(skills.person)
    return frozenset(found)
