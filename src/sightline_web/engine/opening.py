"""A workspace is opened, and asked for what is known of it before anything is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sightline_web.engine.attempts import Watch, attempt
from sightline_web.foresight import Foresight
from sightline_web.keeper import REST_SECONDS, REST_TIMES, Keeper, Outcome

__all__ = ["demo_people", "demo_team", "open_workspace", "records_folder", "workspace_files"]


def open_workspace(
    root: Path | str, *, rest: float = REST_SECONDS, times: float = REST_TIMES, until: str = ""
) -> Keeper:
    """Return the keeper of a workspace; nothing is read yet.

    Parameters
    ----------
    root : Path or str
        The folder of `sightline.yml`, or one below it.
    rest, times : float
        How often live events cause a new reading; see `Keeper`.
    until : str
        The last of the slow questions that is asked ahead; all of them where left out.

    Raises
    ------
    SourceMissingError
        Where there is no workspace.
    """
    from sightline.workspace import Workspace  # noqa: PLC0415 -- pydantic, a quarter of a second

    workspace = Workspace.find(Path(root))
    watch = Watch(workspace)

    def made(report: Callable[[str], None]) -> Outcome:
        outcome = attempt(workspace, watch, report)
        snapshot: object = outcome.snapshot
        if until and isinstance(snapshot, Foresight):
            snapshot.slow = snapshot.slow[: snapshot.slow.index(until) + 1]
        return outcome

    return Keeper(made, watch.fingerprint, moving=watch.moving, rest=rest, times=times)


def records_folder(root: Path | str) -> Path:
    """Return the folder where what people keep in the app belongs; it may not exist yet."""
    from sightline.workspace import Workspace  # noqa: PLC0415 -- pydantic, a quarter of a second

    return Workspace.find(Path(root)).state


def workspace_files(root: Path | str, *, data: bool = False) -> tuple[list[str], list[str]]:
    """Return the files of the model and, where `data` are asked for, those that its sources name within the workspace.

    Both as paths relative to its folder, and in a fixed order.
    """
    from sightline.workspace import Workspace  # noqa: PLC0415 -- pydantic, a quarter of a second

    workspace = Workspace.find(Path(root))
    model, found = sorted(workspace.texts()), set()
    for source in workspace.model().sources.values() if data else ():
        if source.file is not None and not Path(source.file).is_absolute():
            found |= {file.relative_to(workspace.root).as_posix() for file in workspace.resolve(source.file)}
    return model, sorted(found - set(model))


def demo_team(root: Path, manager: str) -> tuple[str, ...]:
    """Return who reports to a person of the demo today."""
    from sightline.example import demo_team as found  # noqa: PLC0415 -- NumPy and Arrow, with `read`

    return found(root, manager)


def demo_people(root: Path) -> Mapping[str, Mapping[str, str]] | None:
    """Return `person`, `name` and `unit` for each kind of user of the demo; None where `root` is not the demo's."""
    from sightline.example import demo_people as found  # noqa: PLC0415 -- NumPy and Arrow, with `read`

    return found(root)
