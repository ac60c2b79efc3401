"""The table of skills: who has which level in what, since when, and which rows cannot be used."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from sightline.errors import nearest
from sightline.facts.asked import Ask, Columns, select_of
from sightline.model.skilled import Capability
from sightline.records.development import Skill, SkillMisfit, Skills

__all__ = ["SKILLS_PARTS", "read_skills", "skills_of"]

SKILLS_PARTS = ("person", "capability", "level", "on")
_SHOWN = 4
_DAY = 10  # characters of a day as it is written


def read_skills(
    source: str, columns: Columns, ask: Ask, *, capabilities: Mapping[str, Capability], timezone: str
) -> Skills:
    """Return the levels of a table, with what in it cannot be used.

    Parameters
    ----------
    source : str
        The table, as the engine calls it.
    columns : mapping of str to Column
        Which column says what: keys as in `SKILLS_PARTS`, of which all but `on` must be there.
    ask : callable
        Answers a SELECT.
    capabilities : mapping of str to Capability
        Those that the model declares; a row about another one is left out.
    timezone : str
        Where a moment has its day.

    Raises
    ------
    SightlineError
        If the table cannot be asked.
    """
    return skills_of(ask(select_of(source, columns)), capabilities=capabilities, timezone=timezone)


def skills_of(table: pa.Table, *, capabilities: Mapping[str, Capability], timezone: str) -> Skills:
    """Return the levels that rows say; parameters as in `read_skills`, columns called by `SKILLS_PARTS`."""
    zone, absent = ZoneInfo(timezone), [None] * table.num_rows
    columns = [table.column(part).to_pylist() if part in table.column_names else absent for part in SKILLS_PARTS]
    found: list[Skill] = []
    lost: dict[str, Counter[str]] = {}
    for person, capability, level, on in zip(*columns, strict=True):
        whole = _level(level)
        if not _text(person):
            lost.setdefault("no_person", Counter())[""] += 1
        elif _text(capability) not in capabilities:
            lost.setdefault("unknown_capability", Counter())[_text(capability) or "(none)"] += 1
        elif whole is None:
            lost.setdefault("no_level", Counter())[str(level)[:20]] += 1
        elif whole > capabilities[_text(capability)].levels:
            lost.setdefault("too_high", Counter())[f"{whole} in {_text(capability)}"] += 1
        else:
            found.append(Skill(_text(person), _text(capability), whole, _day(on, zone)))
    found.sort(key=lambda one: (one.person, one.capability, one.on or date.min))
    return Skills(tuple(found), _misfits(lost, capabilities))


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _level(value: Any) -> int | None:
    try:
        level = float(value)
    except (TypeError, ValueError):
        return None
    return int(level) if math.isfinite(level) and level >= 0 and level == int(level) else None


def _day(value: Any, zone: ZoneInfo) -> date | None:
    if isinstance(value, datetime):
        return (value.astimezone(zone) if value.tzinfo is not None else value.replace(tzinfo=UTC)).date()
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip()[:_DAY])
        except ValueError:
            return None
    return value if isinstance(value, date) else None


def _misfits(lost: Mapping[str, Counter[str]], known: Mapping[str, Capability]) -> tuple[SkillMisfit, ...]:
    found = []
    for kind in ("no_person", "unknown_capability", "no_level", "too_high"):
        if kind not in lost:
            continue
        count = lost[kind].total()
        rows = "1 row" if count == 1 else f"{count:,} rows"
        which = sorted(lost[kind])
        more = f" and {len(which) - _SHOWN} more" if len(which) > _SHOWN else ""
        shown = ", ".join(f"'{one}'" for one in which[:_SHOWN]) + more
        close = nearest(which[0], known) if kind == "unknown_capability" else None
        hint = f" Did you mean '{close}'?" if close else ""
        words, fix = {
            "no_person": (f"{rows} of skills without a person", "Fill the column of the person."),
            "unknown_capability": (
                f"{rows} of skills in what is not declared: {shown}", f"Declare it under capabilities:.{hint}"
            ),
            "no_level": (f"{rows} of skills whose level is no whole number: {shown}", "Write 0, 1, 2 and so on."),
            "too_high": (
                f"{rows} of skills above the highest level: {shown}", "Correct it, or raise levels: of the capability."
            ),
        }[kind]  # fmt: skip
        verb = "is" if count == 1 else "are"
        found.append(SkillMisfit(kind, count, f"{words}; {'it' if count == 1 else 'they'} {verb} left out.", fix))
    return tuple(found)
