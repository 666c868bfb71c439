"""Issue and call rates: one kept-alive connection a client, each waiting for its answer."""

from __future__ import annotations

import itertools
import queue
import sqlite3
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.hall import HALL_ID, Hall
from tests.bench.wire import HttpClient


@dataclass(frozen=True, slots=True)
class Round:
    """What one round gave: commands a second, and the seconds that each took."""

    rate: float
    took_s: Sequence[float]


class Load:
    """Sends the two commands to a server, ours or the bare one.

    Every round finds the hall as it was prepared: between them its tickets are put back, in the
    database itself, so that no round is slower for what an earlier one left behind.

    Args:
        base: what the server's paths begin with.
    """

    def __init__(self, port: int, database: Path, hall: Hall, *, base: str) -> None:
        self._port, self._database, self._hall, self._base = port, database, hall, base
        with closing(sqlite3.connect(database)) as db:
            self._last_ticket: int = db.execute("SELECT max(id) FROM ticket").fetchone()[0]

    def issue(self, clients: int, *, duration_s: float) -> Round:
        """Take numbers at the kiosk for so long, queue after queue."""
        with self._connections(clients) as free, ThreadPoolExecutor(clients) as pool:
            began = time.perf_counter()
            until = began + duration_s
            every = pool.map(lambda _: self._issue_until(free.get(), until), range(clients))
            took = [seconds for one in every for seconds in one]
            rate = len(took) / (time.perf_counter() - began)
        self._sql(f"UPDATE ticket SET state='cancelled' WHERE id > {self._last_ticket}")
        return Round(rate, took)

    def call(self, clients: int, *, times: int) -> Round:
        """Call to every window of the hall, `times` over; only the calls are timed."""
        took: list[float] = []
        span_s = 0.0
        with self._connections(clients) as free, ThreadPoolExecutor(clients) as pool:
            for _ in range(times):
                began = time.perf_counter()
                took += pool.map(lambda window: self._call(free, window), self._hall.windows)
                span_s += time.perf_counter() - began
                self._sql(
                    f"UPDATE ticket SET state='waiting' WHERE hall_id={HALL_ID} AND state='called'",
                    "UPDATE visit SET ended_at=called_at, ended_by='return' WHERE ended_at IS NULL",
                )
        return Round(len(took) / span_s, took)

    def _issue_until(self, http: HttpClient, until: float) -> list[float]:
        took = []
        for queue_id in itertools.cycle(self._hall.queues):
            began = time.perf_counter()
            if began >= until:
                break
            http.post(
                f"{self._base}/halls/{HALL_ID}/tickets",
                {"queue_id": queue_id, "channel": "kiosk"},
                token=self._hall.kiosk_token,
            )
            took.append(time.perf_counter() - began)
        return took

    def _call(self, free: queue.SimpleQueue[HttpClient], window: int) -> float:
        http = free.get()
        began = time.perf_counter()
        path = f"{self._base}/halls/{HALL_ID}/windows/{window}/call-next"
        try:
            http.post(path, {}, token=self._hall.clerk_tokens[window])
            return time.perf_counter() - began
        finally:
            free.put(http)  # also after an error, or the other clients would wait for ever

    @contextmanager
    def _connections(self, clients: int) -> Iterator[queue.SimpleQueue[HttpClient]]:
        made = [HttpClient(self._port) for _ in range(clients)]
        free: queue.SimpleQueue[HttpClient] = queue.SimpleQueue()
        for http in made:
            free.put(http)
        yield free
        for http in made:
            http.close()

    def _sql(self, *statements: str) -> None:
        with closing(sqlite3.connect(self._database, timeout=10)) as db, db:
            for statement in statements:
                db.execute(statement)
