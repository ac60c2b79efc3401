"""Names for the shell: metrics, goals, dimensions and more of the workspace, read without loading the model.

Completion must answer while a key is pressed, so this reads the files' keys alone and never fails: a file that
does not parse yields no names. It agrees with the model's own list; a test holds it to that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from sightline.cli.state import state_of

_PROCESS_YIELDS = ("cases", "on_time", "lead_time", "rework")
_ACTIVITY_YIELDS = ("count", "duration", "waiting")
Names = dict[str, str]


def _sections(start: Path) -> Iterator[dict[str, Any]]:
    """Yield the content of each model file of the workspace at or above `start`."""
    root = next((at for at in (start, *start.parents) if (at / "sightline.yml").is_file()), None)
    if root is None:
        return
    import yaml  # noqa: PLC0415 -- only when a shell asks

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # all texts: an id may be `on` or `012`
    for path in sorted(root.rglob("*.y*ml")):
        below = path.relative_to(root).parts
        if path.suffix not in (".yml", ".yaml") or any(part.startswith(".") for part in below):
            continue
        with suppress(OSError, UnicodeDecodeError, yaml.YAMLError, ValueError):
            content = yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506 -- makes texts, lists and mappings only
            if isinstance(content, dict):
                yield content


def _entries(section: dict[str, Any], key: str) -> dict[str, dict[str, Any]]:
    found = section.get(key)
    if not isinstance(found, dict):
        return {}
    return {str(name): entry if isinstance(entry, dict) else {} for name, entry in found.items()}


def metric_names(start: Path) -> Names:
    """Return every metric, declared or yielded by a process, with its title."""
    names: Names = {}
    for section in _sections(start):
        names |= {name: str(entry.get("title", "")) for name, entry in _entries(section, "metrics").items()}
        for process, entry in _entries(section, "processes").items():
            names |= {f"{process}.{one}": "" for one in _PROCESS_YIELDS}
            for activity in _entries(entry, "activities"):
                names |= {f"{process}.{activity}.{one}": "" for one in _ACTIVITY_YIELDS}
            names |= {f"{process}.{rule}.violations": "" for rule in _entries(entry, "rules")}
    return names


def goal_names(start: Path) -> Names:
    """Return every goal with its statement."""
    return {
        name: str(entry.get("statement", ""))
        for section in _sections(start)
        for name, entry in _entries(section, "goals").items()
    }


def origin_names(start: Path) -> Names:
    """Return everything a line of sight may start from: metrics, activities, rules, roles and initiatives."""
    names = metric_names(start)
    for section in _sections(start):
        for key in ("roles", "initiatives"):
            names |= {name: str(entry.get("title", "")) for name, entry in _entries(section, key).items()}
        for process, entry in _entries(section, "processes").items():
            for key in ("activities", "rules"):
                names |= {f"{process}.{name}": str(one.get("title", "")) for name, one in _entries(entry, key).items()}
    return names


def process_names(start: Path) -> Names:
    """Return every process with its title."""
    return {
        name: str(entry.get("title", ""))
        for section in _sections(start)
        for name, entry in _entries(section, "processes").items()
    }


def control_names(start: Path) -> Names:
    """Return every control with its title."""
    return {
        name: str(entry.get("title", ""))
        for section in _sections(start)
        for name, entry in _entries(section, "controls").items()
    }


def role_names(start: Path) -> Names:
    """Return every role with its title."""
    return {
        name: str(entry.get("title", ""))
        for section in _sections(start)
        for name, entry in _entries(section, "roles").items()
    }


def initiative_names(start: Path) -> Names:
    """Return every initiative with its title."""
    return {
        name: str(entry.get("title", ""))
        for section in _sections(start)
        for name, entry in _entries(section, "initiatives").items()
    }


def dimension_names(start: Path) -> Names:
    """Return every dimension that a metric or a process declares."""
    names: Names = {}
    for section in _sections(start):
        for key in ("metrics", "processes"):
            for entry in _entries(section, key).values():
                by = entry.get("by")
                names |= {str(one): "" for one in by} if isinstance(by, list) else {}
    return names


def shift_names(start: Path) -> Names:
    """Return the beginning of every change that `whatif` can be asked for: `METRIC=`."""
    return {f"{name}=": title for name, title in metric_names(start).items()}


def completes(names: Callable[[Path], Names]) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Return click's completion function over the names that `names` finds."""

    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        with suppress(Exception):  # a shell must never see a traceback
            found = names(state_of(ctx).start().resolve())
            return [
                CompletionItem(name, help=found[name] or None) for name in sorted(found) if name.startswith(incomplete)
            ]
        return []

    return complete
