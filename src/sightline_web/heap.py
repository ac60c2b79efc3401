"""Garbage of a process that serves: what outlived a whole collection is not looked at again by the next one.

A reading and what was asked of it are hundreds of thousands of objects that live as long as it is served. A whole
collection looks at each of them, 0.2 to 0.5 s of a million cases, in which nobody is answered, and frees hardly any.
So those that outlive one are left out of the next. They are looked at again when another reading took the place of
this one, at most once a minute, and after every hundredth collection, for what a request left among them.

A collection of the youngest begins at 10,000 new objects instead of 700: so little is left in that a long answer would
otherwise cause whole collections while it is made.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import Final

from sightline_web.keeper import Keeper

__all__ = ["Heap"]

WHOLE: Final = 2  # the generation of a whole collection
YOUNG: Final = (10_000, 10, 10)
EVERY: Final = 100
REST_SECONDS: Final = 60.0


class Heap:
    """The garbage collector of this process, told of the readings that are served.

    Parameters
    ----------
    clock : callable, optional
        Gives seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._looked_at = clock()
        self._collections = 0
        self._before = gc.get_threshold()

    def watch(self, kept: Keeper) -> None:
        """Leave out, from now on, what outlives a whole collection; `kept` says when another reading is served."""
        gc.set_threshold(*YOUNG)
        gc.callbacks.append(self._collected)
        kept.afterwards(self._replaced)

    def let_go(self) -> None:
        """Look at everything again, and leave nothing out any more."""
        gc.callbacks.remove(self._collected)
        gc.set_threshold(*self._before)
        gc.unfreeze()

    def _replaced(self, _reading: object) -> None:
        if self._clock() - self._looked_at >= REST_SECONDS:
            self._look_again()

    def _look_again(self) -> None:
        gc.unfreeze()
        self._looked_at, self._collections = self._clock(), 0

    def _collected(self, phase: str, info: dict[str, int]) -> None:
        if phase != "stop" or info["generation"] != WHOLE:
            return
        self._collections += 1
        gc.freeze()
        if self._collections >= EVERY:
            self._look_again()
