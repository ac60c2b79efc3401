"""Every code that `check` may print: what it means, an example that has it, and one that has not."""

from __future__ import annotations

from collections.abc import Mapping

from sightline.model.codes.form import Code

__all__ = ["CODES", "Code"]

CODES: Mapping[str, Code] = {}
