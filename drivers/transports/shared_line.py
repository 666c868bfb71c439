"""One line used by several parties, each with a line of its own onto it."""

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from drivers.transports.errors import LinkLost, NotConnected, TransportError
from drivers.transports.transport import Transport

P = TypeVar("P", bound=Hashable)


class SharedLine(ABC, Generic[P]):
    """A line that opens with the first of its parties and closes with the last.

    Each party may have a thread of its own. When the line is lost, it is lost for all; the first
    that opens its own again opens it again.

    Args:
        new_line: makes an unopened line.
    """

    def __init__(self, new_line: Callable[[], Transport]) -> None:
        self._new_line = new_line
        self._lock = threading.Lock()
        self._session: Session[P] | None = None

    def join(self, party: P) -> "Session[P]":
        """Let a party use the line. Raises NotConnected if it cannot be opened."""
        with self._lock:
            if self._session is None or self._session.is_over:
                line = self._new_line()
                line.open()
                self._session = self._begin(line)
            self._session.join(party)
            return self._session

    def leave(self, session: "Session[P]", party: P) -> None:
        """A party has done with the line."""
        with self._lock:
            if session.leave(party):
                session.end()

    @abstractmethod
    def name_of(self, party: P, *, port: str | None) -> str:
        """Return what a party's line is called: on its port, or before it was ever opened."""

    @abstractmethod
    def _begin(self, line: Transport) -> "Session[P]":
        """Return the session on a line that has just been opened."""


class Session(ABC, Generic[P]):
    """A shared line from opening to closing: who has joined, and what came for whom."""

    def __init__(self, line: Transport) -> None:
        self.name = line.name
        self._line = line
        self._moved = threading.Condition()
        self._arrived: dict[P, bytearray] = {}  # by who has joined
        self._failure: str | None = None

    @property
    def is_over(self) -> bool:
        return self._failure is not None

    def join(self, party: P) -> None:
        with self._moved:
            self._arrived[party] = bytearray()

    def leave(self, party: P) -> bool:
        """Return True if nobody is left."""
        with self._moved:
            self._arrived.pop(party, None)
            self._moved.notify_all()
            return not self._arrived

    def end(self) -> None:
        """Close the line: nobody is left."""
        self._fail(f"{self.name} was closed")
        self._line.close()

    def take(self, party: P, *, timeout_s: float) -> bytes:
        """Return the frames that came for a party, waiting up to timeout_s for the first."""
        deadline_s = time.monotonic() + timeout_s
        while True:
            self._await_frames(party, timeout_s=max(0.0, deadline_s - time.monotonic()))
            with self._moved:
                mine = self._mine(party)
                if mine or time.monotonic() >= deadline_s:
                    chunk = bytes(mine)
                    mine.clear()
                    return chunk

    @abstractmethod
    def say(self, party: P, payload: bytes) -> None:
        """Send a frame of a party's when it may speak."""

    @abstractmethod
    def _await_frames(self, party: P, *, timeout_s: float) -> None:
        """Wait until something may have come for a party; at most timeout_s, or less."""

    def _mine(self, party: P) -> bytearray:
        """Return what has arrived for a party; the lock is held."""
        if self._failure is not None:
            raise LinkLost(self._failure)
        if party not in self._arrived:
            raise NotConnected(f"{self.name} is not open")
        return self._arrived[party]

    def _fail(self, reason: str) -> None:
        with self._moved:
            self._failure = self._failure or reason
            self._moved.notify_all()


class PartyLine(Transport, Generic[P]):
    """What one party sends and is sent, as a line of its own.

    Only one line of a party is open at a time.
    """

    def __init__(self, shared: SharedLine[P], party: P) -> None:
        self._shared = shared
        self._party = party
        self._session: Session[P] | None = None
        self._name = shared.name_of(party, port=None)

    @property
    def name(self) -> str:
        return self._name

    @property
    def is_open(self) -> bool:
        return self._session is not None

    def open(self) -> None:
        self.close()
        self._session = self._shared.join(self._party)
        self._name = self._shared.name_of(self._party, port=self._session.name)

    def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            self._shared.leave(session, self._party)

    def read(self, timeout_s: float) -> bytes:
        session = self._opened()
        try:
            return session.take(self._party, timeout_s=timeout_s)
        except TransportError:
            self.close()
            raise

    def write(self, payload: bytes) -> None:
        session = self._opened()
        try:
            session.say(self._party, payload)
        except TransportError:
            self.close()
            raise

    def _opened(self) -> Session[P]:
        if self._session is None:
            raise NotConnected(f"{self.name} is not open")
        return self._session
