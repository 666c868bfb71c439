"""A busy hall: citizens and clerks who ask again until they have their answer."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.journeys.hall import HALL_ID, Hall, Refused, call, eventually

PAUSE_S = 0.05
SERVICE_S = 0.3


@dataclass
class Traffic:
    """Everything that was acknowledged to somebody.

    Attributes:
        tickets: number by ticket, for every number that the server gave.
        given_alone: the numbers that the kiosk gave while it could not reach the server.
        printed: the numbers that the kiosk said it had printed.
        called: the tickets that clerks were told they had called, in no order.
        heard: every sentence of the loudspeaker with its length in seconds.
    """

    hall: Hall
    tickets: dict[int, str] = field(default_factory=dict)
    given_alone: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    called: list[int] = field(default_factory=list)
    heard: list[tuple[str, float]] = field(default_factory=list)
    _clip: int = 0
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)
    _failures: list[BaseException] = field(default_factory=list)

    def start(self, queues: list[int], seats: dict[int, str]) -> None:
        """Let citizens come to these queues, and clerks work at these windows (id: login)."""
        self.listen()
        self.heard.clear()  # what was said before
        for login in ("reception", *seats.values()):
            self.hall.token(login)
        for queue_id in queues:
            self._run(lambda queue_id=queue_id: self._come_to_the_desk(queue_id))
        self._run(lambda: self._come_to_the_kiosk(queues[0]))
        for window_id, login in seats.items():
            self._run(lambda window_id=window_id, login=login: self._serve(window_id, login))
        self._run(self._listen)

    def wait_for_calls(self, more: int) -> None:
        """Wait until clerks have been told of so many more calls."""
        before = len(self.called)
        eventually(lambda: len(self.called) >= before + more, within_s=60)

    def stop(self) -> None:
        """Let everybody come to an end; each window has called somebody who is not there yet."""
        self._over.set()
        for thread in self._threads:
            thread.join(60)
        for failure in self._failures:
            raise failure
        assert not any(thread.is_alive() for thread in self._threads)

    def listen(self) -> None:
        """Take in what the loudspeaker has said since the last time."""
        url = f"{self.hall.loudspeaker}/speech.json?after={self._clip}"
        speech = call("GET", url)
        self.heard += [(clip["text"], clip["duration_s"]) for clip in speech["clips"]]
        self._clip = speech["last"]

    def _come_to_the_desk(self, queue_id: int) -> None:
        wish = {"queue_id": queue_id, "channel": "desk"}
        while not self._over.is_set():
            ticket = self._command("/tickets", wish, login="reception")
            self.tickets[ticket["ticket_id"]] = ticket["number"]
            time.sleep(PAUSE_S)

    def _come_to_the_kiosk(self, queue_id: int) -> None:
        while not self._over.is_set():
            wish = {"request_id": uuid.uuid4().hex, "queue_id": queue_id}
            taken = insist(lambda w=wish: call("POST", f"{self.hall.kiosk}/api/tickets", w))
            if taken["ticket"].get("offline"):
                self.given_alone.append(taken["ticket"]["number"])
            else:
                self.tickets[taken["ticket"]["ticket_id"]] = taken["ticket"]["number"]
            if taken["slip"] == "printed":
                self.printed.append(taken["ticket"]["number"])

    def _serve(self, window_id: int, login: str) -> None:
        self._command(f"/windows/{window_id}/open", {"take_over": True}, login=login)
        while not self._over.is_set():
            self._call(window_id, login)
            time.sleep(SERVICE_S)
            with taken_back():
                self._command(f"/windows/{window_id}/start", {}, login=login)
                finished = {"outcome": "accepted", "note": None}
                self._command(f"/windows/{window_id}/finish", finished, login=login)
        self._call(window_id, login)

    def _call(self, window_id: int, login: str) -> None:
        desk = self._command(f"/windows/{window_id}/call-next", {}, login=login)
        self.called.append(desk["current"]["ticket"]["ticket_id"])

    def _command(self, path: str, body: Any, *, login: str) -> Any:
        key = uuid.uuid4().hex
        return insist(lambda: self.hall.post(f"/halls/{HALL_ID}{path}", body, login=login, key=key))

    def _listen(self) -> None:
        while not self._over.wait(0.5):
            self.listen()

    def _run(self, work: Callable[[], None]) -> None:
        def watched() -> None:
            try:
                work()
            except BaseException as error:
                self._failures.append(error)

        self._threads.append(threading.Thread(target=watched, daemon=True))
        self._threads[-1].start()


@contextmanager
def taken_back() -> Iterator[None]:
    """Let a number be gone from its window: nobody ever saw it, its press got another."""
    try:
        yield
    except Refused as refusal:
        if refusal.code != "no_current_ticket":
            raise


def insist(ask: Callable[[], Any]) -> Any:
    """Ask the same again until there is an answer, as kiosks and consoles do."""
    while True:
        try:
            return ask()
        except Refused as refusal:
            if refusal.code not in ("server_away", "queue_empty"):
                raise
        except OSError:
            pass  # whether it was carried out is not known: the same key finds out
        time.sleep(PAUSE_S)
