"""The runner of the documentation's examples notices what is wrong."""

from __future__ import annotations

import pytest
from sybil import Sybil

from tests.docs.pages import PARSERS


def run(tmp_path, text):
    path = tmp_path / "page.md"
    path.write_text(text, encoding="utf-8")
    document = Sybil(PARSERS, pattern="*.md").parse(path)
    document.namespace.update(workspace=tmp_path, environment={"WORD": "seen"})
    examples = list(document.examples())
    for example in examples:
        example.evaluate()
    return examples


def test_a_page_writes_its_files_and_runs_its_commands_in_order(tmp_path):
    page = (
        "```{code-block} text\n:caption: data/a.csv\nx\n1\n```\n\n"
        "```console\n$ cat data/a.csv\nx\n1\n$ echo $WORD; false\nse...\n$ true\n```\n"
    )
    assert len(run(tmp_path, page)) == 2
    assert (tmp_path / "data" / "a.csv").read_text(encoding="utf-8") == "x\n1\n"


@pytest.mark.parametrize(
    "page",
    [
        "```console\n$ echo one\ntwo\n```\n",
        "```console\n$ false\n```\n",
        "```python\n>>> 1 + 1\n3\n\n```\n",
        "```python\nassert False\n```\n",
        "```yaml\nmetrics:\n  revenue: {titel: Revenue, unit: EUR, better: higher, measure: sum(x)}\n```\n",
        "```yaml\nsightline: 1\nname: X\ncurrency: euro\n```\n",
    ],
)
def test_a_page_that_lies_is_found_out(tmp_path, page):
    with pytest.raises(Exception):  # noqa: B017, PT011 -- each language of a page fails in its own way
        run(tmp_path, page)


@pytest.mark.parametrize("page", ["```text\nanything\n```\n", "```sh\nfalse\n```\n", "```yaml\nmetrics: {}\n```\n"])
def test_what_only_stands_there_is_not_run(tmp_path, page):
    run(tmp_path, page)
