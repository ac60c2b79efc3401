"""`check`: whether the model is right, and where it is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from sightline.cli.state import State, pass_state, shared_options

if TYPE_CHECKING:
    from sightline.model import Finding, Model
    from sightline.workspace import Workspace

FINDINGS, ENVIRONMENT = 1, 3


def _explain(state: State, code: str) -> None:
    from sightline.cli.explaining import explained  # noqa: PLC0415 -- slow import
    from sightline.cli.formats import write_lines  # noqa: PLC0415 -- likewise

    write_lines(explained(code, state.out()))


def _print(state: State, findings: Sequence[Finding], model: Model | None, workspace: Workspace, fmt: str) -> None:
    from sightline.cli.documents import CHECK  # noqa: PLC0415 -- likewise
    from sightline.cli.formats import csv_text, json_text, write_bytes, write_lines  # noqa: PLC0415 -- likewise
    from sightline.cli.release import version  # noqa: PLC0415 -- likewise
    from sightline.model.reports import render_github, render_sarif, render_text  # noqa: PLC0415 -- likewise

    rows = [
        {
            "file": one.file, "line": one.line, "column": one.column, "code": one.code, "severity": one.severity,
            "message": f"{one.message} {one.fix}" if one.fix else one.message,
        }
        for one in findings
    ]  # fmt: skip
    if fmt == "json":
        write_bytes(json_text(CHECK, rows, model=model.hash if model else None, as_of=None))
    elif fmt == "csv":
        write_bytes(csv_text(CHECK.names(), rows))
    elif fmt == "sarif":
        write_bytes(render_sarif(findings, version=version()))
    elif fmt == "github":
        write_bytes(render_github(findings))
    else:
        out = state.out()
        if findings:
            write_lines(render_text(findings, color=out.colour).splitlines())
            write_lines([""])
        write_lines([_summary(findings, model, workspace)])


def _summary(findings: Sequence[Finding], model: Model | None, workspace: Workspace) -> str:
    from sightline.cli.figures import counted  # noqa: PLC0415 -- likewise

    errors = sum(one.severity == "error" for one in findings)
    warnings = len(findings) - errors
    if errors or model is None:
        more = f" and {counted(warnings, 'warning')}" if warnings else ""
        return f"{counted(errors, 'error')}{more} in {workspace.root.name}. 'sightline check --explain CODE' says more."
    parts = [
        counted(len(model.goals), "goal"), counted(len(model.metrics), "metric"), counted(len(model.sources), "source"),
        counted(len(model.processes), "process", "processes"), counted(len(model.roles), "role"),
    ]  # fmt: skip
    verdict = f"The model is right, with {counted(warnings, 'warning')}" if warnings else "The model is right"
    return f"{verdict}: {', '.join(part for part in parts if not part.startswith('0 '))}."


@click.command("check", short_help="Is the model right?")
@click.option(
    "--format", "fmt", type=click.Choice(["text", "json", "csv", "sarif", "github"]), default="text", show_default=True,
    help="How to print the findings.",
)  # fmt: skip
@click.option("--explain", "code", metavar="CODE", help="Explain a code such as SL101, with an example, and stop.")
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings too.")
@click.option("--data", is_flag=True, help="Also look whether the sources and the columns in use are there.")
@shared_options(shown=False)
@pass_state
def command(state: State, fmt: str, code: str | None, strict: bool, data: bool) -> int:  # noqa: FBT001 -- click's signature
    """Check the operating model: every fault at once, with its place and what to do.

    Exits with 1 when there is an error, with 0 when there are only warnings.
    """
    if code:
        _explain(state, code)
        return 0
    workspace = state.workspace()
    loaded = workspace.load()
    _print(state, loaded.findings, loaded.model, workspace, fmt)
    if data and loaded.model is not None:
        from sightline.cli.examining import examine_data  # noqa: PLC0415 -- reads the data

        broken = examine_data(state, workspace, loaded.model, fmt=fmt)
        if broken:
            return ENVIRONMENT
    grave = [one for one in loaded.findings if strict or one.severity == "error"]
    return FINDINGS if grave or loaded.model is None else 0
