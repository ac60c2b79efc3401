"""Standard output stays the answer's alone, however many ask at once."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

from sightline.reading.quiet import kept_from_stdout


def test_what_is_written_past_python_is_thrown_away_and_what_comes_after_is_not(capfd):
    with kept_from_stdout():
        os.write(1, b"solver")
    os.write(1, b"answer")
    assert capfd.readouterr().out == "answer"


def test_the_last_one_out_gives_standard_output_back(capfd):
    first, second = kept_from_stdout(), kept_from_stdout()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    os.write(1, b"solver")
    second.__exit__(None, None, None)
    os.write(1, b"answer")
    assert capfd.readouterr().out == "answer"


def test_a_fault_inside_gives_it_back(capfd):
    with pytest.raises(LookupError), kept_from_stdout():
        raise LookupError
    os.write(1, b"answer")
    assert capfd.readouterr().out == "answer"


def test_without_a_standard_output_nothing_is_wrong():
    code = """
        import os
        os.close(1)
        from sightline.reading.quiet import kept_from_stdout
        with kept_from_stdout():
            pass
        os._exit(7)
    """
    assert subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False).returncode == 7
