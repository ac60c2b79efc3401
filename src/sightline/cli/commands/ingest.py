"""`ingest`: lands events out of a file or a stream, here or on a server."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("ingest", short_help="Land live events out of a file or a stream.")
@click.argument("file", metavar="FILE|-")
@click.option("--log", metavar="LOG", help="The live log to which rows of a table belong.")
@click.option(
    "--input", "kind", type=click.Choice(["cloudevents", "csv", "jsonl"]), help="What comes in. Default: by its name."
)
@click.option("--url", metavar="URL", help="Send to this server instead of landing in the workspace.")
@click.option(
    "--token-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Where the token for that server stands.",
)
@click.option("--all-or-none", is_flag=True, help="Land nothing where one event is refused.")
@format_option
@shared_options(shown=False)
@pass_state
def command(
    state: State,
    *,
    file: str,
    log: str | None,
    kind: str | None,
    url: str | None,
    token_file: Path | None,
    all_or_none: bool,
    fmt: str,
) -> int:
    """Land events out of FILE, or out of standard input as they come in.

    CloudEvents stand one in each line, or in one array. Of CSV and of flat JSON lines, the mapping of the log says
    which column is what. What was landed before changes nothing.

    \b
    Example: tail -F shop.jsonl | sightline ingest -
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    from sightline.cli.ingesting import Wanted, answer  # noqa: PLC0415 -- slow import

    if (url is None) != (token_file is None):
        raise click.UsageError("--url and --token-file go together.")
    return answer(state, Wanted(file, log, kind, url, token_file, all_or_none), fmt=fmt)
