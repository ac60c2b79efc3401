"""A server starts as fast as without the API."""

from __future__ import annotations

import subprocess
import sys

from tests.support import ROOT

CODE = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "sightline_web.settings"
django.setup(set_prefix=False)
from django.urls import get_resolver
get_resolver().url_patterns
print([name for name in ("ninja", "mcp", "sightline_web.api.every") if name in sys.modules])
"""


def test_what_only_the_api_needs_is_imported_at_its_first_request():
    told = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT / "src")}
    )
    assert told.stdout.strip() == "[]"
