"""Every code that `check` may print: what it means, an example that has it, and one that has not."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sightline.model.codes.form import Code, example_files
from sightline.model.codes.meaning import MEANING
from sightline.model.codes.references import REFERENCES
from sightline.model.codes.shape import SHAPE
from sightline.model.codes.syntax import SYNTAX
from sightline.model.codes.warnings import WARNINGS

__all__ = ["CODES", "Code", "example_files"]

_ALL = (*SYNTAX, *SHAPE, *REFERENCES, *MEANING, *WARNINGS)
CODES: Mapping[str, Code] = MappingProxyType({one.code: one for one in _ALL})
