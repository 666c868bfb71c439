"""One request under way in a thread of its own, looked after by whoever sent it."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Errand(Generic[T]):
    """Work that has been begun. Its thread never holds up the end of the program."""

    def __init__(self, work: Callable[[], T], *, name: str) -> None:
        self._work = work
        self._results: list[T] = []
        self._done = threading.Event()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    @property
    def is_done(self) -> bool:
        return self._done.is_set()

    def result(self) -> T | None:
        """Return what came of it, or None while it is under way or if it broke."""
        return self._results[0] if self._done.is_set() and self._results else None

    def _run(self) -> None:
        try:
            self._results.append(self._work())
        finally:
            self._done.set()
