"""What `effects --suggest` shows: undeclared pairs that stand out, as questions to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sightline.cli.documents import SUGGESTIONS
from sightline.cli.figures import counted
from sightline.cli.formats import show
from sightline.cli.state import State
from sightline.cli.tables import Column, longest_word, paragraph, render
from sightline.cli.terminal import Terminal
from sightline.cli.troubles import ENVIRONMENT, rows_of, tell

if TYPE_CHECKING:
    from sightline.model import Model
    from sightline.records import Suggestion


def answer(state: State, names: Sequence[str], *, fmt: str) -> int:
    """Print suggestions that start or end at the metrics called `names` (all when empty); return the exit code.

    Raises
    ------
    UnknownNameError
        If no metric is called so.
    """
    with state.reading() as reading:
        for name in names:
            reading.model.metric(name)
        found = tuple(one for one in reading.suggestions() if not names or one.driver in names or one.on in names)
        as_of, problems = reading.as_of, reading.problems
        state.hide_progress()
        code = tell(state, problems, set(names) or set(reading.model.metrics))
        if code != ENVIRONMENT:
            rows = [{name: getattr(one, name) for name in SUGGESTIONS.names()} for one in found]
            show(
                state, SUGGESTIONS, rows, fmt=fmt, model=reading.model, as_of=as_of, problems=rows_of(problems),
                table=lambda out: table(found, names, reading.model, out),
            )  # fmt: skip
        return code


def table(found: Sequence[Suggestion], names: Sequence[str], model: Model, terminal: Terminal) -> Iterator[str]:
    """Yield the lines for people."""
    if not found:
        about = f" with {' or '.join(names)}" if names else ""
        yield from paragraph(f"No undeclared pair of metrics{about} stands out from chance.", terminal)
        return
    tried, highest = max(one.tried for one in found), max(one.q for one in found)
    verb = "stands" if len(found) == 1 else "stand"
    yield from paragraph(
        f"Of {counted(tried, 'undeclared pair')} tried, {len(found)} {verb} out from chance; "
        f"expect {highest * 100:.2g} % of such to be false.",
        terminal,
    )
    effects = [f"{one.driver} {terminal.sign('to')} {one.on}" for one in found]
    columns = [
        Column("May move", wraps=True, least=longest_word(effects) + 2), Column("Lag", figures=True),
        Column("p", figures=True), Column("False rate", figures=True), Column("n", figures=True),
    ]  # fmt: skip
    rows = [
        [effect, str(one.lag), f"{one.p:.2g}", f"{one.q * 100:.2g} %", f"{one.n:,}"]
        for effect, one in zip(effects, found, strict=True)
    ]
    yield ""
    yield from render(columns, rows, terminal)
    yield ""
    yield from paragraph(
        "These are suggestions: questions to ask, not effects to use. Nothing rests on them until somebody who knows "
        f"the work declares one under 'effects:', and it is then estimated. Lag in {model.calendar.grain.value}s; "
        "false rate: the share of false ones to expect among all with a p value as small (Benjamini, Hochberg 1995).",
        terminal,
    )
