"""The last line of a table: whose model it was read from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.cli.tables import paragraph
from sightline.cli.terminal import Terminal

if TYPE_CHECKING:
    from sightline.model import Model


def signature(model: Model, terminal: Terminal) -> list[str]:
    """Return the name of the enterprise and the beginning of the model's hash."""
    return paragraph(f"{model.settings.name} {terminal.sign('dot')} model {model.hash[:8]}", terminal)
