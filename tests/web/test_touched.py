"""Whether files are still those that were read."""

import os

import pytest

from sightline_web.touched import state_of


@pytest.fixture
def files(tmp_path):
    found = [tmp_path / name for name in ("a.json", "b.json")]
    for each in found:
        each.write_text("{}")
    return found


def test_files_that_nobody_touched_are_in_the_same_state(files):
    assert state_of(files) == state_of(list(files))


@pytest.mark.parametrize(
    "touch",
    [
        lambda file: file.write_text("{ }"),
        lambda file: os.utime(file, ns=(1, 1)),
        lambda file: file.unlink(),
        lambda file: file.rename(file.with_name("c.json")),
    ],
    ids=["longer", "later", "gone", "renamed"],
)
def test_whatever_happens_to_one_of_them_shows(files, touch):
    before = state_of(files)
    touch(files[1])
    assert state_of(files) != before


def test_a_file_more_shows(files):
    assert state_of(files[:1]) != state_of(files)
