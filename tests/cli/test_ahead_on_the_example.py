"""The commands on the example enterprise, whose truth is known: documents hold, numbers agree, the story is told."""

from __future__ import annotations

import json
import math

import jsonschema
import pytest

from sightline.cli.documents import DOCUMENTS
from sightline.reading import read
from sightline.workspace import Workspace
from tests.halden import copy_of_halden

pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("cli-example")]  # what it asks is asked once


@pytest.fixture(scope="module")
def halden(tmp_path_factory):
    return copy_of_halden(tmp_path_factory, tmp_path_factory.mktemp("cli") / "halden-parts")


@pytest.fixture
def ask(sightline, halden, monkeypatch):
    monkeypatch.chdir(halden)

    def call(document: str, *words: str):
        printed = sightline(*words, "--format", "json")
        assert (printed.code, printed.err) == (0, "")
        jsonschema.validate(printed.json, DOCUMENTS[document].schema(), format_checker=jsonschema.FormatChecker())
        return printed.json

    return call


def test_every_true_effect_is_supported_and_no_null_one(ask):
    rows = {(row["driver"], row["on"]): row for row in ask("effects", "effects")["rows"]}
    null = {"outages", "portal_share", "training_hours", "campaign_contacts"}
    estimated = [row for row in rows.values() if row["kind"] == "estimated"]
    assert {row["driver"] for row in estimated if row["support"] != "supported"} == null
    assert rows["service_revenue", "service_revenue_12m"]["per_unit"] == pytest.approx(12)
    assert all(row["low"] <= row["per_unit"] <= row["high"] for row in rows.values())


def test_what_is_suggested_is_not_declared_and_behind_the_false_discovery_rate(ask):
    declared = {(row["driver"], row["on"]) for row in ask("effects", "effects")["rows"]}
    for row in ask("effects-suggest", "effects", "--suggest")["rows"]:
        assert (row["driver"], row["on"]) not in declared
        assert row["p"] <= row["q"] <= 0.1


def test_goals_have_a_way_ahead_that_ends_in_their_forecast(ask):
    document = ask("goals", "goals")
    for row in document["rows"]:
        fan = {one["level"]: one["values"] for one in document["outlooks"][row["goal"]]["fan"]}
        assert (fan[0.05][-1], fan[0.5][-1], fan[0.95][-1]) == (row["low"], row["forecast"], row["high"])
        assert 0 <= row["probability"] <= 1


def test_the_line_of_sight_is_the_same_from_both_ends(ask):
    (one,) = ask("sight", "sight", "--from", "credit_check_time", "--goal", "grow_service")["rows"]
    from_goal = ask("sight", "sight", "--goal", "grow_service")["rows"]
    from_origin = ask("sight", "sight", "--from", "credit_check_time")["rows"]
    assert one in from_goal
    assert one in from_origin
    assert one["path"].startswith("credit_check_time > lead_time > on_time_share > renewal_rate > service_revenue")
    assert one["per_unit"] < 0


def test_the_paths_between_two_ends_add_up(ask):
    document = ask("sight", "sight", "--from", "attrition", "--goal", "grow_service", "--paths", "50")
    about = document["lines"]["attrition > grow_service"]
    assert about["more"] == 0
    assert math.fsum(path["per_unit"] for path in about["paths"]) == pytest.approx(
        document["rows"][0]["per_unit"], rel=0.05
    )


def test_why_puts_the_storys_cause_first_and_adds_up(ask):
    document = ask("why", "why", "renewal_rate", "--from", "2025-10", "--to", "2026-10")
    first = document["rows"][0]
    assert (first["metric"], first["dimension"], first["segment"]) == ("credit_check_time", "region", "North")
    explained = math.fsum(row["contribution"] for row in document["rows"] if row["part"] != "residual")
    assert explained + document["residual"] == pytest.approx(document["total"], rel=1e-9)


def test_what_moves_a_driver_moves_its_goal_alone(ask):
    rows = {row["goal"]: row for row in ask("whatif", "whatif", "lead_time=-10%")["rows"]}
    moved = rows.pop("grow_service")
    assert moved["change"] > 0
    assert moved["probability_after"] >= moved["probability_before"]
    assert {row["change"] for row in rows.values()} == {0}


def test_a_lever_that_suffices_does_so_when_tried(ask):
    levers = ask("whatif-reach", "whatif", "--reach", "free_cash", "--probability", "0.5")["rows"]
    for row in levers:
        if row["needed"] is not None:
            tried = ask("whatif", "whatif", f"{row['metric']}={row['needed']:+.12f}")["rows"]
            reached = next(one for one in tried if one["goal"] == "free_cash")["probability_after"]
            assert reached == pytest.approx(0.5, abs=0.02)
            break
    else:
        pytest.fail("no lever suffices, where invoice_delay does")


def test_a_period_before_the_data_is_4_and_says_where_they_begin(sightline, halden, monkeypatch):
    monkeypatch.chdir(halden)
    printed = sightline("why", "lead_time", "--from", "2019-01")
    assert (printed.code, printed.out) == (4, "")
    assert "2023-11" in printed.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sight", "--from", "credit_chek_time"], "Did you mean 'credit_check_time'?"),
        (["sight", "--goal", "grow_servic"], "Did you mean 'grow_service'?"),
        (["why", "lead_time", "--by", "regoin"], "Did you mean 'region'?"),
        (["whatif", "--reach", "grow_servic"], "Did you mean 'grow_service'?"),
        (["whatif", "on_time_share=x"], "on_time_share=x"),
    ],
)
def test_what_is_not_known_is_2_with_the_nearest_name(sightline, halden, monkeypatch, words, said):
    monkeypatch.chdir(halden)
    printed = sightline(*words)
    assert (printed.code, printed.out) == (2, "")
    assert said in printed.err


@pytest.mark.parametrize(
    "words",
    [
        ["goals"], ["effects"], ["sight", "--goal", "grow_service"], ["why", "service_revenue_12m"],
        ["whatif", "--reach", "grow_service"], ["portfolio", "--budget", "800k", "--quick"], ["promises"],
        ["align"], ["align", "--role", "credit_analyst"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_every_table_fits_a_narrow_terminal(sightline, halden, monkeypatch, words):
    monkeypatch.chdir(halden)
    monkeypatch.setenv("COLUMNS", "80")
    printed = sightline(*words)
    assert (printed.code, printed.err) == (0, "")
    assert max(len(line) for line in printed.lines) <= 80


def test_the_portfolio_answers_first_and_holds_to_its_document(ask, sightline):
    document = ask("portfolio", "portfolio", "--budget", "800k", "--capacity", "integration_engineer=4")
    names = {row["initiative"] for row in document["rows"]}
    assert len(document["rows"]) == 5 * len(names) == 5 * 13
    chosen = {row["initiative"] for row in document["rows"] if row["in_best_set"]}
    assert chosen == set(document["best"]["starts"])
    assert {"automate_credit_check", "credit_api", "einvoicing_mandate"} <= chosen
    assert document["best"]["gap"] == 0.0
    assert document["comparisons"][0]["differences"][0]["initiative"] == "customer_portal"
    table = sightline("portfolio", "--budget", "800k", "--quick")
    assert (table.code, table.err) == (0, "")
    first = " ".join(table.out.split("\n\n")[0].split())
    assert first.startswith("Within 800.0 k EUR, the best set, ")
    assert "the order of the committee would bring" in first


def test_a_ranking_out_of_a_file_is_held_beside_the_best_set(ask, tmp_path):
    path = tmp_path / "jira.csv"
    path.write_text("Summary,WSJF\nNew customer portal,9\nPick by light,3\nMoon base,8\n", encoding="utf-8")
    document = ask("portfolio", "portfolio", "--budget", "800k", "--quick", "--ranking", str(path))
    ours = document["comparisons"][1]
    assert (ours["name"], ours["unknown"]) == ("jira.csv (WSJF)", ["Moon base"])
    assert ours["less"] > 0


def test_limits_that_cannot_hold_end_with_1_and_say_what_is_enough(sightline, halden, monkeypatch):
    monkeypatch.chdir(halden)
    printed = sightline("portfolio", "--budget", "100k", "--must", "automate_credit_check", "--quick")
    assert printed.code == 1
    assert printed.lines[0] == "Nothing can be chosen: the limits cannot hold together."
    assert "Raise the budget by 260,000 EUR, to 360,000." in printed.out


def test_promises_that_were_delivered_tell_what_came(ask, sightline):
    document = ask("promises", "promises")
    rows = {row["initiative"]: row for row in document["rows"]}
    assert set(rows) == {"dispatch_board", "invoice_at_shipment"}
    assert rows["invoice_at_shipment"]["low"] <= -0.45 <= rows["invoice_at_shipment"]["high"]
    assert [one["by"] for one in document["kept"]] == ["all", "kind"]
    assert sightline("promises").lines[0].startswith("Of 2 changes that were delivered,")


def test_what_is_declined_is_written_down_with_what_was_known(sightline, halden, monkeypatch):
    monkeypatch.chdir(halden)
    printed = sightline("promises", "--decline", "pick_by_light", "--by", "Committee", "--reason", "Too dear")
    assert printed.code == 0
    assert "it is written down that pick_by_light is declined" in printed.err
    assert "by Committee: Too dear" in " ".join(printed.out.split())
    assert "then known: +429" in " ".join(printed.out.split())
    assert sightline("promises", "--approve", "price_review", "--decline", "pick_by_light").code == 2
    for path in (halden / ".sightline" / "promises").glob("pick_by_light.*"):
        path.unlink()


def test_an_approval_is_written_down_once(sightline, halden, monkeypatch):
    monkeypatch.chdir(halden)
    words = ("promises", "--approve", "price_review", "--by", "Committee", "--reason", "Cheap")
    printed = sightline(*words)
    assert printed.code == 0
    assert "the promise of price_review is frozen" in printed.err
    assert "by Committee: Cheap" in " ".join(printed.out.split())
    again = sightline(*words)
    assert (again.code, again.out) == (2, "")
    assert "approved before" in again.err
    (halden / ".sightline" / "promises" / "price_review.json").unlink()


def test_role_goals_follow_from_the_lines_of_sight(ask):
    document = ask("roles", "roles")
    rows = {(row["role"], row["metric"]): row for row in document["rows"]}
    check = rows["credit_analyst", "credit_check_time"]
    assert check["path"][:2] == ["credit_check_time", "lead_time"]
    assert (check["agreed"], check["goal"], check["counter"]) == ("yes", "grow_service", "paid_in_45_days")
    assert check["low"] <= check["weight"] <= check["high"]
    assert check["target"] < check["baseline"]
    null = {"outages", "portal_share", "training_hours", "campaign_contacts"}
    assert {row["metric"] for row in rows.values() if row["metric"] in null and row["agreed"] == "yes"} == set()
    assert {row["state"] for row in rows.values() if row["metric"] == "portal_share"} == {"undetermined"}
    assert all(
        sum(row["agreed"] == "yes" for row in rows.values() if row["role"] == one) <= 5 for one in document["roles"]
    )


def test_what_is_handed_down_adds_up_to_the_gap(ask):
    document = ask("roles", "roles")
    for one in document["targets"]:
        assert sum(part["contribution"] for part in one["parts"]) == pytest.approx(one["assigned"])
        if one["gap"] > 0:
            assert one["assigned"] + one["unassigned"] >= one["gap"] - 1e-9 * one["gap"]
    assert next(one for one in document["targets"] if one["goal"] == "keep_technicians")["parts"] == []


def test_the_goals_of_a_role_are_frozen_and_stay_so(ask, halden):
    first = ask("agree", "agree", "--period", "2026-11", "--role", "credit_analyst")
    (name,) = first["agreements"]
    assert len(list((halden / ".sightline" / "agreements").glob(f"*/{name}.json"))) == 1
    assert sum(row["weight"] for row in first["rows"]) == pytest.approx(1)
    again = ask("agree", "agree", "--period", "2026-11", "--role", "credit_analyst")
    assert again["agreements"][name]["new"] is False


def test_the_role_that_drifts_is_found_with_the_planted_split_and_no_other(ask, halden):
    drift = json.loads((halden / "truth.json").read_text(encoding="utf-8"))["drift"]
    document = ask("align", "align", "--period", "2026-10", "--since", drift["from"])
    roles = {row["name"]: row for row in document["rows"] if row["kind"] == "role"}
    assert [name for name, row in roles.items() if row["state"] == "drifted"] == [drift["role"]]
    found = roles[drift["role"]]
    assert found["low"] <= drift["total_variation"] <= found["high"]
    parts = {
        part["cause"]: part for part in document["parts"] if (part["kind"], part["name"]) == ("role", drift["role"])
    }
    for cause in ("demand", "assignment"):
        assert parts[cause]["low"] <= drift[cause] <= parts[cause]["high"]
        assert parts[cause]["value"] == pytest.approx(drift[cause], abs=0.03)
    assert parts["goals"]["value"] == drift["goals"] == 0
    assert sum(part["value"] for part in parts.values()) == pytest.approx(found["distance"])
    outside = {name for move in document["moves"] for name in move["outside"]}
    assert outside == set(drift["outside_performers"])
    assert {move["activity"]: move["taker"] for move in document["moves"]}["insurer_report"] == "X902"


def test_of_those_whose_work_did_not_drift_nobody_is_named(ask, halden):
    drift = json.loads((halden / "truth.json").read_text(encoding="utf-8"))["drift"]
    with read(Workspace(halden)) as reading:
        found = reading.align("2026-10", drift["from"], persons=None, approved={"alignment"})
    persons = [one for one in found.every if one.kind == "person"]
    assert len(persons) > 100
    assert {one.role for one in persons if one.state == "drifted"} == {drift["role"]}
