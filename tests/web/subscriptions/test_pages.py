"""Following on its pages: begun at the head of a page, changed, paused, ended and taken up again in one list."""

from __future__ import annotations

import pytest

from sightline_web.care.export import gathered
from sightline_web.care.holdings import whose
from sightline_web.subscriptions.models import Subscription
from tests.web import people

NEW = {"kind": "metric", "key": "lead_time", "cadence": "weekly", "mail": "1"}


def text(answer) -> str:
    return answer.content.decode()


def rows(client) -> list[dict[str, object]]:
    return client.get("/following.json").json()["rows"]


@pytest.mark.parametrize(
    "path", ["/goals/grow_revenue", "/metrics/lead_time", "/operations/order_to_cash", "/controls/four_eyes",
             "/portfolio/night_shift", "/effects/lead_time/on_time_share"],
)  # fmt: skip
def test_each_page_of_an_object_can_be_followed_at_its_head(client, path):
    page = text(client.get(path))
    assert page.index('id="follow"') < page.index("<h1>")


@pytest.mark.parametrize("path", ["/", "/metrics", "/goals/nope", "/roles/me", "/following"])
def test_no_other_page_can_be(client, path):
    assert 'id="follow"' not in text(client.get(path))


def test_a_view_is_followed_apart_from_its_page(client):
    where = client.post("/following/new", NEW | {"view": "by=region"}).headers["Location"]
    assert where == "/metrics/lead_time?by=region&followed=1#follow"
    assert "You follow this view." in text(client.get(where.partition("#")[0]))
    assert "<summary>Following</summary>" in text(client.get("/metrics/lead_time?by=region"))
    assert "<summary>Follow</summary>" in text(client.get("/metrics/lead_time"))
    assert [(row["of"], row["view"], row["cadence"]) for row in rows(client)] == [("lead_time", "by=region", "weekly")]


def test_following_again_changes_how(client):
    client.post("/following/new", NEW)
    client.post("/following/new", {"kind": "metric", "key": "lead_time", "cadence": "at_once"})
    assert [(row["cadence"], row["mail"]) for row in rows(client)] == [("at_once", False)]


def test_ending_is_undone_as_it_was(client):
    client.post("/following/new", NEW)
    before = rows(client)
    key = before[0]["subscription"]
    page = text(client.get(client.post(f"/following/{key}/end").headers["Location"]))
    assert "You follow it no more." in page
    assert rows(client) == []
    client.post(f"/following/{key}/restore")
    assert rows(client) == before


def test_it_is_changed_paused_and_gone_on_with(client):
    client.post("/following/new", NEW)
    key = rows(client)[0]["subscription"]
    client.post(f"/following/{key}/pause")
    client.post(f"/following/{key}/change", {"cadence": "monthly"})
    assert rows(client)[0]["paused_at"] is not None, "who chooses another day has not said to go on"
    client.post(f"/following/{key}/resume")
    client.post(f"/following/{key}/pause")
    client.post("/following/new", {part: NEW[part] for part in ("kind", "key")} | {"cadence": "monthly"})
    assert rows(client)[0]["paused_at"] is None, "whoever follows it anew has"
    (row,) = rows(client)
    assert (row["paused_at"], row["cadence"], row["mail"]) == (None, "monthly", False)
    assert 'href="/following/digest/monthly"' in text(client.get("/following"))
    assert client.get("/following/digest/monthly").status_code == 200
    assert client.get("/following/digest/never").status_code == 404


def test_what_somebody_follows_is_theirs_alone(client, as_):
    client.post("/following/new", NEW)
    key = rows(client)[0]["subscription"]
    other = as_(people.NOBODY_IN_PARTICULAR)
    assert rows(other) == []
    for act in ("end", "pause", "resume", "restore", "change"):
        assert other.post(f"/following/{key}/{act}", {"cadence": "daily"}).status_code in {302, 404}
    assert rows(client)[0]["cadence"] == "weekly"
    assert Subscription.objects.unscoped("a test").get().archived_at is None


@pytest.mark.parametrize(
    ("post", "status"),
    [({"kind": "metric", "key": "nope"}, 404), ({"kind": "person", "key": "p1"}, 404), ({"cadence": "hourly"}, 404),
     ({"kind": "control", "key": "four_eyes"}, 403)],
)  # fmt: skip
def test_what_is_not_there_or_not_open_is_not_followed(as_, post, status):
    assert as_(people.NOBODY_IN_PARTICULAR).post("/following/new", NEW | post).status_code == status


def test_it_is_in_what_is_held_about_somebody(client):
    client.post("/following/new", NEW)
    account = people.account().pk
    held = gathered(whose(account=account), now=people.account().created_at)["held"]
    assert held["What you follow"][0]["key"] == "lead_time"
