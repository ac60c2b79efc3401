"""`completion`: the script that teaches a shell the commands, options, metrics, goals and dimensions."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from sightline.cli.formats import write_bytes
from sightline.cli.state import shared_options


@click.command("completion", short_help="The completion script for bash, zsh or fish.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@shared_options(shown=False)
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    bash:  sightline completion bash > ~/.local/share/bash-completion/completions/sightline
    zsh:   sightline completion zsh > "${fpath[1]}/_sightline"
    fish:  sightline completion fish > ~/.config/fish/completions/sightline.fish

    Then open a new shell. It completes commands, options, and the metrics, goals and dimensions of the workspace
    you are in.
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    kind = get_completion_class(shell)
    if kind is None:  # pragma: no cover -- the three shells are click's own
        msg = f"click knows no completion for {shell}"
        raise click.ClickException(msg)
    root = ctx.find_root()
    write_bytes(kind(root.command, {}, "sightline", "_SIGHTLINE_COMPLETE").source() + "\n")
