"""Every address as everybody: no fault, nothing that is not theirs, and no view that says nowhere who may see it.

What is expected of an address is the hand-written table's answer for its record and action, not the policy's own.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, path

from sightline_web import urls
from sightline_web.accounts import invitations
from sightline_web.accounts.acting import actor_of
from sightline_web.accounts.invitations import Grant
from sightline_web.accounts.models import Account
from sightline_web.policy.actor import SYSTEM
from sightline_web.policy.guard import PUBLIC, SIGNED_IN, guarded, policy_of
from sightline_web.policy.rules import ABOUT_PERSONS
from sightline_web.policy.words import Action, Duty, Record
from sightline_web.scenarios import services
from tests.web import people
from tests.web.accounts.test_tokens import program, token
from tests.web.policy.test_matrix import EXPECTED

NOW = datetime.now(UTC)
HIDDEN, FAULT, NOT_YET = 404, 500, 503
MARK = "Zanzibar"
OFTEN = {people.NOBODY_IN_PARTICULAR, Duty.EXECUTIVE.value, Duty.AUDITOR.value, Duty.ADMINISTRATOR.value}
WHO = (people.NOBODY_IN_PARTICULAR, *(duty.value for duty in Duty))
PARTS = {
    "goal": "grow_revenue", "metric": "revenue_12m", "origin": "lead_time", "driver": "lead_time",
    "on": "on_time_share", "process": "order_to_cash", "rule": "ship_in_time", "case": "2026/18", "file": "goals.yml",
    "source": "shipments", "person": "p1", "kind": "accounts_tokens", "hold": 1, "uidb36": "1", "key": 1,
    "provider_id": "none", "pk": 1, "token": 1, "invitation": 1, "scenario": 1, "account": 1,
    "check_in": 1, "act": "delete", "appraisal": 1, "objection": 1, "session": 1, "approval": 1, "switch": 1,
    "notice": 1, "number": 1, "exception": 1, "webhook": 1,
    "agreement": "ab12", "posting": 1, "subject": "lead_time", "control": "four_eyes", "waiver": 1,
    "initiative": "night_shift", "rest": "goals", "about": "goal", "of": "grow_revenue", "comment": 1, "cycle": 1,
    "subscription": 1, "cadence": "weekly", "signed": "x",
}  # fmt: skip
MARKS = {  # what stands under each mark, and who may see it, wherever it turns up
    f"{MARK} scenario": (Record.SCENARIO, Action.VIEW),
    f"{MARK} account": (Record.ACCOUNT, Action.LIST),
    f"{MARK.lower()}@example.org": (Record.INVITATION, Action.LIST),
    "31.02.2026": (Record.REJECTED_ROW, Action.VIEW),
}
ENDS_THE_SESSION = {"account_logout", "demo_as", "account_sessions_end", "account_disable", "usersessions_list"}


def patterns() -> list[URLPattern]:
    return [each for each in get_resolver().url_patterns if isinstance(each, URLPattern)]


def address(each: URLPattern) -> str:
    from django.urls import reverse

    names = [*each.pattern.converters, *each.pattern.regex.groupindex]
    return reverse(each.name, kwargs={name: PARTS[name] for name in dict.fromkeys(names)})


def _column(who: str) -> str:
    return "employee" if who == people.NOBODY_IN_PARTICULAR else who


def open_to(each: URLPattern, who: str) -> bool:
    """Whether the hand-written table opens an address to an account with one duty that owns nothing."""
    policy = policy_of(each.callback)
    if policy in (PUBLIC, SIGNED_IN):
        return True
    reads = policy.action in {Action.LIST, Action.VIEW}
    action = Action.EXPORT if each.default_args.get("form") == "csv" and reads else policy.action
    held = (_column(who), *policy.relations)
    return any(EXPECTED.get((policy.record, action, each_of), "no") != "no" for each_of in held)


@pytest.fixture
def marked(enterprise):
    """Things that only some may see, each under a name that stands nowhere else."""
    boss = actor_of(people.account(Duty.ADMINISTRATOR))
    services.scenario_create(
        by=actor_of(people.account()), name=f"{MARK} scenario", shifts=["lead_time=-1"], note=MARK, created_at=NOW
    )
    invitations.invite(by=boss, grant=Grant(f"{MARK.lower()}@example.org", MARK), now=NOW)
    Account.objects.create(email="silent@example.org", name=f"{MARK} account")  # has done nothing that a history tells


def test_every_view_says_who_may_see_it():
    assert [each.name for each in patterns() if policy_of(each.callback) is None] == []


def test_a_view_that_says_nothing_is_found_and_refused_to_everybody(as_, monkeypatch):
    def forgotten(request):
        return HttpResponse(MARK)

    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, path("forgotten", forgotten, name="forgotten")])
    from django.urls import clear_url_caches

    clear_url_caches()
    try:
        with pytest.raises(AssertionError, match="forgotten"):
            test_every_view_says_who_may_see_it()
        for who in (people.BUSINESS, Duty.ADMINISTRATOR):
            answer = as_(who).get("/forgotten")
            assert (answer.status_code, MARK in answer.content.decode()) == (403, False)
    finally:
        monkeypatch.undo()
        clear_url_caches()


def _crawl(client: Client, who: str, verb: str) -> list[tuple[str, str, int]]:
    """Ask for all addresses; return those whose answer is wrong. What was done, the journal tells its readers whole."""
    wrong = []
    hidden = [mark for mark, cell in MARKS.items() if EXPECTED[(*cell, _column(who))] == "no"]
    for each in patterns():
        if verb == "post" and (each.default_args.get("form") or each.name in ENDS_THE_SESSION):
            continue
        answer = getattr(client, verb)(address(each))
        status, text = answer.status_code, answer.content.decode(errors="replace")
        may = open_to(each, who)
        refused = status in {401, 403} or (
            not may and status == HIDDEN and policy_of(each.callback).record in ABOUT_PERSONS
        )
        if (status >= 500 and status != 503) or (refused == may and status not in {302, 405}):
            wrong.append((verb, each.name, status))
        elif any(mark in text for mark in hidden) and not (may and policy_of(each.callback).record is Record.JOURNAL):
            wrong.append((verb, each.name, "leaks"))
    return wrong


@pytest.mark.parametrize(
    "who", [each if each in OFTEN else pytest.param(each, marks=pytest.mark.thorough) for each in WHO]
)
def test_every_address_answers_each_duty_as_the_table_says(marked, as_, who):
    assert _crawl(as_(who), who, "get") == []


@pytest.mark.parametrize("who", [people.NOBODY_IN_PARTICULAR, Duty.EXECUTIVE.value, Duty.AUDITOR.value])
def test_no_form_does_what_its_sender_may_not(marked, as_, who):
    client = as_(who)
    assert _crawl(client, who, "post") == []


def test_nobody_is_shown_nothing(marked, anonymous):
    wrong = []
    for each in patterns():
        if policy_of(each.callback) == PUBLIC:
            continue
        answer = anonymous.get(address(each))
        if answer.status_code not in {302, 401, 405} or MARK.casefold() in answer.content.decode().casefold():
            wrong.append((each.name, answer.status_code))
    assert wrong == []


def test_a_narrow_token_opens_what_it_names_and_nothing_else(marked):
    client = program(token(scopes=["goal:list"]))
    opened = {
        each.name
        for each in patterns()
        if policy_of(each.callback) not in (PUBLIC, SIGNED_IN) and client.get(address(each)).status_code == 200
    }
    assert opened == {"strategy", "strategy_json", "calibration", "calibration_json"}


@pytest.mark.parametrize("where", ["/find", "/find.json", "/find.csv"])
def test_a_search_finds_what_is_open_to_whoever_searches(marked, as_, where):
    def finds(who: str) -> bool:
        return f"{MARK} scenario" in as_(who).get(where, {"q": MARK}).content.decode()

    assert finds(people.BUSINESS)
    assert finds(Duty.AUDITOR)
    assert not finds(people.NOBODY_IN_PARTICULAR)
    assert not finds(Duty.ADMINISTRATOR)


def test_the_palette_offers_pages_that_are_open(as_):
    palette = {"HX-Target": "palette-results"}
    asked = as_(people.NOBODY_IN_PARTICULAR).get("/find", {"q": "deviations"}, headers=palette).content.decode()
    assert '"/operations"' not in asked
    assert '"/operations"' in as_(Duty.ANALYST).get("/find", {"q": "deviations"}, headers=palette).content.decode()


def test_the_menu_leads_to_pages_that_are_open(as_):
    assert 'href="/operations"' in as_(Duty.OPERATIONS_MANAGER).get("/").content.decode()
    plain = as_(people.NOBODY_IN_PARTICULAR).get("/").content.decode()
    assert 'href="/operations"' not in plain
    assert 'href="/scenarios"' not in plain
    assert 'href="/metrics"' in plain


def test_a_change_of_duties_counts_at_the_next_request(as_):
    client = as_(Duty.AUDITOR)
    assert client.get("/journal").status_code == 200
    account = people.account(Duty.AUDITOR)
    account.duties = []
    account.save()
    assert client.get("/journal").status_code == 403


def test_a_person_who_is_there_and_one_who_is_not_are_refused_alike(as_, enterprise):
    client = as_(people.NOBODY_IN_PARTICULAR)
    answers = [client.get(f"/roles/people/{person}.json") for person in ("p1", "p2")]
    assert {each.status_code for each in answers} == {404}
    assert len({each.content.decode().replace("p1", "").replace("p2", "") for each in answers}) == 1


def test_rejected_rows_are_counted_for_all_and_read_by_few(as_):
    plain = as_(people.NOBODY_IN_PARTICULAR).get("/sources/shipments.json")
    assert plain.json()["rejects"] == 3
    assert "31.02.2026" not in plain.content.decode()
    assert "31.02.2026" in as_(Duty.ANALYST).get("/sources/shipments.json").content.decode()


def test_whoever_made_a_scenario_changes_it_and_nobody_else_but_the_strategy_office(as_):
    maker = as_(Duty.EXECUTIVE)
    shape = {"shift": ["lead_time=-0.2"], "name": "Night shift", "note": ""}
    where = maker.post("/scenarios/save", shape).headers["Location"]
    assert "Delete</button>" in maker.get(where).content.decode()
    other = as_(Duty.ANALYST)
    assert "Delete</button>" not in other.get(where).content.decode()
    assert other.post(f"{where}/delete").status_code == 403
    assert other.post(f"{where}/save", shape).status_code == 403
    assert as_(Duty.STRATEGY_OFFICE).post(f"{where}/delete").status_code == 302
    assert maker.post(f"{where}/restore").status_code == 302


def test_a_guard_stands_on_the_view_itself():
    @guarded(Record.JOURNAL, Action.LIST)
    def view(request):
        return HttpResponse(MARK)

    from sightline_web.policy.guard import Denied

    request = HttpRequest()
    with pytest.raises(Denied):
        view(request)
    request.actor = SYSTEM
    with pytest.raises(Denied):
        view(request)
