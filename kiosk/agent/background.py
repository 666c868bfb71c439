"""A thread that works in rounds until it is stopped, and outlives a fault in one of them."""

import logging
import threading
from abc import ABC, abstractmethod

logger = logging.getLogger(__name__)

AFTER_FAULT_S = 5.0


class Background(ABC):
    """Work that goes on beside everything else. start() once, stop() once."""

    def __init__(self, name: str, *, after_fault_s: float = AFTER_FAULT_S) -> None:
        self._after_fault_s = after_fault_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self, *, timeout_s: float) -> bool:
        """End; False if a round held on for longer than timeout_s."""
        self._stopping.set()
        self._interrupt()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    @abstractmethod
    def _round(self) -> None:
        """Do what there is to do, then wait for more; return soon once _stopping is set."""

    @abstractmethod
    def _interrupt(self) -> None:
        """End the wait of a round; _stopping has been set. Called from any thread."""

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._round()
            except Exception:
                # A full disk or an answer of a strange shape must not leave the station deaf.
                logger.exception("%s failed in one round and goes on", self._thread.name)
                self._stopping.wait(self._after_fault_s)
