"""The administrators' pages, the pages behind one-time links, and the page of one's own tokens."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from sightline_web.accounts import admin_views, pages
from sightline_web.accounts.models import Account, Invitation, Token
from sightline_web.directory import Directory, Person
from sightline_web.journal.models import Entry
from sightline_web.journal.seal import opened
from tests.web import people
from tests.web.accounts.proving import proven

PASSWORD = "a calm sentence about spare parts"
VERA = {"email": "vera@example.org", "name": "Vera Quist", "duties": ["analyst"], "person": "P022", "units": ""}

pytestmark = pytest.mark.usefixtures("enterprise")


@pytest.fixture
def admin() -> Client:
    return proven("administrator")


def number(who: str) -> int:
    return people.account(who).pk


def link_in(answer) -> str:
    """The path of the one-time link that a page shows."""
    found = re.search(r'value="http://localhost(/(?:invitation|recovery)/[^"]+)"', answer.content.decode())
    assert found is not None
    return found[1]


def text_of(answer) -> str:
    return answer.content.decode()


def test_the_list_and_its_twins_say_the_same(admin):
    page, rows = admin.get("/accounts"), admin.get("/accounts.json").json()["rows"]
    assert page["Cache-Control"] == "no-store"
    assert {row["address"] for row in rows} == {people.address(who) for who in people.DUTIES}
    assert all(row["address"] in text_of(page) for row in rows)
    lines = list(csv.DictReader(io.StringIO(text_of(admin.get("/accounts.csv")))))
    assert [line["address"] for line in lines] == [row["address"] for row in rows]
    assert {"name", "duties", "last_seen", "second_factor", "disabled"} <= set(lines[0])


@pytest.mark.parametrize("path", ["/accounts", "/accounts.json", "/accounts.csv", "/accounts/invite", "/accounts/1"])
@pytest.mark.parametrize("who", ["business", "auditor", "hr_partner", "plain"])
def test_nobody_but_administrators_gets_in(who, path):
    answer = people.signed_in(who).get(path)
    assert answer.status_code == 403
    assert people.address("analyst") not in text_of(answer)


def test_whoever_is_not_signed_in_gets_in_nowhere(anonymous):
    assert anonymous.get("/accounts").status_code == 302
    assert anonymous.get("/accounts.json").status_code == 401


@pytest.mark.parametrize("seconds_ago", [301, 10_000])
def test_a_proof_that_is_too_old_is_asked_for_anew(seconds_ago):
    answer = proven("administrator", seconds_ago=seconds_ago).get("/accounts/invite")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/again?next=%2Faccounts%2Finvite")


def test_a_change_without_a_proof_is_not_made():
    path = f"/accounts/{number('analyst')}"
    answer = people.signed_in("administrator").post(f"{path}/disable", {"reason": "left"})
    assert answer["Location"] == f"/sign-in/again?next={path.replace('/', '%2F')}"
    assert people.account("analyst").is_active


def test_somebody_invited_makes_the_account_and_is_signed_in(admin, anonymous):
    shown = admin.post("/accounts/invite", VERA)
    assert shown.status_code == 200
    assert shown["Cache-Control"] == "no-store"
    link = link_in(shown)
    page = anonymous.get(link)
    assert page.status_code == 200
    assert "vera@example.org" in text_of(page)
    answer = anonymous.post(link, {"name": "Vera Q.", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert anonymous.get("/").wsgi_request.actor.person == "P022"
    assert people.new_client().get(link).status_code == 410


def test_a_privileged_account_sets_up_its_second_factor_first(admin, anonymous):
    link = link_in(admin.post("/accounts/invite", VERA | {"duties": ["auditor"]}))
    anonymous.post(link, {"name": "Vera", "password": PASSWORD})
    assert "second-factor" in anonymous.get("/")["Location"]
    page = text_of(anonymous.get("/", follow=True))
    assert "Your account must have a second factor before anything else." in page


@pytest.mark.parametrize(
    ("password", "said"),
    [("short", "too short"), ("password1", "too common"), ("sightline", "common|word|easy"), ("", "Choose a password")],
)
def test_a_poor_password_is_refused_with_its_reason_and_the_link_stays_good(admin, anonymous, password, said):
    link = link_in(admin.post("/accounts/invite", VERA))
    answer = anonymous.post(link, {"name": "Vera", "password": password})
    assert answer.status_code == 422
    assert re.search(said, text_of(answer))
    assert f'value="{password or "-"}"' not in text_of(answer)
    assert anonymous.get(link).status_code == 200


@pytest.mark.parametrize("key", ["x", "a" * 43, "%00", "..%2F..%2Faccounts"])
def test_a_guessed_link_opens_nothing(anonymous, key):
    assert anonymous.get(f"/invitation/{key}").status_code in {404, 410}
    assert anonymous.get(f"/recovery/{key}").status_code in {404, 410}


def test_everything_wrong_with_an_invitation_is_said_at_once(admin):
    typed = {"email": "no address", "duties": ["hr_partner"], "name": "x" * 200}
    answer = admin.post("/accounts/invite", typed)
    assert answer.status_code == 422
    for said in ("valid email address", "of which units", "at most 120"):
        assert said in text_of(answer)
    assert not Invitation.objects.exists()


def test_a_person_and_a_unit_that_the_people_source_does_not_know_are_refused(monkeypatch):
    known = Directory.of([Person("P022", "analyst", "finance")])
    monkeypatch.setattr(admin_views, "_directory", lambda: known)
    typed = VERA | {"duties": ["hr_partner"], "person": "P999", "units": "finance, legal"}
    answer = proven("administrator").post("/accounts/invite", typed)
    assert "nobody called P999" in text_of(answer)
    assert "Nobody is in the unit legal. There are: finance." in text_of(answer)
    typed |= {"person": "P022", "units": "finance"}
    assert proven("administrator").post("/accounts/invite", typed).status_code == 200


def test_an_invitation_can_be_sent_again_and_withdrawn(admin, anonymous):
    first = link_in(admin.post("/accounts/invite", VERA))
    path = f"/accounts/invitations/{Invitation.objects.get().pk}"
    second = link_in(admin.post(f"{path}/again"))
    assert anonymous.get(first).status_code == 410
    assert anonymous.get(second).status_code == 200
    assert admin.post(f"{path}/withdraw")["Location"] == "/accounts?done=withdrawn"
    assert anonymous.get(second).status_code == 410
    assert admin.post(f"{path}/withdraw").status_code == 404


def test_duties_are_changed_with_a_reason(admin):
    path = f"/accounts/{number('analyst')}"
    typed = {"name": "Ann", "duties": ["auditor"], "person": "", "units": ""}
    assert admin.post(path, typed).status_code == 422
    assert admin.post(path, typed | {"reason": "moved to audit"})["Location"] == f"{path}?done=changed"
    assert people.account("analyst").duties == ["auditor"]
    assert opened(Entry.objects.order_by("-seq")[0].reason) == "moved to audit"


def test_a_duty_that_does_not_exist_is_refused(admin):
    typed = {"name": "Ann", "duties": ["god"], "reason": "why not"}
    assert admin.post(f"/accounts/{number('analyst')}", typed).status_code == 422


def test_disabling_is_undone_by_one_button(admin):
    path = f"/accounts/{number('analyst')}"
    assert admin.post(f"{path}/disable", {"reason": "left"})["Location"] == f"{path}?done=disabled"
    page = text_of(admin.get(f"{path}?done=disabled"))
    assert "Undo" in page
    admin.post(f"{path}/enable", {"reason": "undone at once"})
    assert people.account("analyst").is_active


@pytest.mark.parametrize("what", ["disable", "enable", "sessions/end", "recovery"])
def test_nothing_is_done_to_an_account_without_a_reason(admin, what):
    before = Entry.objects.count()
    assert admin.post(f"/accounts/{number('analyst')}/{what}").status_code == 422
    assert Entry.objects.count() == before
    assert admin.post("/accounts/99999/" + what, {"reason": "left"}).status_code == 404


def test_nobody_disables_themself_and_the_page_says_so(admin):
    path = f"/accounts/{number('administrator')}"
    assert "another administrator" in text_of(admin.get(path))
    answer = admin.post(f"{path}/disable", {"reason": "tired"})
    assert answer.status_code == 409
    assert "another administrator" in text_of(answer)


def test_a_recovery_link_leads_back_in_but_not_past_the_second_factor(admin, anonymous):
    link = link_in(admin.post(f"/accounts/{number('analyst')}/recovery", {"reason": "forgot it"}))
    assert anonymous.get(link).status_code == 200
    assert anonymous.post(link, {"password": PASSWORD})["Location"] == "/sign-in"
    assert people.account("analyst").check_password(PASSWORD)
    assert Authenticator.objects.filter(user=number("analyst")).exists()
    assert anonymous.get("/").status_code == 302
    assert anonymous.get(link).status_code == 410


@pytest.mark.parametrize("path", ["/accounts/invite", "/accounts/1/disable", "/account/tokens/new", "/demo/as"])
def test_every_form_asks_for_the_csrf_token(path):
    client = people.signed_in("administrator", enforce_csrf_checks=True)
    assert client.post(path, {"reason": "x"}).status_code == 403


class TestTokens:
    def test_one_is_made_shown_once_and_used(self):
        mine = proven("analyst")
        typed = {"name": "Report", "days": "30", "scopes": ["read-goal"]}
        shown = mine.post("/account/tokens/new", typed)
        key = re.search(r'value="(sl_[\w-]{43})"', text_of(shown))[1]
        assert key not in text_of(mine.get("/account/tokens"))
        api = people.new_client(HTTP_AUTHORIZATION=f"Bearer {key}")
        assert api.get("/strategy.json").status_code == 200
        refused = api.get("/metrics.json")
        assert refused.status_code == 403
        assert "metric:list" in refused.json()["missing"]

    def test_none_is_made_without_a_proof(self):
        typed = {"name": "Report", "days": "30", "scopes": ["read-goal"]}
        answer = people.signed_in("analyst").post("/account/tokens/new", typed)
        assert answer["Location"] == "/sign-in/again?next=%2Faccount%2Ftokens"
        assert not Token.objects.exists()

    @pytest.mark.parametrize(
        "wrong", [{"days": "400"}, {"scopes": []}, {"scopes": ["read-journal"]}, {"name": ""}], ids=str
    )
    def test_one_that_lasts_too_long_may_nothing_or_more_than_its_owner_is_refused(self, wrong):
        typed = {"name": "Report", "days": "30", "scopes": ["read-goal"]} | wrong
        assert proven("analyst").post("/account/tokens/new", typed).status_code == 422
        assert not Token.objects.exists()

    def test_each_sees_and_revokes_their_own_alone(self):
        mine, other = proven("analyst"), proven("auditor")
        mine.post("/account/tokens/new", {"name": "Report", "days": "30", "scopes": ["read-goal"]})
        path = f"/account/tokens/{Token.objects.get().pk}/revoke"
        assert other.get("/account/tokens.json").json()["rows"] == []
        assert other.post(path).status_code == 404
        [row] = mine.get("/account/tokens.json").json()["rows"]
        assert row["begins_with"] == Token.objects.get().prefix
        assert mine.post(path)["Location"] == "/account/tokens?done=revoked"
        assert mine.get("/account/tokens.json").json()["rows"] == []

    def test_a_token_makes_no_token_and_keeps_no_account(self):
        mine = proven("administrator")
        typed = {"name": "All", "days": "30", "scopes": ["read-account", "read-goal"]}
        key = re.search(r'value="(sl_[\w-]{43})"', text_of(mine.post("/account/tokens/new", typed)))[1]
        Token.objects.update(scopes=[*Token.objects.get().scopes, "token:create", "account:edit", "invitation:create"])
        api = people.new_client(HTTP_AUTHORIZATION=f"Bearer {key}")
        assert api.get("/accounts.json").status_code == 200
        assert api.post("/account/tokens/new", typed).status_code == 403
        assert api.post("/accounts/invite", VERA).status_code == 403
        assert api.post(f"/accounts/{number('analyst')}/disable", {"reason": "x"}).status_code == 403
        assert people.account("analyst").is_active


def test_a_link_that_is_too_old_says_whom_to_ask(admin, anonymous, monkeypatch):
    link = link_in(admin.post("/accounts/invite", VERA))
    monkeypatch.setattr(pages, "now", lambda: datetime.now(UTC) + timedelta(days=8))
    monkeypatch.setattr("sightline_web.accounts.link_views.now", pages.now)
    answer = anonymous.get(link)
    assert answer.status_code == 410
    assert "send it again" in text_of(answer)


def test_the_first_administrator_gives_the_address(anonymous):
    from sightline_web.accounts import invitations

    Account.objects.all().delete()
    key = invitations.first_administrator(now=datetime.now(UTC))
    answer = anonymous.post(f"/invitation/{key}", {"name": "Ada", "email": "ada@example.org", "password": PASSWORD})
    assert answer.status_code == 302
    assert Account.objects.get().duties == ["administrator"]
