"""The head of a request is bounded in size and in time, however it is cut into pieces."""

from __future__ import annotations

import socket
import statistics
import time

import pytest

from sightline_web import heads
from tests.web.fakes import good, keeper_of
from tests.web.live import served

PATH = "/sign-in"


@pytest.fixture(scope="module")
def address():
    kept = keeper_of(good())
    kept.settle()
    with served(kept) as base:
        yield "127.0.0.1", int(base.rpartition(":")[2])


def asked(*headers: str, close: bool = True) -> bytes:
    more = ["Connection: close"] if close else []
    return "\r\n".join([f"GET {PATH} HTTP/1.1", "Host: 127.0.0.1", *more, *headers, "", ""]).encode()


def statuses(address, *parts: bytes) -> list[int]:
    with socket.create_connection(address, timeout=10) as wire:
        found = b""
        try:
            for part in parts:
                wire.sendall(part)
            while chunk := wire.recv(65_536):
                found += chunk
        except ConnectionError:
            pass
    return [int(each[:3]) for each in found.split(b"HTTP/1.1 ")[1:]]


def test_a_head_up_to_the_limit_is_answered(address):
    assert statuses(address, asked("X: " + "x" * (heads.LARGEST_HEAD - 500))) == [200]


@pytest.mark.parametrize("size", [1, 1_000, 300_000])
def test_a_head_beyond_the_limit_is_refused_in_any_pieces(address, size):
    head = asked("X: " + "x" * (heads.LARGEST_HEAD + 500))
    step = max(size, 500)  # a piece of one byte would take too long; the first ones are
    parts = [head[at : at + 1] for at in range(20)] if size == 1 else []
    parts += [head[at : at + step] for at in range(len(parts), len(head), step)]
    assert statuses(address, *parts) == [400]


def test_many_small_headers_are_a_large_head(address):
    assert statuses(address, asked(*(f"X{number}: y" for number in range(5_000)))) == [400]


def test_a_line_without_end_is_refused(address):
    assert statuses(address, b"GET /" + b"x" * 40_000) == [400]


def test_headers_behind_a_body_are_counted_too(address):
    head = f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n".encode()
    assert statuses(address, head + b"".join(b"X%d: y\r\n" % number for number in range(5_000)) + b"\r\n")[-1] == 400


def test_requests_one_behind_the_other_are_each_counted_from_their_own_beginning(address):
    few = asked("X: " + "x" * 20_000, close=False)
    assert statuses(address, few + few + few + asked()) == [200] * 4


def test_a_body_is_no_part_of_the_head(address):
    body = b"a=" + b"x" * 90_000
    kind = "Content-Type: application/x-www-form-urlencoded\r\nConnection: close"
    head = f"POST /theme HTTP/1.1\r\nHost: 127.0.0.1\r\n{kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    assert statuses(address, head + body) == [403]


@pytest.mark.parametrize(
    "line",
    ["Content-Length: 5\r\nTransfer-Encoding: chunked", "Content-Length: 5\r\nContent-Length: 6", "X : y", "\0: y"],
)
def test_a_head_that_can_be_read_two_ways_is_refused(address, line):
    assert statuses(address, asked(line)) == [400]


def test_an_answer_is_sent_at_once_on_a_connection_that_is_kept(address):
    waits = []
    with socket.create_connection(address, timeout=10) as wire:
        for _ in range(9):
            began = time.perf_counter()
            wire.sendall(b"GET /assets/nope HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            found = wire.recv(65_536)
            while b"\r\n\r\n" not in found or not found.partition(b"\r\n\r\n")[2]:
                part = wire.recv(65_536)
                assert part
                found += part
            waits.append(time.perf_counter() - began)
    assert statistics.median(waits) < 0.035  # where head and body wait for one another it is 0.04 or more


@pytest.mark.parametrize(("sent", "answer"), [(b"", []), (b"GET / HTTP/1.1\r\nHost: ", [408])])
def test_a_head_that_does_not_come_frees_its_place(address, monkeypatch, sent, answer):
    monkeypatch.setattr(heads, "HEAD_SECONDS", 0.2)
    assert statuses(address, sent) == answer
