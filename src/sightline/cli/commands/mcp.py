"""`mcp`: answer assistants over the Model Context Protocol."""

from __future__ import annotations

import click

from sightline.cli.state import State, pass_state, shared_options
from sightline.errors import EnvironmentFaultError

EXTRA = "mcp"


@click.command("mcp", short_help="Answer an assistant's questions; it reads and changes nothing.")
@shared_options(shown=False)
@pass_state
def command(state: State) -> None:
    """Serve the questions of an assistant over standard input and output, by the Model Context Protocol.

    An assistant starts it by itself: put `sightline -C WORKSPACE mcp` into its configuration. Its tools are the
    commands that read, and give the same JSON documents; the files of the model can be read, too. Nothing is about
    single persons.
    """
    root = state.workspace().root
    try:
        from sightline.cli.assistants.server import serve  # noqa: PLC0415 -- an optional part
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != EXTRA:
            raise
        raise EnvironmentFaultError(
            "The part that talks to assistants is not installed.", fix="Install it: pip install 'sightline[mcp]'"
        ) from error
    serve(root)
