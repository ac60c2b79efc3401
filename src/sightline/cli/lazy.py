"""The group of commands: knows each by name and one line, and imports it when it is called."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

import click

from sightline.errors import nearest


class ReaderGoneError(Exception):
    """Whoever read standard output has gone; click would turn the broken pipe into an exit code of its own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: the module that holds it (as `command`) and the line that `--help` shows."""

    module: str
    summary: str


class LazyGroup(click.Group):
    """A click group whose commands are imported on use.

    Parameters
    ----------
    entries : mapping of str to Entry
        The commands in the order in which `--help` lists them.
    """

    def __init__(self, *args: object, entries: dict[str, Entry] | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # click's own arguments, handed through
        self.entries = entries or {}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """Return the names in their own order."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click's signature
        """Return the command called `cmd_name`, imported now, or None."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        command = importlib.import_module(entry.module).command
        if not isinstance(command, click.Command):  # pragma: no cover -- a mistake in the table of commands
            msg = f"{entry.module}.command is not a command"
            raise TypeError(msg)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command to run; an unknown name is answered with the nearest one."""
        name = args[0]
        if name not in self.entries and not ctx.resilient_parsing and not name.startswith("-"):
            close = nearest(name, self.entries)
            hint = f" Did you mean '{close}'?" if close else ""
            raise click.UsageError(f"there is no command '{name}'.{hint}", ctx=ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as fault:
            raise ReaderGoneError from fault

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- click's signature
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in self.entries.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[click.shell_completion.CompletionItem]:
        """Complete a command's name with its line of help, without importing any."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 -- only when a shell asks

        found = [CompletionItem(n, help=e.summary) for n, e in self.entries.items() if n.startswith(incomplete)]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]
