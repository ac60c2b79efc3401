"""`serve`: the app on this workspace."""

from __future__ import annotations

import click

from sightline.cli.state import State, pass_state, shared_options

PORT = 8631


@click.command("serve", short_help="Open the app on this workspace.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="The port; where it is taken, the next free one. 0: any.",
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="How many processes serve the pages."
)
@click.option("--url", default="", metavar="URL", help="The public address: https://NAME, of what stands in front.")
@click.option("--open/--no-open", "open_browser", default=False, help="Open a browser on it.")
@shared_options(shown=False)
@pass_state
def command(
    state: State,
    host: str,
    port: int,
    workers: int,
    url: str,
    open_browser: bool,  # noqa: FBT001 -- click's signature
) -> None:
    """Serve the pages of this workspace, to this machine or under a public address, until Ctrl-C."""
    from sightline.cli.serving import serve  # noqa: PLC0415 -- only here

    serve(state.workspace().root, host=host, port=port, url=url, open_browser=open_browser, workers=workers)
