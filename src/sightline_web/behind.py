"""Questions that may take long, answered behind the visitor's back.

Whoever asks first waits a moment; after that the page says that it is being found, and comes again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from typing import Any

from sightline_web.snapshot import UnderWayError

__all__ = ["Behind"]

Key = tuple[object, ...]


class Behind:
    """Answers one question after the other, each in a thread that ends with it, and keeps the answers.

    Parameters
    ----------
    patience : float
        Seconds that a visitor waits at once.
    kept : int
        How many answers are kept.
    newest_first : bool
        Whether what was asked last is answered next: whoever tries one thing after the other waits for the last one.
    """

    def __init__(self, *, patience: float = 1.5, kept: int = 128, newest_first: bool = False) -> None:
        self._patience, self._kept, self._next = patience, kept, -1 if newest_first else 0
        self._answers: OrderedDict[Key, Future[Any]] = OrderedDict()
        self._lock = threading.Lock()
        self._turn = threading.Condition()
        self._line: list[Future[Any]] = []
        self._working = False
        self._ended = threading.Event()

    def ask(self, key: Key, ask: Callable[[], Any], *, keep: bool = True) -> Any:
        """Return the answer to a question, or raise what it raised; without `keep` it goes with who got it.

        Raises
        ------
        UnderWayError
            If it takes longer than a visitor waits; ask again.
        """
        with self._lock:
            answer = self._answers.get(key)
            if answer is None:
                answer = self._answers[key] = Future()
                threading.Thread(target=self._find, args=(answer, ask), daemon=True, name=f"asking {key[0]}").start()
            self._answers.move_to_end(key)
            for old in [each for each, one in self._answers.items() if one.done()][: len(self._answers) - self._kept]:
                del self._answers[old]
        try:
            return answer.result(timeout=self._patience)
        except Late:
            if answer.done():
                raise  # the question's own
            raise UnderWayError(str(key[0])) from None
        finally:
            if not keep and answer.done():
                with self._lock:
                    if self._answers.get(key) is answer:
                        del self._answers[key]

    def busy(self, question: str) -> bool:
        """Whether an answer to a question is being found."""
        with self._lock:
            return any(key[0] == question and not one.done() for key, one in self._answers.items())

    def end(self) -> None:
        """Begin nothing more: nobody will ask."""
        self._ended.set()

    def _find(self, answer: Future[Any], ask: Callable[[], Any]) -> None:
        with self._turn:
            self._line.append(answer)
            self._turn.wait_for(lambda: not self._working and self._line[self._next] is answer)
            self._line.remove(answer)
            self._working = True
        try:
            if self._ended.is_set():
                answer.set_exception(UnderWayError("ended"))
                return
            answer.set_result(ask())
        except BaseException as error:  # noqa: BLE001 -- whoever asks is told
            answer.set_exception(error)
        finally:
            with self._turn:
                self._working = False
                self._turn.notify_all()
