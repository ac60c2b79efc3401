"""How long the server takes for an answer, said in it where whoever runs Sightline asks for that.

`SIGHTLINE_TIMING=1` adds `Server-Timing`, which browsers show beside each request: milliseconds in all, those of the
processor, and how many queries of the records there were. Left out otherwise, since it would tell a stranger what a
refusal was about by how long it took.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponseBase

__all__ = ["VARIABLE", "server_timing"]

VARIABLE = "SIGHTLINE_TIMING"
Handler = Callable[[HttpRequest], HttpResponseBase]


def server_timing(get_response: Handler) -> Handler:
    """Say in each answer what it took.

    Raises
    ------
    MiddlewareNotUsed
        Where nobody asked for it.
    """
    if os.environ.get(VARIABLE) != "1":
        raise MiddlewareNotUsed

    def middleware(request: HttpRequest) -> HttpResponseBase:
        began, worked, asked = time.perf_counter(), time.thread_time(), 0

        def count(execute: Callable[..., Any], *given: Any) -> Any:
            nonlocal asked
            asked += 1
            return execute(*given)

        with connection.execute_wrapper(count):
            response = get_response(request)
        total, cpu = (1_000 * (time.perf_counter() - began), 1_000 * (time.thread_time() - worked))
        response.headers["Server-Timing"] = f'total;dur={total:.1f}, cpu;dur={cpu:.1f}, queries;desc="{asked}"'
        return response

    return middleware
