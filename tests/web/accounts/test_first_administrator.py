"""The first account of a workspace: a link on the terminal that works for a day, and only while nobody is there."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

PROGRAM = (
    "import sys; from pathlib import Path; from sightline_web.server import serve; serve(Path(sys.argv[1]), port=0)"
)
LINK = r"Nobody has an account here yet\. Open this link to make the first, within a day: (http://127\.0\.0\.1:\d+/\S+)"


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / "sightline.yml").write_text("sightline: 1\nname: Small Parts\n")
    return tmp_path


def printed(workspace, lines: int, **environment: str):
    """Start a server; gives the process and its first lines."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(workspace)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    return process, [process.stdout.readline() for _ in range(lines)]


def get(link: str) -> tuple[int, str]:
    parts = urlsplit(link)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", parts.path)
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response.status, body


def test_a_new_workspace_prints_a_link_and_a_second_start_makes_another(workspace):
    links = []
    for _ in range(2):
        process, said = printed(workspace, 2)
        try:
            links.append(re.fullmatch(LINK, said[1].strip())[1])
            status, page = get(links[-1])
            assert (status, "Make your account" in page) == (200, True)
            assert "Small Parts" not in page  # not even whose it is
            old = links[0].replace(urlsplit(links[0]).netloc, urlsplit(links[-1]).netloc)
            assert get(old)[0] == (200 if len(links) == 1 else 410)
        finally:
            process.terminate()
            process.communicate(timeout=20)
    keys = {path.name: path.stat().st_mode & 0o777 for path in (workspace / ".sightline" / "keys").iterdir()}
    assert keys["session_key"] == 0o600
    kept = b"".join(path.read_bytes() for path in (workspace / ".sightline").rglob("*") if path.is_file())
    assert not [link for link in links if link.rsplit("/", 1)[1].encode() in kept]  # the database has its digest alone


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SIGHTLINE_SESSION_KEY", "changeme", "too short"),
        ("SIGHTLINE_OIDC_ISSUER", "https://id.example.org", "SIGHTLINE_OIDC_CLIENT_ID"),
        ("SIGHTLINE_EMAIL_URL", "mail.example.org", "SIGHTLINE_EMAIL_URL must read"),
        ("SIGHTLINE_URL", "http://sightline.example.org", "no public address"),
    ],
)
def test_an_environment_that_cannot_be_is_told_before_anything_is_served(workspace, name, value, said):
    process, _ = printed(workspace, 0, **{name: value})
    out, error = process.communicate(timeout=30)
    assert (process.returncode != 0, out) == (True, "")
    assert said in error.splitlines()[-1] or said in error
    assert "changeme" not in error
