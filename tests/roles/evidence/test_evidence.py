"""Evidence as a whole: its laws, its limits, and that every number follows from its export."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from sightline.records import evidence as records
from sightline.roles.evidence import person_evidence, summary, work_out, workings
from tests.roles.evidence.support import World, cases_of, shuffled

RNG = np.random.default_rng


def of(cases, person="P003", **how):
    return person_evidence(work_out(cases), person, rng=RNG(0), **how)


def values(one):
    """Return all numbers of a record, nested ones left out."""
    return {
        each.name: getattr(one, each.name) for each in fields(one) if isinstance(getattr(one, each.name), int | float)
    }


@pytest.mark.parametrize("shared", [1, 3])
def test_the_order_of_rows_does_not_matter(shared):
    cases = World(shared=shared, own={3: 0.4}).cases()
    one, other = of(cases), of(shuffled(cases, 1))
    assert values(one) == pytest.approx(values(other), rel=1e-9, abs=1e-9)
    assert one.cases == other.cases
    first, second = summary(work_out(cases)), summary(work_out(shuffled(cases, 2)))
    assert values(first.bar) == pytest.approx(values(second.bar), rel=1e-7, abs=1e-9)
    for team, same in zip(first.teams, second.teams, strict=True):
        assert values(team) == pytest.approx(values(same))


@settings(max_examples=10)
@given(st.floats(0.01, 1000), st.sampled_from(["log", "plain"]), st.sampled_from([1, 2]))
def test_units_do_not_matter(factor, scale, shared):
    world = World(shared=shared, scale=scale, own={3: 0.4})
    one, other = of(world.cases()), of(world.cases(factor=factor))
    in_unit = ["value", "low", "high", "team_value", "expected", "funnel_low", "funnel_high", "next_value"]
    in_unit += [] if scale == "log" else ["effect", "effect_low", "effect_high"]
    for name, value in values(one).items():
        wanted = value * factor if name in in_unit else value
        assert getattr(other, name) == pytest.approx(wanted, rel=1e-6, abs=1e-8 * factor), name
    bars = [values(summary(work_out(each)).bar) for each in (world.cases(), world.cases(factor=factor))]
    assert bars[0] == pytest.approx(bars[1], rel=1e-6, abs=1e-8)


@settings(max_examples=25)
@given(st.floats(1, 6), st.integers(0, 50))
def test_more_noise_never_makes_an_estimate_more_extreme(more, seed):
    """The means of people stay as they are; their cases lie farther from them."""
    cases = World(people=12, teams=1, each=30, scale="plain", between=0.3).cases(seed)
    plain = replace(cases, attributes=())
    value = plain.table.column("value").to_numpy()
    person = np.repeat(np.arange(12), 30)
    mean = (np.bincount(person, weights=value) / 30)[person]
    noisy = replace(plain, table=plain.table.set_column(2, "value", pa.array(mean + more * (value - mean))))
    from sightline.roles.evidence.coding import coded
    from sightline.roles.evidence.estimates import estimate, teams_of

    quiet, loud = (
        estimate(known, teams_of(known), np.zeros(len(known)), "equal")
        for known in (coded(plain), coded(replace(noisy, scale="plain")))
    )
    assert (loud.kept <= quiet.kept + 1e-9).all()
    assert (np.abs(loud.part) <= np.abs(quiet.part) + 1e-9).all()


def test_a_person_without_cases_gets_nothing():
    found = of(World().cases(), "nobody")
    assert (found.state, found.n, found.value, found.workings) == ("nothing", 0.0, None, None)


def few(many):
    """Return a world in which P000 has so many cases."""
    cases = World(people=20, each=60).cases()
    kept = np.r_[0:many, 60 : cases.table.num_rows]
    touches = cases.touches.take(pa.array(kept)).set_column(0, "row", pa.array(np.arange(len(kept))))
    return replace(cases, table=cases.table.take(pa.array(kept)), touches=touches)


@pytest.mark.parametrize(
    ("many", "state"), [(9, "nothing"), (10, "team_only"), (29, "team_only"), (30, "shown"), (60, "shown")]
)
def test_what_is_shown_depends_on_the_number_of_cases(many, state):
    found = of(few(many), "P000", raw=True)
    assert found.state == state
    assert (found.value is not None) == (state != "nothing")
    assert (found.effect is not None) == (state == "shown")
    assert (found.raw is not None) == (state == "shown")
    if state == "team_only":
        assert found.value == found.team_value


def test_the_unadjusted_mean_is_given_on_request_alone_and_with_a_warning():
    cases = World().cases()
    assert of(cases).raw is None
    asked = of(cases, raw=True)
    assert asked.raw == pytest.approx(math.exp(np.log(cases.table.column("value").to_numpy()[180:240]).mean()))
    assert any("unadjusted" in words for words in asked.words)


def test_no_record_holds_a_place_among_people():
    names = {
        each.name for one in vars(records).values() if hasattr(one, "__dataclass_fields__") for each in fields(one)
    }
    assert len(names) > 50
    assert not {name for name in names if any(word in name for word in ("rank", "percentile", "quartile", "score"))}


@pytest.mark.parametrize("world", [
    World(people=60, each=40, hard=frozenset(range(6))), World(people=60, each=40, heavy=True),
    World(people=60, each=40, shared=3), World(people=60, each=40, scale="share", unit="share"),
    World(people=60, each=40, scale="count", unit="count"), World(people=60, each=12, scale="plain"),
], ids=["hard cases", "heavy tails", "shared", "shares", "counts", "few cases"])  # fmt: skip
def test_without_individual_differences_at_most_one_in_a_hundred_is_beyond(world):
    beyond = np.concatenate([work_out(world.cases(seed)).funnel.beyond for seed in range(12)])
    assert len(beyond) == 12 * 60
    assert beyond.mean() <= 0.01


def test_who_gets_the_hard_cases_is_not_beyond_and_who_is_slower_is():
    world = World(people=30, each=200, hard=frozenset(range(5)), own={9: 0.35})
    worked = work_out(world.cases(3))
    assert [worked.known.people[one] for one in np.flatnonzero(worked.funnel.beyond)] == ["P009"]
    assert person_evidence(worked, "P009", rng=RNG(0)).beyond
    hard = person_evidence(worked, "P001", rng=RNG(0))
    assert not hard.beyond
    assert hard.expected > 1.3 * hard.value
    assert hard.parts[0].attribute == "kind"
    assert "hard:" in hard.parts[0].level
    assert any("Had the cases been average" in words for words in hard.words)


def test_parts_of_the_case_mix_sum_to_what_is_expected():
    worked = work_out(World(hard=frozenset({3}), scale="plain").cases())
    found = person_evidence(worked, "P003", rng=RNG(0))
    assert sum(part.change for part in found.parts) == pytest.approx(found.expected - worked.base, abs=1e-9)


@pytest.mark.parametrize("between", [0.0, 0.4])
def test_the_bar_sums_to_one_and_finds_what_is_individual(between):
    found = summary(work_out(World(people=60, each=100, between=between, spread=0.5).cases(1))).bar
    assert found.case_mix + found.team + found.person + found.unexplained == pytest.approx(1.0)
    true = between**2 / (between**2 + 0.25) * (1 - found.case_mix)
    assert found.person_low - 0.02 <= true <= found.person_high + 0.02
    assert (found.person_low == 0.0) == (between == 0.0)


def test_intervals_hold_the_truth_nine_times_in_ten():
    hits = []
    for seed in range(6):
        worked = work_out(World(people=40, teams=1, each=40, between=0.3).cases(seed))
        own = RNG(seed).normal(0, 0.3, 40)  # what the world drew first
        apart = worked.shown.team_mean[0] + worked.shown.part - (own - own.mean())
        hits += (np.abs(apart) <= 1.645 * worked.shown.error).tolist()
    assert 0.85 <= np.mean(hits) <= 0.96


def test_regression_to_the_mean_is_printed_as_what_comes_next_without_any_action():
    found = of(World(own={3: 0.6}).cases(), raw=True)
    assert found.raw > found.next_value > found.expected
    assert any(words.startswith("Without any action") for words in found.words)


def test_two_rules_that_disagree_are_not_identifiable():
    rng = RNG(5)
    n = 600
    row = np.repeat(np.arange(n), 2)
    who = np.array([rng.choice(12, 2, replace=False) for _ in range(n)]).ravel()
    # P00's long hours go with quick cases, and the short ones with slow cases
    own = np.where(who == 0, 0.1, rng.uniform(0.5, 1.5, 2 * n))
    time = np.where((who == 0) & (np.repeat(rng.random(n) < 0.5, 2)), 40.0, own)
    slow = np.bincount(row, weights=(who == 0) * np.where(time > 10, -0.8, 0.9), minlength=n)
    value = 5 + slow + 0.3 * rng.standard_normal(n)
    cases = cases_of(value, row, [f"P{one:02d}" for one in who], ["T"] * len(row), time=time.tolist())
    found = of(cases, "P00")
    assert [one.rule for one in found.rules] == ["equal", "time"]
    assert found.rules[0].effect > 0 > found.rules[1].effect
    assert found.state == "not_identifiable"
    assert found.effect is None
    assert "disagree" in found.sentence


def test_cases_that_nobody_else_does_are_not_identifiable():
    cases = World(teams=1).cases()
    kind = np.array(cases.table.column("kind").to_pylist(), dtype=object)
    kind[180:220] = "special"
    found = of(replace(cases, table=cases.table.set_column(3, "kind", pa.array(kind.tolist()))))
    assert found.state == "not_identifiable"
    assert "hardly anybody else does (kind)" in found.sentence


def test_a_team_of_fewer_than_five_is_told_of_nobody():
    cases = World(people=24, teams=6).cases()  # four in each
    assert {team.value for team in summary(work_out(cases)).teams} == {None}
    small = World(people=21, teams=1).cases()
    names = pa.array(
        ["T1" if person in ("P000", "P001") else "T0" for person in small.touches.column("person").to_pylist()]
    )
    small = replace(small, touches=small.touches.set_column(2, "team", names))
    found = of(small, "P001")
    assert found.state == "not_identifiable"
    assert (found.value, found.team) == (None, None)
    assert [team.value is None for team in summary(work_out(small)).teams] == [True, True]  # a difference would tell


def test_a_check_that_fails_withholds_everything_with_its_reason():
    cases = World().cases()
    nobody = replace(cases, touches=cases.touches.slice(0, 300))
    found = summary(work_out(nobody))
    assert found.bar is None
    assert found.teams == ()
    assert "25 %" in found.withheld
    assert of(nobody).value is None
    strangers = replace(cases, matched=frozenset({"P000"}))
    assert "Mend the ids" in summary(work_out(strangers)).withheld
    zero = replace(cases, table=cases.table.set_column(2, "value", pa.array(np.zeros(cases.table.num_rows))))
    assert "took no time" in summary(work_out(zero)).withheld
    with pytest.raises(ValueError, match="nothing was estimated"):
        workings(work_out(nobody))


def test_a_gap_of_the_clock_withholds():
    cases = World().cases()
    at = cases.table.column("at").to_numpy().copy()
    at[0] = np.datetime64("1970-01-01", "us")
    broken = replace(cases, table=cases.table.set_column(1, "at", pa.array(at, pa.timestamp("us", "UTC"))))
    assert "wrong date" in summary(work_out(broken)).withheld


def test_no_case_at_all_is_withheld_and_not_an_error():
    nothing = cases_of([], [], [], [], kind=pa.array([], pa.string()))
    assert summary(work_out(nothing)).withheld
    assert of(nothing).state == "nothing"


# --- from the export, by an independent routine ---------------------------------------------------------------------


def recomputed(table, parameters):
    """Return value, low and high of one person from the export alone."""
    rows, person = table.to_pylist(), parameters["person"]
    whole = sum(row["weight"] ** 2 for row in rows)
    own = sum(row["weight"] * (row["y"] - row["expected"] - row["taken"]) for row in rows) / whole
    kept = parameters["tau2"] * whole / (parameters["tau2"] * whole + parameters["sigma2"])
    error = math.sqrt(person["variance"] + (1 - kept) ** 2 * person["team_variance"])
    back = math.exp if parameters["scale"] == "log" else float
    return [back(person["centre"] + own * kept + z * error) for z in (0, -1.6448536269514722, 1.6448536269514722)]


@pytest.mark.parametrize("shared", [1, 3])
@pytest.mark.parametrize("scale", ["log", "plain"])
def test_a_persons_number_follows_from_the_own_export(shared, scale):
    found = of(World(people=14, shared=shared, scale=scale, own={3: 0.5}).cases())
    assert found.state == "shown"
    assert set(found.workings.cases.column("person").to_pylist()) == {"P003"}
    again = recomputed(found.workings.cases, found.workings.parameters)
    assert again == pytest.approx([found.value, found.low, found.high], rel=1e-9)


def test_the_parameters_follow_from_the_export_of_all():
    worked = work_out(World(people=14, own={3: 0.5}).cases())
    export = workings(worked)
    rows, told = export.cases.to_pylist(), export.parameters
    assert expected_again(export) == pytest.approx([row["expected"] for row in rows], abs=1e-9)
    groups = {}
    for row in rows:
        groups.setdefault((row["team"], row["person"]), []).append(row["y"] - row["expected"])
    n = {key: len(rest) for key, rest in groups.items()}
    mean = {key: math.fsum(rest) / n[key] for key, rest in groups.items()}
    sigma2 = math.fsum((one - mean[key]) ** 2 for key, rest in groups.items() for one in rest) / (
        len(rows) - len(groups)
    )
    assert told["sigma2"] == pytest.approx(sigma2, rel=1e-9)

    def centres(tau2):
        weight = {key: 1 / (tau2 + sigma2 / n[key]) for key in groups}
        teams = {key[0] for key in groups}
        whole = {team: sum(weight[key] for key in groups if key[0] == team) for team in teams}
        return weight, {
            team: sum(weight[key] * mean[key] for key in groups if key[0] == team) / whole[team] for team in teams
        }

    def surprise(tau2):
        weight, centre = centres(tau2)
        return sum(weight[key] * (mean[key] - centre[key[0]]) ** 2 for key in groups) - (len(groups) - 2)

    tau2 = brentq(surprise, 0, 10, xtol=1e-15)
    assert told["tau2"] == pytest.approx(tau2, rel=1e-9)
    assert {name: one["mean"] for name, one in told["teams"].items()} == pytest.approx(centres(tau2)[1], abs=1e-9)


def expected_again(export):
    """Return what is expected of each case: ridge by least squares, then layer by layer, fold by fold."""
    table, told = export.cases, export.parameters
    y, fold = table.column("y").to_numpy(), table.column("fold").to_numpy()
    used = {
        name.removeprefix("used "): table.column(name).to_pylist() for name in table.column_names if "used " in name
    }
    centre, rows = y.mean(), len(y)
    design = [np.ones(rows)]
    for texts in used.values():
        design += [np.array([text == level for text in texts], dtype=float) for level in sorted(set(texts))]
    design = np.column_stack(design)
    penalty = np.sqrt(told["ridge"]) * np.eye(design.shape[1])
    penalty[0, 0] = 0.0
    found = np.empty(rows)
    for one in sorted(set(fold.tolist())):
        train = fold != one
        tall, right = np.vstack([design[train], penalty]), np.r_[y[train] - centre, np.zeros(len(penalty))]
        said = design @ np.linalg.lstsq(tall, right, rcond=None)[0]
        for layer in told["layers"]:
            cells = list(zip(*(used[name] for name in layer["attributes"]), strict=True))
            adds = {}
            for cell in set(cells):
                left = [y[at] - centre - said[at] for at in np.flatnonzero(train) if cells[at] == cell]
                adds[cell] = math.fsum(left) / (len(left) + layer["smoothing"])
            said = said + np.array([adds[cell] for cell in cells])
        found[~train] = said[~train] + centre
    return found.tolist()
