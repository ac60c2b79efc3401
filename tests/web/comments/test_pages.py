"""The discussion on its pages: said, answered, mended, undone and found again, with and without scripts."""

from __future__ import annotations

import pytest

from sightline_web.anchors import kinds
from sightline_web.comments.models import Comment
from tests.web import people

SAY = "/discussions/metric/on_time_share/say"
IN_PLACE = {"HX-Request": "true"}
PAGES = {
    "goal": "/goals/grow_revenue", "metric": "/metrics/on_time_share", "effect": "/effects/lead_time/on_time_share",
    "process": "/operations/order_to_cash", "rule": "/operations/order_to_cash/rules/ship_in_time",
    "chart": "/operations/charts/lead_time", "control": "/controls/four_eyes", "initiative": "/portfolio/night_shift",
    "explanation": "/metrics/revenue_12m/why", "way-to-a-goal": "/goals/grow_revenue/levers",
    "calibration": "/calibration", "line-of-sight": "/sight/from/lead_time", "best-set": "/portfolio/best",
    "promise": "/portfolio/promises/fast_lane",
}  # fmt: skip


def text(answer) -> str:
    return answer.content.decode()


def said(client, words: str = "Why is this so low?", **more: object) -> str:
    answer = client.post(SAY, {"text": words} | more)
    assert answer.status_code == 302
    return answer.headers["Location"]


@pytest.mark.parametrize("kind", PAGES)
def test_each_page_of_an_object_has_its_discussion_at_its_foot(client, kind):
    page = text(client.get(PAGES[kind]))
    assert page.count('id="discussion"') == 1
    assert f'action="/discussions/{kind}/' in page
    assert page.index("</h1>") < page.index('id="discussion"') < page.index("<footer")


def test_every_kind_is_looked_at_here_or_where_it_is_kept():
    assert {name for name, each in kinds().items() if each.discussed} - set(PAGES) <= {"scenario"}


@pytest.mark.parametrize(
    "path", ["/", "/metrics", "/goals/nope", "/operations", "/roles/me", "/exceptions", "/notices"]
)
def test_no_other_page_has_one(client, path):
    assert 'id="discussion"' not in text(client.get(path))


def test_a_saved_scenario_has_one(client):
    shape = {"shift": ["lead_time=-0.2"], "name": "Night shift", "note": ""}
    where = client.post("/scenarios/save", shape).headers["Location"]
    assert 'action="/discussions/scenario/' in text(client.get(where))
    where = client.post(f"/discussions/scenario/{where.rsplit('/', 1)[-1]}/say", {"text": "Worth it?"})
    assert "Worth it?" in text(client.get(where.headers["Location"].partition("#")[0]))


def test_a_number_leads_to_the_form_by_its_computation(client):
    assert '<a href="#write">Comment on this</a>' in text(client.get("/goals/grow_revenue"))
    assert 'href="/metrics/lead_time#write"' in text(client.get("/metrics/lead_time/computed"))


def test_what_is_said_without_scripts_leads_back_to_it_on_the_view_that_it_was_said_on(client):
    where = said(client, about="metric:on_time_share;region=North", view="by=region&evil=1")
    assert where == "/metrics/on_time_share?by=region&said=kept&comment=1#comment-1"
    page = text(client.get(where.partition("#")[0]))
    assert "Your comment is kept." in page
    assert "Shipped on time, North was" in page
    assert "and is so still." in page
    assert 'href="/metrics/on_time_share?by=region">As it was shown</a>' in page


def test_a_number_of_later_is_told_beside_that_of_then(client):
    said(client, about="metric:on_time_share")
    row = Comment.objects.unscoped("a test").get()
    Comment.objects.unscoped("a test").update(was=row.was | {"value": 0.5, "period": "2026-08"})
    assert "Shipped on time was 50.0% for Aug 2026 on" in text(client.get("/metrics/on_time_share"))
    assert ", now 90." in text(client.get("/metrics/on_time_share"))


def test_in_place_the_discussion_alone_is_answered_and_the_new_comment_takes_the_focus(client):
    answer = client.post(SAY, {"text": "Why?"}, headers=IN_PLACE)
    assert answer.status_code == 200
    assert text(answer).lstrip().startswith("<section")
    assert 'id="comment-1" tabindex="-1" autofocus' in text(answer)


@pytest.mark.parametrize("headers", [{}, IN_PLACE])
def test_what_cannot_be_kept_is_shown_as_it_was_typed(client, headers):
    answer = client.post(SAY, {"text": "x" * 4_002, "about": "metric:on_time_share"}, headers=headers)
    assert answer.status_code == 422
    assert "2 letters longer than the 4,000 that fit. Shorten it, or write two comments." in text(answer)
    assert "x" * 4_002 in text(answer)
    assert '<option value="metric:on_time_share" selected>' in text(answer)
    assert not Comment.objects.unscoped("a test").exists()


def test_nobody_of_a_name_is_said_and_nothing_of_why(client):
    page = text(client.get(said(client, "Ask @zoe.nobody.").partition("#")[0]))
    assert "<strong>@zoe.nobody</strong> is nobody who can see this page" in page
    spoofed = text(client.get("/metrics/on_time_share?said=kept&unheard=<b>x</b>&unheard=call+0900"))
    assert "nobody who can see" not in spoofed


def test_deleting_offers_to_undo_it(client):
    before = text(client.get(said(client).partition("?")[0])).partition('id="threads"')[2]
    page = text(client.get(client.post("/comments/1/delete").headers["Location"].partition("#")[0]))
    assert "The comment is deleted." in page
    assert "Why is this so low?" not in page
    assert 'action="/comments/1/restore"' in page
    client.post("/comments/1/restore")
    after = text(client.get("/metrics/on_time_share")).partition('id="threads"')[2]
    assert "Why is this so low?" in after
    assert after.count("<article") == before.count("<article")


def test_editing_says_so_and_the_history_shows_both(client):
    said(client)
    client.post("/comments/1/change", {"text": "Why is it <i>so</i> low?"})
    assert 'href="/comments/1/history">edited</a>' in text(client.get("/metrics/on_time_share"))
    rows = client.get("/comments/1/history.json").json()["rows"]
    assert [(row["what"], row["text"]) for row in rows] == [
        ("written", "Why is this so low?"), ("changed", "Why is it <i>so</i> low?"),
    ]  # fmt: skip
    assert "&lt;i&gt;so&lt;/i&gt;" in text(client.get("/comments/1/history"))
    assert client.get("/comments/1/history.csv").status_code == 200


def test_somebody_elses_words_are_theirs(client, as_):
    said(client)
    other = as_(people.NOBODY_IN_PARTICULAR)
    page = text(other.get("/metrics/on_time_share"))
    assert "Why is this so low?" in page
    assert "/comments/1/change" not in page
    assert "/comments/1/delete" not in page
    assert other.post("/comments/1/change", {"text": "mine"}).status_code == 403
    assert other.post("/comments/1/delete").status_code == 403


def test_a_settled_thread_folds_and_opens_again(client):
    said(client)
    assert client.post("/comments/1/resolve").status_code == 302
    page = text(client.get("/metrics/on_time_share"))
    assert "Settled by <bdi>Business</bdi> on" in page
    assert '<details id="settled-1">' in page
    twin = "/discussions/metric/on_time_share.json"
    assert client.get(twin).json()["sentence"] == "No thread is open, one is settled."
    client.post("/comments/1/reopen")
    assert client.get(twin).json()["sentence"] == "One thread is open."


def test_a_permalink_leads_to_the_comment_where_it_stands(client):
    said(client)
    assert client.get("/comments/1").headers["Location"] == "/metrics/on_time_share#comment-1"
    assert client.get("/comments/99").status_code == 404


@pytest.mark.parametrize("path", ["metric/nope", "person/p1", "metric/a/b", "rule/order_to_cash"])
def test_there_is_no_discussion_of_what_is_not_there(client, path):
    assert client.get(f"/discussions/{path}").status_code == 404
    assert client.post(f"/discussions/{path}/say", {"text": "a"}).status_code == 404


def test_what_others_say_meanwhile_is_counted_and_ones_own_is_not(client, as_):
    said(client)
    news = "/discussions/metric/on_time_share/news?after=1"
    assert "new comment" not in text(client.get(news))
    said(as_("auditor"), "Because of the South.")
    assert "1 new comment. <a" in text(client.get(news))
    assert "new comment" not in text(as_("auditor").get(news))


def test_mentions_are_listed_until_they_are_seen(client, as_):
    said(client, "What do you say, @auditor?")
    auditor = as_("auditor")
    page = text(auditor.get("/mentions"))
    assert "One comment is new to you." in page
    assert "mentions you" in page
    auditor.post("/mentions/seen")
    assert "You have seen all of it." in text(auditor.get("/mentions"))
    assert auditor.get("/mentions.json").json()["rows"][0]["seen_at"] is not None
    assert text(client.get("/mentions")).count("Nobody has mentioned or answered you yet.") == 1


def test_pages_with_discussions_are_listed_for_those_who_may_see_them(client, as_):
    said(client)
    client.post("/discussions/control/four_eyes/say", {"text": "Is this enough?"})
    assert [row["kind"] for row in client.get("/discussions.json").json()["rows"]] == ["control", "metric"]
    assert [row["kind"] for row in as_("works_council").get("/discussions.json").json()["rows"]] == ["metric"]
    assert "Four eyes" not in text(as_("works_council").get("/discussions"))


def test_completion_answers_options(client, as_):
    said(as_("auditor"), "Mine.")
    found = text(client.get("/discussions/metric/on_time_share/people?ask=@aud"))
    assert '<option value="@auditor">Auditor</option>' in found
