"""The two clients that ship with the product, against a server: the sender, and `ingest --url`."""

from __future__ import annotations

import json

import pytest

from sightline import EventSender
from sightline.cli.entry import run
from tests.web.fakes import good, keeper_of
from tests.web.landing.sending import event, landed_in
from tests.web.live import served


@pytest.fixture
def server(workspace):
    kept = keeper_of(good())
    kept.settle()
    with served(kept, records=workspace / ".sightline") as base:
        yield base


def test_a_sender_lands_its_events_and_hears_what_is_refused(server, workspace, token):
    heard = []
    with EventSender(
        server, token=token, on_refused=lambda sent, why: heard.append((sent["id"], why["field"]))
    ) as sender:
        for number in range(1_200):
            sender.send(event(str(number), **({"type": "orders.shp"} if number == 700 else {})))
    assert (sender.sent.accepted, sender.sent.refused) == (1_199, 1)
    assert heard == [("700", "type")]
    assert landed_in(workspace) == 1_199


def test_a_file_is_sent_to_a_server_and_what_is_refused_is_listed_by_its_place(
    server, workspace, token, tmp_path, capfd
):
    lines = [event("a"), event("b", time="now"), event("c", id=...), event("d")]
    (tmp_path / "e.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n{\n")
    (tmp_path / "token").write_text(token + "\n")
    words = [str(tmp_path / "e.jsonl"), "--url", server, "--token-file", str(tmp_path / "token"), "--format", "json"]
    assert run(["ingest", *words]) == 4
    told = json.loads(capfd.readouterr().out)
    assert (told["read"], told["accepted"], told["refused"], told["into"]) == (5, 2, 3, server)
    assert sorted((each["place"], each["field"]) for each in told["rows"]) == [(2, "time"), (3, "id"), (5, "")]
    assert run(["ingest", *words]) == 4
    assert json.loads(capfd.readouterr().out)["duplicates"] == 2
    assert landed_in(workspace) == 2


def test_a_table_is_sent_by_the_mapping_of_the_workspace(server, workspace, token, tmp_path, capfd):
    (tmp_path / "t.csv").write_text("case,activity,time,amount\nc1,ship,2026-03-31T12:00:00Z,5\n")
    (tmp_path / "token").write_text(token)
    words = [str(tmp_path / "t.csv"), "--log", "order_log", "--url", server, "--token-file", str(tmp_path / "token")]
    assert run(["-C", str(workspace), "ingest", *words]) == 0
    assert "1 landed" in capfd.readouterr().out
    assert landed_in(workspace) == 1


def test_a_token_that_opens_nothing_says_so_on_one_screen(server, workspace, tmp_path, capfd):
    (tmp_path / "e.jsonl").write_text(json.dumps(event("a")))
    (tmp_path / "token").write_text("sl_nobody")
    words = [str(tmp_path / "e.jsonl"), "--url", server, "--token-file", str(tmp_path / "token")]
    assert run(["ingest", *words]) == 3
    assert "unknown, over or revoked" in capfd.readouterr().err
