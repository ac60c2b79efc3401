"""`portfolio` and `promises`: what may be asked, and what is said of what may not."""

from __future__ import annotations

import json

import pytest

from sightline.cli.completing import initiative_names
from sightline.cli.portfolio_answer import amount
from sightline.records.backlog import Limits
from sightline.records.promises import PromiseBook
from sightline.strategy.portfolio.asking import Wanted, portfolio
from tests.strategy.portfolio.test_answers import ALL, SIZES, backlog


@pytest.fixture
def asked(reading, monkeypatch):
    """The choices that the reading was asked for; it answers with a small portfolio."""
    choices = []

    def answer(choice):
        choices.append(choice)
        return portfolio(backlog(ALL, SIZES), Limits(3, budget=choice.budget), Wanted(goal=choice.goal))

    monkeypatch.setattr(reading, "portfolio", answer, raising=False)
    return choices


def test_options_become_limits(sightline, asked):
    printed = sightline(
        "portfolio", "--budget", "1_500", "--capacity", "dev=2.5", "--capacity", "ops=1,2", "--cost", "c=2k",
        "--must", "a", "--without", "b", "--periods", "6", "--quick",
    )  # fmt: skip
    assert printed.code == 0
    (choice,) = asked
    assert (choice.budget, choice.capacity, choice.costs, choice.must, choice.without) == (
        1500.0, {"dev": (2.5,), "ops": (1.0, 2.0)}, {"c": 2000.0}, ("a",), ("b",),
    )  # fmt: skip
    assert (choice.periods, choice.chances, choice.prices, choice.lessons) == (6, False, False, False)


@pytest.mark.parametrize(
    ("text", "value"), [("800_000", 8e5), ("800,000", 8e5), ("800k", 8e5), ("1.2M", 1.2e6), ("0", 0.0), (".5", 0.5)]
)
def test_amounts_are_read_as_people_write_them(text, value):
    assert amount(text, "--budget") == value


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["portfolio", "--budget", "-5"], "is no amount of 0 or more"),
        (["portfolio", "--budget", "lots"], "is no amount"),
        (["portfolio", "--capacity", "dev"], "written ROLE=N"),
        (["portfolio", "--capacity", "dev=many"], "is no amount"),
        (["portfolio", "--periods", "0"], "--periods"),
        (["portfolio", "--ranking", "no.csv"], "no.csv"),
        (["promises", "--approve", "x"], "--by WHO and --reason TEXT"),
        (["promises", "--by", "me"], "go with --approve"),
    ],
)
def test_wrong_usage_is_2_and_says_what_is_right(sightline, asked, words, said):
    printed = sightline(*words)
    assert (printed.code, printed.out) == (2, "")
    assert said in printed.err


def test_one_initiative_tells_each_goal_and_what_it_takes(sightline, asked):
    printed = sightline("portfolio", "good", "--quick")
    assert (printed.code, printed.err) == (0, "")
    assert printed.lines[0].startswith("Good: alone, begun at once, it brings 24.0 of 100 points, for 10.00 EUR.")
    assert "The best set holds it from 2027-01 on" in " ".join(printed.out.split())
    document = json.loads(sightline("portfolio", "good", "--quick", "--format", "json").out)
    assert [row["initiative"] for row in document["rows"]] == ["good"]


def test_an_initiative_that_is_not_in_the_backlog_is_2_with_the_nearest(sightline, asked):
    printed = sightline("portfolio", "goood")
    assert (printed.code, printed.out) == (2, "")
    assert "Did you mean 'good'?" in printed.err


def test_one_goal_is_answered_in_its_own_unit(sightline, asked):
    assert "brings 12 EUR" in " ".join(sightline("portfolio", "--budget", "15", "--goal", "grow").out.split())


def test_what_the_solver_prints_stays_out_of_the_answer(sightline, asked, reading, monkeypatch):
    import os

    answer = reading.portfolio

    def noisy(choice):
        os.write(1, b"HighsMipSolverData\n")  # as a library in C does
        return answer(choice)

    monkeypatch.setattr(reading, "portfolio", noisy)
    printed = sightline("portfolio", "--format", "json")
    assert json.loads(printed.out)["command"] == "portfolio"
    assert printed.err == ""


def test_a_backlog_without_initiatives_says_how_to_begin(sightline, reading, monkeypatch):
    monkeypatch.setattr(reading, "portfolio", lambda _: portfolio(backlog((), {}), Limits(3), Wanted()), raising=False)
    assert sightline("portfolio").lines[0].startswith("The model declares no initiatives.")


def test_a_book_without_promises_says_how_to_begin(sightline, reading, monkeypatch):
    monkeypatch.setattr(reading, "promises", lambda: PromiseBook((), (), (), ("torn.json: broken",)), raising=False)
    printed = sightline("promises")
    assert printed.lines[0].startswith("No promise is kept here yet.")
    assert "torn.json: broken" in printed.err


def test_initiatives_are_completed(workspace):
    (workspace / "backlog.yml").write_text("initiatives:\n  train: {title: Train}\n", encoding="utf-8")
    assert initiative_names(workspace)["train"] == "Train"
