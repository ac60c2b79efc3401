"""The pages of the portfolio: what each says in every state, and what is open to whom."""

from __future__ import annotations

import re

import pytest

from sightline_web import keeper
from sightline_web.keeper import Outcome
from tests.web import people
from tests.web.fakes import FakeSnapshot, keeper_of
from tests.web.roles.test_pages import text_of

LIMITS = "budget=800k&people.planner=4"


@pytest.fixture
def snapshot(records, request):
    found = FakeSnapshot(**getattr(request, "param", {}))
    kept = keeper_of(Outcome(found))
    keeper.install(kept)
    kept.settle()
    return found


def get(path: str, who: str = "portfolio_board"):
    return people.signed_in(who).get(path)


def names(path: str, who: str = "portfolio_board") -> list[str]:
    return [row["initiative"] for row in get(path, who).json()["rows"]]


def test_the_backlog_says_what_brings_most_for_what_it_takes(snapshot):
    page = text_of(get(f"/portfolio?{LIMITS}"))
    assert (
        "four initiatives and one operational fix stand in the backlog; most for what it takes brings Night shift"
        in page.lower()
        or (
            "Four initiatives and one operational fix stand in the backlog; most for what it takes brings Night shift"
            in page
        )
    )
    assert "25.2 of 100 points for €480K." in page
    assert "The best set keeps within €800K and 4 people as planner." in page
    assert "from Dec 2026" in page
    assert ">99% of draws" in page.replace("&gt;", ">")
    assert "2.3 less if a period later" in page
    assert "better by €2.00M (€1.00M to €3.00M); chance 20% → 35%" in page
    assert "Planner · asked for 17 months ago" in page
    assert "Night shift needs it." in page
    assert "The data cannot say whether Order lead time moves Shipped on time." in page
    assert "The date of “Bring receivables" in page


def test_what_leads_nowhere_is_named_kindly_and_what_might_be_one_is_asked(snapshot):
    page = get("/portfolio").content.decode()
    assert "Spring &lt;campaign&gt; has no line of sight yet" in page
    assert "It can be worth doing all the same" in page
    assert "Night shift and Bring region North to the level of the others move Order lead time the same way" in page


@pytest.mark.parametrize(
    ("query", "those"),
    [
        ("state=in", ["night_shift", "lamps"]),
        ("state=out", ["fix_ship", "portal", "campaign"]),
        ("state=must", ["lamps"]),
        ("state=unsighted", ["campaign"]),
        ("state=unpriced", ["fix_ship"]),
        ("kind=fix", ["fix_ship"]),
        ("kind=it", ["portal"]),
        ("kind=none", ["night_shift", "lamps", "campaign"]),
        ("asker=packer", ["portal"]),
        ("goal=ship_on_time", ["night_shift"]),
        ("kind=it&asker=planner", []),
        ("state=nonsense", ["fix_ship", "night_shift", "lamps", "portal", "campaign"]),
    ],
)
def test_filters_stand_in_the_address(snapshot, query, those):
    assert names(f"/portfolio.json?{query}") == those


def test_a_filter_that_nothing_fits_says_so_and_leads_back(snapshot):
    page = get("/portfolio?kind=it&asker=planner").content.decode()
    assert "None of five candidates fits." in page
    assert 'href="/portfolio">Show all' in page


def test_limits_of_whoever_does_not_plan_do_not_count(snapshot):
    assert get(f"/portfolio?{LIMITS}&goal=grow_revenue", people.NOBODY_IN_PARTICULAR).status_code == 200
    asked = snapshot.asked_limits[-1]
    assert (asked.budget, asked.capacity, asked.goal) == (None, (), "grow_revenue")
    assert get(f"/portfolio?{LIMITS}").status_code == 200
    assert snapshot.asked_limits[-1].budget == 800_000


def test_the_menu_shows_everybody_the_backlog_and_planners_the_rest(snapshot):
    plain = get("/portfolio", people.NOBODY_IN_PARTICULAR).content.decode()
    assert 'href="/portfolio" aria-current="page"' in plain
    assert "/portfolio/best" not in plain
    assert 'href="/portfolio/best?budget=800k"' in get("/portfolio?budget=800k", "auditor").content.decode()
    assert get("/portfolio/best", people.NOBODY_IN_PARTICULAR).status_code == 403


@pytest.mark.parametrize("snapshot", [{"waiting": ("chances", "hangs_on")}], indirect=True)
def test_pages_do_without_what_takes_long_and_twins_wait_for_it(snapshot):
    page = text_of(get(f"/portfolio/best?{LIMITS}"))
    assert "brings 25.2 of 100 points" in page
    assert "can be shown in a moment" in page
    assert "No limit is given" not in page
    assert "can be shown in a moment" in text_of(get("/portfolio"))
    assert "can be shown in a moment" in text_of(get("/portfolio/night_shift"))
    assert {get(path).status_code for path in ("/portfolio.json", "/portfolio/best.csv", "/portfolio/portal.json")} == {
        503
    }


@pytest.mark.parametrize("snapshot", [{"waiting": ("portfolio",)}], indirect=True)
def test_before_there_are_estimates_each_page_says_so(snapshot):
    for path in ("/portfolio", "/portfolio/night_shift", "/portfolio/best", "/portfolio/compare"):
        assert "being estimated" in text_of(get(path))


@pytest.mark.parametrize("snapshot", [{"refused": ("portfolio",)}], indirect=True)
def test_a_fault_of_the_model_is_told_with_what_to_do(snapshot):
    answer = get("/portfolio")
    assert (answer.status_code, "in USD, and there is no rate" in answer.content.decode()) == (422, True)
    assert "Give one." in text_of(get("/portfolio/best"))  # beside the form
    assert get("/portfolio/best.json").status_code == 422


@pytest.mark.parametrize("snapshot", [{"bare": True}], indirect=True)
def test_without_initiatives_pages_say_how_to_begin(snapshot):
    for path in ("/portfolio", "/portfolio/best"):
        assert "initiatives:" in text_of(get(path))
    assert "The model declares no initiatives." in text_of(get("/portfolio/compare"))


def test_an_initiative_says_what_it_does_by_which_way_and_what_that_hangs_on(snapshot):
    page = text_of(get(f"/portfolio/night_shift?{LIMITS}"))
    assert "Night shift, alone and begun at once, brings 25.2 of 100 points (90%: 15.1 to 35.3), for €480K." in page
    assert "The best set holds it from Dec 2026 on" in page
    assert "Order lead time → Shipped on time → Revenue → Revenue last 12 months" in page
    assert "No path leads there." in page
    assert "How strongly Order lead time moves Shipped on time 72% 16.7 to 34.0" in re.sub(r"\s+", " ", page)
    assert "by \N{MINUS SIGN}0.25 to \N{MINUS SIGN}0.05 days, most likely \N{MINUS SIGN}0." in page
    assert "14 of planner" in page
    assert "Brighter lamps" in page
    html = get("/portfolio/night_shift").content.decode()
    assert 'href="/sight/from/night_shift?goal=grow_revenue"' in html
    assert "Why it is not" not in html


def test_one_that_is_left_out_says_why(snapshot):
    assert "It rules out Night shift, which brings more." in text_of(get("/portfolio/portal"))
    fix = get("/portfolio/fix_ship").content.decode()
    assert "nobody has said what it costs" in fix
    assert 'href="/sight/from/lead_time?goal=grow_revenue"' in fix  # a fix is no name of the model; what it changes is


def test_one_that_is_not_there_is_not_found(snapshot):
    assert get("/portfolio/nothing").status_code == 404


def test_the_best_set_is_a_plan_with_what_it_does_and_what_limits_cost(snapshot):
    page = text_of(get(f"/portfolio/best?{LIMITS}"))
    assert "the best set, two of five candidates for €540K, brings 25.2 of 100 points (90%: 16.4 to 35.1)." in page
    assert "This is proven" in page
    assert "Night shift €480K &gt;99% Dec 2026 Feb 2027 under way under way shows It takes" in page
    assert "€2.00M" in page
    assert "100,000 EUR more is worth 2.9 points. It would pay for" in page
    assert "One more planner adds nothing." in page
    assert "0.6 points. Knowing how strongly Order lead time moves Shipped on time" in page
    assert "Knowing portal changes nothing" not in page  # what is worth next to nothing is not told
    assert "28 of planner" in page
    assert "No line of sight yet." in page


def test_the_form_keeps_what_was_typed(snapshot):
    page = get(
        "/portfolio/best?budget=800k&must=portal&goal=grow_revenue&cost.fix_ship=60k&discount=1"
    ).content.decode()
    assert 'name="budget" value="800k"' in page
    assert '<option value="portal" selected>' in page
    assert '<option value="grow_revenue" selected>' in page
    assert 'name="cost.fix_ship" value="60k"' in page
    assert "checked" in page
    assert snapshot.asked_limits[-1].costs == (("fix_ship", 60_000.0),)


def test_what_cannot_be_read_is_said_beside_its_field(snapshot):
    page = get("/portfolio/best?budget=much").content.decode()
    assert '<a href="#budget">“much” is no amount' in page
    assert 'value="much" placeholder="no limit" inputmode="text" aria-invalid="true"' in page
    assert get("/portfolio/best.json?budget=much").status_code == 422
    assert "No goal is called" in get("/portfolio/best?goal=nowhere").content.decode()


def test_limits_that_conflict_are_named_with_what_would_be_enough(snapshot):
    page = text_of(get("/portfolio/best?budget=100"))
    assert "Nothing can be chosen: the limits cannot hold together." in page
    assert "Brighter" in page
    assert "Raise the budget by 59,900 EUR, to 60,000." in page
    found = get("/portfolio/best.json?budget=100").json()
    assert (found["rows"], found["best"], len(found["conflict"])) == ([], None, 2)
    assert "No set keeps to the limits." in text_of(get("/portfolio/portal?budget=100"))


def test_twins_say_the_same_as_the_pages(snapshot):
    found = get(f"/portfolio/best.json?{LIMITS}").json()
    assert [(row["initiative"], row["begins"], row["shows"]) for row in found["rows"]] == [
        ("lamps", "2026-11", "2026-12"), ("night_shift", "2026-12", "2027-02"),
    ]  # fmt: skip
    assert found["prices"][0]["points"] == 2.9
    one = get("/portfolio/night_shift.json").json()
    assert [(row["goal"], row["worth"]) for row in one["rows"]] == [
        ("grow_revenue", 2.0e6), ("ship_on_time", 0.004), ("win_share", None),
    ]  # fmt: skip
    assert get("/portfolio.csv").content.decode().count("\n") == 6


def test_the_committee_stands_beside_the_best_set(snapshot):
    page = text_of(get(f"/portfolio/compare?{LIMITS}"))
    assert "The order of the committee would bring 1.8 of 100 points; the best set brings 23.4 more" in page
    assert "1 New portal the ranking alone What it takes brings more elsewhere." in page
    assert "3 Night shift the best set alone" in page


def test_a_pasted_ranking_is_compared_and_forgotten(snapshot):
    client = people.signed_in("analyst")
    answer = client.post(
        f"/portfolio/compare/with?{LIMITS}", {"name": " My\n<order> ", "ranking": "initiative,rank\nportal,1"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "My &lt;order&gt; (rank)" in page
    assert "left aside: old idea." in page
    assert "initiative,rank" in page  # as typed, to go on with
    assert "My &lt;order&gt;" not in client.get(f"/portfolio/compare?{LIMITS}").content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "There is no ranking."), ("a,b", "no column says"), ("initiative\n" + "x" * 60_000, "Leave columns out")],
)
def test_a_ranking_that_cannot_be_read_says_why_and_keeps_what_was_typed(snapshot, typed, said):
    answer = people.signed_in("analyst").post("/portfolio/compare/with", {"ranking": typed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert typed[:20] in answer.content.decode()


def test_only_planners_compare_and_a_visit_leads_to_the_form(snapshot):
    plain = people.signed_in(people.NOBODY_IN_PARTICULAR)
    assert plain.post("/portfolio/compare/with", {"ranking": "x"}).status_code == 403
    assert people.signed_in("auditor").get("/portfolio/compare/with").headers["Location"] == "/portfolio/compare"
