"""What holds for one run of the command line, and how a command gets at the workspace.

The options of every command (`-C`, `--as-of`, `--quiet`, `--no-color`, `--debug`) may stand before or after the
command's name; both write into the one `State`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sightline.cli.interrupts import held_back
from sightline.cli.terminal import Terminal, terminal_for

if TYPE_CHECKING:
    from sightline.cli.progress import BarProgress
    from sightline.reading import Reading
    from sightline.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(slots=True)
class State:
    """The answers to the options of every command."""

    workspace_folder: Path | None = None
    as_of: date | None = None
    quiet: bool = False
    no_color: bool = False
    debug: bool = bool(os.environ.get("SIGHTLINE_DEBUG"))
    bar: BarProgress | None = None

    def out(self) -> Terminal:
        """Return what standard output can show."""
        return terminal_for(sys.stdout, no_color=self.no_color)

    def err(self) -> Terminal:
        """Return what standard error can show."""
        return terminal_for(sys.stderr, no_color=self.no_color)

    def say(self, text: str) -> None:
        """Write a remark to standard error, unless `--quiet`."""
        if not self.quiet:
            click.echo(text, err=True)

    def start(self) -> Path:
        """Return the folder from which the workspace is looked for."""
        return self.workspace_folder or Path.cwd()

    def workspace(self) -> Workspace:
        """Return the workspace at or above the chosen folder.

        Raises
        ------
        SourceMissingError
            If there is none.
        """
        from sightline.workspace import Workspace  # noqa: PLC0415 -- slow import

        return Workspace.find(self.start())

    @contextmanager
    def progress(self) -> Iterator[BarProgress]:
        """Draw a bar on standard error for whatever lasts longer than two seconds."""
        from sightline.cli.progress import BarProgress  # noqa: PLC0415 -- only where something may last

        self.bar = BarProgress(live=self.err().live and not self.quiet, colour=self.err().colour)
        try:
            yield self.bar
        finally:
            self.bar.close()

    def hide_progress(self) -> None:
        """Take the bar away before an answer is printed over it."""
        if self.bar is not None:
            self.bar.close()

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Open a reading of the workspace as of the chosen day, with a progress bar."""
        with held_back():
            from sightline.reading import read  # noqa: PLC0415 -- slow import

        workspace = self.workspace()
        with self.progress() as bar, read(workspace, as_of=self.as_of, progress=bar) as reading:
            yield reading


def state_of(ctx: click.Context) -> State:
    """Return the state of the running command."""
    return ctx.ensure_object(State)


pass_state = click.make_pass_decorator(State, ensure=True)


def day(text: str) -> date:
    """Return the day written `YYYY-MM-DD`; anything else is a usage error."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"'{text}' is not a day; write it as in 2026-07-31.") from None


def _remember(ctx: click.Context, param: click.Parameter, value: object) -> None:
    if value is not None and value is not False and not ctx.resilient_parsing:
        setattr(state_of(ctx), str(param.name), value)
    elif ctx.resilient_parsing and param.name == "workspace_folder" and value is not None:
        state_of(ctx).workspace_folder = Path(str(value))


def shared_options(*, shown: bool) -> Callable[[Command], Command]:
    """Add the options that every command takes; `shown` in `--help` of the group, understood by all."""

    def option(*names: str, help: str, **more: Any) -> Callable[[Command], Command]:  # noqa: A002 -- click's word
        return click.option(*names, help=help, callback=_remember, expose_value=False, hidden=not shown, **more)

    options = [
        option(
            "-C",
            "--workspace",
            "workspace_folder",
            metavar="WORKSPACE",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            help="The workspace: this folder or the nearest above with a sightline.yml. Default: where you are.",
        ),
        option("--as-of", type=day, metavar="DATE", help="Read as if DATE were the last day known."),
        option("-q", "--quiet", is_flag=True, help="No progress and no remarks."),
        option("--no-color", is_flag=True, help="No colour (also: NO_COLOR=1)."),
        option("--debug", is_flag=True, help="Show the traceback of an unexpected error."),
    ]

    def add(command: Command) -> Command:
        for one in reversed(options):
            command = one(command)
        return command

    return add
