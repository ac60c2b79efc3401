"""`review`: the pack of a period, of all three levels, in one document."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("review", short_help="The pack of a period: all three levels in one document.")
@click.option("--period", metavar="PERIOD", help="The reviewed period; default: the newest whole one.")
@click.option(
    "--out", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Write the pack there: .html, .pdf or .json.",
)  # fmt: skip
@click.option("--slides", is_flag=True, help="With --out FILE.pdf: slides rather than pages.")
@click.option("--freeze", is_flag=True, help="Keep the pack for good, in every form.")
@click.option("--pack", "name", metavar="ID", help="A frozen pack instead: shown, or written as it was frozen.")
@click.option("--verify", is_flag=True, help="With --pack: check its bytes, and make its figures again.")
@click.option("--list", "listed", is_flag=True, help="List the frozen packs.")
@format_option
@shared_options(shown=False)
@pass_state
def command(
    state: State, period: str | None, out: Path | None, name: str | None, fmt: str, *, slides: bool, freeze: bool,
    verify: bool, listed: bool,
) -> int:  # fmt: skip
    """Put a period into one document: goals, operations, roles, initiatives, and what is to be decided.

    Figures of the period are compared with the period before; status, forecasts and open deviations are those of the
    reading, so say --as-of to see what was known then. HTML holds all it needs, PDF keeps to PDF/UA and needs no
    browser. A pack that is frozen is named by the hash of its content and opens with the same bytes for ever.

    \b
    Example: sightline review --period 2026-10 --out october.pdf
             sightline review --freeze
             sightline review --pack 484be9ea --verify
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    from sightline.cli.review_answer import Question, answer  # noqa: PLC0415 -- slow import

    if name is not None and (freeze or period is not None):
        raise click.UsageError("--pack is a pack that was frozen: it takes neither --freeze nor --period.")
    if verify and name is None:
        raise click.UsageError("--verify says whether a frozen pack holds: name it with --pack ID.")
    if listed and (name is not None or out is not None or freeze):
        raise click.UsageError("--list stands alone.")
    if slides and (out is None or out.suffix.lower() != ".pdf"):
        raise click.UsageError("--slides are written as PDF: say --out FILE.pdf.")
    if out is not None and out.suffix.lower() not in (".html", ".pdf", ".json"):
        raise click.BadParameter(f"'{out.name}' ends in none of .html, .pdf and .json.", param_hint="--out")
    return answer(state, Question(period, out, slides, freeze, name, verify, listed, fmt))
